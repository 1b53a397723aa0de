"""催办: the agency's tasks about overdue duties, at most one per working day, and their outcomes (6.2.2, A17)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.intake.duty import UrgingDone
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.calendars import calendar_of
from models.ledger.moves import move
from models.ledger.notices import notify_agency
from models.ledger.transitions import record
from models.records import Urging
from models.rules.errors import Refused
from models.rules.reminders import URGING_STEPS, urging_steps_reached
from models.rules.states import UrgingEvent
from models.rules.workdays import WorkCalendar
from models.statements import run

OVERDUE = """
WITH owed AS MATERIALIZED (
    SELECT DISTINCT deadline_id FROM obligation WHERE jurisdiction_id = :jurisdiction AND state = 'open')
SELECT x.id, x.due FROM deadline x WHERE x.due < :day AND x.id IN (SELECT deadline_id FROM owed)
"""
PROPOSE = """
INSERT INTO urging (obligation_id, due_version, step, method, state, proposed_on, outcome)
SELECT o.id, o.due_version, done.steps + 1, (CAST(:methods AS text[]))[done.steps + 1], 'proposed', :day, ''
FROM unnest(CAST(:deadlines AS int[]), CAST(:steps AS int[])) AS u(deadline, steps)
    JOIN obligation o ON o.deadline_id = u.deadline AND o.state = 'open'
        AND o.owed_by NOT IN (SELECT id FROM department WHERE jurisdiction_id = :jurisdiction AND is_agency)
    CROSS JOIN LATERAL (SELECT count(*)::int AS steps, max(g.proposed_on) AS last FROM urging g
        WHERE g.obligation_id = o.id AND g.due_version = o.due_version) AS done
WHERE done.steps < u.steps AND (done.last IS NULL OR done.last < :day)
ORDER BY o.id
ON CONFLICT DO NOTHING RETURNING id
"""
LAPSED = """
SELECT g.id FROM urging g CROSS JOIN LATERAL (SELECT 1 FROM obligation o WHERE o.id = g.obligation_id
    AND o.jurisdiction_id = :jurisdiction AND (o.state <> 'open' OR o.due_version <> g.due_version) OFFSET 0) o
WHERE g.state = 'proposed'
"""
WAITING = """
SELECT g.method, count(*) AS n FROM urging g CROSS JOIN LATERAL (SELECT 1 FROM obligation o
    WHERE o.id = g.obligation_id AND o.jurisdiction_id = :jurisdiction OFFSET 0) o
WHERE g.state = 'proposed' GROUP BY g.method ORDER BY min(g.step)
"""


@act("propose_urgings", "生成催办任务", clause="3-6.2.2", roles={Role.SYSTEM, Role.AGENCY})
def propose_urgings(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.2: propose T+1 phone, T+3 letter, T+5 visit: at most one step per working day, none if answered.

    Proposed tasks of closed or moved obligations lapse.
    """
    lapsed = run(session, LAPSED, jurisdiction=ctx.jurisdiction).scalars().all()
    move(session, ctx, "urging", lapsed, UrgingEvent.LAPSE)
    calendar = calendar_of(session, ctx.jurisdiction)
    if not calendar.is_workday(ctx.date):
        return Summary("今日不是工作日，不安排催办。", {"proposed": 0, "lapsed": len(lapsed)})
    late = run(session, OVERDUE, jurisdiction=ctx.jurisdiction, day=ctx.date).all()
    proposed = _insert_proposals(session, ctx, late, calendar) if late else []
    record(session, ctx, "urging", proposed, "proposed", moved=("", "proposed"))
    notices = _notify_agency(session, ctx) if proposed else 0
    words = f"新增催办任务{len(proposed)}项，取消{len(lapsed)}项。"
    return Summary(words, {"proposed": len(proposed), "lapsed": len(lapsed), "notices": notices})


def _insert_proposals(session: Session, ctx: Context, late: Sequence[Any], calendar: WorkCalendar) -> Sequence[int]:
    """Insert the next step of every overdue obligation that has reached it and has none of today; returns the ids."""
    inserted = run(
        session,
        PROPOSE,
        methods=[method.value for _, method in URGING_STEPS],
        deadlines=[row.id for row in late],
        steps=[urging_steps_reached(row.due, ctx.date, calendar) for row in late],
        jurisdiction=ctx.jurisdiction,
        day=ctx.date,
    )
    return inserted.scalars().all()


def _notify_agency(session: Session, ctx: Context) -> int:
    waiting = {row.method: row.n for row in run(session, WAITING, jurisdiction=ctx.jurisdiction)}
    return notify_agency(session, ctx, "urgings", ctx.date.isoformat(), payload={"waiting": waiting})


@act("register_urging", "登记催办结果", clause="3-6.2.2", roles={Role.AGENCY})
def register_urging(session: Session, data: UrgingDone, ctx: Context) -> Summary:
    """Record that a 催办 task was done, skipped or replaced by another method, with its outcome.

    Raises Refused if there is no task with this number.
    """
    urging = session.get(Urging, data.urging)
    if urging is None:
        raise Refused(f"没有编号为{data.urging}的催办任务。")
    event = UrgingEvent.DO
    if data.replaced_by:
        event = UrgingEvent.REPLACE
    elif data.skipped:
        event = UrgingEvent.SKIP
    method = data.replaced_by or urging.method
    changes = {"done_on": ctx.date, "outcome": data.outcome, "method": method.value}
    moved = move(session, ctx, "urging", [data.urging], event, sets=changes, now=urging.state)
    return Summary(f"催办任务{data.urging}{'已登记' if moved else '此前已登记'}。", {"registered": len(moved)})
