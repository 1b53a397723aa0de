"""A step: one act in one transaction, retried only when it raises Unavailable."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from prefect.client.schemas.objects import TaskRun
from prefect.states import Completed, Failed

from models.database import engine, unbind
from models.ledger.acts import ACTS, Summary
from models.ledger.questions import ALWAYS
from models.rules.cycles import DAILY_SWEEP
from models.rules.errors import Refused, Unavailable
from models.rules.workdays import SHANGHAI, BusinessDay
from tasks.clock import clear_virtual_instant, set_virtual_instant
from tasks.settings import read_settings
from tasks.step import (
    RETRIES,
    Step,
    after_last_sweep,
    as_step,
    combine,
    first_step,
    prepare,
    run_steps,
    step,
    unavailable,
)
from tests.conftest import rehearse
from tests.models.clock_ahead import put_ahead

if TYPE_CHECKING:
    from tests.conftest import Sql, Violations

DAY = BusinessDay(date(2026, 4, 1), datetime(2026, 4, 1, 9, tzinfo=SHANGHAI))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A separate installation without a database."""
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    read_settings.cache_clear()
    yield tmp_path
    read_settings.cache_clear()


def tried_again(outcome: Any) -> bool:
    run = cast("TaskRun", None)  # it must not be queried
    state = outcome if not isinstance(outcome, Exception) else Failed(data=outcome)
    return asyncio.run(unavailable(as_step("步骤", lambda _: Summary()), run, state))


def test_only_unavailable_is_retried() -> None:
    assert tried_again(Unavailable("数据库暂时不可用"))
    for error in (Refused("填写有误"), ValueError("a fault of ours"), KeyError("kind")):
        assert not tried_again(error)
    assert not tried_again(Completed(data=Summary("好")))


def test_every_step_is_retried_with_back_off_and_bears_its_title() -> None:
    made = as_step("开启月度检查", lambda _: Summary())
    assert (made.name, made.retries, made.retry_condition_fn) == ("开启月度检查", RETRIES, unavailable)
    assert made.retry_delay_seconds == [5, 10, 20]
    assert made.retry_jitter_factor


@pytest.mark.usefixtures("march")
def test_an_untrusted_clock_stops_the_steps(sql: Sql) -> None:
    sweeping = step("登记巡检", ACTS["record_sweep"], asks=ALWAYS, daily=True)
    with pytest.raises(Refused, match="本机时钟未经网络校时"):  # the records are of March 2026
        run_steps((first_step(DAILY_SWEEP), sweeping), DAY, engine=False)
    rehearse()
    set_virtual_instant(DAY.at)
    assert [each.words for each in run_steps((first_step(DAILY_SWEEP), sweeping), DAY, engine=False)][
        1
    ] == "2026-04-01的巡检已登记。"
    clear_virtual_instant()
    assert sql.column("SELECT business_date FROM block WHERE act = 'record_sweep'") == [DAY.date]


@pytest.mark.usefixtures("founded")
def test_a_step_does_its_act_for_the_system_on_the_business_day(sql: Sql) -> None:
    opening = step(
        "开启",
        ACTS["open_cycle"],
        lambda day: {"cycle": "quarterly_meeting", "period": day.period or "2026Q1"},
        asks=ALWAYS,
    )
    assert opening.fn(DAY).words == "季度分析会 2026Q1：新开启0个部门，期限2026-04-22。没有部门牵头此前下达的目标。"
    assert sql.rows("SELECT act, role, business_date, at FROM block WHERE act = 'open_cycle'") == [
        ("open_cycle", "system", DAY.date, DAY.at)
    ]


@pytest.mark.usefixtures("march")
def test_a_step_whose_block_is_sealed_at_the_instant_of_the_newest_one_says_so() -> None:
    put_ahead("9 minutes")
    assert step("登记巡检", ACTS["record_sweep"], asks=ALWAYS, daily=True).fn(DAY).words.endswith("请校准本机时间。")


@pytest.mark.usefixtures("founded")
def test_a_step_that_is_refused_leaves_nothing_behind(sql: Sql, violations: Violations) -> None:
    before = sql.value("SELECT count(*) FROM transition")
    with pytest.raises(Refused):
        step("开启", ACTS["open_cycle"], lambda _: {"cycle": "monthly_check", "period": "2026-12"}, asks=ALWAYS).fn(DAY)
    assert sql.value("SELECT count(*) FROM transition") == before
    assert violations() == []


def test_steps_run_in_their_order_as_plain_functions_without_a_server() -> None:
    text: list[str] = []

    def saying(word: str) -> Step:
        def body(day: BusinessDay) -> Summary:
            text.append(f"{word}{day.date}")
            return Summary(word)

        return as_step(word, body)

    summaries = run_steps((saying("甲"), saying("乙")), DAY, engine=False)
    assert text == ["甲2026-04-01", "乙2026-04-01"]
    assert [summary.words for summary in summaries] == ["甲", "乙"]


def test_the_steps_after_a_failed_one_are_not_run() -> None:
    text: list[str] = []

    def fail(_day: BusinessDay) -> Summary:
        raise Refused("不行")

    def speak(_day: BusinessDay) -> Summary:
        text.append("乙")
        return Summary()

    with pytest.raises(Refused, match="不行"):
        run_steps((as_step("甲", fail), as_step("乙", speak)), DAY, engine=False)
    assert not text


def test_summaries_are_combined_in_order_with_their_counts_added() -> None:
    whole = combine(
        [
            Summary("甲。", {"sent": 1, "opened": 2}, {"cycle": "a"}),
            Summary(""),
            Summary("乙。", {"sent": 3}, {"due": "b"}),
        ]
    )
    assert whole == Summary("甲。\n乙。", {"sent": 4, "opened": 2}, {"cycle": "a", "due": "b"})
    assert combine([]) == Summary()


def test_a_new_process_binds_the_database_of_the_settings(
    founded: str, monkeypatch: pytest.MonkeyPatch, sql: Sql, tmp_path: Path
) -> None:
    unbind()
    monkeypatch.setenv("DATABASE_URL", founded)
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path / "home"))
    read_settings.cache_clear()
    prepare()
    assert (tmp_path / "home" / "evidence" / "store.id").exists()
    read_settings.cache_clear()
    assert sql.value("SELECT name FROM jurisdiction WHERE go_live IS NOT NULL") == "贵州省"


def test_a_process_that_has_its_database_keeps_it(founded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://127.0.0.1:1/nowhere")
    prepare()
    assert engine().url.render_as_string(hide_password=False) == founded


@pytest.mark.parametrize("text", [None, ""])
def test_without_a_database_a_step_is_refused_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    unbind()
    if text is not None:
        monkeypatch.setenv("DATABASE_URL", text)
    with pytest.raises(Refused) as refusal:
        step("到期提醒", ACTS["remind"], asks=ALWAYS).fn(DAY)
    assert refusal.value.message == "没有数据库地址：请用 mubiao up 启动，或设置 DATABASE_URL。"


def test_a_database_that_is_gone_makes_a_step_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    unbind()
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://127.0.0.1:1/nowhere")
    with pytest.raises(Unavailable):
        step("到期提醒", ACTS["remind"], asks=ALWAYS).fn(DAY)
    unbind()


@pytest.mark.usefixtures("march")
def test_a_run_that_starts_after_a_later_sweep_belongs_to_the_day_of_that_sweep() -> None:
    late = replace(DAY, date=date(2026, 3, 10))
    assert after_last_sweep.fn(late) == late
    step("登记巡检", ACTS["record_sweep"], asks=ALWAYS, daily=True).fn(replace(DAY, date=date(2026, 3, 25)))
    assert after_last_sweep.fn(late).date == date(2026, 3, 25)
    assert after_last_sweep.fn(DAY) == DAY
