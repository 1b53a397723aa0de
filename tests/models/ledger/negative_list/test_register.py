"""负面清单条目 as a list: state, newest round, and the due date as it now is (6.2.4, 6.2.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.negative_list.register import list_entries

if TYPE_CHECKING:
    from tests.conftest import Acting


def listed(day: str = "2026-09-22", *wanted: Any, running: bool = False) -> list[dict[str, Any]]:
    with begin() as session:
        return list_entries(session, date.fromisoformat(day), *wanted, running=running)


@pytest.mark.usefixtures("contested")
def test_an_entry_is_listed_with_its_inspection_limit_and_due_date() -> None:
    [row] = listed()
    assert (row["target"], row["occurrence"], row["inspection"], row["state"]) == ("T001", 1, "2026-1", "remedying")
    assert (row["round"], row["limit"], row["due"]) == (1, date(2026, 10, 20), date(2026, 10, 20))
    assert [row["overdue"] for day in ("2026-10-20", "2026-10-21") for row in listed(day)] == [False, True]


@pytest.mark.usefixtures("contested")
def test_entries_are_listed_by_year_and_department() -> None:
    assert [len(listed("2026-09-22", *wanted)) for wanted in ((2026, "D001"), (2025, None), (None, "D002"))] == [
        1,
        0,
        0,
    ]


def test_an_entry_withdrawn_by_a_ruling_is_not_open(cleared: Acting) -> None:
    assert len(listed(running=True)) == 1
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="核实有误")
    assert listed(running=True) == []
    assert [(row["state"], row["due"]) for row in listed()] == [("withdrawn", None)]


def test_an_entry_of_a_marked_target_shows_no_finding(contested: Acting) -> None:
    contested.do("mark_secret", target="T001", marking="工作秘密", reason="未公开")
    assert [(row["name"], row["finding"]) for row in listed()] == [("目标T001（工作秘密）", "内容不在此显示")]
