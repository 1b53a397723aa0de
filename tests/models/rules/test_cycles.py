"""The cycles of the standard, one value each."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar, shipped_rows
from models.rules.cycle import Cycle
from models.rules.cycles import (
    CYCLES,
    DUTIES_BY_ACT,
    DUTY_OF,
    IN_YEAR,
    RECEIVE,
    ROUTINES,
    RULES,
    YEAR_END_REVERIFICATION,
    by_notice,
    expected_runs,
    find_cycle,
    nearest_cycle,
    opening_of,
    subject_of,
)
from models.rules.duties import (
    AGENCY_RUNGS,
    OFFICE_RUNGS,
    Audience,
    Debtor,
    FromEnd,
    FromStart,
    InMonth,
    Moment,
    OnDay,
    OpenedFor,
    Rung,
    WorkdayFromEnd,
)
from models.rules.errors import Refused
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.periods import Period, Span, parse_period
from models.rules.workdays import days_between

CALENDAR = shipped_calendar()
CLAUSES = {row["id"]: row for row in shipped_rows("clauses.csv")}
PERIODIC = [cycle for cycle in CYCLES if cycle.periodic]
BY_WORKDAY = [cycle for cycle in PERIODIC if isinstance(cycle.opens, WorkdayFromEnd)]
LAST = date(2026, 12, 31)
DAYS = st.dates(date(2020, 1, 1), date(2028, 12, 31))
MONTH_ENDS = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
TABLE = [
    *(("monthly_check", f"2026-{m:02}", f"2026-{m:02}-01", f"2026-{m:02}-{end}") for m, end in MONTH_ENDS.items()),
    ("quarterly_meeting", "2026Q1", "2026-04-01", "2026-04-22"),
    ("quarterly_meeting", "2026Q2", "2026-07-01", "2026-07-21"),
    ("quarterly_meeting", "2026Q3", "2026-10-01", "2026-10-27"),
    ("quarterly_meeting", "2026Q4", "2027-01-01", "2027-01-22"),
    ("mid_year_review", "2026H1", "2026-07-01", "2026-07-21"),
    ("year_end_check", "2026", "2026-12-01", "2027-01-10"),
    ("year_end_reverification", "2026", "2026-12-15", "2027-01-31"),
    ("self_check", "2026Q1", "2026-04-01", "2026-04-15"),
    ("self_check", "2026Q2", "2026-07-01", "2026-07-14"),
    ("self_check", "2026Q3", "2026-10-08", "2026-10-20"),  # after the National Day holiday
    ("self_check", "2026Q4", "2027-01-04", "2027-01-15"),
    ("online_review", "2026Q1", "2026-04-16", "2026-04-29"),
    ("online_review", "2026Q2", "2026-07-15", "2026-07-28"),
    ("online_review", "2026Q3", "2026-10-21", "2026-11-03"),
    ("online_review", "2026Q4", "2027-01-18", "2027-01-29"),
    ("field_inspection", "2026Q1", "2026-01-01", "2026-02-28"),
    ("field_inspection", "2026Q2", "2026-04-01", "2026-05-31"),
    ("field_inspection", "2026Q3", "2026-07-01", "2026-08-31"),
    ("field_inspection", "2026Q4", "2026-10-01", "2026-11-30"),
    ("mid_term_inspection", "2026H1", "2026-07-01", "2026-08-31"),
    ("quality_report", "2026Q1", "2026-05-14", "2026-05-15"),
    ("quality_report", "2026Q2", "2026-08-10", "2026-08-11"),
    ("quality_report", "2026Q3", "2026-11-16", "2026-11-17"),
    ("quality_report", "2026Q4", "2027-02-19", "2027-02-22"),
    ("public_opinion", "2026Q1", "2026-04-01", "2026-04-15"),
    ("public_opinion", "2026Q2", "2026-07-01", "2026-07-14"),
    ("public_opinion", "2026Q3", "2026-10-08", "2026-10-20"),
    ("public_opinion", "2026Q4", "2027-01-04", "2027-01-15"),
    *(("cloud_monitoring", f"2026-{m:02}", f"2026-{m:02}-01", f"2026-{m:02}-25") for m in MONTH_ENDS),
    ("covert_visit", "2026Q1", "2026-01-01", "2026-02-15"),  # the lists are due then, working day or not
    ("covert_visit", "2026Q2", "2026-04-01", "2026-05-15"),
    ("covert_visit", "2026Q3", "2026-07-01", "2026-08-15"),
    ("covert_visit", "2026Q4", "2026-10-01", "2026-11-15"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


SPARE = 3  # days that a later notice may bring an opening day forward


def on_cron(cron: str, on: date) -> bool:
    """Return whether the day-of-month and month fields of a cron line match this day."""
    _, _, days, months, _ = cron.split()
    return all(field == "*" or value in numbers(field) for field, value in ((days, on.day), (months, on.month)))


def numbers(field: str) -> set[int]:
    """Return the numbers in a field of a cron line: 1,4,7 or 1-10."""
    ends = [[int(end) for end in part.split("-")] for part in field.split(",")]
    return {number for first, *last in ends for number in range(first, (last or [first])[0] + 1)}


# The calendar of a year


@pytest.mark.parametrize(("key", "period", "opens", "due"), TABLE)
def test_when_a_cycle_of_2026_opens_and_falls_due(key: str, period: str, opens: str, due: str) -> None:
    cycle = find_cycle(key)
    assert cycle.opens_on(parse_period(period), CALENDAR) == day(opens)
    assert cycle.deadline(parse_period(period), CALENDAR).due == day(due)


def test_3_2_every_kind_of_check_that_the_standard_names_has_its_cycle() -> None:
    named = {cycle.clause: cycle.name for cycle in CYCLES}
    kinds = ("3-7.1", "3-7.3", "3-6.2.1", "3-3.3", "3-7.5")
    assert [named[clause] for clause in kinds] == ["季度自查", "每季核查", "中期核查", "年终复核", "目标云监测"]


def test_the_table_of_2026_is_complete() -> None:
    assert [(cycle.key, str(p)) for cycle in CYCLES for p in cycle.periods(2026)] == [row[:2] for row in TABLE]


@pytest.mark.parametrize("cycle", PERIODIC, ids=lambda cycle: cycle.key)
def test_the_schedule_starts_a_cycle_on_exactly_its_opening_days(cycle: Cycle) -> None:
    opened = [cycle.opens_on(p, CALENDAR) for p in cycle.opened_between(date(2020, 1, 1), LAST, CALENDAR)]
    started = [on for on in days_between(opened[0], LAST) if on_cron(cycle.cron, on)]
    assert [on for on in started if cycle.opens_on(cycle.newest(on), CALENDAR) == on] == opened
    assert started == opened or isinstance(cycle.opens, WorkdayFromEnd)


@pytest.mark.parametrize("cycle", BY_WORKDAY, ids=lambda cycle: cycle.key)
def test_a25_a_cycle_that_opens_on_a_working_day_is_started_on_every_day_that_it_can_be(cycle: Cycle) -> None:
    for period in (p for year in range(2013, 2030) for p in cycle.periods(year)):
        opens_on = cycle.opens_on(period, CALENDAR)
        assert isinstance(cycle.opens, WorkdayFromEnd)
        assert CALENDAR.count(period.end, opens_on) == cycle.opens.n
        assert CALENDAR.is_workday(opens_on)
        asked = list(days_between(cycle.opens_from(period), opens_on))
        assert all(on_cron(cycle.cron, on) for on in asked[-SPARE:])
        assert {cycle.newest(on) for on in asked} == {period}


@pytest.mark.parametrize("cycle", PERIODIC, ids=lambda cycle: cycle.key)
def test_a_cycle_never_falls_due_before_it_opens(cycle: Cycle) -> None:
    for period in (p for year in range(2013, 2030) for p in cycle.periods(year)):
        assert cycle.opens_on(period, CALENDAR) < cycle.deadline(period, CALENDAR).due


def test_cycles_open_and_remediations_are_looked_at_before_the_sweep_of_the_day() -> None:
    assert {tuple(cycle.cron.split()[:2]) for cycle in PERIODIC} == {("30", "7")}
    assert REMEDIATION_FEEDBACK.cron == "40 7 * * *"
    assert {routine.key: (routine.clause, routine.cron) for routine in ROUTINES} == {
        "daily_sweep": ("3-6.2.2", "0 8 * * *"),
        "deliver": ("3-6.1.5", "*/10 8-17 * * *"),
        "receive": ("3-6.1.5", "*/10 7-21 * * *"),
        "target_setting": ("1-2.6", "0 8 * 2,3 1"),
        "results_use": ("1-9", "20 8 * * *"),
        "appraisal": ("1-2.19", "20 8 11-31 1 *"),
    }
    assert RECEIVE.crons == ("*/10 7-21 * * *", "0 22 * * *")  # up to and with 22:00


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (FromStart(), "2026-04-01"),
        (FromStart(10), "2026-04-11"),
        (FromEnd(), "2026-06-30"),
        (FromEnd(1), "2026-07-01"),
        (OnDay(12, 1), "2026-12-01"),
        (OnDay(1, 10, years=1), "2027-01-10"),
        (InMonth(2, 15), "2026-05-15"),
        (InMonth(2), "2026-05-31"),
        (InMonth(3), "2026-06-30"),
    ],
)
def test_the_days_that_follow_from_a_period(moment: Moment, expected: str) -> None:
    assert moment.of(Period(Span.QUARTER, 2026, 2)) == day(expected)


@pytest.mark.parametrize(
    ("n", "period", "earliest", "on"),
    [
        (1, Period(Span.QUARTER, 2026, 1), "2026-04-01", "2026-04-01"),
        (1, Period(Span.QUARTER, 2026, 3), "2026-10-01", "2026-10-08"),
        (11, Period(Span.QUARTER, 2026, 1), "2026-04-11", "2026-04-16"),
        (1, Period(Span.QUARTER, 2030, 4), "2031-01-01", "2031-01-01"),  # beyond the calendar
        (1, Period(Span.QUARTER, 2012, 4), "2013-01-01", "2013-01-01"),  # before it
    ],
)
def test_a25_the_working_day_after_a_period_and_the_first_day_that_it_can_be(
    n: int, period: Period, earliest: str, on: str
) -> None:
    moment = WorkdayFromEnd(n)
    assert (moment.earliest(period), moment.on(period, CALENDAR)) == (day(earliest), day(on))


# The clauses


def uncovered(cycles: Iterable[Cycle]) -> set[str]:
    """Return the timed clauses that no cycle covers.

    They are those of Part 3, 6.1, 6.2.6, 6.2.7, 7.1, 7.2, 7.4 and 7.5, the evidence of the self-check, the duties after
    the online review and both deadlines of the remediation.
    """
    timed = {
        key
        for key, row in CLAUSES.items()
        if row["part"] == "3"
        and row["clause"].startswith(("6.1", "6.2.6", "6.2.7", "7.1", "7.2", "7.3", "7.4", "7.5"))
        and row["kind"] == "CAL"
    }
    return (timed | {"C172", "C173", "C184", "C186", "C187"}) - {
        covered for cycle in cycles for covered in cycle.covers
    }


def test_every_timed_clause_that_is_built_has_a_cycle() -> None:
    first = {"C147", "C148", "C149", "C153", "C154", "C172", "C173", "C174", "C180"}
    assert uncovered([]) == first | {"C183", "C184", "C185", "C186", "C187", "C188", "C192", "C196"}
    assert uncovered(CYCLES) == set()


@pytest.mark.parametrize("cycle", [c for c in CYCLES if c is not YEAR_END_REVERIFICATION], ids=lambda cycle: cycle.key)
def test_without_any_one_of_them_its_clauses_are_missed(cycle: Cycle) -> None:
    assert uncovered(other for other in CYCLES if other is not cycle) == set(cycle.covers)


def test_the_re_verification_answers_for_the_clause_of_its_own_window() -> None:
    assert YEAR_END_REVERIFICATION.covers == ("C115",)


@pytest.mark.parametrize(
    ("cycle", "covered"), [(cycle, covered) for cycle in CYCLES for covered in cycle.covers], ids=str
)
def test_a_cycle_is_listed_under_the_clause_that_it_covers(cycle: Cycle, covered: str) -> None:
    row = CLAUSES[covered]
    assert f"{row['part']}-{row['clause']}".startswith(cycle.clause)


def test_no_clause_is_covered_twice() -> None:
    covered = [key for cycle in CYCLES for key in cycle.covers]
    assert len(covered) == len(set(covered))


# The values


def test_keys_and_names_are_distinct() -> None:
    assert len({c.key for c in CYCLES} | {r.key for r in ROUTINES}) == len(CYCLES) + len(ROUTINES)
    assert len({c.name for c in CYCLES}) == len(CYCLES)
    assert set(DUTY_OF) == {duty.key for cycle in CYCLES for duty in cycle.duties} | {
        duty.key for duty in DUTIES_BY_ACT
    }


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_every_duty_has_an_instruction_and_a_basis_for_its_date(cycle: Cycle) -> None:
    assert cycle.duty is cycle.duties[0]
    for duty in cycle.duties:
        assert duty.to_do
        assert duty.due.words
        assert duty.due.basis.startswith("《目标管控》")
        assert duty.clause.removeprefix("3-") in duty.due.basis


def test_external_control_is_owed_by_the_agency_which_gets_the_reminders() -> None:
    owed = {d.key: d.rungs for d in DUTY_OF.values() if d.debtor is Debtor.AGENCY}
    of_cycles = [duty.key for cycle in CYCLES if cycle.whose is not OpenedFor.DEPARTMENTS for duty in cycle.duties]
    by_acts = ["year_end_reverification", "inspection", "urgent_inspection", "appeal_answer", "appeal_ruling"]
    by_acts += ["limit_owed", "recheck_owed", "plan_owed"]
    once_late = {"opinion_publication": AGENCY_RUNGS[2:]}
    assert owed == dict.fromkeys(by_acts + of_cycles, AGENCY_RUNGS) | once_late


@pytest.mark.parametrize("quarter", ["2026Q1", "2026Q2", "2026Q3", "2026Q4"])
def test_the_agency_looks_at_the_targets_in_every_quarter(quarter: str) -> None:
    period = parse_period(quarter)
    owed = {c.key for c in CYCLES if c.duty.debtor is Debtor.AGENCY or c.whose is not OpenedFor.DEPARTMENTS}
    found = {cycle.key for cycle in CYCLES if cycle.key in owed and period in cycle.periods(2026)}
    assert {"online_review", "field_inspection", "covert_visit"} <= found


def test_a28_reminders_of_a_delegated_duty_go_to_the_office() -> None:
    assert [duty.key for duty in DUTY_OF.values() if duty.delegable] == ["cloud_monitoring"]
    duty = DUTY_OF["cloud_monitoring"]
    assert (duty.ladder(delegated=False), duty.ladder(delegated=True)) == (AGENCY_RUNGS, OFFICE_RUNGS)


def test_the_opening_notice_of_the_mid_year_review_covers_the_second_quarters_meeting() -> None:
    assert {c.key: c.told_with for c in CYCLES if c.told_with} == {"quarterly_meeting": ((2, "mid_year_review"),)}


@pytest.mark.parametrize(("offset", "name"), [(-3, "T-3"), (0, "T"), (1, "T+1"), (3, "T+3")])
def test_a_rung_is_named_by_its_distance_from_the_due_day(offset: int, name: str) -> None:
    assert Rung(offset, (Audience.OFFICE,)).name == name


def test_office_and_agency_are_reminded_on_the_same_rungs() -> None:
    assert [r.name for r in OFFICE_RUNGS] == [r.name for r in AGENCY_RUNGS] == ["T-3", "T", "T+1", "T+3"]


def test_cycles_with_lines_are_owed_only_by_departments_that_lead_a_target() -> None:
    answered = [cycle.key for cycle in CYCLES if cycle.lines]
    assert answered == [cycle.key for cycle in CYCLES if cycle.needs_targets]
    assert answered == ["monthly_check", "year_end_check", "self_check"]


def test_the_rules_by_their_keys_which_proofs_name_their_working_days_and_the_choices_made() -> None:
    assert {key: (rule.n, rule.choice) for key, rule in RULES.items()} == {
        "month_end": (0, "A18"),
        "quarter_end_15": (15, ""),
        "half_end_15": (15, ""),
        "january_10": (0, "A5"),
        "january_31": (0, ""),
        "quarter_end_10": (10, "A25"),
        "quarter_end_20": (20, "A25"),
        "quarter_end_28": (28, "A25"),
        "quarter_end_30": (30, "A25"),
        "quarter_second_month_end": (0, "A25"),
        "august_31": (0, "A25"),
        "month_25": (0, "A25"),
        "given_limit": (0, ""),
        "completion_5": (5, ""),
        "plan_limit": (0, ""),
        "urgent_plan_limit": (0, "A25"),
        "opinion_limit": (0, "A23"),
        "opinion_quarter_10": (10, "A25"),
        "covert_list_15": (0, "A25"),
        "plan_owed": (10, "A69"),
        "year_end_plan_owed": (0, "A69"),
        "covert_month_end": (0, "A25"),
        "appeal_answer": (0, "A14"),
        "appeal_ruling": (0, "A14"),
        "listed_1": (1, "A48"),
        "feedback_10": (10, "A55"),
        "returned_3": (3, "A32"),
        "year_end_notice": (0, "A29"),
        "consultation_day": (0, ""),
        "issued_5": (5, "A26"),
        "own_date": (0, "A47"),
        "appraisal_objection_day": (0, ""),
        "results_delivered_5": (5, "A26"),
    }


# Finding cycles and periods


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_a_cycle_is_found_by_its_key(cycle: Cycle) -> None:
    assert find_cycle(cycle.key) is cycle


@pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.key)
def test_a_cycle_is_found_by_its_name(cycle: Cycle) -> None:
    assert find_cycle(cycle.name) is cycle


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("月度检察", "月度检查”（monthly_check）"),
        ("月检", "月度检查”（monthly_check）"),
        ("季度分析", "季度分析会”（quarterly_meeting）"),
        ("monthly-check", "月度检查”（monthly_check）"),
        ("self_chek", "季度自查”（self_check）"),
    ],
)
def test_a_name_with_an_error_is_refused_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(
        Refused, match=f"^没有名为“{text}”的周期，是否为“{nearest}？可用的有：monthly_check（月度检查）、"
    ):
        find_cycle(text)


@pytest.mark.parametrize(("text", "nearest"), [("每日巡查", "，是否为“每日巡检”（daily_sweep）"), ("天气", "")])
def test_the_nearest_is_named_of_those_that_are_given(text: str, nearest: str) -> None:
    assert nearest_cycle(text, ROUTINES) == nearest


def test_an_unknown_cycle_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        Refused,
        match=r"没有名为“weekly”的周期，可用的有：monthly_check（月度检查）、quarterly_meeting（季度分析会）、.*。",
    ):
        find_cycle("weekly")


@pytest.mark.parametrize(
    ("key", "text"), [("monthly_check", "2026-03"), ("mid_year_review", "2026H1"), ("year_end_check", "2026")]
)
def test_a_cycle_accepts_a_period_of_its_span(key: str, text: str) -> None:
    assert str(find_cycle(key).period(text)) == text


@pytest.mark.parametrize(
    ("key", "text", "example"),
    [
        ("monthly_check", "2026Q1", "2026-01"),
        ("quarterly_meeting", "2026", "2026Q1"),
        ("mid_year_review", "2026H2", "2026H1"),
        ("year_end_check", "2026-12", "2026"),
        ("remediation_feedback", "2026-03", "（无）"),
    ],
)
def test_a_period_of_another_span_is_refused_with_an_example(key: str, text: str, example: str) -> None:
    cycle = find_cycle(key)
    with pytest.raises(Refused, match=f"“{cycle.name}”没有期间“{text}”，正确写法如{example}。"):
        cycle.period(text)


@pytest.mark.parametrize(
    ("key", "on", "period"),
    [
        ("monthly_check", "2026-03-01", "2026-03"),
        ("monthly_check", "2026-03-31", "2026-03"),
        ("quarterly_meeting", "2026-03-31", "2025Q4"),
        ("quarterly_meeting", "2026-04-01", "2026Q1"),
        ("mid_year_review", "2026-06-30", "2025H1"),
        ("mid_year_review", "2026-12-31", "2026H1"),
        ("year_end_check", "2026-11-30", "2025"),
        ("year_end_check", "2026-12-01", "2026"),
        ("year_end_reverification", "2026-12-14", "2025"),
        ("year_end_reverification", "2026-12-15", "2026"),
        ("self_check", "2026-09-30", "2026Q2"),
        ("self_check", "2026-10-01", "2026Q3"),  # it opens on the 8th: the run reports that
    ],
)
def test_a_run_is_for_the_newest_period_that_can_have_opened(key: str, on: str, period: str) -> None:
    assert str(find_cycle(key).newest(day(on))) == period


@given(st.sampled_from(PERIODIC), DAYS)
def test_the_newest_period_can_have_opened_and_the_one_after_it_cannot(cycle: Cycle, on: date) -> None:
    newest = cycle.newest(on)
    following = next(p for y in (newest.year, newest.year + 1) for p in cycle.periods(y) if p.start > newest.start)
    assert cycle.opens_from(newest) <= on < cycle.opens_from(following)


# Which runs should exist


def runs(go_live: date, on: date) -> list[str]:
    return [f"{cycle.key} {period}" for cycle, period in expected_runs(go_live, on, CALENDAR)]


def test_the_runs_expected_after_a_go_live_in_march() -> None:
    assert runs(date(2026, 3, 1), date(2026, 7, 1)) == [
        "cloud_monitoring 2026-03",
        "monthly_check 2026-03",
        "cloud_monitoring 2026-04",
        "covert_visit 2026Q2",
        "field_inspection 2026Q2",
        "monthly_check 2026-04",
        "cloud_monitoring 2026-05",
        "monthly_check 2026-05",
        "cloud_monitoring 2026-06",
        "monthly_check 2026-06",
        "cloud_monitoring 2026-07",
        "covert_visit 2026Q3",
        "field_inspection 2026Q3",
        "monthly_check 2026-07",
        "public_opinion 2026Q2",
        "quarterly_meeting 2026Q2",
        "self_check 2026Q2",
    ]  # neither the first quarter nor the half year: both began before


def test_a_whole_year_has_every_cycle_of_the_table() -> None:
    expected = [f"{key} {period}" for key, period, opens, _ in TABLE if opens <= "2027-01-31"]
    expected += ["cloud_monitoring 2027-01", "covert_visit 2027Q1", "field_inspection 2027Q1", "monthly_check 2027-01"]
    assert sorted(runs(date(2026, 1, 1), date(2027, 1, 31))) == sorted(expected)


def test_no_run_is_expected_before_the_first_opening_day() -> None:
    assert runs(date(2026, 3, 2), date(2026, 3, 31)) == []


@given(DAYS, st.integers(0, 800))
def test_expected_runs_began_since_go_live_have_opened_and_are_unique_and_sorted(go_live: date, later: int) -> None:
    on = go_live + timedelta(days=later)
    result = expected_runs(go_live, on, CALENDAR)
    opened = [cycle.opens_on(period, CALENDAR) for cycle, period in result]
    assert opened == sorted(opened)
    assert len(result) == len({(cycle.key, period) for cycle, period in result})
    assert all(period.start >= go_live for _, period in result)
    assert all(opening <= on for opening in opened)


@given(DAYS, st.integers(0, 800), st.integers(1, 400))
def test_expected_runs_only_grow_with_the_day(go_live: date, later: int, more: int) -> None:
    on = go_live + timedelta(days=later)
    earlier, after = runs(go_live, on), runs(go_live, on + timedelta(days=more))
    assert set(earlier) <= set(after)


@settings(max_examples=settings().max_examples // 2)
@given(DAYS.filter(lambda on: on.year < 2027))
def test_a_day_adds_the_cycles_that_the_schedule_starts_on_it_and_that_have_something_to_open(on: date) -> None:
    go_live = date(2018, 1, 1)
    added = set(runs(go_live, on)) - set(runs(go_live, on - timedelta(days=1)))
    started = [cycle for cycle in PERIODIC if on_cron(cycle.cron, on)]
    opening = {cycle.key for cycle in started if cycle.opens_on(cycle.newest(on), CALENDAR) == on}
    assert {run.split()[0] for run in added} == opening
    assert {cycle.key for cycle in started} - opening <= {cycle.key for cycle in BY_WORKDAY}


def test_a_cycle_started_by_an_event_is_never_expected() -> None:
    assert not REMEDIATION_FEEDBACK.periodic
    assert REMEDIATION_FEEDBACK.periods(2026) == []
    assert [duty.key for duty in REMEDIATION_FEEDBACK.duties] == ["remediation", "feedback"]


# The name of an obligation


@pytest.mark.parametrize(
    ("duty", "period", "subject"),
    [
        ("monthly_check", "2026-03", "2026年3月月度检查"),
        ("quarterly_meeting", "2026Q1", "2026年第一季度分析会"),
        ("mid_year_review", "2026H1", "2026年上半年讲评"),
        ("year_end_check", "2026", "2026年年终检查"),
        ("self_check", "2026Q1", "2026年第一季度自查"),
        ("feedback", "", "整改反馈"),
    ],
)
def test_an_obligation_is_called_as_people_say_it(duty: str, period: str, subject: str) -> None:
    assert subject_of(DUTY_OF[duty], period) == subject


def test_how_a_duty_is_opened_is_told_of_cycles_with_periods_only() -> None:
    opened = "应开启而没有开启的：mubiao run covert_visit --period 2026Q1。"
    assert [opening_of(*each) for each in (("covert_list", "2026Q1"), ("feedback", ""))] == [opened, ""]


def test_a_year_end_notice_inserts_its_words_into_the_rule() -> None:
    rule = by_notice("黔目标办〔2026〕31号", day("2027-01-05"))
    assert (rule.key, rule.n, rule.basis, rule.choice) == ("year_end_notice", 0, "《目标管控》6.1.4", "A29")
    assert rule.words == "按现场复核通知（黔目标办〔2026〕31号），1月5日前，逢休息日不顺延"
    assert RULES[rule.key].words == "按现场复核通知"


def test_the_order_of_the_year_has_every_cycle_and_routine_once() -> None:
    assert sorted(each.key for each in IN_YEAR) == sorted(each.key for each in (*CYCLES, *ROUTINES))
    assert [each.name for each in IN_YEAR][:2] == ["目标制定", "月度检查"]
