"""暂停与恢复: periods of a pause stay closed for every actor until a run names them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import ACTS, SYSTEM, Summary
from models.ledger.cycle.pausing import halts_of, standing_halts
from models.ledger.perform import perform
from models.rules.workdays import BusinessDay
from tests.conftest import AT
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Together, Violations

OPENED = "SELECT period FROM cycle_run WHERE cycle = 'monthly_check' AND period >= '2026-03' ORDER BY 1"
PAUSES = "SELECT cycle, paused_from::text, resumed_on::text, reason, resume_reason FROM pause ORDER BY paused_from"
MONTHLY = {"cycle": "monthly_check", "reason": "机构改革"}


def pause(acting: Acting, since: str | None = None, **more: Any) -> Summary:
    return acting.do("pause_cycle", **MONTHLY | ({"from": since} if since else {}) | more)


def resume(acting: Acting, since: str | None = None, **more: Any) -> Summary:
    return acting.do("resume_cycle", **MONTHLY | {"reason": "改革完成"} | ({"from": since} if since else {}) | more)


def run_cycle(acting: Acting, period: str, *, named: bool = False) -> Summary:
    """Run the cycle by schedule, or for a named period."""
    day = BusinessDay(acting.day, datetime.combine(acting.day, AT), period if named else None)
    with begin() as session:
        return perform(session, ACTS["open_cycle"], {"cycle": "monthly_check", "period": period}, day, SYSTEM)


@pytest.fixture
@story
def paused(march: Acting) -> Acting:
    """The monthly check is paused from 20 April, entered on the 10th; March and April were opened before."""
    march.on("2026-04-01").open("monthly_check", "2026-04")
    pause(march.on("2026-04-10"), "2026-04-20")
    return march.on("2026-05-02")


@pytest.fixture
def resumed(paused: Acting) -> Acting:
    """It is resumed since 10 June; May and June were missed."""
    resume(paused.on("2026-06-10"))
    return paused.on("2026-06-11")


def test_a_pause_is_stored_with_its_first_day_and_its_reason(march: Acting, sql: Sql, violations: Violations) -> None:
    summary = pause(march.on("2026-04-20"))
    assert summary.words == "已暂停“月度检查”：自2026-04-20起不开启新的期间，已开启的照常办理。"
    assert sql.rows(PAUSES) == [("monthly_check", "2026-04-20", None, "机构改革", "")]
    assert violations() == []


@pytest.mark.parametrize("named", [False, True])
def test_a_run_in_the_pause_opens_nothing_and_says_why(paused: Acting, sql: Sql, *, named: bool) -> None:
    summary = run_cycle(paused, "2026-05", named=named)
    assert summary.words == "“月度检查”自2026-04-20起暂停（机构改革）。2026年5月不开启。"
    assert summary.counts == {"opened": 0, "already_open": 0, "notices": 0}
    assert sql.column(OPENED) == ["2026-03", "2026-04"]


def test_nor_does_the_agency_itself(paused: Acting) -> None:
    assert "2026年5月不开启" in paused.do("open_cycle", cycle="monthly_check", period="2026-05").words


def test_the_reconciler_opens_no_paused_period_and_reports_the_pause(paused: Acting, sql: Sql) -> None:
    assert "季度分析会 2026Q1" in (summary := paused.system.do("reconcile")).words
    assert summary.words.endswith("。“月度检查”自2026-04-20起暂停（机构改革）。")
    assert sql.column(OPENED) == ["2026-03", "2026-04"]


def test_open_periods_continue_during_a_pause(paused: Acting, departments: Make, targets: Make, sql: Sql) -> None:
    paused.report("D002", "2026-04", "T003")
    departments()
    targets("D003")
    paused.on("2026-04-25").system.do("reconcile")
    assert sql.value("SELECT count(*) FROM obligation WHERE period = '2026-04'") == 3
    assert run_cycle(paused, "2026-04").counts["already_open"] == 3


def test_other_cycles_are_not_held_back(paused: Acting) -> None:
    assert paused.open("quarterly_meeting", "2026Q1").counts["opened"] == 2


def test_a_pause_that_begins_later_holds_nothing_back_yet(march: Acting) -> None:
    pause(march.on("2026-03-10"), "2026-05-01")
    assert run_cycle(march.on("2026-04-01"), "2026-04").counts["opened"] == 2
    assert run_cycle(march.on("2026-05-01"), "2026-05").counts["opened"] == 0


def test_after_resuming_missed_periods_stay_closed(resumed: Acting, sql: Sql) -> None:
    text = resumed.system.do("reconcile").words
    assert "季度自查 2026Q1（2个部门）、在线复核 2026Q1（1项）、质量分析报告 2026Q1（1项）" in text
    assert sql.column(OPENED) == ["2026-03", "2026-04"]
    text = run_cycle(resumed, "2026-06").words
    assert text == (
        "“月度检查”自2026-04-20至2026-06-09暂停（机构改革）。开启日在暂停期间的不自动补开：2026-06；"
        "确需开启：mubiao run monthly_check --period 2026-06。"
    )


def test_periods_after_the_pause_open_normally(resumed: Acting, sql: Sql) -> None:
    resumed.on("2026-07-02").system.do("reconcile")
    assert sql.column(OPENED) == ["2026-03", "2026-04", "2026-07"]


def test_resuming_names_the_missed_periods_and_how_to_open_them(
    paused: Acting, sql: Sql, violations: Violations
) -> None:
    summary = resume(paused.on("2026-06-10"))
    assert summary.data["missed"] == ["2026-05", "2026-06"]
    assert summary.words == (
        "“月度检查”自2026-06-10起恢复。开启日在暂停期间的不自动补开：2026-05、2026-06；"
        "确需开启：mubiao run monthly_check --period 2026-05。"
    )
    assert sql.rows(PAUSES) == [("monthly_check", "2026-04-20", "2026-06-10", "机构改革", "改革完成")]
    assert violations() == []


def test_the_agency_may_open_a_missed_period(resumed: Acting, departments: Make, targets: Make, sql: Sql) -> None:
    assert resumed.do("open_cycle", cycle="monthly_check", period="2026-06").counts["opened"] == 2
    departments()
    targets("D003")
    resumed.on("2026-06-12").system.do("reconcile")
    assert sql.value("SELECT count(*) FROM obligation WHERE period = '2026-06'") == 3
    assert run_cycle(resumed, "2026-06").counts["already_open"] == 3


def test_so_may_a_run_that_names_the_period(resumed: Acting) -> None:
    assert run_cycle(resumed, "2026-05", named=True).counts["opened"] == 2


def test_a_cycle_may_be_resumed_on_a_day_that_is_still_to_come(paused: Acting) -> None:
    resume(paused, "2026-06-01")
    assert run_cycle(paused.on("2026-05-20"), "2026-05").counts["opened"] == 0
    assert run_cycle(paused.on("2026-06-01"), "2026-06").counts["opened"] == 2


def test_that_day_may_be_changed_until_it_has_come(paused: Acting, sql: Sql) -> None:
    resume(paused, "2026-06-01")
    assert resume(paused, "2026-06-01").words == "“月度检查”此前已恢复，未作改动。"
    resume(paused, "2026-05-15")
    assert sql.rows(PAUSES)[0][2] == "2026-05-15"


def test_a_pause_may_be_cancelled_before_its_first_day_and_repeated(march: Acting, sql: Sql) -> None:
    pause(march, "2026-04-20")
    assert resume(march).words == "“月度检查”自2026-04-20起恢复。"
    assert run_cycle(march.on("2026-05-01"), "2026-05").counts["opened"] == 2
    pause(march, "2026-04-20", reason="汛期")
    assert sql.rows(PAUSES) == [("monthly_check", "2026-04-20", None, "汛期", "")]


def test_the_same_pause_again_changes_nothing(paused: Acting, sql: Sql) -> None:
    before = sql.rows("SELECT hash FROM chain_head")
    assert pause(paused, "2026-04-20").words == "“月度检查”此前已暂停，未作改动。"
    assert sql.rows("SELECT hash FROM chain_head") == before


@pytest.mark.parametrize(
    ("act", "fields", "why"),
    [
        ("pause_cycle", {}, "与已登记的暂停重叠：“月度检查”自2026-04-20起暂停（机构改革）。如需更改，请先恢复"),
        ("pause_cycle", {"from": "2026-04-01"}, "与已登记的暂停重叠"),
        ("pause_cycle", {"cycle": "remediation_feedback"}, "“整改反馈”由整改事项触发，不按日期开启，不能暂停或恢复"),
        ("pause_cycle", {"cycle": "daily_sweep"}, "没有名为“daily_sweep”的周期"),
        ("pause_cycle", {"reason": " "}, "“原因”不能为空"),
        ("resume_cycle", {"from": "2026-04-19"}, "恢复日期2026-04-19早于暂停日期2026-04-20"),
        ("resume_cycle", {"cycle": "mid_year_review"}, "“半年讲评”没有暂停，无需恢复"),
        ("resume_cycle", {"cycle": "remediation_feedback"}, "不能暂停或恢复"),
    ],
)
def test_invalid_pauses_and_resumptions_are_refused(
    paused: Acting, sql: Sql, act: str, fields: dict[str, str], why: str
) -> None:
    before = sql.rows(PAUSES)
    assert why in paused.refused(act, **MONTHLY | fields)
    assert sql.rows(PAUSES) == before


def test_a_resumed_cycle_is_not_resumed_again(resumed: Acting) -> None:
    assert "没有暂停，无需恢复" in resumed.refused("resume_cycle", **MONTHLY)


def test_it_may_be_paused_again_later_but_not_over_the_days_of_an_earlier_pause(resumed: Acting, sql: Sql) -> None:
    assert "至2026-06-09暂停" in resumed.refused("pause_cycle", **MONTHLY, **{"from": "2026-06-09"})
    pause(resumed, "2026-06-10")
    assert [row[1:3] for row in sql.rows(PAUSES)] == [("2026-04-20", "2026-06-10"), ("2026-06-10", None)]


@pytest.mark.parametrize("act", ["pause_cycle", "resume_cycle"])
def test_only_the_agency_pauses_and_resumes(paused: Acting, act: str) -> None:
    assert "不能执行" in paused.office("D001").refused(act, **MONTHLY)
    assert "不能执行" in paused.system.refused(act, **MONTHLY)


def test_the_standing_pauses_are_those_of_the_day(resumed: Acting) -> None:
    pause(resumed, cycle="quarterly_meeting")
    with begin() as session:
        halts = halts_of(session, 2)
    assert [halt.cycle for halt in standing_halts(halts, date(2026, 5, 1))] == ["monthly_check"]
    assert [halt.cycle for halt in standing_halts(halts, date(2026, 6, 11))] == ["quarterly_meeting"]


def test_two_who_pause_at_once_make_one_pause(march: Acting, together: Together, sql: Sql) -> None:
    days = [replace(march, day=date(2026, 4, day)) for day in (20, 21, 22)]
    together(*[lambda session, day=day: day.within(session, "pause_cycle", **MONTHLY) for day in days])
    assert sql.value("SELECT count(*) FROM pause") == 1
