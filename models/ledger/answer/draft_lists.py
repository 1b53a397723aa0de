"""Lists of drafts as answer sheets: their rows, and what comes back as opinions or as a receipt (1-2.22, 1-2.6)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.intake.draft import DraftOpinion, OpinionsGiven, ReceivedTarget, TargetsReceived
from models.ledger.acts import Context, Summary
from models.ledger.draft.opinions import give_opinions, receive_targets
from models.statements import run

# As the lines of a report; the list of a duty takes the place of a version.
LINES = """
SELECT l.obligation_id, r.year, r.code, r.name, o.round AS version, r.requirement, r.quantity, r.unit, r.deadline,
    CAST(NULL AS numeric) AS progress, CAST(NULL AS text) AS status
FROM draft_line l JOIN target_draft r ON r.id = l.draft_id JOIN obligation o ON o.id = l.obligation_id
WHERE l.obligation_id = ANY(:obligations) ORDER BY l.obligation_id, r.code COLLATE "C"
"""
Lines = Mapping[str, Mapping[str, Any]]


def list_lines(session: Session, obligations: Sequence[int]) -> Sequence[Any]:
    """Return the lines of these lists of drafts, with what each draft asks."""
    return run(session, LINES, obligations=list(obligations)).all()


def take_opinions(session: Session, duty: Any, lines: Lines, ctx: Context) -> Summary:  # noqa: ANN401 - a result row
    """1-2.22: the opinions of an office by its sheet."""
    opinions = tuple(DraftOpinion(target=code, **values) for code, values in lines.items())
    return give_opinions(session, OpinionsGiven(obligation=duty.id, lines=opinions), ctx)


def take_receipt(session: Session, duty: Any, lines: Lines, ctx: Context) -> Summary:  # noqa: ANN401 - a result row
    """1-2.6: the receipt of a list of targets by its sheet."""
    questions = tuple(ReceivedTarget(target=code, **values) for code, values in lines.items())
    return receive_targets(session, TargetsReceived(obligation=duty.id, lines=questions), ctx)
