"""结果运用: days, papers, places and the days on which the agency is told (1-9)."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.shipped import shipped_calendar
from models.rules.body import BodyKind
from models.rules.deadlines import compute_deadline
from models.rules.errors import Refused
from models.rules.paper_number import PaperKind
from models.rules.results_use import (
    PAPERS,
    PERSONNEL_BODIES,
    REGISTER,
    RESULT_RECEIPT,
    RESULTS_USE,
    Receiver,
    ResultUse,
    check_one_recipient,
    check_received_day,
    check_told_day,
    check_use_paper,
    standing_in_words,
    told_again,
    without_marked,
)
from models.rules.secrecy import WITHHELD

DELIVERED, DUE, TODAY = date(2027, 3, 9), date(2027, 3, 16), date(2027, 3, 20)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def test_the_duty_is_due_five_working_days_after_the_delivery() -> None:
    assert compute_deadline(RESULT_RECEIPT.due, DELIVERED, shipped_calendar()).due == DUE
    assert (RESULT_RECEIPT.key, RESULT_RECEIPT.name, RESULT_RECEIPT.clause) == ("result_receipt", "结果签收", "1-9.3")


def test_the_flow_runs_every_day() -> None:
    assert (RESULTS_USE.key, RESULTS_USE.name, RESULTS_USE.clause) == ("results_use", "结果运用", "1-9")
    assert RESULTS_USE.crons == ("20 8 * * *",)


def test_each_of_the_three_recipients_has_its_paper_and_its_words() -> None:
    assert PAPERS.keys() == REGISTER.keys() | {Receiver.DEPARTMENT} == set(Receiver)
    assert PAPERS[Receiver.MEMBERS] is PaperKind.APPRAISAL_TO_MEMBERS
    assert set(PERSONNEL_BODIES) == {BodyKind.ORGANIZATION, BodyKind.CIVIL_SERVICE}


def test_uses_have_the_words_of_the_standard() -> None:
    words = [each.label for each in ResultUse]
    assert len(set(words)) == len(words)
    named = {"选人用人", "评优评先", "绩效奖励", "问责", "新年度目标", "资源调整", "行政决策", "个人年度考核"}
    assert named < set(words)


@pytest.mark.parametrize(("department", "body"), [("", ""), (" ", "　"), ("D001", "省委组织部")])
def test_exactly_one_recipient_is_named(department: str, body: str) -> None:
    with pytest.raises(Refused, match="只写一个"):
        check_one_recipient(department, body)
    check_one_recipient("D001", " ")
    check_one_recipient("", "省委组织部")


@given(DAYS)
def test_a_receipt_is_between_the_delivery_and_today(day: date) -> None:
    if DELIVERED <= day <= TODAY:
        check_received_day(day, DELIVERED, TODAY)
        return
    with pytest.raises(Refused, match="请核对"):
        check_received_day(day, DELIVERED, TODAY)


@given(DAYS)
def test_a_telling_is_after_the_due_day_and_not_after_today(day: date) -> None:
    if DUE < day <= TODAY:
        check_told_day(day, DUE, TODAY)
        return
    with pytest.raises(Refused):
        check_told_day(day, DUE, TODAY)


@pytest.mark.parametrize(
    ("number", "dated", "words"),
    [
        ("1号", None, "同时写明文号和日期"),
        ("", DELIVERED, "同时写明文号和日期"),
        ("1号", date(2027, 3, 21), "在今天（2027-03-20）之后"),
        ("1号", date(2027, 3, 8), "早于考评结果反馈的日期2027-03-09"),
    ],
)
def test_a_paper_of_a_use_is_whole_and_not_older_than_the_delivery(number: str, dated: date | None, words: str) -> None:
    with pytest.raises(Refused, match=words):
        check_use_paper(number, dated, DELIVERED, TODAY)


def test_a_paper_of_the_day_of_the_delivery_or_of_today_will_do() -> None:
    check_use_paper("1号", DELIVERED, DELIVERED, TODAY)
    check_use_paper("1号", TODAY, DELIVERED, TODAY)


@pytest.mark.parametrize(
    ("unit_class", "place", "grade", "words"),
    [
        ("甲类", 5, "二等奖", "在甲类24个部门中列第5位，等次二等奖"),
        ("", 5, "", "在24个部门中列第5位，没有定等次"),
        ("甲类", None, "", "没有位次，没有定等次"),
    ],
)
def test_a_place_is_said_with_its_class(unit_class: str, place: int | None, grade: str, words: str) -> None:
    assert standing_in_words(unit_class, place, 24, grade) == words


SHEET = json.dumps(
    {"lines": [{"component": "functional", "entries": [{"entry": "2026/T001/1"}, {"entry": "2026/T002/1"}]}]}
)


def test_the_key_of_a_marked_entry_is_withheld() -> None:
    found = json.loads(without_marked(SHEET, lambda entry: "T001" in entry))
    assert [each["entry"] for each in found["lines"][0]["entries"]] == [WITHHELD, "2026/T002/1"]


def test_without_marks_a_sheet_is_as_it_was() -> None:
    assert json.loads(without_marked(SHEET, lambda _: False)) == json.loads(SHEET)


@given(DAYS, st.lists(DAYS, max_size=4))
def test_the_day_of_a_message_never_goes_back_and_is_never_to_come(today: date, dues: list[date]) -> None:
    passed = [due for due in dues if due < today]
    day = told_again(today, passed)
    assert today - timedelta(days=6) <= day <= today
    assert told_again(today + timedelta(days=1), passed) >= day


@pytest.mark.parametrize(
    ("today", "passed", "day"),
    [
        (date(2027, 3, 10), [], date(2027, 3, 8)),
        (date(2027, 3, 14), [], date(2027, 3, 8)),
        (date(2027, 3, 15), [], date(2027, 3, 15)),
        (date(2027, 3, 17), [DUE], date(2027, 3, 17)),
        (date(2027, 3, 19), [DUE], date(2027, 3, 17)),
        (date(2027, 3, 22), [DUE], date(2027, 3, 22)),
    ],
)
def test_the_agency_is_told_weekly_and_after_a_due_day(today: date, passed: list[date], day: date) -> None:
    assert told_again(today, passed) == day
