"""`mubiao left-over`: what a year left to the next one, a row per department and kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao


def test_what_was_left_is_listed_by_department_and_kind(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    anyone.on("2026-03-10").lists("T001")
    sql("UPDATE target SET deadline = '2027-06-30' WHERE code = 'T003'")
    printed = line.done("left-over", "--on", "2027-02-01")
    assert [row.split() for row in printed.splitlines()[2:]] == [
        ["D001", "第001厅", "整改未完成", "1项", "T001"],
        ["D002", "第002厅", "跨年度目标", "1项", "T003"],
        ["共2项。"],
    ]
    assert line.json("left-over", "--year", "2026", "--department", "D002") == [
        {"department_code": "D002", "department": "第002厅", "kind": "long_running", "codes": ["T003"]}
    ]


def test_a_year_that_left_nothing_says_so(line: Mubiao) -> None:
    assert line.done("left-over", "--year", "2025") == "2025年没有遗留。\n"


def test_an_unknown_department_is_refused(line: Mubiao) -> None:
    assert "D009" in line.refused("left-over", "--department", "D009")
