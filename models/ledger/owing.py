"""Questions about what is owed: the list, one cycle's table, one obligation's whole history."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.acting import home
from models.ledger.calendars import calendar_of
from models.ledger.recording import LINES_OF, OBLIGATION_KEY, TARGET_OF
from models.rules.cycles import DUTIES, subject_of
from models.rules.errors import Refused
from models.rules.reminders import Colour, colour_of, days_left

OWED = f"""
SELECT o.id, o.kind, o.period, o.subject, o.round, o.clause, o.state, o.counted_on, o.late, o.opened_on, o.opened_late,
    o.due_version, d.code, d.name AS department, coalesce(NULLIF(d.short_name, ''), d.name) AS short_name,
    w.is_agency AS agency_owes, x.due, x.target, x.earliest, x.provisional, x.proof, t.name AS target_name,
    k.lines, k.reported, c.name AS liaison, c.mobile, c.email
FROM obligation o
    JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
    {LINES_OF}
    LEFT JOIN LATERAL (SELECT p.name, p.mobile, p.email FROM contact p WHERE p.department_id = d.id
        AND p.role = 'liaison'
        AND :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
        ORDER BY p.valid_from DESC NULLS LAST, p.id LIMIT 1) c ON true
WHERE o.jurisdiction_id = :jurisdiction
    AND (CAST(:department AS text) IS NULL OR :department IN (d.code, d.name, d.short_name))
    AND (CAST(:kind AS text) IS NULL OR o.kind = :kind) AND (CAST(:period AS text) IS NULL OR o.period = :period)
    AND (CAST(:number AS int) IS NULL OR o.id = :number)
    AND (NOT :overdue OR (o.state = 'open' AND x.due < :day))
ORDER BY o.state <> 'open', x.due, d.code COLLATE "C", o.id
LIMIT :limit
"""  # noqa: S608 - constants only
HISTORY = f"""
SELECT b.business_date, b.at, b.act, b.actor, t.event, t.from_state, t.to_state, t.detail
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record = 'obligation' AND t.record_key = (
    SELECT {OBLIGATION_KEY.format(o="o", d="d")} FROM obligation o JOIN department d ON d.id = o.department_id
    WHERE o.id = :number)
ORDER BY t.id
"""  # noqa: S608 - constants only
TOLD = """
SELECT n.kind, n.audience, n.occasion, n.created_on, n.cancelled, r.channel, r.address, m.state, m.sent_at, m.reason
FROM notice n LEFT JOIN delivery v ON v.notice_id = n.id LEFT JOIN recipient r ON r.id = v.recipient_id
    LEFT JOIN message m ON m.id = v.message_id
WHERE n.obligation_id = :number ORDER BY n.id, r.channel
"""
ALL = 1_000_000


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
        }


def days_in_words(item: Owed) -> str:
    """How long an open obligation still has: 3个工作日, or 逾期2个工作日."""
    if item.colour is Colour.RED:
        return f"逾期{-item.days_left}个工作日" if item.days_left else "逾期"
    return f"{item.days_left}个工作日"


def title_of(kind: str, period: str, target_name: str | None, number: int) -> str:
    """What an obligation is called: 2026年第一季度分析会, or 整改“农村公路新建”（第2轮）."""
    if not target_name:
        return subject_of(DUTIES[kind], period)
    again = f"（第{number}轮）" if number > 1 else ""
    return f"{DUTIES[kind].name}“{target_name}”{again}"


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
    return [
        Owed(
            row,
            title_of(row.kind, row.period, row.target_name, row.round),
            days_left(row.due, day, calendar),
            colour_of(row.due, day, calendar, is_open=row.state == "open"),
        )
        for row in rows
    ]


def why(session: Session, number: int, day: date) -> dict[str, Any]:
    """The whole proof and history of one obligation: deadline, every move, every notice."""
    found = owed(session, day, number=number)
    if not found:
        raise Refused(f"没有编号为{number}的应办事项。查看：mubiao owed。")
    return {
        "obligation": found[0].as_json(),
        "proof": found[0].row.proof,
        "history": [dict(row) for row in run(session, HISTORY, number=number).mappings()],
        "notices": [dict(row) for row in run(session, TOLD, number=number).mappings()],
    }
