"""办理申诉: answer, re-inspection and ruling of one appeal, as the agency's list has them (4.3 a)."""

from collections.abc import Iterator

from sqlmodel import Session

from models.intake.appeal import AppealAccepted, AppealEnded, AppealHandled, AppealRuled, ReinspectionNamed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appeal.appeals import accept_appeal, refuse_appeal
from models.ledger.appeal.ruling import assign_reinspection, rule_appeal
from models.rules.appeal import AppealAnswer


@act("handle_appeal", "办理申诉", clause="3-4.3", roles={Role.AGENCY})
def handle_appeal(session: Session, data: AppealHandled, ctx: Context) -> Summary:
    """4.3 a: accept or refuse an appeal, assign its re-inspection, rule on it, as far as these are given.

    Raises Refused for what each of these acts refuses.
    """
    done = list(_steps(session, data, ctx))
    counts = {name: n for each in done for name, n in each.counts.items()}
    return Summary("".join(each.words for each in done), counts)


def _steps(session: Session, data: AppealHandled, ctx: Context) -> Iterator[Summary]:
    """Do one step after the other; an answer that was given before changes nothing."""
    if data.answer is AppealAnswer.REFUSED:
        yield refuse_appeal(session, AppealEnded.model_validate(data.subject | {"reason": data.reason}), ctx)
    elif data.answer:
        yield accept_appeal(session, AppealAccepted.model_validate(data.subject), ctx)
    if data.inspection.strip():
        named = ReinspectionNamed.model_validate(data.subject | {"inspection": data.inspection})
        yield assign_reinspection(session, named, ctx)
    if data.ruling:
        ruled = {name: getattr(data, name) for name in AppealRuled.model_fields}
        yield rule_appeal(session, AppealRuled.model_validate(ruled), ctx)
