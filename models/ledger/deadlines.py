"""Deadline rows: one row for all obligations with equal rule, anchor, calendar, suspensions and source."""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from models.block import canonical
from models.ledger.acts import Context
from models.ledger.jurisdiction import calendar_of, own_organs
from models.ledger.transitions import record
from models.rules.deadlines import DeadlineRule, DueDate, compute_deadline
from models.rules.organ_word import in_own_word
from models.rules.workdays import Interval
from models.statements import run

# In the source of a deadline whose day by the rule has passed already, followed by the day that it is kept at.
NOT_BEFORE = "不早于"
INSERT = """
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
# True if a holiday notice can move the due date.
MOVABLE = "(x.n > 0 OR x.suspensions <> '[]')"


def deadline_from(session: Session, ctx: Context, rule: DeadlineRule, anchor: date) -> tuple[int, DueDate]:
    """Return row id and value of the deadline by `rule` from `anchor` on today's calendar; inserts it if new."""
    deadline = compute_deadline(rule, anchor, calendar_of(session, ctx.jurisdiction))
    return save_deadline(session, ctx, deadline), deadline


def save_deadline(session: Session, ctx: Context, deadline: DueDate, source: str = "") -> int:
    """Return the id of the shared row of a deadline; inserts it with its proof if it does not exist yet.

    `source` is the document that set the date, empty if a rule did.
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
    if existing := run(session, FIND, **key).scalar():
        return int(existing)
    words = in_own_word(str(deadline.proof["words"]), own_organs(session, ctx.jurisdiction))
    computed = {name: getattr(deadline, name) for name in ("due", "target", "earliest", "provisional")}
    proof = canonical(deadline.proof | {"words": words})
    inserted = run(session, INSERT, **key, **computed, proof=proof).scalar()
    if inserted is None:
        return int(run(session, FIND, **key).scalar_one())
    record(session, ctx, "deadline", [inserted], "computed")
    return int(inserted)


# The days of the appeals that suspended the deadlines of an entry, both included (A14).
SUSPENDED = """
SELECT concat_ws('/', t.year, t.code, e.occurrence) AS subject, a.accepted_on, a.ended_on
FROM appeal a JOIN negative_entry e ON e.id = a.entry_id JOIN target t ON t.id = e.target_id
WHERE t.jurisdiction_id = :jurisdiction AND a.accepted_on IS NOT NULL AND a.ended_on IS NOT NULL
    AND concat_ws('/', t.year, t.code, e.occurrence) = ANY(:subjects)
ORDER BY a.accepted_on, a.id
"""


def suspended_intervals(session: Session, jurisdiction: int, subjects: Iterable[str]) -> dict[str, list[Interval]]:
    """Return, for each of these subjects of obligations, the ended appeals against its entry; no query without one.

    The days of an appeal that was accepted after the due date count neither towards it nor as overdue.
    """
    wanted = sorted({subject for subject in subjects if subject})
    found: dict[str, list[Interval]] = {}
    for row in run(session, SUSPENDED, jurisdiction=jurisdiction, subjects=wanted) if wanted else ():
        found.setdefault(row.subject, []).append(Interval(row.accepted_on, row.ended_on))
    return found
