"""整改 by its sheet: 签收, completion, feedback; what it said before is not done twice (6.2.5).

A sheet comes back several times, each time with more in it.
"""

from sqlmodel import Session

from models.intake.input import OfTarget
from models.intake.negative_list import CompletionDeclared, FeedbackFiled, ReceiptConfirmed
from models.ledger.acts import Context, Summary
from models.ledger.answer.judged import Judged
from models.ledger.lookup import lead_of, target_of
from models.ledger.negative_list.entries import entry_of
from models.ledger.negative_list.receipts import confirm_receipt
from models.ledger.negative_list.remediation import declare_completion, file_feedback, newest_round
from models.records import NegativeEntry, Remediation, Target
from models.rules.errors import Refused
from models.rules.states import RemediationState
from models.statements import ResultRow

FED_BACK = {RemediationState.FED_BACK, RemediationState.ACCEPTED}
DECLARED = {RemediationState.COMPLETED, *FED_BACK}
USE_NEWEST = "请用最新的回复表填写"


def sign_for(session: Session, judged: Judged, ctx: Context) -> Summary:
    """Confirm the receipt of the notice. Raises Refused if the target was listed again since, or if the act does."""
    given = judged.as_input(ReceiptConfirmed)
    _find_entry(session, judged.duty, ctx, given)
    return confirm_receipt(session, given, ctx)


def declare(session: Session, judged: Judged, ctx: Context) -> Summary:
    """6.2.5: declare a round complete. Raises Refused if the round is over, or if the act does."""
    given = judged.as_input(CompletionDeclared)
    remediation = _find_round(session, judged.duty, ctx, given)
    same = (remediation.measures, remediation.completed_on) == (given.measures, given.completed_on)
    if same and remediation.state in DECLARED:
        return Summary(f"此前已申报完成（{given.completed_on}），未作改动。", {"same": 1})
    return declare_completion(session, given, ctx)


def feed_back(session: Session, judged: Judged, ctx: Context) -> Summary:
    """6.2.5: file the feedback of a round. Raises Refused if the round is over, or if the act does."""
    given = judged.as_input(FeedbackFiled)
    remediation = _find_round(session, judged.duty, ctx, given)
    if remediation.feedback == given.feedback and remediation.state in FED_BACK:
        return Summary("此前已反馈整改情况，未作改动。", {"same": 1})
    return file_feedback(session, given, ctx)


def check_newest(target: Target, entry: NegativeEntry, duty: ResultRow) -> None:
    """Raise Refused if a sheet is about an earlier entry of a target than this."""
    if str(entry.occurrence) != duty.subject.rpartition("/")[2]:
        raise Refused(f"目标{target.code}此后再次列入负面清单（第{entry.occurrence}次），{USE_NEWEST}。")


def _find_entry(session: Session, duty: ResultRow, ctx: Context, given: OfTarget) -> NegativeEntry:
    target = target_of(session, ctx, given)
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    check_newest(target, entry, duty)
    return entry


def _find_round(session: Session, duty: ResultRow, ctx: Context, given: OfTarget) -> Remediation:
    """Return the round of a sheet. Raises Refused if another one began since."""
    remediation = newest_round(session, _find_entry(session, duty, ctx, given))
    if remediation.round != duty.round:
        raise Refused(f"本表是第{duty.round}轮整改的，现在是第{remediation.round}轮，{USE_NEWEST}。")
    return remediation
