"""上年遗留: unfinished remediations, problems that came twice, long-running targets, by department (1-4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.target.left_over import left_over
from models.rules.left_over import LeftOver

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


def found_years(year: int = 2026) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return department, kind and codes, in the order of the ledger."""
    with begin() as session:
        return [(each.department_code, each.kind.value, each.codes) for each in left_over(session, year)]


def test_codes_of_one_kind_stand_together_in_their_order(march: Acting, sql: Sql) -> None:
    for code in ("T002", "T001"):
        march.on("2026-03-10").lists(code)
    sql("UPDATE negative_entry SET state = 'remedying' WHERE id = (SELECT min(id) FROM negative_entry)")
    assert found_years() == [("D001", "unremedied", ("T001", "T002"))]


def test_kinds_stand_by_department_in_the_order_of_the_list(march: Acting, sql: Sql) -> None:
    for day in ("2026-03-10", "2026-06-10"):
        march.on(day).lists("T001")
        sql("UPDATE negative_entry SET state = 'made_good' WHERE listed_on = '2026-03-10'")
    march.on("2026-06-11").lists("T003")
    sql("UPDATE target SET deadline = '2027-06-30'")
    kinds = [(code, kind) for code, kind, _ in found_years()]
    assert kinds == [*(("D001", kind.value) for kind in LeftOver), ("D002", "unremedied"), ("D002", "long_running")]


@pytest.mark.parametrize("year", [2024, 2025, 2027])
def test_what_a_year_left_is_not_that_of_another_year(march: Acting, year: int) -> None:
    march.on("2026-03-10").lists("T001")
    assert found_years(year) == []


def test_a_target_of_the_same_name_two_years_ago_does_not_run_long(march: Acting, targets: Make, sql: Sql) -> None:
    assert march.day.year == 2026
    targets("D001")
    for year, left in ((2024, []), (2025, [("D001", "long_running", ("T001",))])):
        sql("UPDATE target SET year = :year, name = '目标T001' WHERE code = 'T004'", year=year)
        assert found_years() == left


def test_a_withdrawn_target_of_the_year_before_makes_none_run_long(march: Acting, targets: Make, sql: Sql) -> None:
    assert march.day.year == 2026
    targets("D001")
    sql("UPDATE target SET year = 2025, name = '目标T001', withdrawn_on = '2025-06-01' WHERE code = 'T004'")
    assert found_years() == []


def test_a_withdrawn_target_that_is_due_later_leaves_nothing(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    sql("UPDATE target SET deadline = '2027-06-30', withdrawn_on = '2026-06-01' WHERE code = 'T003'")
    assert found_years() == []


def test_what_two_merged_departments_left_is_one_row_of_the_successor(march: Acting) -> None:
    for code in ("T001", "T003"):
        march.on("2026-03-10").lists(code)
    march.on("2026-04-01").do("merge_department", effective_on="2026-04-01", **REFORM)
    assert found_years() == [("D002", "unremedied", ("T001", "T003"))]


def test_a_renamed_department_leaves_under_its_new_name(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    rename = {"department": "D001", "name": "第一委", "basis": "黔机编〔2026〕13号"}
    march.on("2026-04-01").do("rename_department", effective_on="2026-04-01", **rename)
    with begin() as session:
        assert [(each.department, each.words) for each in left_over(session, 2026)] == [
            ("第一委", "整改未完成1项（T001）")
        ]


def test_4_7_a_marked_target_is_counted_like_any_other(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    march.on("2026-03-11").do("mark_secret", target="T001", marking="秘密", reason="涉及重大工程", year=2026)
    assert [(code, kind, len(codes)) for code, kind, codes in found_years()] == [("D001", "unremedied", 1)]


def test_reading_what_was_left_writes_nothing(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    before = sql.rows("SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM transition)")
    assert found_years() == found_years()
    assert sql.rows("SELECT (SELECT count(*) FROM block), (SELECT count(*) FROM transition)") == before
