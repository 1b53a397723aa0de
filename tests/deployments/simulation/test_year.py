"""The days of a year: which runs are scheduled when, and that an interrupted day can be run again."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.people.planned_acts import PlannedAct, carry_out
from deployments.simulation.report import YearReport, tell_year
from deployments.simulation.year import Year
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.cycles import CYCLES
from models.rules.errors import Unavailable
from models.rules.workdays import SHANGHAI, days_between
from tasks.clock import business_day, set_virtual_instant
from tests.deployments.simulation.conftest import digest

if TYPE_CHECKING:
    from tests.conftest import Databases, Sql

TODAY = date(2025, 3, 20)


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (date(2025, 3, 1), ["07:30 monthly_check", "07:30 cloud_monitoring"]),
        (
            date(2025, 7, 1),
            [
                "07:30 monthly_check",
                "07:30 quarterly_meeting",
                "07:30 mid_year_review",
                "07:30 self_check",
                "07:30 field_inspection",
                "07:30 mid_term_inspection",
                "07:30 public_opinion",
                "07:30 cloud_monitoring",
                "07:30 covert_visit",
            ],
        ),
        (date(2025, 12, 1), ["07:30 monthly_check", "07:30 year_end_check", "07:30 cloud_monitoring"]),
        (date(2026, 1, 1), ["07:30 quarterly_meeting"]),
        (date(2026, 1, 4), ["07:30 self_check", "07:30 public_opinion"]),  # the first working day
        (date(2025, 12, 15), ["07:30 year_end_reverification"]),
        (date(2026, 1, 10), []),
        (date(2026, 1, 11), ["07:30 year_end_reverification"]),  # the filings are compared
    ],
)
def test_cycles_open_on_their_day_and_none_of_the_next_year(winter: Year, day: date, runs: list[str]) -> None:
    scheduled = [f"{run.at:%H:%M} {run.name}" for run in winter.scheduled_runs(day, works=False)]
    monthly = ["08:00 target_setting"] if day.day == 1 and day.month >= 4 and day.year == 2025 else []
    appraised = ["08:20 appraisal"] if date(2026, 1, 11) <= day else []
    assert scheduled == [*runs, "07:40 remediation_feedback", "08:00 daily_sweep", *monthly, *appraised]


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 2, 25), date(2026, 3, 2), date(2026, 3, 31)])
def test_after_the_january_that_closes_the_year_only_sweep_appraisal_results_and_letters_run(
    winter: Year, day: date
) -> None:
    runs = [run.name for run in winter.scheduled_runs(day, works=True)]
    assert runs == ["daily_sweep", "appraisal", "results_use", "deliver", "deliver"]
    assert [run.name for run in winter.scheduled_runs(day, works=False)] == runs[:3]


def test_lists_are_watched_weekly_while_they_are_usually_set_then_monthly(winter: Year) -> None:
    days = [
        day
        for day in winter.plan.days
        if "target_setting" in [run.name for run in winter.scheduled_runs(day, works=False)]
    ]
    mondays = [day for day in winter.plan.days if day.year == 2025 and day.month in {2, 3} and day.weekday() == 0]
    assert days == [*mondays, *(date(2025, month, 1) for month in range(4, 13))]


def test_letters_are_sent_on_working_days_only(winter: Year) -> None:
    def delivers(*, works: bool) -> int:
        return [run.name for run in winter.scheduled_runs(TODAY, works=works)].count("deliver")

    assert (delivers(works=True), delivers(works=False)) == (2, 0)


def test_every_cycle_that_the_calendar_opens_is_scheduled_on_the_days_of_each_of_its_periods(winter: Year) -> None:
    runs = [run.cycle for day in winter.plan.days for run in winter.scheduled_runs(day, works=True)]
    for cycle in CYCLES:
        if cycle.periodic:
            opening = [cycle.opens_on(period, winter.calendar) for period in cycle.periods(2025)]
            again = [cycle.again.of(period) for period in cycle.periods(2025)] if cycle.again else []
            assert runs.count(cycle) == len([day for day in opening + again if day <= winter.plan.closing_day])


def test_a_repeated_day_changes_nothing(year: Year) -> None:
    before = digest()
    year.live_day(TODAY)
    assert digest() == before
    assert year.watch.violations == []


class CutShort(Year):
    """A year in which every day is interrupted after its first planned act, and then run again."""

    def __init__(self, year: Year) -> None:
        super().__init__(year.plan, year.world, year.outside)
        self._broken: set[date] = set()

    def run_office_hours(self, day: date) -> None:
        if day in self._broken:
            super().run_office_hours(day)
            return
        self._broken.add(day)
        for step in self.decide_acts(day)[:1]:
            carry_out(step, business_day())
        raise Unavailable("断电")

    def live_day(self, day: date) -> None:
        with suppress(Unavailable):
            super().live_day(day)
        super().live_day(day)


def test_an_interrupted_day_is_completed_by_running_it_again(year: Year, databases: Databases) -> None:
    days = list(days_between(date(2025, 3, 21), date(2025, 4, 3)))
    for day in days:
        year.live_day(day)
    whole = digest()
    with databases.reset("winter"):
        broken = CutShort(year)
        for day in days:
            broken.live_day(day)
        assert digest() == whole


def comparable(steps: list[PlannedAct]) -> list[tuple[str, str]]:
    """Returns the request id and the input of each planned act; input that cannot be compared is left out."""
    return [(step.request, str(step.data) if isinstance(step.data, dict) else "") for step in steps]


def test_after_each_act_of_a_day_the_remaining_acts_stay_the_same(year: Year) -> None:
    days = filter(year.calendar.is_workday, days_between(date(2025, 3, 21), date(2025, 4, 25)))
    for day in list(days):
        for piece in year.begin_day(day):
            if piece.cycle:
                year.run_piece(piece, day)
                continue
            set_virtual_instant(datetime.combine(day, piece.at, SHANGHAI))
            decided = year.decide_acts(day)
            for number, step in enumerate(decided, 1):
                carry_out(step, business_day())
                done = {each.request for each in decided[:number]}
                rest = [each for each in year.decide_acts(day) if each.request not in done]
                assert comparable(rest) == comparable(decided[number:])


def test_a_planned_act_that_is_repeated_has_its_first_result(year: Year, sql: Sql) -> None:
    data = {"department": "D001", "name": "新任联络员"}
    step = PlannedAct(ACTS["appoint_liaison"], data, "again")
    year.reload_calendar()
    first, second = (carry_out(step, business_day(date(2025, 3, 21))) for _ in range(2))
    assert first == second
    assert sql.value("SELECT count(*) FROM block WHERE request_id = 'again'") == 1


def test_the_figures_of_the_year(year: Year) -> None:
    with begin() as session:
        report = tell_year(session, year.plan, year.outside, [], (1.25, 0.75))
    of_agency = {"opinion_feedback": 2, "opinion_publication": 2, "covert_list": 1, "covert_return": 1}
    of_agency |= {"inspection": 1, "limit_owed": 1, "plan_owed": 1}
    of_project = {"cloud_monitoring": 3, "field_inspection": 1}
    of_offices = {"monthly_check": 12, "remediation": 1}
    assert report.data["obligations"] == of_offices | of_agency | of_project
    assert (report.data["discharged"], report.data["open"]) == (21, 5)
    assert [report.data[name] for name in ("duplicates", "seconds", "seconds_on_answers")] == [0, 1.2, 0.8]
    assert report.lines[-1] == "用时1.2秒，其中制作、填写、读取和收取回复表0.8秒。"


TARGETS = {
    "lists_issued_before": 3,
    "departments_drafting": 1,
    "lists_issued": 1,
    "drafts": 5,
    "drafts_issued": 5,
    "dynamic_targets": 0,
    "issued_in_december_unconsulted": 0,
    "lists_with_weights": 0,
    "issued_after_return": 0,
    "drafts_with_indicators": 0,
    "opinions_by_sheet": 0,
    "receipts_by_sheet": 0,
    "milestones_opened": 0,
    "milestones_met": 0,
    "objections_answered": 2,
    "lists_without_answer": 1,
    "lists_received": 1,
    "own_dates_opened": 0,
    "own_dates_met": 0,
    "own_dates_missed": 0,
    "own_dates_proposed": 0,
}
DRAFTED = (
    "3个部门的目标清单年前已下达，1个部门年内拟定草案，下达清单1份；草案5项，其中动态目标下达0项；"
    "异议答复2项，未反馈1份，签收1份。"
)
OWN_DATES = "目标自定时限到期3项（其中指标节点0项，按时完成0项）：按时完成1项，逾期2项，拟列入负面清单0项。"
# Three own dates: one met in time, one met late, one missed.
DUE = """
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late, late)
SELECT 2, 'target_due', '', 2, v.subject, 0, 2, '', (SELECT min(id) FROM deadline), 1, v.state, '2025-03-20', false,
    v.late
FROM (VALUES ('a', 'discharged', false), ('b', 'discharged', true), ('c', 'open', NULL)) v(subject, state, late)
"""


def test_the_figures_of_drafted_lists_and_own_dates(drafted: Year, sql: Sql) -> None:
    def told() -> YearReport:
        with begin() as session:
            return tell_year(session, drafted.plan, drafted.outside, [], (1.0, 0.0))

    assert {name: told().data[name] for name in TARGETS} == TARGETS
    assert DRAFTED in told().lines
    sql("SET LOCAL session_replication_role = replica; " + DUE)
    report = told()
    assert [report.data[f"own_dates_{name}"] for name in ("opened", "met", "missed", "proposed")] == [3, 1, 2, 0]
    assert OWN_DATES in report.lines


def test_a_year_without_drafts_has_no_line_about_them(year: Year) -> None:
    with begin() as session:
        report = tell_year(session, year.plan, year.outside, [], (1.0, 0.0))
    assert (report.data["lists_issued_before"], report.data["departments_drafting"], report.data["drafts"]) == (4, 0, 0)
    assert not any("草案" in line or "自定时限" in line for line in report.lines)


def test_of_many_violations_the_first_are_listed_and_the_rest_counted(year: Year) -> None:
    faults = [f"2025-03-20 第{n}处" for n in range(25)]
    with begin() as session:
        report = tell_year(session, year.plan, year.outside, faults, (1.0, 0.0))
    assert report.data["violations"] == faults
    assert "（其余5处见 --json）" in report.lines
