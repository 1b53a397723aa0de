"""The reminder ladder: each (obligation, due version, rung) once, rungs passed unsent collapse into one (7.3, A33)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.database import canonical, run
from models.intake.said import Nothing
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendars import calendar_of
from models.ledger.nouns.duty import OBLIGATION_KEY
from models.rules.cycles import DUTIES
from models.rules.reminders import reached, still_to_tell
from models.rules.workdays import WorkCalendar

DELEGABLE = [duty.key for duty in DUTIES.values() if duty.delegable]
# Of a duty that may be delegated (A28) the agency and an office hear by ladders of their own: whether notice `n` is on
# that of who owes `o` now.
TO_DEBTOR = "((n.audience = 'agency') = (o.owed_by = o.department_id))"
# Occasions are 1|T-3, 1|T, 1|T+1: the due version, and the rung.
RUNG_TOLD = "max(coalesce(CAST(substring(n.occasion FROM '[+-][0-9]{1,3}$') AS int), 0))"
OF_DUE_VERSION = "split_part(n.occasion, '|', 1) = CAST(o.due_version AS text)"
REMEMBER = f"""
UPDATE obligation o SET reminded = (SELECT {RUNG_TOLD} FROM notice n WHERE n.obligation_id = o.id
    AND n.kind IN ('reminder', 'overdue') AND {OF_DUE_VERSION} AND {TO_DEBTOR})
WHERE o.id = ANY(:ids)
"""  # noqa: S608 - constants only
# All open obligations that stand alike are one row: a day on which none of these has reached a rung writes nothing.
OPEN = """
SELECT o.kind, o.reminded, o.delegated, x.id, x.due, x.earliest, o.open FROM (
    SELECT kind, reminded, deadline_id, kind = ANY(:delegable) AND owed_by <> department_id AS delegated,
        count(*) AS open
    FROM obligation WHERE jurisdiction_id = :jurisdiction AND state = 'open' GROUP BY 1, 2, 3, 4
) o JOIN deadline x ON x.id = o.deadline_id
"""
REMIND = f"""
WITH climbed AS (
    UPDATE obligation o SET reminded = u.reached
    FROM unnest(CAST(:kinds AS text[]), CAST(:deadlines AS int[]), CAST(:told AS int[]), CAST(:reached AS int[]),
        CAST(:delegated AS bool[]), CAST(:rungs AS text[])) AS u(kind, deadline, told, reached, delegated, rungs)
    WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.deadline_id = u.deadline AND o.kind = u.kind
        AND o.reminded IS NOT DISTINCT FROM u.told
        AND (o.kind = ANY(:delegable) AND o.owed_by <> o.department_id) = u.delegated
    RETURNING o.*, CAST(u.rungs AS jsonb) AS rungs),
agency AS MATERIALIZED (SELECT id FROM department WHERE jurisdiction_id = :jurisdiction AND is_agency)
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, CASE WHEN r.late THEN 'overdue' ELSE 'reminder' END, {OBLIGATION_KEY.format(o="o", d="d")},
    concat_ws('|', o.due_version, r.rung), r.audience,
    CASE r.audience WHEN 'agency' THEN (SELECT id FROM agency) ELSE o.owed_by END, o.id, '{{}}', :act_id, :day
FROM climbed o CROSS JOIN LATERAL (SELECT d.code FROM department d WHERE d.id = o.department_id OFFSET 0) d
    CROSS JOIN LATERAL jsonb_to_recordset(o.rungs) AS r(audience text, rung text, late bool)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only


@act("remind", "到期提醒", clause="3-6.2.2", roles={Role.SYSTEM, Role.AGENCY})
def remind(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """Queue the reminder that each open obligation has reached by today; whoever has answered hears nothing."""
    calendar = calendar_of(session, ctx.jurisdiction)
    owed = run(session, OPEN, jurisdiction=ctx.jurisdiction, delegable=DELEGABLE).all()
    steps = [step for row in owed if (step := _step(row, ctx, calendar))]
    told = _tell(session, ctx, steps) if steps else 0
    open_now = sum(row.open for row in owed)
    overdue = sum(row.open for row in owed if row.due < ctx.date)
    words = f"在办{open_now}项，逾期{overdue}项，新增提醒{told}条。" if owed else "今日无到期、无逾期。"
    return Summary(words, {"open": open_now, "overdue": overdue, "notices": told})


def remember_told(session: Session, delegable: Sequence[int]) -> None:
    """After these uploads were handed over: the rung last told is the one that the present debtor was told of."""
    run(session, REMEMBER, ids=list(delegable))


def _step(row: Any, ctx: Context, calendar: WorkCalendar) -> tuple[Any, ...] | None:  # noqa: ANN401 - a result row
    """What the obligations of one row climb today: from the rung they were told of to the one they have reached."""
    now = reached(DUTIES[row.kind].ladder(delegated=row.delegated), row.due, ctx.date, calendar, earliest=row.earliest)
    rungs = [
        {"audience": audience.value, "rung": rung.name, "late": rung.offset > 0}
        for audience, rung in still_to_tell(now, row.reminded).items()
    ]
    last = max((rung.offset for rung in now.values()), default=None)
    return (row.kind, row.id, row.reminded, last, row.delegated, canonical(rungs)) if rungs else None


def _tell(session: Session, ctx: Context, steps: list[tuple[Any, ...]]) -> int:
    kinds, deadlines, told, last, delegated, rungs = (list(column) for column in zip(*steps, strict=True))
    queued = run(
        session,
        REMIND,
        kinds=kinds,
        deadlines=deadlines,
        told=told,
        reached=last,
        delegated=delegated,
        delegable=DELEGABLE,
        rungs=rungs,
        jurisdiction=ctx.jurisdiction,
        act_id=ctx.act_id,
        day=ctx.date,
    )
    return queued.rowcount
