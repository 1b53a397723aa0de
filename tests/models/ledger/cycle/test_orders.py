"""启用前期间的安排: a period that began before go-live opens on its own day if the agency ordered it, else never."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.periods_ahead import ordered_periods
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

YEAR_END: dict[str, Any] = {"cycle": "year_end_check", "period": "2026"}
ASKED = YEAR_END | {"before_go_live": "是", "reason": "年中启用"}
OPENED = "SELECT count(*) FROM obligation WHERE kind = 'year_end_check'"


@pytest.fixture
@story
def november(anyone: Acting, database: str) -> Acting:
    """An installation live since 20 November 2026 with a department that leads a target of February."""
    assert database
    agency = anyone.on("2026-11-20")
    agency.do("init", name="贵州省", go_live="2026-11-20")
    agency.take("departments", {"编码": "D001", "名称": "财政厅"})
    target = {"编号": "T001", "年度": "2026", "目标名称": "公路", "责任部门": "D001", "下达日期": "2026-02-27"}
    agency.take("targets", target)
    return agency


def test_an_order_opens_nothing_before_the_day_and_the_sweep_on_it(
    november: Acting, sql: Sql, violations: Violations
) -> None:
    ordered = november.do("open_cycle", **ASKED)
    assert ordered.words == "已安排：2026年年终检查2026-12-01开启，到当日自动开启，原因：年中启用。"
    assert "此前已安排" in november.do("open_cycle", **ASKED).words
    november.on("2026-11-30").system.do("reconcile")
    assert sql.value(OPENED) == 0
    november.on("2026-12-01").system.do("reconcile")
    assert sql.value(OPENED) == 1
    assert violations() == []


def test_the_scheduled_run_opens_what_was_ordered(november: Acting, sql: Sql) -> None:
    november.do("open_cycle", **ASKED)
    november.on("2026-12-01").open("year_end_check", "2026")
    assert sql.value(OPENED) == 1


def test_a_department_entered_after_the_order_owes_too(november: Acting, sql: Sql) -> None:
    november.do("open_cycle", cycle="monthly_check", period="2026-11", before_go_live="是", reason="接着检查")
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'monthly_check'") == 1
    november.take("departments", {"编码": "D002", "名称": "教育厅"})
    target = {"编号": "T002", "年度": "2026", "目标名称": "学校", "责任部门": "D002", "下达日期": "2026-02-27"}
    november.take("targets", target)
    november.on("2026-11-23").system.do("reconcile")
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'monthly_check'") == 2


def test_an_order_is_taken_back_until_the_period_is_open(november: Acting, sql: Sql, violations: Violations) -> None:
    november.do("open_cycle", **ASKED)
    taken = november.do("leave_out_period", **YEAR_END, reason="明年再用")
    assert taken.words == "已登记：2026年年终检查不开启，原因：明年再用。"
    assert november.do("leave_out_period", **YEAR_END, reason="明年再用").counts == {"left_out": 0}
    with begin() as session:
        assert ordered_periods(session, home(session)) == set()
    november.on("2026-12-01").system.do("reconcile")
    assert sql.value(OPENED) == 0
    november.on("2026-12-02").do("open_cycle", **ASKED)
    assert sql.value(OPENED) == 1
    refusal = november.on("2026-12-02").refused("leave_out_period", **YEAR_END, reason="明年再用")
    assert refusal == "2026年年终检查已开启，不能改为不开启。"
    assert violations() == []


def test_a_period_that_began_later_is_paused_not_left_out(november: Acting) -> None:
    refusal = november.refused("leave_out_period", cycle="monthly_check", period="2026-12", reason="不办")
    assert refusal == "2026年12月不早于启用日期2026-11-20，照常开启；要停的请暂停（pause_cycle）。"
