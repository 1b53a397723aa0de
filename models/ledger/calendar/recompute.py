"""Recompute open due dates when the calendar changes; the old date and the reason stay on record (rule 4)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import RowMapping
from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.deadlines import NOT_BEFORE, save_deadline
from models.ledger.duties import title_of
from models.ledger.jurisdiction import calendar_of
from models.ledger.nouns.shared_sql import TARGET_OF
from models.ledger.seals import by_act, seal_of
from models.ledger.transitions import record
from models.rules.cycles import RULES
from models.rules.deadlines import compute_deadline, not_before, of_days
from models.rules.workdays import Interval
from models.statements import ResultRow, run

FACTS = "x.id, x.rule, x.anchor, x.n, x.source, x.due, x.target, x.earliest, x.provisional, x.suspensions, x.proof"
OPEN = f"""
WITH owed AS MATERIALIZED (
    SELECT DISTINCT deadline_id FROM obligation WHERE jurisdiction_id = :jurisdiction AND state = 'open')
SELECT {FACTS} FROM deadline x
WHERE x.id IN (SELECT deadline_id FROM owed) ORDER BY x.due, x.rule, x.anchor
"""  # noqa: S608 - constants only
ONE = f"SELECT {FACTS} FROM deadline x WHERE x.id = :id"  # noqa: S608 - constants only
MOVE = """
UPDATE obligation o SET deadline_id = u.new,
    due_version = o.due_version + CASE WHEN u.moves THEN 1 ELSE 0 END,
    reminded = CASE WHEN NOT u.moves THEN o.reminded END
FROM unnest(CAST(:old AS int[]), CAST(:new AS int[]), CAST(:moves AS bool[])) AS u(old, new, moves)
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.deadline_id = u.old RETURNING o.id, u.old
"""
OWED_TITLES = f"""
SELECT DISTINCT o.kind, o.period, o.round, t.name FROM obligation o
    {TARGET_OF}
WHERE o.id = ANY(:ids)
"""  # noqa: S608 - constants only
# `titles` is an object by kind|period|round|target, so that the INSERT needs no Python loop over obligations.
TELL = f"""
WITH item AS MATERIALIZED (
    SELECT w.id, w.jurisdiction_id, w.code, w.name, w.is_agency, o.kind, o.period, o.subject,
        CAST(:titles AS jsonb) ->> concat_ws('|', o.kind, o.period, o.round, t.name) AS title,
        (CAST(:was AS text[]))[m.shift] AS was, (CAST(:due AS text[]))[m.shift] AS due,
        (CAST(:computed AS text[]))[m.shift] AS computed
    FROM unnest(CAST(:ids AS int[]), CAST(:shifts AS int[])) AS m(id, shift)
        JOIN obligation o ON o.id = m.id JOIN department w ON w.id = o.owed_by
        {TARGET_OF}),
told AS (
    INSERT INTO notice (jurisdiction_id, kind, subject, occasion, audience, department_id, payload, act_id, created_on)
    SELECT jurisdiction_id, 'date_moved', code, :occasion, CASE WHEN is_agency THEN 'agency' ELSE 'office' END, id,
        jsonb_build_object('why', CAST(:why AS text), 'moved', jsonb_agg(
            jsonb_build_object('title', title, 'from', was, 'to', due) ORDER BY kind, period, subject)), :act_id, :day
    FROM item GROUP BY id, jurisdiction_id, code, is_agency ORDER BY code COLLATE "C"
    ON CONFLICT DO NOTHING RETURNING notice.*),
sealed AS ({seal_of("notice", "told")})
SELECT name AS department, title, was AS "from", due AS "to", computed FROM item
ORDER BY code COLLATE "C", kind, period, subject
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class DeadlineShift:
    """A shared deadline replaced by another: row id and due date before and after.

    `computed` is the day by the rule if that had passed already, so that the duty is due today instead. If the due date
    is unchanged, it became firm, its target working day changed, or it is kept at today.
    """

    old: int
    new: int
    was: date
    due: date
    computed: str | None = None

    @property
    def moves(self) -> bool:
        """Return whether the due date changed."""
        return self.was != self.due


def recompute_deadlines(session: Session, ctx: Context, why: str) -> list[dict[str, Any]]:
    """Recompute every open due date on today's calendar; returns the moved obligations with both dates.

    A due date that would move behind today becomes today's: no duty becomes overdue by a changed calendar.
    A moved obligation gets a new due version, so that its reminders start again; each affected office gets one notice.
    A provisional date that the holiday notice confirms becomes firm without a notice.
    """
    shifts = _compute_shifts(session, ctx)
    moved = _apply_shifts(session, ctx, shifts) if shifts else []
    for shift, ids in moved:
        days = {"from": shift.was.isoformat(), "to": shift.due.isoformat()} if shift.moves else {}
        days |= {"computed": shift.computed} if shift.computed else {}
        event = "moved" if shift.moves else "confirmed"
        record(session, ctx, "obligation", ids, event, moved=("open", "open"), detail=days | {"reason": why})
    return _notify_offices(session, ctx, why, [(shift, ids) for shift, ids in moved if shift.moves])


def current_deadline(session: Session, ctx: Context, number: int) -> tuple[int, date]:
    """Return row id and due date of a deadline on today's calendar, for an obligation that opens again.

    The deadline of a closed obligation does not follow the calendar, so it may be outdated.
    """
    row = run(session, ONE, id=number).one()
    shift = _compute_shift(session, ctx, row)
    return (shift.new, shift.due) if shift else (row.id, row.due)


def _compute_shifts(session: Session, ctx: Context) -> list[DeadlineShift]:
    rows = run(session, OPEN, jurisdiction=ctx.jurisdiction).all()
    return [shift for row in rows if (shift := _compute_shift(session, ctx, row))]


def _compute_shift(session: Session, ctx: Context, row: ResultRow) -> DeadlineShift | None:
    """Return the shift of a deadline on today's calendar; None if it is unchanged."""
    paused = [Interval(date.fromisoformat(i["first"]), date.fromisoformat(i["last"])) for i in row.suspensions]
    rule = of_days(RULES[row.rule], row.n)
    calendar = calendar_of(session, ctx.jurisdiction)
    recomputed = not_before(compute_deadline(rule, row.anchor, calendar, paused), _floor(ctx, row), calendar)
    same = all(getattr(recomputed, name) == getattr(row, name) for name in ("due", "target", "earliest", "provisional"))
    computed = recomputed.proof.get("computed")
    if same and computed == row.proof.get("computed"):
        return None
    # If a document set the date, the proof still names it in its words.
    proof = row.proof | recomputed.proof | {"words": row.proof["words"]}
    source = row.source.partition(NOT_BEFORE)[0]
    if computed is None:
        proof.pop("computed", None)
    else:
        source += f"{NOT_BEFORE}{recomputed.due}"
    number = save_deadline(session, ctx, replace(recomputed, proof=proof), source)
    return DeadlineShift(row.id, number, row.due, recomputed.due, computed)


def _floor(ctx: Context, row: ResultRow) -> date:
    """Return the day before which a due date does not move: today if it was not over, or the day it was kept at."""
    kept: date = row.due
    if "computed" in row.proof:
        return kept
    return ctx.date if kept >= ctx.date else date.min


def _apply_shifts(
    session: Session, ctx: Context, shifts: Sequence[DeadlineShift]
) -> list[tuple[DeadlineShift, list[int]]]:
    """Update the open obligations of each shift in one statement; returns their ids by shift."""
    rows = run(
        session,
        MOVE,
        old=[shift.old for shift in shifts],
        new=[shift.new for shift in shifts],
        moves=[shift.moves for shift in shifts],
        jurisdiction=ctx.jurisdiction,
    )
    ids: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        ids[row.old].append(row.id)
    return [(shift, ids[shift.old]) for shift in shifts]


def _notify_offices(
    session: Session, ctx: Context, why: str, moved: Sequence[tuple[DeadlineShift, list[int]]]
) -> list[dict[str, Any]]:
    """Insert one notice per office; returns a row per moved obligation, ordered by office."""
    if not moved:
        return []
    ids = [number for _, group in moved for number in group]
    items = run(
        session,
        TELL,
        ids=ids,
        shifts=[index for index, (_, group) in enumerate(moved, 1) for _ in group],
        **_days_of(moved),
        titles=canonical(_titles(session, ids)),
        why=why,
        occasion=str(ctx.act_id),
        **by_act(ctx),
        day=ctx.date,
    )
    return [_as_moved(item) for item in items.mappings()]


def _days_of(moved: Sequence[tuple[DeadlineShift, list[int]]]) -> dict[str, list[str | None]]:
    """Return the old, the new and the computed due date of each shift, as columns."""
    return {
        "was": [shift.was.isoformat() for shift, _ in moved],
        "due": [shift.due.isoformat() for shift, _ in moved],
        "computed": [shift.computed for shift, _ in moved],
    }


def _as_moved(item: RowMapping) -> dict[str, Any]:
    """Return a moved obligation for the summary; `computed` only if the day by the rule had passed already."""
    return {name: value for name, value in item.items() if value is not None}


def _titles(session: Session, ids: Sequence[int]) -> dict[str, str]:
    """Return the title of each obligation by kind, period, round and target."""
    return {
        "|".join(map(str, row if row.name else row[:3])): title_of(row.kind, row.period, row.name, row.round)
        for row in run(session, OWED_TITLES, ids=ids)
    }
