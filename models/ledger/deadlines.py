"""Deadline rows: one for all obligations that share rule, anchor, calendar and suspensions."""

from datetime import date

from sqlmodel import Session

from models.database import canonical, run
from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.transitions import record
from models.rules.deadlines import Deadline, DeadlineRule, compute_deadline

KEEP = """
INSERT INTO deadline (jurisdiction_id, rule, anchor, n, calendar, suspensions, source, due, target,
    earliest, provisional, proof)
VALUES (:jurisdiction, :rule, :anchor, :n, :calendar, CAST(:suspensions AS jsonb), :source, :due, :target, :earliest,
    :provisional, CAST(:proof AS jsonb))
ON CONFLICT DO NOTHING RETURNING id
"""
FIND = """
SELECT id FROM deadline WHERE jurisdiction_id = :jurisdiction AND rule = :rule AND anchor = :anchor AND n = :n
    AND calendar = :calendar AND suspensions = CAST(:suspensions AS jsonb) AND source = :source
"""
# Whether a notice can move the due day. A row from before this was told apart calls a fixed one provisional too.
MOVABLE = "(x.n > 0 OR x.suspensions <> '[]')"


def deadline_from(session: Session, ctx: Context, rule: DeadlineRule, anchor: date) -> tuple[int, Deadline]:
    """The row and the value of the deadline that `rule` gives from `anchor` on today's calendar; made when new."""
    deadline = compute_deadline(rule, anchor, calendar_of(session, ctx.jurisdiction))
    return keep_deadline(session, ctx, deadline), deadline


def keep_deadline(session: Session, ctx: Context, deadline: Deadline, source: str = "") -> int:
    """The id of the shared row of a deadline, inserted with its proof when there is none yet.

    `source` is the document that set the date, where one did.
    """
    key = {
        "jurisdiction": ctx.jurisdiction,
        "rule": deadline.rule.key,
        "anchor": deadline.anchor,
        "n": deadline.rule.n,
        "calendar": deadline.calendar,
        "suspensions": canonical(deadline.proof["suspensions"]),
        "source": source,
    }
    if kept := run(session, FIND, **key).scalar():
        return int(kept)
    made = run(
        session,
        KEEP,
        **key,
        due=deadline.due,
        target=deadline.target,
        earliest=deadline.earliest,
        provisional=deadline.provisional,
        proof=canonical(deadline.proof),
    ).scalar()
    if made is None:
        return int(run(session, FIND, **key).scalar_one())
    record(session, ctx, "deadline", [made], "computed")
    return int(made)
