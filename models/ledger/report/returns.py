"""退回: the agency returns a report that was given by target; the office gives it again (6.1, A32)."""

from sqlmodel import Session

from models.intake.report import ReportReturned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendar.recompute import current_deadline
from models.ledger.deadlines import deadline_from
from models.ledger.duties import due_of, reopen
from models.ledger.duty_names import name_duty
from models.ledger.lookup import department_named, obligation_of
from models.ledger.notices import notify
from models.records import id_of
from models.rules.cycle import Cycle
from models.rules.cycles import CYCLES, RETURNED, subject_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.periods import parse_period
from models.rules.states import ObligationEvent, ObligationState


@act("return_report", "退回填报", clause="3-6.1", roles={Role.AGENCY})
def return_report(session: Session, data: ReportReturned, ctx: Context) -> Summary:
    """Return the report of a period to the office: that of the named kind, or the one that is given by target.

    It is due on the old date if that is in the future, otherwise by rule A32. The first receipt keeps its verdict.
    Raises Refused if the kind has no such period, is not reported by target, or if nothing was given yet.
    """
    department = department_named(session, ctx, data.department)
    cycle = _cycle_returned(data)
    period = cycle.period(data.period)
    obligation = obligation_of(session, department, cycle.key, str(period))
    if obligation.state is ObligationState.OPEN:
        raise Refused(f"{name_duty(session, id_of(obligation))}还没有填报，没有可退回的内容。查看：mubiao owed。")
    deadline, due = current_deadline(session, ctx, obligation.deadline_id)
    if due <= ctx.date:
        deadline, _ = deadline_from(session, ctx, RETURNED, ctx.date)
    reopen(session, ctx, obligation, ObligationEvent.RETURN, deadline, data.reason)
    due = due_of(session, obligation)
    occasion = str(obligation.due_version)
    notices = notify(
        session,
        ctx,
        "returned",
        [id_of(obligation)],
        [Audience.OFFICE],
        occasion=occasion,
        payload={"why": data.reason},
    )
    return Summary(
        f"已退回“{department.name}”{subject_of(cycle.duty, str(period))}填报，应于{due}前重报。",
        {"returned": 1, "notices": notices},
    )


def _cycle_returned(data: ReportReturned) -> Cycle:
    """Return the cycle whose report is returned; by default the only one that has periods of this length."""
    reported = [cycle for cycle in CYCLES if cycle.lines]
    span, kind = parse_period(data.period).span, data.kind.strip()
    for cycle in reported:
        if kind in {cycle.key, cycle.name} if kind else cycle.span is span:
            return cycle
    named = f"“{kind}”" if kind else f"期间“{data.period}”"
    raise Refused(f"{named}没有可退回的填报。可退回：{'、'.join(f'{each.name}（{each.key}）' for each in reported)}。")
