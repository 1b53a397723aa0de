"""整改 by its sheet: 签收, completion, feedback, objection; what it said before is not done twice (4.3 a, 6.2.5)."""

from sqlmodel import Session

from models.intake.appeal import AppealLodged
from models.intake.negative_list import CompletionDeclared, FeedbackFiled, ReceiptConfirmed
from models.ledger.acts import Context, Summary
from models.ledger.answer.contested import object_to
from models.ledger.answer.judged import Judged
from models.ledger.appeal.subjects import find_subject
from models.ledger.lookup import lead_of, target_of
from models.ledger.negative_list.entries import entry_of
from models.ledger.negative_list.receipts import confirm_receipt
from models.ledger.negative_list.remediation import declare_completion, file_feedback, newest_round
from models.records import NegativeEntry, Remediation
from models.rules.errors import Refused
from models.rules.states import RemediationState

FED_BACK = {RemediationState.FED_BACK, RemediationState.ACCEPTED}
DECLARED = {RemediationState.COMPLETED, *FED_BACK}
USE_NEWEST = "请用最新的回复表填写"


def take_remedy(session: Session, judged: Judged, ctx: Context) -> list[Summary]:
    """Do what the sheet of a round of remediation says: 签收, declaration, feedback, objection, as far as given.

    A sheet comes back several times, each time with more in it: what it said before is left as it is. Raises Refused if
    the target was listed again since, or another round began, or if an act refuses.
    """
    entry = _find_entry(session, judged, ctx)
    done = []
    if "receipt" in judged.fields:
        done.append(confirm_receipt(session, judged.as_input(ReceiptConfirmed), ctx))
    if "completed_on" in judged.fields:
        remediation = _find_round(session, judged, entry)
        done.append(_declare(session, judged, ctx, remediation))
        if "feedback" in judged.fields:
            done.append(_feed_back(session, judged, ctx, remediation))
    if "ground" in judged.fields:
        given = judged.as_input(AppealLodged)
        done.append(object_to(session, ctx, given, find_subject(session, ctx, given)))
    return done


def take_feedback(session: Session, judged: Judged, ctx: Context) -> list[Summary]:
    """6.2.5: file the feedback of a round by its own sheet. Raises Refused if the round is over, or if the act does."""
    remediation = _find_round(session, judged, _find_entry(session, judged, ctx))
    return [_feed_back(session, judged, ctx, remediation)]


def _find_entry(session: Session, judged: Judged, ctx: Context) -> NegativeEntry:
    """Return the newest entry of the target of a sheet. Raises Refused if the sheet is about an earlier one."""
    target = target_of(session, ctx, judged.as_input(ReceiptConfirmed))
    lead_of(session, ctx, target)
    entry = entry_of(session, target)
    if str(entry.occurrence) != judged.duty.subject.rpartition("/")[2]:
        raise Refused(f"目标{target.code}此后再次列入负面清单（第{entry.occurrence}次），{USE_NEWEST}。")
    return entry


def _find_round(session: Session, judged: Judged, entry: NegativeEntry) -> Remediation:
    """Return the round of a sheet. Raises Refused if another one began since."""
    remediation, asked = newest_round(session, entry), judged.duty.round
    if remediation.round != asked:
        raise Refused(f"本表是第{asked}轮整改的，现在是第{remediation.round}轮，{USE_NEWEST}。")
    return remediation


def _declare(session: Session, judged: Judged, ctx: Context, remediation: Remediation) -> Summary:
    given = judged.as_input(CompletionDeclared)
    same = (remediation.measures, remediation.completed_on) == (given.measures, given.completed_on)
    if same and remediation.state in DECLARED:
        return Summary(f"此前已申报完成（{given.completed_on}），未作改动。", {"same": 1})
    return declare_completion(session, given, ctx)


def _feed_back(session: Session, judged: Judged, ctx: Context, remediation: Remediation) -> Summary:
    given = judged.as_input(FeedbackFiled)
    if remediation.feedback == given.feedback and remediation.state in FED_BACK:
        return Summary("此前已反馈整改情况，未作改动。", {"same": 1})
    return file_feedback(session, given, ctx)
