"""The reminder ladder: each (obligation, due version, rung) once; skipped rungs collapse into one (7.3, A33)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.duty import OfDuties
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.ledger.questions import Question
from models.ledger.seals import count_sealed, seal_of
from models.rules.cycles import DUTY_OF
from models.rules.duties import OFFICE_RUNGS
from models.rules.reminders import reach, reached, still_to_tell
from models.rules.workdays import BusinessDay, WorkCalendar
from models.statements import ResultRow, run

DELEGABLE = [duty.key for duty in DUTY_OF.values() if duty.delegable]
# A delegable duty (A28) has separate ladders for agency and office: true if notice `n` is on that of the current
# debtor of `o`.
TO_DEBTOR = "((n.audience = 'agency') = (o.owed_by = o.department_id))"
# Occasions are 1|T-3, 1|T, 1|T+1: due version and rung.
RUNG_TOLD = "max(coalesce(CAST(substring(n.occasion FROM '[+-][0-9]{1,3}$') AS int), 0))"
OF_DUE_VERSION = "split_part(n.occasion, '|', 1) = CAST(o.due_version AS text)"
REMEMBER = f"""
UPDATE obligation o SET reminded = (SELECT {RUNG_TOLD} FROM notice n WHERE n.obligation_id = o.id
    AND n.kind IN ('reminder', 'overdue') AND {OF_DUE_VERSION} AND {TO_DEBTOR})
WHERE o.id = ANY(:ids)
"""  # noqa: S608 - constants only
# One row per group of equal open obligations; if no group has reached a rung today, nothing is written.
OPEN = """
SELECT o.kind, o.reminded, o.delegated, o.opened_on, x.id, x.due, x.earliest, o.open FROM (
    SELECT kind, reminded, deadline_id, kind = ANY(:delegable) AND owed_by <> department_id AS delegated,
        min(opened_on) AS opened_on, count(*) AS open
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
agency AS MATERIALIZED (SELECT id FROM department WHERE jurisdiction_id = :jurisdiction AND is_agency),
queued AS (
INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, obligation_id, payload, act_id,
    created_on)
SELECT o.jurisdiction_id, CASE WHEN r.late THEN 'overdue' ELSE 'reminder' END, {OBLIGATION_KEY.format(o="o", d="d")},
    concat_ws('|', o.due_version, r.rung), r.audience,
    CASE r.audience WHEN 'agency' THEN (SELECT id FROM agency) ELSE o.owed_by END, o.id, '{{}}', :act_id, :day
FROM climbed o CROSS JOIN LATERAL (SELECT d.code FROM department d WHERE d.id = o.department_id OFFSET 0) d
    CROSS JOIN LATERAL jsonb_to_recordset(o.rungs) AS r(audience text, rung text, late bool)
ON CONFLICT (jurisdiction_id, kind, subject, occasion, audience) DO NOTHING RETURNING notice.*),
sealed AS ({seal_of("notice", "queued")})
SELECT count(*) FROM queued
"""  # noqa: S608 - constants only


OFFSETS = sorted({rung.offset for duty in DUTY_OF.values() for rung in (*OFFICE_RUNGS, *duty.rungs)})  # A28


def _given(session: Session, day: BusinessDay) -> dict[str, Sequence[Any]]:
    calendar = calendar_of(session, home(session))
    return {"offsets": OFFSETS, "reach": [reach(offset, day.date, calendar) for offset in OFFSETS]}


# Of any rung of any ladder, not only of those of the duty's own.
REACHED = """EXISTS (SELECT FROM (
            SELECT deadline_id, bool_or(reminded IS NULL) AS is_new, min(reminded) AS reminded
            FROM obligation WHERE jurisdiction_id = :jurisdiction AND state = 'open' GROUP BY 1) o
        JOIN deadline x ON x.id = o.deadline_id
        JOIN unnest(CAST(:offsets AS int[]), CAST(:{reach} AS date[])) AS r(n, reach)
            ON CASE WHEN r.n > 0 THEN x.due ELSE x.earliest END < r.reach
        WHERE o.is_new OR o.reminded < r.n)"""
HAS_REMINDERS = Question(REACHED.format(reach="reach"), Summary("没有新的提醒。", {"notices": 0}), _given)


@act("remind", "到期提醒", clause="3-6.2.2", roles={Role.SYSTEM, Role.AGENCY})
def remind(session: Session, data: OfDuties, ctx: Context) -> Summary:
    """Queue the reminder that each open obligation has reached by today; answered obligations get none."""
    calendar = calendar_of(session, ctx.jurisdiction)
    groups = [row for row in open_groups(session, ctx) if not data.duties or row.kind in data.duties]
    steps = [step for row in groups if (step := _compute_step(row, ctx, calendar))]
    notices = _insert_notices(session, ctx, steps) if steps else 0
    open_now = sum(row.open for row in groups)
    overdue = sum(row.open for row in groups if row.due < ctx.date)
    words = f"在办{open_now}项，逾期{overdue}项，新增提醒{notices}条。" if groups else "今日无到期、无逾期。"
    return Summary(words, {"notices": notices}, {"open": open_now, "overdue": overdue})


def open_groups(session: Session, ctx: Context) -> Sequence[Any]:
    """Return the open obligations in groups that climb together: kind, last rung, deadline, and how many they are."""
    return run(session, OPEN, jurisdiction=ctx.jurisdiction, delegable=DELEGABLE).all()


def update_last_rung(session: Session, delegable: Sequence[int]) -> None:
    """Update the last rung of uploads with a new debtor: the last one that this debtor was notified of, or NULL."""
    run(session, REMEMBER, ids=list(delegable))


def _compute_step(row: ResultRow, ctx: Context, calendar: WorkCalendar) -> tuple[Any, ...] | None:
    """Return the update of one group of obligations from its last rung to the one reached; None if no notice is due."""
    now = reached(DUTY_OF[row.kind].ladder(delegated=row.delegated), row.due, ctx.date, calendar, earliest=row.earliest)
    rungs = [
        {"audience": audience.value, "rung": rung.name, "late": rung.offset > 0}
        for audience, rung in still_to_tell(now, row.reminded).items()
    ]
    last = max((rung.offset for rung in now.values()), default=None)
    return (row.kind, row.id, row.reminded, last, row.delegated, canonical(rungs)) if rungs else None


def _insert_notices(session: Session, ctx: Context, steps: list[tuple[Any, ...]]) -> int:
    kinds, deadlines, last_rungs, reached_rungs, delegated, rungs = (
        list(column) for column in zip(*steps, strict=True)
    )
    return count_sealed(
        session,
        ctx,
        REMIND,
        kinds=kinds,
        deadlines=deadlines,
        told=last_rungs,
        reached=reached_rungs,
        delegated=delegated,
        delegable=DELEGABLE,
        rungs=rungs,
        jurisdiction=ctx.jurisdiction,
        day=ctx.date,
    )
