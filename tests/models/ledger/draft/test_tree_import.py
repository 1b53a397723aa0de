"""绩效指标 from a sheet: the trees of targets and drafts, imported once, changed while drafted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.models.ledger.target.trees import DRAFT, DRAFTED, NODES, complaints, counts, leaf, row, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

STATE = "SELECT state FROM target_draft WHERE code = 'N1'"


def test_a_target_gets_its_tree_in_the_order_of_the_sheet(march: Acting, sql: Sql, violations: Violations) -> None:
    assert counts(march, *tree(), *tree("T002")) == (8, 0, 0)
    assert sql.rows(NODES)[:4] == [
        ("1", "", None, "", None, 1, 0),
        ("1-1", "1", 100, "公里", "not_less", 1, 0),
        ("1-2", "1", None, "", None, 1, 0),
        ("2", "", Decimal("7.50"), "公里", "not_less", 1, 0),
    ]
    assert sql.column("SELECT DISTINCT event FROM transition WHERE record = 'indicator'") == ["issued"]
    assert violations() == []


def test_a_second_import_changes_nothing(march: Acting, sql: Sql) -> None:
    march.take("indicators", *tree())
    before = sql.value("SELECT hash FROM chain_head")
    assert counts(march, *tree()) == (0, 0, 4)
    assert counts(march, leaf("2", 数量="7.5")) == (0, 0, 1)
    assert sql.value("SELECT hash FROM chain_head") == before


def test_all_rows_are_imported_or_none(march: Acting, sql: Sql) -> None:
    assert complaints(march, *tree(), leaf("1", target="T999")) == [
        "第6行“目标编号”列：目标编号“T999”不在2026年目标和草案中，请核对编号"
    ]
    assert sql.rows(NODES) == []


def test_a_changed_row_names_what_was_tampered_with(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("drafts", DRAFT)
    march.take("indicators", *tree(), leaf("1", target="N1"))
    sql("UPDATE indicator SET quantity = 1 WHERE code = '1-1'")
    sql("UPDATE draft_indicator SET quantity = 1")
    assert {each.split("：")[0] for each in violations()} == {"指标 2026|T001|1-1|1|0", "目标草案 2026|N1"}


def test_a_draft_gets_a_tree_and_is_consulted_again(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("drafts", DRAFT)
    assert counts(march, *tree("N1")) == (4, 0, 0)
    assert counts(march, *tree("N1")) == (0, 0, 4)
    changed = leaf("2", target="N1", 数量="8", 指标名称="公路养护")
    assert counts(march, changed, leaf("3", target="N1")) == (1, 1, 0)
    assert sql.rows(DRAFTED)[3:] == [("2", "", "公路养护", 8), ("3", "", "指标3", 100)]
    assert counts(march, leaf("3", target="N1", 数量="9")) == (0, 1, 0)
    events = sql.column("SELECT event FROM transition WHERE record = 'target_draft' ORDER BY id")
    assert (events, sql.value(STATE)) == (["drafted", "revise", "revise", "revise"], "drafted")
    assert violations() == []


def test_what_a_sheet_does_not_give_stays(march: Acting, sql: Sql) -> None:
    march.take("drafts", DRAFT)
    march.take("indicators", *tree("N1"))
    named = {
        title: value for title, value in row("2", target="N1", 指标名称="养护").items() if value or title == "标准"
    }
    assert counts(march, named) == (0, 1, 0)
    assert sql.rows(DRAFTED)[3] == ("2", "", "养护", Decimal("7.50"))
