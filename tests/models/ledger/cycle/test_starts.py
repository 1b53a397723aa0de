"""What began before the go-live date opens only when the agency asks; each sweep is on record once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.cycle.starts import days_without_sweep, last_swept
from models.rules.workdays import SHANGHAI

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

QUARTER: dict[str, Any] = {"cycle": "quarterly_meeting", "period": "2025Q4"}
ASKED = QUARTER | {"before_go_live": "是", "reason": "接续上年工作"}
RUNS = "SELECT cycle, period FROM cycle_run WHERE cycle = 'quarterly_meeting'"
ADVICE = "期限还没有到的，写明原因即可安排开启：mubiao act open_cycle … --before-go-live 是 --reason 原因。"


def test_it_opens_when_the_agency_asks_and_says_why(march: Acting, sql: Sql, violations: Violations) -> None:
    opened = march.on("2026-01-05").do("open_cycle", **ASKED)
    assert opened.words == ("季度分析会 2025Q4：新开启2个部门，期限2026-01-22。启用前已开始，原因：接续上年工作。")
    assert sql.rows(RUNS) == [("quarterly_meeting", "2025Q4")]
    assert violations() == []


@pytest.mark.parametrize(("day", "due"), [("2027-01-08", "2027-01-10"), ("2027-01-20", "2027-01-21")])
def test_what_a_total_waits_for_opens_after_its_day_too_and_is_then_due_on_the_next_working_day(
    march: Acting, sql: Sql, violations: Violations, day: str, due: str
) -> None:
    sql("UPDATE jurisdiction SET go_live = '2026-12-20' WHERE id = 2")
    asked = {"cycle": "year_end_check", "period": "2026", "before_go_live": "是", "reason": "年底启用"}
    opened = march.on(day).do("open_cycle", **asked)
    assert (opened.counts["opened"], opened.data["due"]) == (2, due)
    assert [each for each in violations() if "管辖" not in each] == []


def test_of_a_year_that_ended_before_go_live_nothing_opens_after_its_day(march: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET go_live = '2027-01-01' WHERE id = 2")
    asked = {"cycle": "year_end_check", "period": "2026", "before_go_live": "是", "reason": "年初启用"}
    assert "期限2027-01-10已过" in march.on("2027-01-20").refused("open_cycle", **asked)


def test_a_scheduled_run_of_one_completes_and_says_why_nothing_was_opened(march: Acting, sql: Sql) -> None:
    summary = march.on("2026-01-05").open("quarterly_meeting", "2025Q4")
    assert (summary.counts["opened"], summary.words) == (0, "2025年第四季度早于启用日期2026-01-01，不开启。")
    assert sql.rows(RUNS) == []


@pytest.mark.parametrize(
    ("day", "fields", "words"),
    [
        ("2026-01-05", QUARTER, f"2025年第四季度早于启用日期2026-01-01，不开启。{ADVICE}"),
        ("2026-01-23", ASKED, "2025年第四季度早于启用日期2026-01-01，不开启。期限2026-01-22已过。"),
        (
            "2026-04-02",
            ASKED | {"period": "2026Q1"},
            "2026年第一季度自2026-01-01起，不早于启用日期2026-01-01，请去掉 before_go_live。",
        ),
        ("2026-01-05", QUARTER | {"before_go_live": "是"}, "开启启用前已开始的期间时写明原因"),
        ("2026-01-05", QUARTER | {"reason": "接续上年工作"}, "开启启用前已开始的期间时写明原因"),
    ],
)
def test_any_other_that_is_asked_for_is_refused(
    march: Acting, sql: Sql, day: str, fields: dict[str, Any], words: str
) -> None:
    assert words in march.on(day).refused("open_cycle", **fields)
    assert sql.rows(RUNS) == []


def test_a_period_that_an_earlier_sweep_left_closed_opens_though_its_cycle_never_ran(march: Acting, sql: Sql) -> None:
    march.on("2026-04-01").open("monthly_check", "2026-04")
    march.on("2026-04-20").system.do("record_sweep", "record_sweep|2026-04-20")
    march.on("2026-04-21").system.do("reconcile")
    assert sql.rows(RUNS) == [("quarterly_meeting", "2026Q1")]


def last() -> datetime | None:
    with begin() as session:
        return last_swept(session)


def without(today: str) -> int:
    with begin() as session:
        return days_without_sweep(session, date.fromisoformat(today))


def test_the_sweep_of_a_day_is_on_record_once(march: Acting, sql: Sql, violations: Violations) -> None:
    for request in ("record_sweep|2026-03-05", "record_sweep|2026-03-05"):
        march.system.do("record_sweep", request)
    assert sql.column("SELECT business_date::text FROM block WHERE act = 'record_sweep'") == ["2026-03-05"]
    assert last() == datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
    assert violations() == []


@pytest.mark.parametrize(
    ("today", "days"),
    [
        ("2026-03-06", 0),
        ("2026-03-08", 0),  # a Sunday
        ("2026-03-09", 1),
        ("2026-03-10", 2),
        ("2026-03-05", -1),  # the clock was set back
        ("2099-03-06", 26663),  # beyond the calendar: plain days
    ],
)
def test_the_working_days_without_a_sweep_are_counted(march: Acting, today: str, days: int) -> None:
    march.system.on("2026-03-06").do("record_sweep", "record_sweep|2026-03-06")
    assert without(today) == days


@pytest.mark.usefixtures("acting")
def test_before_the_first_sweep_they_count_from_the_founding() -> None:
    assert last() is None
    assert without("2026-01-01") == 0
    assert without("2026-01-07") == 4  # 1 to 3 January are holidays, Sunday the fourth is a make-up day


def test_only_the_sweep_itself_says_that_it_was_done(acting: Acting) -> None:
    assert "不能执行“登记巡检”" in acting.refused("record_sweep")
