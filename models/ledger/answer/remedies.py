"""整改 by its sheet: 签收, completion, feedback, objection; what it said before is not done twice (4.3 a, 6.2.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session

from models.intake.appeal import AppealLodged
from models.intake.negative_list import CompletionDeclared, FeedbackFiled, ReceiptConfirmed
from models.ledger.acts import Context, Summary
from models.ledger.answer.objections import object_to
from models.ledger.appeal.subjects import find_subject
from models.ledger.lookup import lead_of, target_coded
from models.ledger.negative_list.entries import entry_of
from models.ledger.negative_list.receipts import confirm_receipt
from models.ledger.negative_list.remediation import declare_completion, file_feedback, newest_round
from models.records import NegativeEntry, Remediation, Target
from models.rules.errors import Refused
from models.rules.states import RemediationState

Fields = Mapping[str, Any]
FED_BACK = {RemediationState.FED_BACK, RemediationState.ACCEPTED}
DECLARED = {RemediationState.COMPLETED, *FED_BACK}
NEWEST = "请用最新的回复表填写"


@dataclass(frozen=True, slots=True)
class _Remedy:
    """The sheet of one round: its duty, the target and its newest entry."""

    duty: Any
    target: Target
    entry: NegativeEntry

    @property
    def named(self) -> dict[str, Any]:
        """Return how the input of an act names the target."""
        return {"target": self.target.code, "year": self.target.year}


def take_remedy(session: Session, duty: Any, fields: Fields, ctx: Context) -> list[Summary]:  # noqa: ANN401 - a result row
    """Do what the sheet of a round of remediation says: 签收, declaration, feedback, objection, as far as given.

    A sheet comes back several times, each time with more in it: what it said before is left as it is. Raises Refused if
    the target was listed again since, or another round began, or if an act refuses.
    """
    remedy = _find_remedy(session, ctx, duty)
    done = []
    if "receipt" in fields:
        done.append(confirm_receipt(session, ReceiptConfirmed(**remedy.named), ctx))
    if "completed_on" in fields:
        done += _remedy(session, ctx, remedy, fields)
    if "ground" in fields:
        done.append(_object(session, ctx, remedy, fields["ground"], fields.get("evidence", ())))
    return done


def take_feedback(session: Session, duty: Any, fields: Fields, ctx: Context) -> list[Summary]:  # noqa: ANN401 - a result row
    """6.2.5: file the feedback of a round by its own sheet. Raises Refused if the round is over, or if the act does."""
    remedy = _find_remedy(session, ctx, duty)
    return [_feed_back(session, ctx, remedy, _find_round(session, remedy), fields["feedback"])]


def _find_remedy(session: Session, ctx: Context, duty: Any) -> _Remedy:  # noqa: ANN401 - a result row
    year, code, occurrence = duty.subject.split("/")
    target = target_coded(session, ctx, code, int(year))
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    if entry.occurrence != int(occurrence):
        raise Refused(f"目标{code}此后再次列入负面清单（第{entry.occurrence}次），{NEWEST}。")
    return _Remedy(duty, target, entry)


def _remedy(session: Session, ctx: Context, remedy: _Remedy, fields: Fields) -> list[Summary]:
    """6.2.5: the declaration, and the feedback where it is given with it."""
    remediation = _find_round(session, remedy)
    done = [_declare(session, ctx, remedy, remediation, fields)]
    if feedback := fields.get("feedback"):
        done.append(_feed_back(session, ctx, remedy, remediation, feedback))
    return done


def _find_round(session: Session, remedy: _Remedy) -> Remediation:
    """Return the round of a sheet. Raises Refused if another one began since."""
    remediation = newest_round(session, remedy.entry)
    if remediation.round != remedy.duty.round:
        raise Refused(f"本表是第{remedy.duty.round}轮整改的，现在是第{remediation.round}轮，{NEWEST}。")
    return remediation


def _declare(session: Session, ctx: Context, remedy: _Remedy, remediation: Remediation, fields: Fields) -> Summary:
    given = CompletionDeclared(**remedy.named, measures=fields["measures"], completed_on=fields["completed_on"])
    same = (remediation.measures, remediation.completed_on) == (given.measures, given.completed_on)
    if same and remediation.state in DECLARED:
        return Summary(f"此前已申报完成（{given.completed_on}），未作改动。", {"same": 1})
    return declare_completion(session, given, ctx)


def _feed_back(session: Session, ctx: Context, remedy: _Remedy, remediation: Remediation, feedback: str) -> Summary:
    given = FeedbackFiled(**remedy.named, feedback=feedback)
    if remediation.feedback == given.feedback and remediation.state in FED_BACK:
        return Summary("此前已反馈整改情况，未作改动。", {"same": 1})
    return file_feedback(session, given, ctx)


def _object(session: Session, ctx: Context, remedy: _Remedy, ground: str, files: Sequence[Path]) -> Summary:
    given = AppealLodged(**remedy.named, ground=ground, evidence=files)
    return object_to(session, ctx, given, find_subject(session, ctx, given))
