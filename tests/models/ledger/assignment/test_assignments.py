"""交办事项: other work of the agency is on record with its paper, from its receipt to its end (1-5.3 f)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.ledger.acts import Role
from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

STATES = "SELECT year, number, giver, state, done_on::text, result FROM assignment ORDER BY id"


@pytest.fixture
def given(policy: str) -> dict[str, Any]:
    """What the leading group assigned on 2 March, to be done by the 20th."""
    paper = {"number": "黔绩领〔2026〕3号", "dated": "2026-03-02", "evidence": policy}
    return {"giver": "领导小组", "content": "起草专题报告", "limit": "2026-03-20"} | paper


def test_5_3_f_what_is_assigned_is_recorded_with_its_paper(
    march: Acting, given: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = march.do("record_assignment", **given)
    assert done.words == (
        "已登记交办事项2026-1（领导小组，黔绩领〔2026〕3号），办理时限2026-03-20。办结后登记：complete_assignment。"
    )
    assert (done.counts, done.data) == ({"recorded": 1, "evidence": 1}, {"assignment": "2026-1"})
    assert sql.rows(STATES) == [(2026, 1, "leading_group", "open", None, "")]
    second = march.do("record_assignment", **given | {"content": "牵头调研", "limit": None})
    assert second.data == {"assignment": "2026-2"}
    assert violations() == []


def test_the_same_matter_of_a_paper_is_recorded_once(march: Acting, given: dict[str, Any]) -> None:
    march.do("record_assignment", **given)
    with pytest.raises(Refused) as refusal:
        march.do("record_assignment", **given)
    assert refusal.value.message == "黔绩领〔2026〕3号的这一事项已登记为2026-1（办理中），不重复登记。"


@pytest.mark.parametrize(
    ("day", "late", "words"),
    [("2026-03-20", 0, "交办事项2026-1已于2026-03-20办结。"), ("2026-03-23", 1, "超过办理时限2026-03-20。")],
)
def test_it_is_completed_with_its_result(
    march: Acting, given: dict[str, Any], sql: Sql, day: str, late: int, words: str
) -> None:
    march.do("record_assignment", **given)
    done = march.on(day).do("complete_assignment", assignment="2026-1", result="已报送专题报告")
    assert (done.counts["late"], done.words.endswith(words)) == (late, True)
    assert sql.rows(STATES) == [(2026, 1, "leading_group", "done", day, "已报送专题报告")]
    with pytest.raises(Refused, match="此前已办结"):
        march.on(day).do("complete_assignment", assignment="2026-1", result="再次报送")
    with pytest.raises(Refused, match="不能撤销"):
        march.on(day).do("cancel_assignment", assignment="2026-1", reason="误登")


def test_it_is_cancelled_with_the_reason(march: Acting, given: dict[str, Any], violations: Violations) -> None:
    march.do("record_assignment", **given)
    cancel = {"assignment": "2026-1", "reason": "领导小组收回"}
    assert march.do("cancel_assignment", **cancel).words == "交办事项2026-1已撤销：领导小组收回。"
    assert march.do("cancel_assignment", **cancel).counts == {"cancelled": 0}
    with pytest.raises(Refused, match="此前已撤销"):
        march.do("complete_assignment", assignment="2026-1", result="已报送")
    assert violations() == []


def test_an_unknown_number_and_an_office_are_refused(march: Acting, given: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        march.do("complete_assignment", assignment="2026-9", result="已报送")
    assert refusal.value.message == "没有编号为“2026-9”的交办事项，编号的格式如2026-3。查看：mubiao assignments。"
    assert march.actor.role is Role.AGENCY
    with pytest.raises(Refused):
        march.office("D001").do("record_assignment", **given)
