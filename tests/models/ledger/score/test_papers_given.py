"""The papers behind 二级考评 and 创新项目评选 of a department, the newest first (1-6.1, 1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.score.papers_given import papers_given
from models.rules.score.component import Component

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def found(sql: Sql, year: int = 2026) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """Return value, number and reason of each paper by component and department."""
    codes = dict(sql.rows("SELECT id, code FROM department"))
    with begin() as session:
        papers = papers_given(session, 2, year)
    return {
        (component.value, codes[number]): [(each.value, each.paper_number, each.reason) for each in its]
        for (component, number), its in papers.items()
    }


def test_the_newest_paper_comes_first_with_its_reason(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    january.do("record_second_level", **mark)
    january.do("record_second_level", **mark | {"value": "90", "number": "黔目标办〔2027〕9号", "reason": "误录"})
    assert found(sql) == {
        ("second_level", "D001"): [
            ("90.00", "黔目标办〔2027〕9号", "误录"),
            ("87.50", "黔目标办〔2027〕3号", ""),
        ]
    }
    assert found(sql, 2025) == {}


def test_a_prize_is_named_with_its_project(january: Acting, mark: dict[str, Any], sql: Sql) -> None:
    prize: dict[str, Any] = {name: value for name, value in mark.items() if name != "value"}
    january.do("record_innovation", **prize | {"department": "D002", "prize": "未参加"})
    assert found(sql) == {("innovation", "D002"): [("未参加", "黔目标办〔2027〕3号", "")]}
    assert Component.INNOVATION.value == "innovation"
