"""可申诉: whether a result can be contested, and since when its office knows of it (4.3 a, A14)."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.appeal.subjects import Subject
from models.ledger.negative_list.entries import duties_of
from models.ledger.year_end.gaps import is_missing, told_of_gaps
from models.records import Obligation, Review
from models.rules.appeal import SubjectKind
from models.rules.errors import Refused
from models.rules.negative_list import REMEDIATION
from models.rules.review import ReviewOutcome
from models.rules.states import EntryState
from models.statements import run

OPEN_TO_APPEAL = {EntryState.LISTED, EntryState.REMEDYING, EntryState.MADE_GOOD}
# The first notice to the office about this version of a result.
TOLD = """
SELECT min(n.created_on) FROM notice n
WHERE n.jurisdiction_id = :jurisdiction AND n.kind = 'concluded' AND n.subject = :subject AND n.occasion = :occasion
"""


def check_contestable(session: Session, ctx: Context, subject: Subject) -> None:
    """4.3 a: raise Refused if there is nothing to contest: a closed entry, another conclusion, no gap."""
    if subject.entry and subject.target and subject.entry.state not in OPEN_TO_APPEAL:
        raise Refused(f"目标{subject.target.code}的条目{subject.entry.state.label}，不需要申诉。")
    if subject.kind is SubjectKind.LACKING:
        outcome = session.get_one(Review, subject.record).outcome
        if outcome is not ReviewOutcome.LACKING:
            raise Refused(f"复核{subject.key}的结果是“{outcome.label}”，不是材料不足。")
    if subject.kind is SubjectKind.GAP:
        _check_gap(session, ctx, subject)


def told_on(session: Session, subject: Subject) -> date | None:
    """A14: return the day on which the office was told of a result; None if it was not told."""
    if subject.entry and subject.target:
        duties = duties_of(session, subject.target, subject.entry)
        return next((duty.opened_on for duty in duties if duty.kind == REMEDIATION.key), None)
    if subject.kind is SubjectKind.GAP and subject.target:
        return told_of_gaps(session, subject.record, subject.target.code)
    which = {"jurisdiction": subject.department.jurisdiction_id, "subject": subject.about}
    day: date | None = run(session, TOLD, **which, occasion=str(subject.version)).scalar_one()
    return day


def _check_gap(session: Session, ctx: Context, subject: Subject) -> None:
    """3.3: raise Refused if nothing is missing of the target, or if the filings were not compared yet."""
    assert subject.target  # noqa: S101 - every gap is of a target
    if not is_missing(session, ctx, session.get_one(Obligation, subject.record), subject.target):
        raise Refused(f"目标{subject.target.code}在年终材料中没有缺项，不需要申诉。")
    if told_on(session, subject) is None:
        raise Refused("年终材料还没有比对，没有可以申诉的缺项；缺的材料请先补报（file_year_end_check）。")
