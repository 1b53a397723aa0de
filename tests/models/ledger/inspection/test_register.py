"""核查 as a list: kind, state, leaders and the number of findings (4.1, 6.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.inspection.register import list_inspections

if TYPE_CHECKING:
    from tests.conftest import Acting


def listed(day: str = "2026-09-22", *wanted: Any) -> list[dict[str, Any]]:
    with begin() as session:
        return list_inspections(session, date.fromisoformat(day), *wanted)


@pytest.mark.usefixtures("contested")
def test_an_inspection_is_listed_with_leaders_and_findings() -> None:
    [row] = listed()
    assert (row["inspection"], row["state"], row["leaders"], row["members"]) == ("2026-1", "issued", ["王文"], 2)
    assert (row["signed"], row["unsigned"], row["failing"]) == (1, 0, 1)


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize(("day", "overdue"), [("2026-09-30", False), ("2026-10-01", True)])
def test_an_inspection_that_runs_on_after_its_last_day_is_overdue(day: str, *, overdue: bool) -> None:
    assert [row["overdue"] for row in listed(day)] == [overdue]


def test_the_inspections_of_a_department_name_it_or_all(issued: Acting) -> None:
    issued.do("draft_inspection", kind="专项核查", title="专项", departments="D002")
    found = {code: [row["inspection"] for row in listed("2026-09-22", 2026, code)] for code in ("D001", "D002")}
    assert found == {"D001": ["2026-1"], "D002": ["2026-1", "2026-2"]}
    assert listed("2026-09-22", 2025) == []
