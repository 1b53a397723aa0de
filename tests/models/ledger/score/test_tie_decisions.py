"""The decisions of a year, the newest first, with reason and paper (A45)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.jurisdiction import home
from models.ledger.score.tie_decisions import tie_decisions
from tests.models.ledger.score.appraisal import PAPER, appraise

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_the_newest_is_first_and_another_year_has_none(acting: Acting, policy: str) -> None:
    january = appraise(acting, policy, D001="90", D002="90", D003="80", D004="70")
    paper: dict[str, Any] = {"year": 2026, **PAPER, "evidence": policy}
    for first, second, reason in (("D001", "D002", "会议决定"), ("D002", "D001", "会议改定")):
        chosen = [{"department": first, "grade": "一等奖"}, {"department": second, "grade": "二等奖"}]
        january.do("decide_tie", grades=chosen, reason=reason, **paper)
    with begin() as session:
        newest, oldest = tie_decisions(session, home(session), 2026)
        assert tie_decisions(session, home(session), 2025) == []
    assert (newest.words, newest.grades) == (
        "会议改定（黔目标办〔2027〕3号，2027-01-12）",
        {"D001": "二等奖", "D002": "一等奖"},
    )
    assert (oldest.unit_class, oldest.value) == ("甲类", "961/10")
