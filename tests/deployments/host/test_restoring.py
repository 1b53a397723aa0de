"""`host restore`: into a new cell that is held; the old one is renamed with its database, roles and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.host.server import drop_cell_database
from models.cells import HELD, HostCell
from tests.deployments.host.conftest import LIVE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.deployments.conftest import Mubiao
    from tests.deployments.host.conftest import Ask, Server

pytestmark = pytest.mark.process


@pytest.fixture
def saved(host: Mubiao, server: Server, ask: Ask, tmp_path: Path) -> Iterator[Path]:
    """The backup of a cell `back`; it and what was restored are gone afterwards."""
    host.done("host", "add", "back", "--jurisdiction", "毕节市", *LIVE, "--parent", "gz", "--group", "west")
    host.done("host", "set", "back", "mail_domain=bijie.gov.cn")
    (row,) = host.json("host", "backup", str(tmp_path), "--cell", "back")
    yield tmp_path / row["file"]
    for key in ("back", "back-old1", "back-old2", "moved"):
        drop_cell_database(server.admin, HostCell(key, HELD, {}, None, "", {}, ""))
        for statement in ("DELETE FROM cell WHERE key", "DELETE FROM cell_change WHERE cell"):
            ask(f"{statement} = '{key}'", "registry")


def test_a_cell_is_restored_held_and_the_old_one_keeps_everything(host: Mubiao, ask: Ask, saved: Path) -> None:
    refusal = "单元“back”运行，没有恢复。请先执行 mubiao host hold back。\n"
    assert host.refused("host", "restore", "back", str(saved)) == refusal
    assert "不是刚由备份恢复的" in host.refused("host", "go", "back", "--unsent-before", "2026-03-05 09:00")
    host.done("host", "hold", "back")
    height = ask("SELECT height, hash FROM chain_head", "cell_back")
    said = host.done("host", "restore", "back", str(saved))
    assert "原单元改名为“back-old1”，没有删除。" in said
    rows = {row["key"]: row for row in host.json("host", "list")}
    for key, database in (("back", "cell_back"), ("back-old1", "cell_back_old1")):
        assert (rows[key]["state"], rows[key]["group"], rows[key]["parent"]) == ("held", "west", "gz")
        assert (rows[key]["jurisdiction"], rows[key]["go_live"]) == ("毕节市", "2026-01-01")
        assert ask("SELECT height, hash FROM chain_head", database) == height
        values = {row["name"]: row["value"] for row in host.json("host", "settings", key)}
        assert values["mail_domain"] == "bijie.gov.cn"
        assert host("--cell", key, "verify").code == 0
    host.done("host", "go", "back-old1")
    twice = "单元“back”和正在运行的“back-old1”是同一份台账，其一由备份恢复"
    assert twice in host.refused("host", "go", "back", "--unsent-before", "2099-03-05 09:00")
    host.done("host", "hold", "back-old1")
    assert "须有最新的备份" in host.refused("host", "remove", "back-old1", "--drop-database", "back-old1")


@pytest.mark.exhaustive
def test_a_restored_cell_that_was_renamed_before_it_went_on_still_asks_for_the_instant(
    host: Mubiao, saved: Path
) -> None:
    host.done("host", "hold", "back")
    for _ in range(2):
        host.done("host", "restore", "back", str(saved))
    assert "请写明原系统停止的时刻" in host.refused("host", "go", "back-old2")


def test_the_backup_of_another_agency_is_refused(host: Mubiao, saved: Path) -> None:
    host.done("host", "hold", "gz-zunyi")
    refusal = "单元“gz-zunyi”是“遵义市”，备份是“毕节市”的，没有恢复。请核对文件。\n"
    assert host.refused("host", "restore", "gz-zunyi", str(saved)) == refusal
    host.done("host", "go", "gz-zunyi")


@pytest.mark.exhaustive
def test_a_restored_cell_does_not_go_on_from_before_its_backup(host: Mubiao, saved: Path) -> None:
    host.done("host", "hold", "back")
    host.done("host", "restore", "back", str(saved))
    assert "早于备份中的末次办理" in host.refused("host", "go", "back", "--unsent-before", "2020-01-04 15:00")


@pytest.mark.exhaustive
def test_a_backup_comes_to_a_host_that_never_had_the_cell(host: Mubiao, ask: Ask, saved: Path) -> None:
    host.done("host", "restore", "moved", str(saved))
    assert "“back”是同一份台账" in host.refused("host", "go", "moved", "--unsent-before", "2099-03-05 09:00")
    (row,) = [row for row in host.json("host", "list") if row["key"] == "moved"]
    assert (row["jurisdiction"], row["go_live"], row["state"]) == ("毕节市", "2026-01-01", "held")
    assert ask("SELECT what FROM cell_change WHERE cell = 'moved' ORDER BY id DESC LIMIT 1", "registry") == [
        ("恢复完成，暂停",)
    ]


@pytest.mark.usefixtures("saved")
def test_a_cell_that_was_never_complete_is_removed_without_a_backup(host: Mubiao, ask: Ask) -> None:
    ask("UPDATE cell SET state = 'adding' WHERE key = 'back'", "registry")
    assert host.done("host", "remove", "back") == "单元“back”已移除，数据库保留。\n"
    said = host.done("host", "remove", "back", "--drop-database", "back")
    assert said == "单元“back”已移除，数据库已删除。\n"
    assert ask("SELECT datname FROM pg_database WHERE datname = 'cell_back'") == []


def test_what_is_no_backup_changes_nothing(host: Mubiao, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    assert "不是备份文件" in host.refused("host", "restore", "other", str(tmp_path / "x"))
    assert "other" not in [row["key"] for row in host.json("host", "list")]
