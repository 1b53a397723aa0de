"""目标报审 as a list: drafts, what was decided, numbers and dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.draft.papers import list_submissions
from models.ledger.draft.register import DraftsWanted, list_drafts
from models.rules.draft import OfficeOpinion
from models.rules.kinds import Category
from tests.models.ledger.draft.lists import approve, consulted_list, submit

if TYPE_CHECKING:
    from tests.conftest import Acting


def papers(year: int | None = None) -> list[dict[str, Any]]:
    with begin() as session:
        return list_submissions(session, year)


def test_a_paper_says_how_far_it_is(march: Acting) -> None:
    assert papers() == []
    consulted_list(march)
    paper = submit(march)
    approve(march, paper, returned=["N1"], reason="数量偏低")
    [row] = papers(2026)
    assert (row["submission"], row["category"], row["drafts"]) == ("2026-1", Category.FUNCTIONAL, 7)
    assert (row["approved"], row["returned"], row["silent"]) == (6, 1, 0)
    assert (row["approval_number"], str(row["approval_date"]), row["issue_number"]) == (
        "黔目标批〔2026〕1号",
        "2026-03-18",
        "",
    )
    assert papers(2027) == []


def test_a_draft_is_listed_with_its_opinion_and_its_paper(march: Acting) -> None:
    consulted_list(march, N2="改为900公里")
    with begin() as session:
        found = {row["code"]: row for row in list_drafts(session, DraftsWanted(2026))}
    assert (found["N1"]["opinion"], found["N1"]["submission"]) == (OfficeOpinion.AGREED, None)
    assert (found["N2"]["opinion"], found["N2"]["proposal"]) == (OfficeOpinion.OBJECTED, "改为900公里")
    march.do("answer_objection", target="N2", accepted=False, answer="任务已定")
    submit(march)
    with begin() as session:
        [row] = [row for row in list_drafts(session, DraftsWanted(2026)) if row["code"] == "N2"]
    assert (row["submission"], row["accepted"], row["answer"]) == ("2026-1", False, "任务已定")
