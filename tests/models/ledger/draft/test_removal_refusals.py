"""A refused removal or sheet of indicators leaves every row as it was; two at once leave one sound tree (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused
from models.rules.errors import Refused
from tests.databases import story
from tests.models.ledger.draft.lists import draft
from tests.models.ledger.target.trees import DRAFTED, NODES, checked, leaf, row, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

REMOVE = "remove_indicator"
KEPT = (
    "SELECT x::text FROM draft_indicator x ORDER BY id",
    "SELECT x::text FROM indicator x ORDER BY id",
    "SELECT x::text FROM target_draft x ORDER BY id",
    "SELECT count(*)::text FROM transition",
    "SELECT hash FROM chain_head",
)
FIELDS: dict[str, Any] = {"target": "N1", "indicator": "2", "reason": "与指标1重复"}


def kept(sql: Sql) -> list[list[str]]:
    return [sql.column(each) for each in KEPT]


@pytest.fixture
@story
def planted(march: Acting) -> Acting:
    """N1 has the indicators 1, 1-1, 1-2 and 2."""
    draft(march, "N1")
    march.take("indicators", *tree("N1"))
    return march


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"indicator": "9"}, "没有指标“9”，现有：1、1-1、1-2、2"),
        ({"indicator": "1-"}, "没有指标“1-”"),
        ({"target": "N9"}, "没有编号为“N9”的目标草案"),
        ({"target": "T001"}, "没有编号为“T001”的目标草案"),
        ({"target": "N1", "year": 2027}, "N1"),
        ({"reason": ""}, "删去原因"),
        ({"reason": "　"}, "删去原因"),
        ({"reason": "/"}, "没有文字或数字"),
    ],
)
def test_a_refused_removal_changes_nothing(planted: Acting, sql: Sql, change: dict[str, Any], told: str) -> None:
    before = kept(sql)
    assert told in planted.refused(REMOVE, **FIELDS | change)
    assert kept(sql) == before


@pytest.mark.parametrize("who", ["office", "head"])
@pytest.mark.parametrize("department", ["D001", "D002"])
def test_no_department_removes_an_indicator_not_even_of_its_own_draft(
    planted: Acting, sql: Sql, who: str, department: str
) -> None:
    before = kept(sql)
    with pytest.raises(Refused):
        getattr(planted, who)(department).do(REMOVE, **FIELDS)
    assert kept(sql) == before


def test_what_was_removed_is_not_removed_again(planted: Acting, sql: Sql, violations: Violations) -> None:
    planted.do(REMOVE, **FIELDS)
    before = kept(sql)
    assert planted.refused(REMOVE, **FIELDS) == "草案“N1”没有指标“2”，现有：1、1-1、1-2。"
    assert kept(sql) == before
    assert violations() == []


def test_the_same_removal_twice_at_once_is_done_once(
    planted: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    results = together(*[lambda session: planted.within(session, REMOVE, **FIELDS)] * 2)
    [refusal] = [each for each in results if isinstance(each, Refused)]
    assert "没有指标“2”" in refusal.message
    assert [each[0] for each in sql.rows(DRAFTED)] == ["1", "1-1", "1-2"]
    assert violations() == []


def test_two_leaves_removed_at_once_leave_no_parent_that_asks_nothing(
    planted: Acting, sql: Sql, together: Together, violations: Violations
) -> None:
    works = [
        lambda session, code=code: planted.within(session, REMOVE, **FIELDS | {"indicator": code})
        for code in ("1-1", "1-2")
    ]
    [refusal] = [each for each in together(*works) if isinstance(each, Refused)]
    assert refusal.message.startswith("未删去：指标1标准未填写")
    assert len(sql.rows(DRAFTED)) == 3
    assert violations() == []


def test_an_indicator_of_another_draft_with_the_same_code_stays(planted: Acting, sql: Sql) -> None:
    draft(planted, "N2")
    planted.take("indicators", *tree("N2"))
    planted.do(REMOVE, **FIELDS | {"indicator": "1"})
    assert [each[0] for each in sql.rows(DRAFTED)] == ["2", "1", "1-1", "1-2", "2"]


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (leaf("3", target="N1", 数量="很多"), "数量"),
        (leaf("3", target="N1", 数量="-1"), "数量"),
        (leaf("3", target="N1", 完成时限="2026-02-30"), "完成时限"),
        (leaf("3", target="N1", 方向="差不多"), "方向"),
        (leaf("3", "7", target="N1"), "上级指标"),
        (leaf("3", "3", target="N1"), "上级指标"),
        (leaf("3", target="N1", 指标名称=""), "指标名称"),
        (row("3", target="N1"), "标准"),
        (checked("3", target="N1", 完成时限="2027-01-01"), "完成时限"),
        (leaf("", target="N1"), "指标编号"),
        (leaf("3", target="N7"), "目标编号"),
    ],
)
def test_one_bad_cell_and_no_indicator_of_the_sheet_is_taken(
    planted: Acting, sql: Sql, bad: dict[str, str], column: str
) -> None:
    before = kept(sql)
    with pytest.raises(ImportRefused) as refusal:
        planted.take("indicators", leaf("4", target="N1"), *tree("T002"), bad)
    assert column in " ".join(each.cell for each in refusal.value.complaints)
    assert kept(sql) == before


def test_the_tree_of_a_target_is_not_replanted_by_a_sheet_without_a_reason(march: Acting, sql: Sql) -> None:
    march.take("indicators", *tree())
    before = kept(sql)
    with pytest.raises(ImportRefused):
        march.take("indicators", leaf("2", 数量="8"))
    with pytest.raises(ImportRefused):
        march.take("indicators", leaf("3"))
    assert kept(sql) == before
    assert len(sql.rows(NODES)) == 4
