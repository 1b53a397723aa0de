"""交办事项: other work of the agency is on record with its paper, from its receipt to its end (1-5.3 f)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.acts import Role
from models.ledger.assignment.assignments import list_assignments
from models.ledger.duty.agency_day import sections_in_message
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI

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
