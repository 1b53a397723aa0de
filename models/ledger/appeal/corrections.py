"""更正: what a ruling changes in a record that is no entry; the version before it stays in the record (4.3 a)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models.intake.appeal import AppealRuled
from models.ledger.acts import Context
from models.ledger.appeal.subjects import Subject
from models.ledger.inspection.correction import correct_finding
from models.ledger.transitions import record_row
from models.ledger.year_end.completeness import strike_gap
from models.records import Evaluation, Finding, Obligation, Review
from models.rules.appeal import INSPECTED_AGAIN, Ruling, SubjectKind, check_ruling
from models.rules.errors import Refused
from models.rules.review import ReviewOutcome, ReviewPart, fault_of


def refuse_unfounded(subject: Subject, data: AppealRuled) -> None:
    """4.3 a: raise Refused if a ruling does not fit its subject, or if one without a re-inspection has no evidence."""
    if subject.entry:
        return
    check_ruling(subject.kind, data.ruling)
    if data.new_limit:
        raise Refused(f"对{subject.kind.label}的申诉不涉及整改时限，不写新的整改时限（new_limit）。")
    if subject.kind not in INSPECTED_AGAIN and not data.evidence:
        raise Refused(f"对{subject.kind.label}的申诉凭理由和印证材料裁定，请附上印证材料（--evidence）。")


def correct(session: Session, ctx: Context, subject: Subject, data: AppealRuled, again: Finding | None) -> None:
    """4.3 a: correct the record as ruled; an upheld one stays. `again` is the finding of the re-inspection."""
    if again:
        _correct_finding(session, ctx, subject, data, again)
    elif data.ruling is not Ruling.UPHELD:
        CORRECT[subject.kind](session, ctx, subject, data)


def _correct_finding(session: Session, ctx: Context, subject: Subject, data: AppealRuled, again: Finding) -> None:
    """Give the finding the conclusion of the re-inspection; raises Refused if the ruling contradicts it."""
    contested = session.get_one(Finding, subject.record)
    if data.ruling is Ruling.CHANGED:
        correct_finding(session, ctx, contested, again, data.finding)
    elif again.conclusion is not contested.conclusion:
        raise Refused(
            f"复核结果是“{again.conclusion.label}”，原核查结果是“{contested.conclusion.label}”，不能裁定维持，请裁定变更。"
        )


def _correct_evaluation(session: Session, ctx: Context, subject: Subject, data: AppealRuled) -> None:
    """3.3: insert an evaluation with the fields that the ruling changes; the others stay."""
    contested = session.get_one(Evaluation, subject.record)
    changes = {"overall": data.finding, "made_good": data.made_good}
    given = {name: value for name, value in changes.items() if value}
    _insert_version(session, ctx, contested, data.reason, given | {"evaluated_on": ctx.date})


def _correct_review(session: Session, ctx: Context, subject: Subject, data: AppealRuled) -> None:
    """7.2: insert a review that confirms the declaration; raises Refused if nothing was declared."""
    contested = session.get_one(Review, subject.record)
    outcome = ReviewOutcome.CONFIRMED
    if fault := fault_of(outcome, data.finding, reported=contested.progress is not None):
        raise Refused(f"不能变更为{outcome.label}：{fault}。")
    days = {"reviewed_on": ctx.date, "recorded_on": ctx.date}
    changes = {"outcome": outcome, "note": data.finding, "part": ReviewPart.DECIDED}
    _insert_version(session, ctx, contested, data.reason, changes | days)


def _insert_version(
    session: Session, ctx: Context, contested: Evaluation | Review, reason: str, changes: Mapping[str, Any]
) -> None:
    """Insert the next version of a record with the values that a ruling changes; the contested one stays."""
    values = contested.model_dump(exclude={"id"}) | {"serial": contested.serial + 1, **changes}
    ruled = type(contested)(**values)
    record_row(session, ctx, ruled, "ruled", detail={"reason": reason})


def _strike(session: Session, ctx: Context, subject: Subject, data: AppealRuled) -> None:
    assert subject.target  # noqa: S101 - every gap is of a target
    strike_gap(session, ctx, session.get_one(Obligation, subject.record), subject.target, data.reason)


CORRECT = {
    SubjectKind.LACKING: _correct_review,
    SubjectKind.EVALUATION: _correct_evaluation,
    SubjectKind.GAP: _strike,
}
