"""The template context of a delivery, queried at the moment it is frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from models.ledger.day_runs import runs_of_day
from models.ledger.deadlines import MOVABLE, suspended_intervals
from models.ledger.duties import title_of
from models.ledger.duty.agency_day import KIND as AGENCY_DAY
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.jurisdiction import calendar_of, own_organs
from models.ledger.nouns.shared_sql import LINES_OF, TARGET_NAME, TARGET_OF
from models.ledger.secrets import secrets_of
from models.rules.cycles import DUTY_OF
from models.rules.deadlines import describe_proof
from models.rules.draft import IN_LISTS
from models.rules.duties import Duty
from models.rules.organ_word import in_own_word
from models.rules.reminders import days_left
from models.rules.secrecy import Secrets
from models.rules.workdays import Interval, WorkCalendar
from models.statements import ResultRow, run

FACTS = f"""
SELECT v.id AS delivery_id, v.recipient_id, v.person, n.kind AS notice_kind, n.audience,
    n.subject AS notice_subject, n.payload, n.jurisdiction_id,
    coalesce(NULLIF(d.short_name, ''), d.name) AS department, o.id, o.kind, o.period, o.subject, o.round,
    o.clause, o.state, o.opened_late,
    x.due, x.target, x.earliest, x.provisional AND {MOVABLE} AS provisional, x.proof, {TARGET_NAME} AS target_name,
    s.name AS owed_for, n.department_id <> s.id AND t.id IS NULL AND EXISTS (
        SELECT 1 FROM reform r WHERE r.department_id = s.id AND r.kind = 'merge') AS taken_over, k.lines, k.reported
FROM delivery v JOIN notice n ON n.id = v.notice_id JOIN department d ON d.id = n.department_id
    LEFT JOIN obligation o ON o.id = n.obligation_id
    LEFT JOIN department s ON s.id = o.department_id
    LEFT JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
    {LINES_OF}
WHERE v.id = ANY(:ids)
ORDER BY v.recipient_id, n.kind <> 'agency_day', x.due NULLS LAST, n.id
"""  # noqa: S608 - constants only
# The first targets of each duty with lines, or of a list of drafts.
NAMED = 10
TARGETS = """
SELECT q.obligation_id, array_agg(q.name ORDER BY q.n) AS names FROM (
    SELECT l.obligation_id, t.name, row_number() OVER (
        PARTITION BY l.obligation_id ORDER BY t.year, t.code COLLATE "C") AS n
    FROM report_line l JOIN target t ON t.id = l.target_id
    WHERE l.obligation_id = ANY(:obligations) AND l.version = 0
    UNION ALL SELECT l.obligation_id, r.name, row_number() OVER (
        PARTITION BY l.obligation_id ORDER BY r.code COLLATE "C") AS n
    FROM draft_line l JOIN target_draft r ON r.id = l.draft_id WHERE l.obligation_id = ANY(:obligations)) q
WHERE q.n <= :most GROUP BY q.obligation_id
"""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the contexts of one call share; `live` is what some kinds of notice say as of now."""

    today: date
    secrets: Secrets
    suspended: Mapping[str, Sequence[Interval]]
    live: Mapping[str, Mapping[str, Any]]
    organs: str
    targets: Mapping[int, Sequence[str]]


def contexts_of(
    session: Session, deliveries: Sequence[int], today: date, now: datetime
) -> list[tuple[Any, dict[str, Any]]]:
    """Returns a row and its template context for each delivery, ordered by recipient and due date.

    The agency's work of the day comes first; it is listed as of `now`.
    """
    rows = run(session, FACTS, ids=list(deliveries)).all()
    secrets = secrets_of(session)
    overdue = [row for row in rows if row.id and row.due < today]
    home = overdue[0].jurisdiction_id if overdue else 0
    suspended = suspended_intervals(session, home, (row.subject for row in overdue))
    live = _live_contexts(session, {row.notice_kind: row.jurisdiction_id for row in rows}, today, now)
    organs = own_organs(session, rows[0].jurisdiction_id) if rows else ""
    shared = _Shared(today, secrets, suspended, live, organs, _target_names(session, rows, secrets))
    return [(row, _context(row, calendar_of(session, row.jurisdiction_id), shared)) for row in rows]


def _target_names(session: Session, rows: Sequence[Any], secrets: Secrets) -> Mapping[int, Sequence[str]]:
    """Returns for each obligation with lines the names of its first targets. 4.7: of a marked one its pointer."""
    listed = sorted({row.id for row in rows if row.lines or row.kind in IN_LISTS})
    named = run(session, TARGETS, obligations=listed, most=NAMED) if listed else ()
    return {row.obligation_id: [secrets.hide(name) for name in row.names] for row in named}


def _context(row: ResultRow, calendar: WorkCalendar, shared: _Shared) -> dict[str, Any]:
    """Returns the template context of one row. 4.7: content of a marked target is replaced by its pointer."""
    secrets = shared.secrets
    return {
        "today": shared.today,
        "audience": row.audience,
        "organs": shared.organs,
        "person": row.person,
        "department": row.department,
        "payload": secrets.withhold(row.payload, about=secrets.about(row.notice_subject))
        | shared.live.get(row.notice_kind, {}),
        "duty": _duty_context(row, calendar, shared) if row.id else None,
    }


def _live_contexts(session: Session, kinds: Mapping[str, int], today: date, now: datetime) -> dict[str, dict[str, Any]]:
    """Returns, for the kinds of notice that say how things are when they are frozen, what they say."""
    home = kinds.get(AGENCY_DAY)
    if not home:
        return {}
    runs = runs_of_day(session, today - timedelta(days=1))
    return {AGENCY_DAY: {"sections": sections_in_message(session, home, today, now), "runs": runs}}


def _duty_context(row: ResultRow, calendar: WorkCalendar, shared: _Shared) -> dict[str, Any]:
    """Returns the context of the row's obligation: title, dates, proof, counts of reported lines."""
    duty = DUTY_OF[row.kind]
    title = title_of(row.kind, row.period, row.target_name, row.round)
    if row.audience == "agency":
        title = f"{row.owed_for}：{title}"
    elif row.taken_over:
        title = f"原{row.owed_for}{title}"
    return dated(duty, row, shared.today, calendar, shared.suspended.get(row.subject, ())) | {
        "number": row.id,
        "open": row.state == "open",
        "opened_late": row.opened_late,
        "title": shared.secrets.hide(title),
        "office": row.owed_for,
        "matter": shared.secrets.hide(title_of(row.kind, row.period, row.target_name, row.round)),
        "period": row.period,
        "clause": row.clause,
        "to_do": in_own_word(duty.to_do, shared.organs),
        "lines": row.lines,
        "reported": row.reported,
        "targets": shared.targets.get(row.id, ()),
    }


def dated(
    duty: Duty,
    value: Any,  # noqa: ANN401 - a computed due date, or a row with the same columns
    today: date,
    calendar: WorkCalendar,
    suspended: Sequence[Interval] = (),
) -> dict[str, Any]:
    """Returns what a notice says of any duty of a kind, and of its due date."""
    return {
        **{name: getattr(duty, name) for name in ("key", "name", "clause", "to_do", "judged_by", "if_done")},
        **{name: getattr(value, name) for name in ("due", "target", "earliest", "provisional")},
        "target_provisional": calendar.is_provisional(value.due),
        "makeup": calendar.is_makeup(value.due),
        "why": describe_proof(value.proof),
        "days_left": days_left(value.due, today, calendar, suspended),
        "announced_year": calendar.announced_until.year + 1,
    }
