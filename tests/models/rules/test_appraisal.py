"""When sheets may be drafted, until when a department may object, and a sheet in words (1-8.2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.appraisal import (
    NAMED,
    OBJECTION,
    check_draft_day,
    check_in_time,
    check_paper_day,
    check_reasons,
    entries_of,
    first_day,
    line_in_words,
    lines_in_words,
    named,
    objection_day,
    points_in_words,
    read_sheet,
)
from models.rules.draft import OfficeOpinion
from models.rules.errors import Refused
from models.rules.score.canonical import canonical_sheet
from models.rules.score.component import RATED, Component, Deduction, Line, deducted_line, shown

CUT_OFF, TODAY = date(2027, 2, 26), date(2027, 3, 1)
TAKEN = [Deduction("2026/T1/1", Decimal(-2)), Deduction("2026/T2/1", Decimal("-1.5"))]


def sheet(*lines: Line) -> str:
    return canonical_sheet("SJYT", 2026, CUT_OFF, lines)


def test_sheets_are_drafted_from_the_day_after_the_year_end_check() -> None:
    assert first_day(2026) == date(2027, 1, 11)
    assert check_draft_day(2026, TODAY, CUT_OFF) == CUT_OFF


@pytest.mark.parametrize(
    ("today", "cut_off", "words"),
    [
        (date(2027, 1, 10), CUT_OFF, "2027-01-11起才能拟定"),
        (date(2027, 1, 11), None, "考评截止日未设定"),
        (date(2027, 2, 26), CUT_OFF, "考评截止日2027-02-26未过"),
    ],
)
def test_nothing_is_drafted_before_its_days(today: date, cut_off: date | None, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_draft_day(2026, today, cut_off)


@pytest.mark.parametrize(
    ("due", "days", "expected"),
    [
        (date(2027, 3, 2), None, date(2027, 3, 2)),
        (None, 5, date(2027, 3, 8)),
        (date(2027, 3, 8), 5, date(2027, 3, 8)),
        (date(2027, 3, 31), 5, date(2027, 3, 31)),
    ],
)
def test_the_last_day_is_the_one_given_or_that_of_the_setting(
    due: date | None, days: int | None, expected: date
) -> None:
    assert objection_day(due, days, TODAY, shipped_calendar()) == expected


@pytest.mark.parametrize(
    ("due", "days", "words"),
    [
        (None, None, "请写明提出异议的截止日"),
        (TODAY, None, "须晚于今天，最早2027-03-02"),
        (date(2027, 3, 5), 5, "不少于5个工作日，最早2027-03-08"),
        (date(2027, 3, 13), None, "不是工作日"),
    ],
)
def test_a_last_day_is_a_working_day_to_come(due: date | None, days: int | None, words: str) -> None:
    with pytest.raises(Refused, match=words):
        objection_day(due, days, TODAY, shipped_calendar())


def test_an_answer_on_the_last_day_is_in_time_and_none_after_it() -> None:
    check_in_time(TODAY, TODAY)
    with pytest.raises(Refused, match="按未提异议办理"):
        check_in_time(date(2027, 3, 2), TODAY)


def test_an_objection_has_reasons_and_an_agreement_none() -> None:
    check_reasons(OfficeOpinion.OBJECTED, ["team"])
    check_reasons(OfficeOpinion.AGREED, [])
    with pytest.raises(Refused, match="至少写明一个考评项目的异议理由"):
        check_reasons(OfficeOpinion.OBJECTED, [])
    with pytest.raises(Refused, match="意见应为“有异议”"):
        check_reasons(OfficeOpinion.AGREED, ["team"])


@pytest.mark.parametrize(
    ("dated", "words"), [(date(2027, 3, 9), "在今天"), (date(2027, 3, 4), "早于得分表拟定、部门核对和异议答复完毕")]
)
def test_the_paper_of_the_approval_lies_between_the_last_answer_and_today(dated: date, words: str) -> None:
    heard, today = date(2027, 3, 5), date(2027, 3, 8)
    for day in (heard, today):
        check_paper_day(day, heard, today)
    with pytest.raises(Refused, match=words):
        check_paper_day(dated, heard, today)


def test_a_list_names_the_first_three() -> None:
    assert named(["甲", "乙"], "个部门") == "2个部门：甲；乙"
    assert named(["甲", "乙", "丙", "丁"], "个部门") == "4个部门：甲；乙；丙等"


def test_a_sheet_in_words_says_each_line_with_what_made_it_so() -> None:
    lines = (
        deducted_line(Component.FUNCTIONAL, Decimal(50), TAKEN),
        Line(Component.LEADERS, Decimal(3), Decimal("2.7"), basis=("平均90.00，3人评价",)),
    )
    assert lines_in_words(sheet(*lines)) == [
        ("职能绩效目标", "满分50.00分，得46.50分；条目2026/T1/1扣2.00分；条目2026/T2/1扣1.50分"),
        ("省领导评价", "满分3.00分，得2.70分；平均90.00，3人评价"),
        ("合计", "49.20分"),
    ]


def test_at_the_floor_no_entry_has_a_share() -> None:
    line = deducted_line(Component.TEAM, Decimal(3), TAKEN)
    assert lines_in_words(sheet(line))[0] == (
        "队伍建设",
        "满分3.00分，得0.00分，合并扣至0；条目2026/T1/1；条目2026/T2/1",
    )


def test_the_entries_of_a_line_are_found_by_its_component() -> None:
    content = sheet(deducted_line(Component.FUNCTIONAL, Decimal(50), TAKEN))
    assert entries_of(content, Component.FUNCTIONAL) == ["2026/T1/1", "2026/T2/1"]
    assert entries_of(content, Component.TEAM) == []


CALENDAR = shipped_calendar()
DAYS = st.dates(date(2026, 1, 1), date(2026, 11, 30))
SETTING = st.integers(min_value=1, max_value=20)


@given(st.integers(min_value=2000, max_value=2100))
def test_no_sheet_is_drafted_in_its_own_year(year: int) -> None:
    day = first_day(year)
    assert (day.year, day.month, day.day) == (year + 1, 1, 11)


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.dates(date(2026, 12, 31), date(2027, 6, 30)))
def test_a_draft_is_made_after_both_days_and_never_before(today: date, cut_off: date) -> None:
    if today >= first_day(2026) and today > cut_off:
        assert check_draft_day(2026, today, cut_off) == cut_off
    else:
        with pytest.raises(Refused):
            check_draft_day(2026, today, cut_off)


def test_a_cut_off_day_before_11_january_does_not_bring_the_draft_forward() -> None:
    cut_off = date(2026, 12, 31)
    with pytest.raises(Refused, match="2027-01-11起才能拟定：年终检查1月10日截止，今天是2027-01-10"):
        check_draft_day(2026, date(2027, 1, 10), cut_off)
    assert check_draft_day(2026, date(2027, 1, 11), cut_off) == cut_off


def test_without_a_cut_off_day_the_refusal_says_how_it_is_set() -> None:
    with pytest.raises(Refused) as refusal:
        check_draft_day(2026, date(2027, 5, 1), None)
    assert refusal.value.message == (
        "2026年的考评截止日未设定，不能拟定得分表。设定：mubiao act set_policy --key appraisal_cut_off。"
    )


def test_the_year_before_its_end_is_refused_for_its_first_day_and_not_for_the_setting() -> None:
    with pytest.raises(Refused, match="2027年的得分表2028-01-11起才能拟定"):
        check_draft_day(2027, date(2027, 3, 1), None)


@given(DAYS, SETTING)
def test_without_a_day_given_it_is_the_working_day_of_the_setting(today: date, days: int) -> None:
    last = objection_day(None, days, today, CALENDAR)
    between = [today + timedelta(n) for n in range(1, (last - today).days + 1)]
    assert sum(map(CALENDAR.is_workday, between)) == days
    assert CALENDAR.is_workday(last)


@given(DAYS, st.one_of(st.none(), SETTING), st.integers(min_value=-10, max_value=60))
def test_a_day_that_is_accepted_is_a_working_day_and_leaves_the_time_of_the_setting(
    today: date, days: int | None, later: int
) -> None:
    due = today + timedelta(later)
    if due >= CALENDAR.nth_after(today, days or 1) and CALENDAR.is_workday(due):
        assert objection_day(due, days, today, CALENDAR) == due
    else:
        with pytest.raises(Refused, match=f"提出异议的截止日{due}"):
            objection_day(due, days, today, CALENDAR)


@given(DAYS, SETTING, SETTING)
def test_more_days_never_end_earlier(today: date, some: int, more: int) -> None:
    few, many = sorted((some, more))
    assert objection_day(None, few, today, CALENDAR) <= objection_day(None, many, today, CALENDAR)


def test_a_long_holiday_does_not_shorten_the_time_for_objections() -> None:
    assert objection_day(None, 3, date(2026, 9, 30), CALENDAR) > date(2026, 10, 8)
    with pytest.raises(Refused, match="部门须有不少于3个工作日"):
        objection_day(date(2026, 10, 8), 3, date(2026, 9, 30), CALENDAR)


@given(DAYS, DAYS)
def test_an_answer_is_in_time_until_the_end_of_the_day(received: date, due: date) -> None:
    if received <= due:
        check_in_time(received, due)
    else:
        with pytest.raises(Refused, match=f"核对得分表的期限（{due}）已过"):
            check_in_time(received, due)


@given(DAYS, DAYS, DAYS)
def test_a_paper_is_taken_exactly_between_the_last_answer_and_today(dated: date, heard: date, today: date) -> None:
    if heard <= dated <= today:
        check_paper_day(dated, heard, today)
    else:
        with pytest.raises(Refused, match=f"审定文件日期{dated}"):
            check_paper_day(dated, heard, today)


def test_a_paper_of_a_day_to_come_is_refused_first() -> None:
    with pytest.raises(Refused, match="在今天（2027-03-08）之后"):
        check_paper_day(date(2027, 3, 9), date(2027, 3, 20), date(2027, 3, 8))


def test_the_duty_is_that_of_the_clause() -> None:
    assert (OBJECTION.key, OBJECTION.name, OBJECTION.clause) == ("appraisal_objection", "考评异议", "1-2.22")
    assert OBJECTION.to_do == "核对本部门的得分表：同意，或者逐项写明异议的理由"


CUT_OFF_WORDS = date(2027, 2, 26)
WORDS = st.lists(st.text("甲乙丙丁", min_size=1, max_size=3), min_size=1, max_size=8)
POINTS = st.decimals(min_value=0, max_value=50, places=3)
TAKEN_WORDS = st.lists(st.decimals(min_value=-5, max_value=0, places=2), max_size=6)


def sheet_words(*lines: Line) -> str:
    return canonical_sheet("SJYT", 2026, CUT_OFF_WORDS, lines)


def entries(*sizes: Decimal) -> list[Deduction]:
    return [Deduction(f"2026/T{n}/1", size) for n, size in enumerate(sizes, 1)]


@given(WORDS)
def test_a_list_says_how_many_there_are_and_names_no_more_than_three(words: list[str]) -> None:
    said = named(words, "个部门")
    assert said.startswith(f"{len(words)}个部门：")
    assert said.endswith("等") is (len(words) > NAMED)
    assert said.partition("：")[2].removesuffix("等").split("；") == words[:NAMED]


@given(POINTS)
def test_points_have_two_digits_rounded_half_up(points: Decimal) -> None:
    said = points_in_words(f"{points}")
    assert said == shown(points)
    assert abs(Decimal(said) - points) <= Decimal("0.005")


@pytest.mark.parametrize(("text", "said"), [(None, "0.00"), ("0", "0.00"), ("2.625", "2.63"), ("2.624", "2.62")])
def test_points_that_are_no_decimal_of_two_digits_are_rounded_where_they_are_shown(text: str | None, said: str) -> None:
    assert points_in_words(text) == said


@given(TAKEN_WORDS)
def test_every_entry_of_a_line_is_named_once_in_its_words(sizes: list[Decimal]) -> None:
    content = sheet_words(deducted_line(Component.FUNCTIONAL, Decimal(50), entries(*sizes)))
    [(title, words), _] = lines_in_words(content)
    assert title == "职能绩效目标"
    assert [part.partition("扣")[0] for part in words.split("；")[1:]] == [
        f"条目{each}" for each in entries_of(content, Component.FUNCTIONAL)
    ]


@given(TAKEN_WORDS)
def test_what_the_entries_take_is_what_the_line_lacks_of_its_weight(sizes: list[Decimal]) -> None:
    line = deducted_line(Component.FUNCTIONAL, Decimal(50), entries(*sizes))
    read = read_sheet(sheet_words(line))["lines"][0]
    assert Decimal(read["weight"]) - Decimal(read["points"]) == sum(Decimal(each["taken"]) for each in read["entries"])


@given(st.lists(st.sampled_from(list(Component)), unique=True))
def test_the_words_follow_the_order_of_the_components_and_end_with_the_total(components: list[Component]) -> None:
    said = lines_in_words(sheet_words(*(Line(each, Decimal(3), Decimal(2)) for each in components)))
    assert [title for title, _ in said] == [each.label for each in Component if each in components] + ["合计"]
    assert said[-1][1] == f"{2 * len(components)}.00分"


def test_an_entry_that_takes_the_weight_of_its_target_says_what_it_took() -> None:
    line = deducted_line(Component.TEAM, Decimal(8), [Deduction("2026/T1/1", Decimal(-5), Decimal("1.5"))])
    assert lines_in_words(sheet_words(line))[0][1] == "满分8.00分，得6.50分；条目2026/T1/1扣1.50分"


def test_an_entry_that_takes_nothing_is_still_named() -> None:
    line = deducted_line(Component.TEAM, Decimal(8), [Deduction("2026/T1/1", Decimal(0))])
    assert lines_in_words(sheet_words(line))[0][1] == "满分8.00分，得8.00分；条目2026/T1/1扣0.00分"


def test_a_line_without_points_is_not_shown_as_full() -> None:
    line = {"at_floor": False, "weight": "3", "points": None, "entries": [], "basis": []}
    assert line_in_words(line) == "满分3.00分，得0.00分"


def test_what_was_left_out_is_said_behind_the_entries() -> None:
    line = deducted_line(Component.FUNCTIONAL, Decimal(50), entries(Decimal(-2)))
    whole = Line(line.component, line.weight, line.points, line.deductions, basis=("条目2026/T9/1不计，依据更正",))
    assert line_in_words(read_sheet(sheet_words(whole))["lines"][0]).endswith(
        "条目2026/T1/1扣2.00分；条目2026/T9/1不计，依据更正"
    )


@pytest.mark.parametrize("component", sorted(RATED))
def test_a_given_component_has_no_entries(component: Component) -> None:
    content = sheet_words(
        Line(component, Decimal(3), Decimal(2)), deducted_line(Component.TEAM, Decimal(8), entries(Decimal(-1)))
    )
    assert entries_of(content, component) == []
    assert entries_of(content, Component.TEAM) == ["2026/T1/1"]


def test_a_basis_with_signs_of_json_is_read_back_as_it_was() -> None:
    basis = ('张"平"\\，平均90.00', "第二行\n第三行", "𠮷")
    content = sheet_words(Line(Component.LEADERS, Decimal(3), Decimal(2), basis=basis))
    assert read_sheet(content)["lines"][0]["basis"] == list(basis)
    assert lines_in_words(content)[0][1].endswith("；".join(basis))
