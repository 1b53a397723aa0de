"""A run for the cells of a group: one after the other; what stops one cell stops no other one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from prefect.client.schemas.objects import StateType
from prefect.exceptions import MissingContextError

from deployments.loopback.mail import MailServer
from models.cell_turns import only_run
from models.database import begin
from models.last_run import last_runs
from models.ledger.acts import Summary
from models.migrations import versions
from models.rules.cycles import DAILY_SWEEP, DELIVER
from models.rules.errors import Refused
from tasks import group_run
from tasks.cell import cell, host_address, open_registry
from tasks.flow_shell import RunForm, read_group_form
from tasks.group_run import STILL_RUNNING, CellResult, GroupResult, Work, run_for_cells, run_group
from tasks.settings import read_settings, serves_cells, settings
from tasks.step import as_step
from tests.deployments.conftest import mubiao
from tests.deployments.host.conftest import Ask, ask, host, server, worked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deployments.conftest import Mubiao

__all__ = ["ask", "host", "mubiao", "server", "worked"]
pytestmark = pytest.mark.process
KEYS = ("gz", "gz-zunyi")
Did = Callable[[], Summary]


@pytest.fixture(autouse=True)
def new_turns(worked: Mubiao, ask: Ask) -> None:
    """No cell has had its turn yet."""
    worked.patch.delenv("DATABASE_URL", raising=False)
    read_settings.cache_clear()
    ask("TRUNCATE cell_turn", "registry")


def work(did: Did = Summary) -> Work:
    """A sweep whose one step does this in each cell."""
    return Work(DAILY_SWEEP, (as_step("一步", lambda _day: did()),), None, None)


def run(did: Did = Summary) -> GroupResult:
    registry = open_registry()
    with only_run(host_address(), DAILY_SWEEP.key, "main") as turns:
        assert turns
        return run_group(work(did), registry, turns, KEYS)


def remarks(result: GroupResult) -> dict[str, str]:
    return {each.key: each.remark for each in result.cells}


def test_each_cell_is_bound_in_turn_and_has_its_row(worked: Mubiao) -> None:
    found: list[str] = []

    def did() -> Summary:
        found.append(settings().cell)
        return Summary("第001厅", {"opened": 2, "sent": 1, "mails": 3})

    result = run(did)
    assert found == [*KEYS]
    assert [each.row() for each in result.cells] == [
        {"单元": key, "开启": 2, "发出": 1, "收取": 3, "逾期": 0, "未办成": ""} for key in KEYS
    ]
    assert result.words("每日巡检 main") == "每日巡检 main：办完2个单元。"
    for key in KEYS:
        with cell(key), begin() as session:
            assert not last_runs(session)[DAILY_SWEEP.key].is_open
    assert worked.json("--cell", "gz", "verify")["ok"]


def test_a_held_cell_is_passed_over_and_does_not_fail_the_run(worked: Mubiao) -> None:
    worked.done("host", "hold", "gz")
    result = run()
    assert remarks(result) == {"gz": "暂停，没有办理。", "gz-zunyi": ""}
    assert result.failed == []
    worked.done("host", "go", "gz")


def test_a_cell_that_is_held_while_the_run_goes_on_is_passed_over_too(worked: Mubiao) -> None:
    def did() -> Summary:
        worked.done("host", "hold", "gz-zunyi")
        return Summary()

    assert remarks(run(did)) == {"gz": "", "gz-zunyi": "暂停，没有办理。"}
    worked.done("host", "go", "gz-zunyi")


def test_a_cell_of_other_tables_is_named_and_the_others_are_done(ask: Ask) -> None:
    ask("UPDATE alembic_version SET version_num = '0200'", "cell_gz")
    result = run()
    assert result.failed == ["gz"]
    assert "旧版本" in remarks(result)["gz"]
    assert remarks(result)["gz-zunyi"] == ""
    assert result.words("每日巡检 main").startswith("每日巡检 main：办完1个单元。未办成：gz。\ngz：")
    ask(f"UPDATE alembic_version SET version_num = '{max(versions())}'", "cell_gz")  # noqa: S608 - a number


def test_a_cell_that_was_away_is_tried_once_more_at_the_end(ask: Ask) -> None:
    ask("ALTER DATABASE cell_gz ALLOW_CONNECTIONS false")
    did = run(lambda: Summary("", {"opened": len(ask("ALTER DATABASE cell_gz ALLOW_CONNECTIONS true"))}))
    assert remarks(did) == dict.fromkeys(KEYS, "")
    ask("ALTER DATABASE cell_gz ALLOW_CONNECTIONS false")
    result = run()
    ask("ALTER DATABASE cell_gz ALLOW_CONNECTIONS true")
    assert result.failed == ["gz"]
    assert len(result.cells) == len(KEYS)


def test_what_a_step_says_of_people_stays_in_the_log_of_the_machine(caplog: pytest.LogCaptureFixture) -> None:
    def did() -> Summary:
        if settings().cell == "gz":
            raise Refused("没有部门“第001厅”。")
        raise ZeroDivisionError

    result = run(did)
    assert result.failed == [*KEYS]
    assert remarks(result) == {
        "gz": "没有办完，原因见这台机器的日志，或执行 mubiao --cell gz run daily_sweep。",
        "gz-zunyi": "程序出错，原因见这台机器的日志。",
    }
    assert "第001厅" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    with cell("gz"), begin() as session:
        assert last_runs(session)[DAILY_SWEEP.key].is_open


def test_the_place_of_an_evidence_store_is_not_told(worked: Mubiao, caplog: pytest.LogCaptureFixture) -> None:
    run()
    worked.set(MUBIAO_HOME="/nowhere/else")
    read_settings.cache_clear()
    result = run()
    assert result.failed == [*KEYS]
    assert "不是本数据库的印证材料文件夹" in remarks(result)["gz"]
    assert "/" not in remarks(result)["gz"]
    assert "/nowhere/else" in caplog.text


def test_the_next_run_begins_with_the_cells_that_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        now = iter((0, 479, 480))
        patch.setattr(group_run, "monotonic", lambda: next(now))
        first = run()
    assert [each.key for each in first.cells] == ["gz"]
    assert first.waiting == ("gz-zunyi",)
    assert "时间已到，等下一次：gz-zunyi。" in first.words("每日巡检 main")
    assert [each.key for each in run().cells] == ["gz-zunyi", "gz"]


def test_one_unfinished_run_of_a_flow_and_group() -> None:
    def refuse() -> Summary:
        raise AssertionError

    with only_run(host_address(), DAILY_SWEEP.key, "main"), only_run(host_address(), DELIVER.key, "main") as other:
        ended: Any = run_for_cells(work(refuse), "main", "")
        assert (ended.type, ended.message) == (StateType.COMPLETED, STILL_RUNNING)
        assert other
    with only_run(host_address(), DAILY_SWEEP.key, "main") as turns:
        assert turns


@pytest.mark.parametrize("extra", [{}, {"group": "main", "cell": "gz"}, {"group": "main", "day": "1"}, {"group": 5}])
def test_a_form_names_a_group_or_a_cell(extra: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="运行参数"):
        read_group_form(RunForm(**extra))
    assert read_group_form(RunForm(cell="gz", period="2026-03")).cell == "gz"


@pytest.mark.parametrize(
    ("group", "key", "words"), [("nobody", "", "组“nobody”没有单元。"), ("", "nobody", "没有单元“nobody”。")]
)
def test_a_group_or_cell_that_is_not_there_is_refused(group: str, key: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        run_for_cells(work(), group, key)


def test_a_machine_serves_cells_unless_it_has_a_database_of_one_agency(worked: Mubiao) -> None:
    assert serves_cells()
    worked.set(DATABASE_URL="postgresql://somewhere/mubiao")
    read_settings.cache_clear()
    assert not serves_cells()


def test_without_a_registry_nothing_is_changed(worked: Mubiao) -> None:
    worked.patch.delenv("MUBIAO_HOST_URL")
    read_settings.cache_clear()
    assert not serves_cells()


def test_the_operator_of_the_host_is_told_how_many_cells_failed(worked: Mubiao, tmp_path: Path) -> None:
    def refuse() -> Summary:
        raise Refused("没有部门“第001厅”。")

    with MailServer(tmp_path / "mails") as mail:
        worked.set(MUBIAO_ALERT_TO="duty@example.org", MUBIAO_MAIL_URL=mail.url)
        read_settings.cache_clear()
        for did in (refuse, Summary):
            with suppress(MissingContextError):  # no run of Prefect has the words
                run_for_cells(work(did), "", "gz")
        subjects = [str(each.message["Subject"]) for each in mail.received if each.recipient == "duty@example.org"]
    assert subjects == ["【系统告警】定时运行失败：1次", "【系统告警】已恢复：定时运行失败"]


def test_the_event_of_a_run_has_the_numbers_of_all_cells() -> None:
    result = GroupResult((CellResult("gz", {"opened": 2, "overdue": 1}), CellResult("zy", failed=True)), ())
    assert result.counts(often=False) == {"opened": 2, "overdue": 1, "failed": 1}
    assert result.counts(often=True) == {"opened": 2, "failed": 1}
