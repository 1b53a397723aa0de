"""总表: the standing of each office in each period, and the figures of the week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.board import OTHER, list_board
from models.ledger.duty.register import list_obligations

if TYPE_CHECKING:
    from tests.conftest import Acting, Make

MARCH = "2026年3月月度检查"


def board(day: str, **filters: Any) -> list[dict[str, Any]]:
    with begin() as session:
        return list_board(session, date.fromisoformat(day), **filters)


def figures(row: dict[str, Any]) -> tuple[int, int, int]:
    return row["overdue"], row["due_this_week"], row["done_this_week"]


def test_an_office_shows_what_it_owes_and_has_done(march: Acting) -> None:
    march.report("D002", "2026-03", "T003")
    first, second = board("2026-03-05")
    assert (first["code"], first["cells"], figures(first)) == ("D001", {MARCH: "open"}, (0, 0, 0))
    assert (second["code"], second["cells"], figures(second)) == ("D002", {MARCH: "done"}, (0, 0, 1))
    assert first["dues"] == {MARCH: date(2026, 3, 31)}
    assert (first["only"], second["only"]) == ({MARCH: 1}, {MARCH: 2})
    late, _ = board("2026-04-01")
    assert (late["cells"], figures(late)) == ({MARCH: "late"}, (1, 0, 0))


@pytest.mark.parametrize(("day", "due"), [("2026-03-29", 0), ("2026-03-30", 1), ("2026-03-31", 1)])
def test_what_falls_due_until_sunday_is_due_this_week(march: Acting, day: str, due: int) -> None:
    assert march.day < date(2026, 3, 29)
    assert [row["due_this_week"] for row in board(day)] == [due, due]


def test_what_was_done_late_shows_so(march: Acting) -> None:
    march.on("2026-04-02").report("D002", "2026-03", "T003")
    assert [row["cells"] for row in board("2026-04-02")] == [{MARCH: "late"}, {MARCH: "done_late"}]


def test_a_period_of_last_year_that_is_still_open_shows_those_who_are_done_too(march: Acting) -> None:
    march.report("D002", "2026-03", "T003")
    assert [row["cells"] for row in board("2027-02-03")] == [{MARCH: "late"}, {MARCH: "done"}]


def test_the_order_is_that_of_the_roster_or_the_most_overdue_first(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    assert [row["code"] for row in board("2026-04-01")] == ["D001", "D002"]
    assert [row["code"] for row in board("2026-04-01", late_first=True)] == ["D002", "D001"]


@pytest.mark.usefixtures("march")
def test_an_office_without_duties_has_a_row_and_one_that_ended_none(departments: Make) -> None:
    (new,) = departments(1)
    (ended,) = departments(1, 失效日期="2026-03-01")
    codes = {row["code"]: row["cells"] for row in board("2026-03-05")}
    assert codes[new] == {}
    assert ended not in codes


def test_a_duty_of_a_marked_matter_counts_and_names_no_target(march: Acting) -> None:
    march.on("2026-03-10").lists("T001", "未达目标要求", "2026-03-09")
    march.do("set_limit", target="T001", limit="2026-03-20")
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    row, _ = board("2026-03-23")
    assert (row["cells"][OTHER], row["overdue"]) == ("late", 1)
    assert set(row["cells"]) == {MARCH, OTHER}


def test_the_overdue_are_as_many_as_the_list_of_duties_has(march: Acting) -> None:
    march.on("2026-03-10").lists("T001", "未达目标要求", "2026-03-09")
    day = date(2026, 4, 9)
    with begin() as session:
        listed = [item for item in list_obligations(session, day, overdue=True) if not item.row.agency_owes]
    assert sum(row["overdue"] for row in board(str(day))) == len(listed) == 2
