"""下达日期: from the November before to the end of the year, and never after today (1-2.6, 1-2.7)."""

from datetime import date

import pytest

from models.rules.issue_day import impossible_deadline, impossible_issue, impossible_year

LATER = date(2027, 6, 1)


@pytest.mark.parametrize("day", ["2025-11-01", "2025-12-31", "2026-01-01", "2026-03-20", "2026-12-31"])
def test_a_target_is_issued_between_the_november_before_and_the_end_of_its_year(day: str) -> None:
    assert impossible_issue(2026, date.fromisoformat(day), LATER) == ""


@pytest.mark.parametrize("day", ["2025-10-31", "2027-01-01", "2016-03-20"])
def test_a_day_of_another_year_is_impossible(day: str) -> None:
    assert impossible_issue(2026, date.fromisoformat(day), LATER) == (
        f"{day}不是2026年度目标的下达日期，应在2025-11-01至2026-12-31之间，请核对年度和下达日期"
    )


def test_a_target_can_be_issued_today() -> None:
    assert impossible_issue(2026, date(2026, 3, 5), date(2026, 3, 5)) == ""


def test_a_day_to_come_is_impossible() -> None:
    text = impossible_issue(2026, date(2026, 3, 6), date(2026, 3, 5))
    assert text == "2026-03-06在今天（2026-03-05）之后，目标下达以后再导入"


@pytest.mark.parametrize("year", [2026, 2027])
def test_targets_of_this_year_and_the_next_are_drafted(year: int) -> None:
    assert impossible_year(year, date(2026, 3, 5)) == impossible_year(year, date(2026, 12, 31)) == ""


def test_targets_of_other_years_are_not_drafted() -> None:
    assert impossible_year(2025, date(2026, 1, 1)).startswith("2025已经过去")
    assert impossible_year(2028, date(2026, 12, 31)) == "2028还早，只拟定2026年和2027年的目标，请核对"


@pytest.mark.parametrize(
    ("day", "words"),
    [("2026-03-04", "2026-03-04在今天（2026-03-05）之前，请核对"), ("2026-03-05", ""), ("2026-12-31", ""),
     ("2027-01-01", "2027-01-01在2026年之后，年度目标最迟在2026-12-31完成，跨年度的写明本年应完成的部分")],
)  # fmt: skip
def test_a_draft_is_due_from_today_to_the_end_of_its_year(day: str, words: str) -> None:
    assert impossible_deadline(2026, date.fromisoformat(day), date(2026, 3, 5)) == words


def test_a_draft_of_the_next_year_is_not_due_before_its_year() -> None:
    today = date(2026, 12, 10)
    assert impossible_deadline(2027, date(2026, 12, 31), today) == "2026-12-31在2027年之前，请核对年度和完成时限"
    assert impossible_deadline(2027, date(2027, 1, 1), today) == ""
