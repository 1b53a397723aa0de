"""拟制核查方案: the agency's duty to issue a plan for each quarter, the middle and the end of a year (6.2.1, A69)."""

from datetime import date

from sqlmodel import Session, col, select

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import NOT_BEFORE, save_deadline
from models.ledger.duties import discharge, discharge_duty, open_duty_for
from models.ledger.jurisdiction import calendar_of, go_live
from models.ledger.policies import value_on
from models.ledger.questions import Question
from models.records import Inspection
from models.rules.deadlines import compute_deadline, of_days, opened_after
from models.rules.owed_plan import (
    OPENS_IN,
    PLAN_DAYS,
    PLAN_OWED,
    YEAR_END_DAY,
    YEAR_END_PLAN_DAY,
    owed_periods,
    periods_named,
    year_end_rule,
)
from models.rules.states import InspectionState
from models.statements import run

# The periods of a day without the duty, since the first full quarter.
LACKING = f"""
SELECT q.period FROM jurisdiction j CROSS JOIN (VALUES
    (to_char(CAST(:day AS date), 'YYYY"Q"Q'), true),
    (to_char(CAST(:day AS date), 'YYYY"H1"'), extract(quarter FROM CAST(:day AS date)) = 3),
    (to_char(CAST(:day AS date), 'YYYY'), extract(month FROM CAST(:day AS date)) = {OPENS_IN})) AS q(period, owed)
WHERE j.id = :jurisdiction AND q.owed AND j.go_live <= date_trunc('quarter', CAST(:day AS date)) AND NOT EXISTS (
    SELECT FROM obligation o WHERE o.jurisdiction_id = j.id AND o.kind = '{PLAN_OWED.key}' AND o.period = q.period)
"""  # noqa: S608 - constants only
OWES_PLAN = Question(f"EXISTS ({LACKING})", Summary("没有待开启的核查方案事项。", {"opened": 0}))


@act("open_owed_plans", "开启核查方案事项", clause="3-6.2.1", roles={Role.SYSTEM, Role.AGENCY})
def open_owed_plans(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.1: open the duty to issue a plan for the periods of this day; a plan that is issued already ends it."""
    lacking = set(run(session, LACKING, jurisdiction=ctx.jurisdiction, day=ctx.date).scalars())
    owed = [each for each in owed_periods(ctx.date, go_live(session, ctx)) if each[0] in lacking]
    for period, anchor in owed:
        duty = open_duty_for(session, ctx, PLAN_OWED, _deadline_of(session, ctx, period, anchor), period=period)
        if issued := _issued_for(session, ctx, period):
            discharge(session, ctx, duty, issued)
    return Summary(f"开启核查方案事项{len(owed)}项。", {"opened": len(owed)}) if owed else OWES_PLAN.nothing


def _deadline_of(session: Session, ctx: Context, period: str, anchor: date) -> int:
    """Return the deadline by the settings of today; opened after its day, it is due on the next working day."""
    if len(period) == len("2026"):
        day = value_on(session, ctx.jurisdiction, YEAR_END_PLAN_DAY, ctx.date) or YEAR_END_DAY
        rule, anchor = year_end_rule(day), anchor.replace(day=day)
    else:
        days = value_on(session, ctx.jurisdiction, PLAN_DAYS, ctx.date) or PLAN_OWED.due.n
        rule = of_days(PLAN_OWED.due, days)
    calendar = calendar_of(session, ctx.jurisdiction)
    due = opened_after(compute_deadline(rule, anchor, calendar), ctx.date, calendar)
    return save_deadline(session, ctx, due, f"{NOT_BEFORE}{due.due}" if "computed" in due.proof else "")


def _issued_for(session: Session, ctx: Context, period: str) -> date | None:
    """Return the day on which the first plan that names a period was issued; None without one."""
    issued = select(Inspection).where(
        Inspection.jurisdiction_id == ctx.jurisdiction,
        col(Inspection.state).in_([InspectionState.ISSUED, InspectionState.CONCLUDED]),
        col(Inspection.year) >= int(period[:4]) - 1,
    )
    days = [each.issued_on for each in session.exec(issued) if each.issued_on and period in names(each)]
    return min(days, default=None)


def names(inspection: Inspection) -> set[str]:
    """Return the periods that the plan of an inspection names."""
    begun = inspection.begins_on or inspection.issued_on or inspection.drafted_on
    return periods_named(inspection.kind, inspection.period, inspection.also_covers, begun)


def end_owed_plans(session: Session, ctx: Context, inspection: Inspection) -> None:
    """6.2.1: an issued plan ends the open duties of the periods that it names, and no others."""
    for period in sorted(names(inspection)):
        discharge_duty(session, ctx, PLAN_OWED, ctx.date, period=period)
