"""Questions about what is owed at any time: the list, a cycle's table, an obligation's whole history (3.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import MOVABLE
from models.ledger.duties import ALL, title_of
from models.ledger.heirs import NAME_THEN
from models.ledger.lookup import home
from models.ledger.nouns.duty import LINES_OF, OBLIGATION_KEY, TARGET_OF
from models.ledger.secrets import concealed, secrets_of
from models.ledger.target.versions import asked_of_lines
from models.rules.errors import Refused
from models.rules.reminders import Colour, colour_of, days_left

# Which, before what there is to say of each: a list of two hundred looks at the lines of two hundred.
OWED = f"""
WITH chosen AS MATERIALIZED (
    SELECT o.id FROM obligation o
        JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
        JOIN department s ON s.id = CASE WHEN w.is_agency THEN d.id ELSE w.id END
        JOIN deadline x ON x.id = o.deadline_id
    WHERE o.jurisdiction_id = :jurisdiction
        AND (CAST(:department AS text) IS NULL
            OR :department IN (d.code, d.name, d.short_name) OR :department IN (s.code, s.name, s.short_name))
        AND (CAST(:kind AS text) IS NULL OR o.kind = :kind)
        AND (CAST(:period AS text) IS NULL OR o.period = :period)
        AND (CAST(:number AS int) IS NULL OR o.id = :number)
        AND (NOT :overdue OR (o.state = 'open' AND x.due < :day))
    ORDER BY o.state <> 'open', x.due, d.code COLLATE "C", o.id
    LIMIT :limit)
SELECT o.id, o.kind, o.period, o.subject, o.round, o.clause, o.state, o.counted_on, o.late, o.opened_on, o.opened_late,
    o.due_version, d.code, coalesce(n.name, s.name) AS department,
    coalesce(n.short_name, NULLIF(s.short_name, ''), s.name)
        || CASE WHEN s.id = d.id OR d.is_agency THEN ''
            ELSE concat('（承接', coalesce(f.name, d.name), '）') END AS short_name,
    CASE WHEN s.id <> d.id AND NOT d.is_agency THEN coalesce(f.name, d.name) END AS taken_over_from,
    w.is_agency AS agency_owes,
    x.due, x.target, x.earliest, x.provisional AND {MOVABLE} AS provisional, x.proof, t.name AS target_name,
    k.lines, k.reported, c.name AS liaison, c.mobile, c.email
FROM chosen JOIN obligation o ON o.id = chosen.id
    JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN department s ON s.id = CASE WHEN w.is_agency THEN d.id ELSE w.id END
    JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
    {LINES_OF}
    {NAME_THEN.format(d="s", then="n")}
    {NAME_THEN.format(d="d", then="f")}
    LEFT JOIN LATERAL (SELECT p.name, p.mobile, p.email FROM contact p WHERE p.department_id = s.id
        AND p.role = 'liaison'
        AND :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
        ORDER BY p.valid_from DESC NULLS LAST, p.id LIMIT 1) c ON true
ORDER BY o.state <> 'open', x.due, d.code COLLATE "C", o.id
"""  # noqa: S608 - constants only
# Its own moves; and what was amended or attached by an act that did not move it.
HISTORY = f"""
WITH its AS (
    SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS key FROM obligation o JOIN department d ON d.id = o.department_id
    WHERE o.id = :number),
moves AS (
    SELECT t.* FROM its JOIN transition t ON t.record = 'obligation' AND t.record_key = its.key
    UNION ALL
    (SELECT DISTINCT ON (t.act_id) t.* FROM its JOIN transition t ON t.record IN ('report', 'evidence_use')
        AND starts_with(t.record_key, its.key || '|')
    WHERE NOT EXISTS (SELECT 1 FROM transition m
        WHERE m.act_id = t.act_id AND m.record = 'obligation' AND m.record_key = its.key)
    ORDER BY t.act_id, t.id))
SELECT b.business_date, b.at, b.act, b.actor, b.source, t.event, t.from_state, t.to_state, t.detail
FROM moves t JOIN block b ON b.act_id = t.act_id ORDER BY t.id
"""  # noqa: S608 - constants only
TOLD = """
SELECT n.kind, n.audience, n.occasion, n.created_on, n.cancelled, r.channel, r.address, m.state, m.sent_at, m.reason
FROM notice n LEFT JOIN delivery v ON v.notice_id = n.id LEFT JOIN recipient r ON r.id = v.recipient_id
    LEFT JOIN message m ON m.id = v.message_id
WHERE n.obligation_id = :number ORDER BY n.id, r.channel
"""
STANDING = """
SELECT count(*) AS all, count(*) FILTER (WHERE o.state = 'open') AS open,
    count(*) FILTER (WHERE o.state = 'open' AND x.due < :day) AS late
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = :period
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation as it stands on a day."""

    row: Any
    title: str
    days_left: int
    colour: Colour

    def as_json(self) -> dict[str, Any]:
        """The fields of `owed --json`."""
        row = self.row
        return {
            "id": row.id,
            "cycle": row.kind,
            "period": row.period,
            "department": row.department,
            "subject": self.title,
            "clause": row.clause,
            "due": row.due.isoformat(),
            "provisional": row.provisional,
            "state": row.state,
            "colour": self.colour.value,
            "days_left": self.days_left,
            **({"taken_over_from": row.taken_over_from} if row.taken_over_from else {}),
        }


def days_in_words(item: Owed) -> str:
    """How long an open obligation still has: 3个工作日, or 逾期2个工作日."""
    if item.colour is Colour.RED:
        return f"逾期{-item.days_left}个工作日" if item.days_left else "逾期"
    return f"{item.days_left}个工作日"


def owed(  # noqa: PLR0913 - the filters of one list
    session: Session,
    day: date,
    *,
    department: str | None = None,
    kind: str | None = None,
    period: str | None = None,
    number: int | None = None,
    overdue: bool = False,
    limit: int = ALL,
) -> list[Owed]:
    """Obligations as they stand on `day`, open ones first, by due day and department."""
    jurisdiction = home(session)
    calendar = calendar_of(session, jurisdiction)
    rows = run(
        session,
        OWED,
        jurisdiction=jurisdiction,
        day=day,
        department=department,
        kind=kind,
        period=period,
        number=number,
        overdue=overdue,
        limit=limit,
    )
    secrets = secrets_of(session)
    return [
        Owed(
            row,
            secrets.hide(title_of(row.kind, row.period, row.target_name, row.round)),
            days_left(row.due, day, calendar),
            colour_of(row.due, day, calendar, is_open=row.state == "open"),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many obligations of one kind and period there are, how many of them are open, how many overdue."""

    all: int
    open: int
    late: int


def standing(session: Session, day: date, *, kind: str, period: str) -> Standing:
    """How one period of a cycle stands on `day`, whatever the number of departments."""
    found = run(session, STANDING, jurisdiction=home(session), day=day, kind=kind, period=period).one()
    return Standing(found.all, found.open, found.late)


def _target(session: Session, item: Owed) -> dict[str, Any]:
    """The working day to aim at, and whether a coming notice could still name another."""
    calendar = calendar_of(session, home(session))
    return {"day": item.row.target.isoformat(), "provisional": calendar.is_provisional(item.row.due)}


def why(session: Session, number: int, day: date) -> dict[str, Any]:
    """The whole proof and history of one obligation: deadline, every move, every notice, what each line asks for."""
    found = owed(session, day, number=number)
    if not found:
        raise Refused(f"没有编号为{number}的应办事项。查看：mubiao owed。")
    traced = {
        "obligation": found[0].as_json(),
        "target": _target(session, found[0]),
        "proof": found[0].row.proof,
        "history": [dict(row) for row in run(session, HISTORY, number=number).mappings()],
        "notices": [dict(row) for row in run(session, TOLD, number=number).mappings()],
        "lines": asked_of_lines(session, number),
    }
    return concealed(session, traced, found[0].row.subject)
