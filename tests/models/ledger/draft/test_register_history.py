"""目标草案: its opinions, its papers and its moves; of a marked one the pointer only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.draft.register import why_draft
from models.ledger.secrecy.markings import mark_secret
from tests.answers import duty_number
from tests.models.ledger.draft.lists import draft, issued_list
from tests.models.ledger.target.trees import TOLD, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

MARK = mark_secret.name


def told(code: str, year: int = 2026) -> dict[str, Any] | None:
    with begin() as session:
        return why_draft(session, code, year)


def test_the_way_of_a_draft_to_its_issue_is_told(march: Acting) -> None:
    issued_list(march)
    found = told("N2")
    assert found
    assert found["draft"]["state"] == "issued"
    assert [each["opinion"] for each in found["opinions"]] == ["agreed"]
    [paper] = found["papers"]
    assert (paper["submission"], paper["decided"], paper["issue_number"]) == ("2026-1", "approved", "黔目标〔2026〕3号")
    assert [each["event"] for each in found["history"]] == ["drafted", "consult", "submit", "approve", "issue"]


def test_what_an_office_asked_when_it_received_its_list_is_told(march: Acting, sql: Sql) -> None:
    issued_list(march)
    number = duty_number(sql, "receipt", "2026")
    question = {"target": "N2", "question": "里程未见依据"}
    march.on("2026-03-20").office("D001").do("receive_targets", obligation=number, lines=[question])
    asked = told("N2")
    assert asked
    assert [(each["obligation"], each["question"]) for each in asked["questions"]] == [(number, "里程未见依据")]
    silent = told("N3")
    assert silent
    assert silent["questions"] == []


def test_the_indicators_of_a_draft_are_told_line_by_line(march: Acting) -> None:
    draft(march, "N1")
    march.take("indicators", *tree("N1"))
    found = told("N1")
    assert found
    assert tuple(found["indicators"]) == TOLD


def test_a_code_without_a_draft_has_none(march: Acting) -> None:
    draft(march, "N1")
    assert told("T001") is None


def test_a_marked_draft_is_withheld(march: Acting) -> None:
    draft(march, "N2")
    march.take("indicators", *tree("N2"))
    march.do(MARK, target="N2", marking="工作秘密", reason="涉密任务")
    for words in ("农村公路", "指标1-1", "竣工验收合格"):
        assert words not in str(told("N2"))
