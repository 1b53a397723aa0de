"""A cycle opens a blank line for each target, and one for each leaf that is in force (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.models.ledger.report.leaf_reports import LEAVES, planted
from tests.models.ledger.target.trees import leaf, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def test_each_leaf_of_a_target_has_a_blank_line_once(march: Acting, sql: Sql) -> None:
    april = planted(march)
    assert sql.rows(LEAVES, version=0) == [(code, None, None, "", None) for code in ("1-1", "1-2", "2")]
    assert april.on("2026-04-02").open("monthly_check", "2026-04").counts["opened"] == 0


def test_a_leaf_of_another_year_or_one_that_was_corrected_is_asked_once(march: Acting, sql: Sql) -> None:
    march.take("indicators", *tree())
    march.take("indicators", leaf("2", 数量="7.60"), reason="录入有误")
    sql("UPDATE target SET year = 2025 WHERE code = 'T002'")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    assert [row[0] for row in sql.rows(LEAVES, version=0)] == ["1-1", "1-2", "2"]
