"""When sheets may be drafted, until when a department may object, and a sheet in words (1-8.2)."""

from datetime import date
from decimal import Decimal

import pytest

from models.intake.shipped import shipped_calendar
from models.rules.appraisal import (
    check_draft_day,
    check_in_time,
    check_paper_day,
    check_reasons,
    entries_of,
    first_day,
    lines_in_words,
    named,
    objection_day,
)
from models.rules.draft import OfficeOpinion
from models.rules.errors import Refused
from models.rules.score.canonical import canonical_sheet
from models.rules.score.component import Component
from models.rules.score.deduction import Deduction, Line, deducted_line

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
