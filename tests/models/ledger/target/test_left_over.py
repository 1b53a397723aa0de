"""上年遗留: unfinished remediations, problems that came twice, long-running targets, by department (1-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.target.left_over import left_over

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql

REFORM: dict[str, Any] = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}


def found(year: int = 2026) -> dict[tuple[str, str], str]:
    """Return the codes of each department and kind."""
    with begin() as session:
        return {(each.department_code, each.kind.value): "、".join(each.codes) for each in left_over(session, year)}


def test_a_year_without_entries_left_nothing(march: Acting) -> None:
    assert march.day.year == 2026
    assert found() == {}


@pytest.mark.parametrize(
    ("state", "left"),
    [
        ("listed", {("D001", "unremedied"): "T001"}),
        ("remedying", {("D001", "unremedied"): "T001"}),
        ("proposed", {}),
        ("dismissed", {}),
        ("made_good", {}),
        ("withdrawn", {}),
        ("corrected", {}),
    ],
)
def test_an_entry_is_left_until_it_is_made_good(
    march: Acting, sql: Sql, state: str, left: dict[tuple[str, str], str]
) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE negative_entry SET state = :state", state=state)
    assert found() == left
    assert found(2025) == {}


def test_a_target_that_was_listed_twice_is_left_also_when_it_was_made_good(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE negative_entry SET state = 'made_good'")
    march.on("2026-06-10").lists("T001")
    assert found() == {("D001", "unremedied"): "T001", ("D001", "recurring"): "T001"}
    sql("UPDATE negative_entry SET state = 'made_good'")
    assert found() == {("D001", "recurring"): "T001"}
    sql("UPDATE negative_entry SET state = 'withdrawn' WHERE occurrence = 1")
    assert found() == {}


@pytest.mark.parametrize(("deadline", "left"), [("2026-12-31", {}), ("2027-06-30", {("D002", "long_running"): "T003"})])
def test_a_target_that_is_due_after_its_year_runs_long(
    march: Acting, sql: Sql, deadline: str, left: dict[tuple[str, str], str]
) -> None:
    assert march.day.year == 2026
    sql("UPDATE target SET deadline = :deadline WHERE code = 'T003'", deadline=deadline)
    assert found() == left


def test_a_target_with_the_name_of_one_of_the_year_before_runs_long(march: Acting, targets: Make, sql: Sql) -> None:
    assert march.day.year == 2026
    targets("D001", 2)
    sql("UPDATE target SET year = 2025, name = '同名目标' WHERE code = 'T004'")
    assert found() == {}
    sql("UPDATE target SET name = '同名目标' WHERE code IN ('T001', 'T003')")
    assert found() == {("D001", "long_running"): "T001"}  # T003 is another department's


def test_a_withdrawn_target_leaves_nothing(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE target SET withdrawn_on = '2026-06-01' WHERE code = 'T001'")
    assert found() == {}


def test_what_a_merged_department_left_is_its_successors(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    march.on("2026-04-01").do("merge_department", effective_on="2026-04-01", **REFORM)
    assert found() == {("D002", "unremedied"): "T001"}
