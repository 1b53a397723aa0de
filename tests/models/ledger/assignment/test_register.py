"""交办事项 as a list, and in the agency's day (1-5.3 f)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.assignment.register import list_assignments
from models.ledger.duty.agency_day import sections_in_message
from models.rules.business_day import SHANGHAI

if TYPE_CHECKING:
    from tests.conftest import Acting

PAPER = {"giver": "政府", "number": "黔府办〔2026〕8号", "dated": "2026-03-02"}


@pytest.fixture
def assigned(march: Acting, policy: str) -> Acting:
    """2026-1 was done late, 2026-2 is open until 20 March, 2026-3 has no limit."""
    for content, limit in (("调研", "2026-03-05"), ("专题报告", "2026-03-20"), ("数据比对", None)):
        march.do("record_assignment", **PAPER, content=content, limit=limit, evidence=policy)
    march.on("2026-03-09").do("complete_assignment", assignment="2026-1", result="已报送")
    return march


def listed(day: str, *, done: bool = False) -> list[dict[str, Any]]:
    with begin() as session:
        return list_assignments(session, date.fromisoformat(day), done=done)


@pytest.mark.usefixtures("assigned")
def test_open_ones_are_listed_and_with_all_also_the_others() -> None:
    assert [(row["assignment"], row["late"]) for row in listed("2026-03-21")] == [("2026-2", True), ("2026-3", False)]
    first = listed("2026-03-10", done=True)[0]
    assert (first["assignment"], first["late"], first["result"]) == ("2026-1", True, "已报送")
    assert (len(first["evidence"]), "id" in first) == (1, False)
    assert listed("2026-03-01", done=True) == []


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (12, []),
        (13, ["2026-2 专题报告（黔府办〔2026〕8号，办理时限2026-03-20）"]),
        (23, ["2026-2 专题报告（黔府办〔2026〕8号，办理时限2026-03-20，已过）"]),
    ],
)
@pytest.mark.usefixtures("assigned")
def test_the_agencys_day_names_it_from_a_week_before_its_limit(day: int, lines: list[str]) -> None:
    with begin() as session:
        sections = sections_in_message(session, 2, date(2026, 3, day), datetime(2026, 3, day, 8, 30, tzinfo=SHANGHAI))
    assert [each for section in sections if section["title"] == "到期的交办事项" for each in section["lines"]] == lines
