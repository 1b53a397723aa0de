"""Due dates with their proof."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.cycles import QUARTERLY_MEETING, YEAR_END_CHECK
from models.rules.cycles import RULES as RULE_TABLE
from models.rules.deadlines import (
    DeadlineRule,
    DueDate,
    compute_deadline,
    describe_proof,
    earliest_possible,
    not_before,
    of_days,
    undated,
)
from models.rules.kinds import DayKind
from models.rules.negative_list import FEEDBACK, REMEDIATION
from models.rules.workdays import Break, Interval, MarkedDay, WorkCalendar, days_between
from tests.models.rules.test_workdays import UNANNOUNCED

CALENDAR = shipped_calendar()
MEETING, LIMIT, HARD = QUARTERLY_MEETING.duty.due, REMEDIATION.due, YEAR_END_CHECK.duty.due
ANCHORS = st.dates(date(2013, 1, 1), date(2029, 12, 31))
RULES = st.integers(1, 40).map(lambda n: DeadlineRule(f"n_{n}", f"{n}个工作日内", "选择", n))


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(text: str) -> Interval:
    """Return “2026-04-08 2026-04-10” as an interval."""
    first, last = text.split()
    return Interval(day(first), day(last))


def due(rule: DeadlineRule, anchor: str, *suspensions: str) -> DueDate:
    return compute_deadline(rule, day(anchor), CALENDAR, [days(text) for text in suspensions])


def dates(marks: list[dict[str, str]]) -> list[date]:
    return [day(mark["date"]) for mark in marks]


def skipped(proof: dict[str, Any]) -> dict[str, str]:
    return {mark["date"]: mark["why"] for mark in proof["skipped"]}


def test_a34_an_answer_says_that_a_date_is_provisional() -> None:
    assert str(due(MEETING, "2026-03-31")) == "2026-04-22"
    assert str(due(MEETING, "2028-09-30")).endswith("（暂定）")


# The date


@pytest.mark.parametrize(
    ("rule", "anchor", "expected"),
    [
        (MEETING, "2026-03-31", "2026-04-22"),
        (MEETING, "2026-06-30", "2026-07-21"),
        (MEETING, "2026-09-30", "2026-10-27"),
        (MEETING, "2026-12-31", "2027-01-22"),
        (FEEDBACK.due, "2026-09-30", "2026-10-13"),
        (LIMIT, "2026-10-04", "2026-10-04"),
    ],
)
def test_a_due_date_follows_from_rule_and_anchor(rule: DeadlineRule, anchor: str, expected: str) -> None:
    assert due(rule, anchor).due == day(expected)


def test_the_year_end_date_is_never_rolled_and_the_target_lies_before_it() -> None:
    deadline = due(HARD, "2027-01-10")
    assert (deadline.due, deadline.target) == (date(2027, 1, 10), date(2027, 1, 8))
    assert deadline.proof["weekday"] == "周日"
    assert deadline.proof["counted"] == deadline.proof["skipped"] == []


@pytest.mark.parametrize(("anchor", "target"), [("2026-03-31", "2026-04-22"), ("2016-12-31", "2017-01-22")])
def test_the_target_of_a_working_due_day_is_that_day(anchor: str, target: str) -> None:
    deadline = due(MEETING, anchor)
    assert deadline.target == deadline.due == day(target)


def test_a_deadline_stores_its_inputs() -> None:
    deadline = due(MEETING, "2026-03-31", "2026-04-08 2026-04-10")
    assert (deadline.rule, deadline.anchor) == (MEETING, date(2026, 3, 31))
    assert deadline.calendar == CALENDAR.version
    assert deadline.suspensions == (days("2026-04-08 2026-04-10"),)


# What a later notice could still change


@pytest.mark.parametrize(
    ("rule", "anchor", "earliest", "provisional"),
    [
        (MEETING, "2026-09-30", "2026-10-27", False),
        (MEETING, "2026-12-31", "2027-01-22", True),
        (MEETING, "2027-09-30", "2027-10-26", True),
        (MEETING, "2028-03-31", "2028-04-22", True),
        (HARD, "2027-01-10", "2027-01-10", False),
    ],
)
def test_a_date_beyond_the_last_notice_is_provisional_and_has_an_earliest_date(
    rule: DeadlineRule, anchor: str, earliest: str, *, provisional: bool
) -> None:
    deadline = due(rule, anchor)
    assert (deadline.earliest, deadline.provisional) == (day(earliest), provisional)
    assert deadline.proof["provisional"] is provisional


@pytest.mark.parametrize(("anchor", "expected", "earliest"), UNANNOUNCED)
def test_every_quarter_that_no_notice_covers_is_provisional_with_its_earliest_date(
    anchor: str, expected: str, earliest: str
) -> None:
    deadline = due(MEETING, anchor)
    assert (deadline.due, deadline.earliest, deadline.provisional) == (day(expected), day(earliest), True)


@settings(max_examples=settings().max_examples // 2)
@given(RULES, ANCHORS)
def test_the_earliest_date_is_never_after_the_due_date_and_equals_it_when_firm(
    rule: DeadlineRule, anchor: date
) -> None:
    deadline = compute_deadline(rule, anchor, CALENDAR)
    assert anchor < deadline.earliest <= deadline.due
    assert deadline.provisional or deadline.earliest == deadline.due


def test_a_fixed_date_is_provisional_only_once_suspended_days_have_moved_it() -> None:
    paused = [Interval(day("2027-01-04"), day("2027-01-05"))]
    moved = compute_deadline(HARD, day("2027-01-10"), CALENDAR, paused)
    assert (moved.due, moved.provisional) == (day("2027-01-12"), True)


def test_a_fixed_date_cannot_come_earlier() -> None:
    assert earliest_possible(LIMIT, date(2028, 4, 25), CALENDAR) == date(2028, 4, 25)


# The proof


def test_the_proof_of_a_feedback_over_the_national_day_counts_the_make_up_saturday() -> None:
    proof = due(FEEDBACK.due, "2026-09-30").proof
    assert [c["date"][5:] for c in proof["counted"]] == ["10-08", "10-09", "10-10", "10-12", "10-13"]
    assert proof["counted"][2] == {
        "date": "2026-10-10",
        "weekday": "周六",
        "why": "国庆节调休上班（国办发明电〔2025〕7号）",
    }
    holiday = {f"2026-10-0{i}": "国庆节放假（国办发明电〔2025〕7号）" for i in range(1, 8)}
    assert skipped(proof) == holiday | {"2026-10-11": "周日"}


def test_the_proof_says_rule_clause_and_calendar() -> None:
    proof = due(MEETING, "2026-12-31").proof
    assert (proof["rule"], proof["words"], proof["basis"]) == (MEETING.key, MEETING.words, "《目标管控》6.1.2")
    assert (proof["anchor"], proof["n"], proof["due"], proof["weekday"]) == ("2026-12-31", 15, "2027-01-22", "周五")
    assert (proof["calendar"], proof["announced_until"]) == (CALENDAR.version, "2026-12-31")
    assert (proof["choice"], due(HARD, "2027-01-10").proof["choice"]) == ("", "A5")
    assert proof["suspensions"] == []


def test_a_day_of_an_expected_break_is_skipped_as_expected_not_as_announced() -> None:
    assert "推定，调休上班日待通知确定" in skipped(due(MEETING, "2026-12-31").proof)["2027-01-01"]


@given(RULES, ANCHORS)
def test_every_day_between_anchor_and_due_day_is_either_counted_or_skipped(rule: DeadlineRule, anchor: date) -> None:
    deadline = compute_deadline(rule, anchor, CALENDAR)
    counted, off = dates(deadline.proof["counted"]), dates(deadline.proof["skipped"])
    assert sorted(counted + off) == list(days_between(anchor + timedelta(days=1), deadline.due))
    assert (len(counted), counted[-1]) == (rule.n, deadline.due)
    assert all(mark["why"] for mark in deadline.proof["skipped"])


@settings(max_examples=settings().max_examples // 2)
@given(RULES, st.dates(date(2013, 1, 1), date(2026, 10, 1)))
def test_every_announced_holiday_and_make_up_day_is_proved_by_its_notice(rule: DeadlineRule, anchor: date) -> None:
    proof = compute_deadline(rule, anchor, CALENDAR).proof
    numbers = {mark.date: mark.notice for mark in CALENDAR.announced_days()}
    for mark in proof["counted"] + proof["skipped"]:
        assert numbers.get(day(mark["date"]), "") in mark["why"]


@settings(max_examples=settings().max_examples // 2)
@given(RULES, ANCHORS)
def test_the_due_date_is_computed_again_from_a_stored_proof(rule: DeadlineRule, anchor: date) -> None:
    stored = json.loads(json.dumps(compute_deadline(rule, anchor, CALENDAR).proof))
    again = DeadlineRule(stored["rule"], stored["words"], stored["basis"], stored["n"], stored["choice"])
    assert compute_deadline(again, day(stored["anchor"]), CALENDAR).proof == stored


# Suspended days, by choice A14


@pytest.mark.parametrize(
    ("suspensions", "expected"),
    [
        (["2026-04-08 2026-04-10"], "2026-04-27"),  # three working days, both ends included
        (["2026-04-08 2026-04-08"], "2026-04-23"),  # a single day
        (["2026-04-11 2026-04-12"], "2026-04-22"),  # a weekend suspends nothing
        (["2026-04-08 2026-04-10", "2026-04-09 2026-04-13"], "2026-04-28"),  # an overlap counts once
        (["2026-04-01 2026-04-02", "2026-04-16 2026-04-17"], "2026-04-28"),  # two appeals
        (["2026-04-21 2026-04-24"], "2026-04-28"),  # reaches over the old due day
        (["2026-04-22 2026-04-22", "2026-04-23 2026-04-23"], "2026-04-24"),  # the new due day is suspended in turn
        (["2026-03-30 2026-03-31"], "2026-04-22"),  # ends before the count begins
        (["2026-04-23 2026-04-30"], "2026-04-22"),  # begins after the due date
    ],
)
def test_suspended_working_days_are_not_counted(suspensions: list[str], expected: str) -> None:
    deadline = due(MEETING, "2026-03-31", *suspensions)
    assert deadline.due == day(expected)
    assert len(deadline.proof["counted"]) == 15


@pytest.mark.parametrize(
    ("suspensions", "expected"),
    [
        ([], "2026-09-30"),
        (["2026-09-28 2026-09-29"], "2026-10-09"),  # two working days, over the holiday
        (["2026-09-26 2026-09-27"], "2026-09-30"),  # a weekend
        (["2026-09-28 2026-09-29", "2026-09-29 2026-09-29"], "2026-10-09"),
        (["2026-09-28 2026-09-29", "2026-09-30 2026-10-08"], "2026-10-12"),  # 28, 29, 30 September and 8 October
    ],
)
def test_a_limit_given_as_a_date_moves_by_the_working_days_suspended(suspensions: list[str], expected: str) -> None:
    assert due(LIMIT, "2026-09-30", *suspensions).due == day(expected)


def test_no_earlier_day_is_promised_while_a_count_was_suspended() -> None:
    assert due(MEETING, "2027-09-30").earliest == date(2027, 10, 26)
    suspended = due(MEETING, "2027-09-30", "2027-10-12 2027-10-12")
    assert suspended.earliest == suspended.due == date(2027, 10, 29)


def test_a_suspended_day_is_skipped_as_suspended_even_when_it_is_a_holiday() -> None:
    proof = due(MEETING, "2026-03-31", "2026-04-03 2026-04-04").proof
    why = skipped(proof)
    assert why["2026-04-03"] == why["2026-04-04"] == "申诉期间中止计算"
    assert why["2026-04-05"] == "清明节放假（国办发明电〔2025〕7号）"
    assert proof["suspensions"] == [{"first": "2026-04-03", "last": "2026-04-04"}]


def test_a_moved_limit_proves_the_days_it_moved_over() -> None:
    proof = due(LIMIT, "2026-09-30", "2026-09-28 2026-09-29").proof
    assert dates(proof["counted"]) == [date(2026, 10, 8), date(2026, 10, 9)]
    assert len(proof["skipped"]) == 7


@given(
    RULES,
    st.dates(date(2013, 1, 11), date(2028, 12, 31)),
    st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 20)), max_size=4),
)
def test_under_any_suspension_exactly_n_unsuspended_days_are_counted(
    rule: DeadlineRule, anchor: date, drawn: list[tuple[int, int]]
) -> None:
    pauses = [Interval(anchor + timedelta(days=a), anchor + timedelta(days=a + length)) for a, length in drawn]
    deadline = compute_deadline(rule, anchor, CALENDAR, pauses)
    counted = dates(deadline.proof["counted"])
    assert (len(counted), counted[-1]) == (rule.n, deadline.due)
    assert not [on for on in counted for pause in pauses if pause.first <= on <= pause.last]


@settings(max_examples=settings().max_examples // 2)
@given(RULES, st.dates(date(2013, 1, 11), date(2028, 12, 31)), st.integers(-10, 60))  # pauses within the calendar
def test_a_suspension_never_brings_a_date_forward(rule: DeadlineRule, anchor: date, after: int) -> None:
    pause = Interval(anchor + timedelta(days=after), anchor + timedelta(days=after + 3))
    assert compute_deadline(rule, anchor, CALENDAR, [pause]).due >= compute_deadline(rule, anchor, CALENDAR).due


# In one sentence


SENTENCES = [
    (MEETING, "2026-03-31", "季度结束后15个工作日内；3月31日次日起算，4月4日至6日清明节放假不计。"),
    (MEETING, "2026-06-30", "季度结束后15个工作日内；6月30日次日起算。"),
    (
        FEEDBACK.due,
        "2026-09-30",
        "整改完成后5个工作日内反馈；9月30日次日起算，10月1日至7日国庆节放假不计，10月10日（周六）调休上班计入。",
    ),
    (
        MEETING,
        "2018-12-28",
        "季度结束后15个工作日内；12月28日次日起算，12月30日至1月1日元旦放假不计，12月29日（周六）调休上班计入。",
    ),
    (HARD, "2027-01-10", "次年1月10日前，逢休息日不顺延。"),
]


@pytest.mark.parametrize(("rule", "anchor", "sentence"), SENTENCES)
def test_a_proof_is_formatted_in_one_sentence_after_its_clause(rule: DeadlineRule, anchor: str, sentence: str) -> None:
    assert describe_proof(due(rule, anchor).proof) == f"{rule.basis}，{sentence}"


def test_a_deadline_is_not_before_a_day_and_its_proof_has_both_days() -> None:
    by_rule = due(FEEDBACK.due, "2026-04-15")
    assert not_before(by_rule, by_rule.due, CALENDAR) is by_rule
    kept = not_before(by_rule, date(2026, 4, 26), CALENDAR)
    assert (kept.due, kept.target, kept.earliest) == (date(2026, 4, 26), date(2026, 4, 24), date(2026, 4, 26))
    assert (kept.proof["due"], kept.proof["weekday"], kept.proof["computed"]) == ("2026-04-26", "周日", "2026-04-22")
    assert kept.proof["counted"] == by_rule.proof["counted"]
    words = "；放假安排调整后推算为4月22日，调整当日已过，以调整当日4月26日为期限。"
    assert describe_proof(kept.proof) == describe_proof(by_rule.proof).removesuffix("。") + words


def test_two_suspensions_are_listed_separately() -> None:
    proof = due(MEETING, "2026-03-31", "2026-04-01 2026-04-02", "2026-04-16 2026-04-16").proof
    assert "次日起算，4月1日至2日、4月16日申诉期间中止计算不计，4月4日至6日清明节放假不计。" in describe_proof(proof)


def test_a_reverted_holiday_is_described_as_a_regular_working_day() -> None:
    marks = [mark for mark in CALENDAR.announced_days() if mark.date not in {date(2026, 5, 5), date(2026, 5, 9)}]
    back = [MarkedDay(date(2026, 5, on), DayKind.NORMAL, "", "国办发明电〔2026〕2号放假") for on in (5, 9)]
    calendar = WorkCalendar([*marks, *back], (), CALENDAR.announced_until)
    result = describe_proof(compute_deadline(FEEDBACK.due, date(2026, 4, 30), calendar).proof)
    assert result.endswith("4月30日次日起算，5月1日至4日劳动节放假不计，5月5日（周二）照常上班计入。")


@pytest.mark.parametrize(
    ("off", "words"),
    [
        ([10], "8月10日"),  # a Monday
        ([10, 12], "8月10日、8月12日"),
        ([10, 11, 13], "8月10日至11日、8月13日"),
    ],
)
def test_consecutive_days_off_are_formatted_as_ranges(off: list[int], words: str) -> None:
    marks = [MarkedDay(date(2026, 8, on), DayKind.HOLIDAY, "州庆", "州府办〔2026〕9号") for on in off]
    calendar = WorkCalendar(marks, (), date(2026, 12, 31))
    result = describe_proof(compute_deadline(FEEDBACK.due, date(2026, 8, 7), calendar).proof)
    assert result.endswith(f"8月7日次日起算，{words}州庆放假不计。")


def test_only_a_rule_that_counts_takes_another_number_of_days() -> None:
    given = DeadlineRule("given", "提出后{n}个工作日内", "《目标管控》4.3")
    assert (of_days(given, 7).n, of_days(given, 7).words, given.words) == (7, "提出后7个工作日内", given.form)
    counted = DeadlineRule("counted", "完成后{n}个工作日内", "《目标管控》6.2.5", 5)
    assert (counted.words, of_days(counted, 7).words) == ("完成后5个工作日内", "完成后7个工作日内")
    fixed = DeadlineRule("fixed", "1月10日前", "《目标管控》6.1.4")
    assert of_days(fixed, 7) is fixed


def test_a_rule_without_a_date_in_the_standard_says_so_in_its_words() -> None:
    rule = undated("quarter_10", "季度结束后{n}个工作日内", "《目标管控》7.1", 10, choice="A25")
    assert rule.words == "季度结束后10个工作日内（日期标准未定，为本系统默认）"
    assert (rule.n, rule.choice) == (10, "A25")


@pytest.mark.parametrize("rule", RULE_TABLE.values(), ids=str)
def test_the_words_of_a_rule_get_their_number_from_it(rule: DeadlineRule) -> None:
    assert ("{n}" in rule.form) is (rule.n > 0 or rule.choice == "A14")
    if rule.n:
        assert replace(rule, n=91).words == rule.words.replace(f"{rule.n}个工作日", "91个工作日") != rule.words


# Further edges


@pytest.mark.parametrize(
    ("n", "anchor", "expected"),
    [
        (10, "2025-03-31", "2025-04-15"),
        (10, "2025-09-30", "2025-10-21"),
        (15, "2025-09-30", "2025-10-28"),
        (15, "2025-12-31", "2026-01-22"),
        (20, "2025-03-31", "2025-04-28"),  # with the make-up Sunday 27 April
        (28, "2025-03-31", "2025-05-13"),
        (30, "2025-12-31", "2026-02-12"),
        (3, "2025-09-30", "2025-10-11"),
        (3, "2025-12-31", "2026-01-06"),
        (1, "2026-02-14", "2026-02-24"),  # from the make-up Saturday over Spring Festival
        (1, "2026-02-20", "2026-02-24"),
        (5, "2026-05-09", "2026-05-15"),
    ],
)
def test_every_number_of_days_that_the_rules_use_over_the_holidays(n: int, anchor: str, expected: str) -> None:
    deadline = due(DeadlineRule("n", "内", "《目标管控》", n), anchor)
    assert deadline.due == deadline.target == deadline.earliest == day(expected)
    assert not deadline.provisional


@pytest.mark.parametrize(
    ("anchor", "target"),
    [
        ("2026-01-10", "2026-01-09"),
        ("2026-02-23", "2026-02-14"),  # the last day of Spring Festival: nine days back
        ("2026-10-07", "2026-09-30"),
        ("2026-10-10", "2026-10-10"),
        ("2025-08-31", "2025-08-29"),
        ("2027-01-31", "2027-01-29"),
    ],
)
def test_a_fixed_date_stays_and_its_target_is_the_working_day_before(anchor: str, target: str) -> None:
    deadline = due(HARD, anchor)
    assert (deadline.due, deadline.earliest, deadline.target) == (day(anchor), day(anchor), day(target))
    assert (deadline.provisional, deadline.proof["n"], deadline.proof["counted"]) == (False, 0, [])


@pytest.mark.parametrize(
    ("anchor", "n", "expected", "earliest"),
    [
        ("2027-01-29", 1, "2027-02-01", "2027-01-30"),
        ("2027-01-29", 5, "2027-02-15", "2027-02-03"),  # two make-up days before Spring Festival bring it before it
        ("2027-04-28", 3, "2027-05-06", "2027-05-06"),
        ("2027-04-28", 5, "2027-05-10", "2027-05-08"),
        ("2027-09-24", 5, "2027-10-08", "2027-09-29"),
        ("2028-03-31", 1, "2028-04-05", "2028-04-01"),
        ("2028-09-29", 1, "2028-10-09", "2028-09-30"),
    ],
)
def test_a_make_up_day_can_bring_a_short_count_before_the_holiday(
    anchor: str, n: int, expected: str, earliest: str
) -> None:
    deadline = due(DeadlineRule("n", "内", "《目标管控》", n), anchor)
    assert (deadline.due, deadline.earliest, deadline.provisional) == (day(expected), day(earliest), True)


@pytest.mark.parametrize(
    ("anchor", "provisional"),
    [("2026-12-09", False), ("2026-12-10", False), ("2026-12-11", True), ("2026-12-31", True)],
)
def test_a_count_is_provisional_from_the_first_due_day_without_a_notice(anchor: str, *, provisional: bool) -> None:
    deadline = due(MEETING, anchor)
    assert deadline.provisional is deadline.proof["provisional"] is provisional
    assert (deadline.due > date(2026, 12, 31)) is provisional


@pytest.mark.parametrize(
    ("words", "n", "text"),
    [
        ("提出后{n}个工作日内", 1, "提出后1个工作日内"),
        ("{n}日提醒，{n}日内答复", 10, "10日提醒，10日内答复"),
        ("提出后5个工作日内", 5, "提出后5个工作日内"),
    ],
)
def test_the_agencys_number_of_days_stands_wherever_the_words_leave_room(words: str, n: int, text: str) -> None:
    rule = of_days(DeadlineRule("key", words, "《目标管控》4.3", choice="A14"), n)
    assert (rule.words, rule.key, rule.basis, rule.choice) == (text, "key", "《目标管控》4.3", "A14")
    assert rule.n == (n if "{n}" in words else 0)


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (["2026-04-30", "2026-05-06"], "4月30日、5月6日州庆放假不计，5月1日至5日劳动节放假不计"),
        (["2026-05-06", "2026-05-07"], "5月1日至5日劳动节放假不计，5月6日至7日州庆放假不计"),
    ],
)
def test_two_holidays_side_by_side_are_listed_by_their_names(off: list[str], words: str) -> None:
    local = [MarkedDay(day(on), DayKind.HOLIDAY, "州庆", "州府办〔2026〕9号") for on in off]
    calendar = WorkCalendar([*CALENDAR.announced_days(), *local], (), CALENDAR.announced_until)
    text = describe_proof(compute_deadline(FEEDBACK.due, day("2026-04-29"), calendar).proof)
    assert text.endswith(f"4月29日次日起算，{words}，5月9日（周六）调休上班计入。")


def test_a_date_inside_the_announced_days_stays_firm_although_an_expected_break_follows() -> None:
    newyear = Break("元旦", tuple(days_between(day("2027-01-01"), day("2027-01-03"))), 1, "推定")
    calendar = WorkCalendar(CALENDAR.announced_days(), [newyear], CALENDAR.announced_until)
    rule = DeadlineRule("n_7", "7个工作日内", "选择", 7)
    firm = compute_deadline(rule, day("2026-12-21"), calendar)
    assert (firm.due, firm.earliest, firm.provisional) == (day("2026-12-30"), day("2026-12-30"), False)
    assert earliest_possible(rule, day("2026-12-24"), calendar) < calendar.nth_after(day("2026-12-24"), 7)
