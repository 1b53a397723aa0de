"""A review shows what was declared of the leaves of a target (1-2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.review.lines import lines_of, without_secrets
from models.rules.periods import parse_period
from tests.models.ledger.report.leaf_reports import OTHER, line
from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from tests.conftest import Acting

WORDS = "进行中 40%：指标1-1 进行中 85%，完成80公里（与数量不符）；指标1-2 30%，完成3；指标2 5%"


def declared(acting: Acting) -> list[str]:
    """What a list and a sheet of the quarter say of T001."""
    with begin() as session:
        lines = lines_of(session, 2, parse_period("2026Q2"))
        shown = without_secrets(session, lines)
    assert acting.day.month == 7
    return [each.declared for each in (*lines, *shown) if each.row.code == "T001"]


def test_a_review_names_each_leaf_and_a_percentage_that_its_quantity_does_not_give(march: Acting) -> None:
    march.take("indicators", *tree())
    july = march.on("2026-07-01")
    july.open("self_check", "2026Q2")
    assert declared(july) == ["未报", "未报"]
    leaves = (line("1-1", 85, quantity=80, status="进行中"), line("1-2", 30, quantity=3), line("2", 5))
    july.do("file_self_check", department="D001", period="2026Q2", lines=[*leaves, OTHER])
    assert declared(july) == [WORDS, WORDS]
    july.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    assert "指标" not in declared(july)[1]
