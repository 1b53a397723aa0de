"""Queries about obligations: the filtered list, and the full history of one obligation (1-7.4, 3.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.deadlines import MOVABLE, suspended_intervals
from models.ledger.duties import ALL, title_of
from models.ledger.duty.reported import answers_to, reported_for
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.messages import NOTICES_OF
from models.ledger.nouns.shared_sql import (
    ENTERED_LATE,
    FIRST_ENTERED_LATE,
    FIRST_LATE,
    LINES_OF,
    NAME_THEN,
    OBLIGATION_KEY,
    TARGET_NAME,
    TARGET_OF,
)
from models.ledger.representatives import PRESENT
from models.ledger.secrets import concealed, secrets_of
from models.ledger.target.versions import requirements_of_lines
from models.ledger.transitions import AUTHOR
from models.rules.appeal import APPEAL_DUTIES, describe_subject
from models.rules.errors import Refused
from models.rules.reminders import Colour, UrgingMethod, colour_of, days_left
from models.statements import run

# Filter and LIMIT first, then join details, so that a list of 200 reads the report lines of 200 obligations only.
OBLIGATIONS = f"""
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
        AND (NOT :unfinished OR o.state = 'open')
    ORDER BY o.state <> 'open', x.due, d.code COLLATE "C", o.id
    LIMIT :limit)
SELECT o.id, o.kind, o.period, o.subject, o.round, o.clause, o.state, o.counted_on, o.late, o.opened_on, o.opened_late,
    {FIRST_LATE.format(d="d")} AS first_late,
    {FIRST_ENTERED_LATE.format(d="d")} AS first_entered_late, {ENTERED_LATE.format(o="o")} AS entered_late,
    o.due_version, d.code, coalesce(n.name, s.name) AS department,
    coalesce(n.short_name, NULLIF(s.short_name, ''), s.name)
        || CASE WHEN s.id = d.id OR d.is_agency THEN ''
            ELSE concat('（承接', coalesce(f.name, d.name), '）') END AS short_name,
    CASE WHEN s.id <> d.id AND NOT d.is_agency THEN coalesce(f.name, d.name) END AS taken_over_from,
    w.is_agency AS agency_owes,
    x.due, x.target, x.earliest, x.provisional AND {MOVABLE} AS provisional, x.proof, {TARGET_NAME} AS target_name,
    k.lines, k.reported, c.name AS liaison, c.mobile, c.email, g.urgings, g.urging_methods
FROM chosen JOIN obligation o ON o.id = chosen.id
    JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN department s ON s.id = CASE WHEN w.is_agency THEN d.id ELSE w.id END
    JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
    {LINES_OF}
    {NAME_THEN.format(d="s", then="n")}
    {NAME_THEN.format(d="d", then="f")}
    LEFT JOIN LATERAL (SELECT p.name, p.mobile, p.email FROM {PRESENT} p WHERE p.department_id = s.id
        AND p.role = 'liaison'
        ORDER BY p.valid_from DESC NULLS LAST, p.id LIMIT 1) c ON true
    LEFT JOIN LATERAL (SELECT array_agg(u.id ORDER BY u.step) AS urgings,
            array_agg(u.method ORDER BY u.step) AS urging_methods
        FROM urging u WHERE u.obligation_id = o.id AND u.state = 'proposed'
        AND u.due_version = o.due_version AND o.state = 'open') g ON true
ORDER BY o.state <> 'open', x.due, d.code COLLATE "C", o.id
"""  # noqa: S608 - constants only
# Its own transitions, those of reports and evidence from acts that did not move it, and 签收 of the entry behind it.
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
    ORDER BY t.act_id, t.id)
    UNION ALL SELECT t.* FROM obligation o JOIN transition t ON t.record = 'entry_receipt'
        AND starts_with(t.record_key, replace(o.subject, '/', '|') || '|')
    WHERE o.id = :number AND o.kind IN ('remediation', 'feedback'))
SELECT b.business_date, b.at, b.act, {AUTHOR}, t.event, t.from_state, t.to_state, t.detail
FROM moves t JOIN block b ON b.act_id = t.act_id ORDER BY t.id
"""  # noqa: S608 - constants only
NOTICES = NOTICES_OF.format(which="n.obligation_id = :number")
URGINGS = """
SELECT u.id, u.due_version, u.step, u.method, u.state, u.proposed_on, u.done_on, u.outcome
FROM urging u WHERE u.obligation_id = :number ORDER BY u.due_version, u.step
"""


@dataclass(frozen=True, slots=True)
class ObligationView:
    """One obligation as of a day: its row, title, working days left and colour."""

    row: Any
    title: str
    days_left: int
    colour: Colour

    def as_json(self) -> dict[str, Any]:
        """Return the fields of `owed --json`; of several 催办 tasks `urging` is the newest."""
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
            **({"urging": row.urgings[-1], "urgings": list(row.urgings)} if row.urgings else {}),
            **({"entered_late": True} if row.entered_late or row.first_entered_late else {}),
            **({"taken_over_from": row.taken_over_from} if row.taken_over_from else {}),
        }


def days_in_words(item: ObligationView) -> str:
    """Return the time left of an open obligation in words: 3个工作日, or 逾期2个工作日."""
    if item.colour is Colour.RED:
        return f"逾期{-item.days_left}个工作日" if item.days_left else "逾期"
    return f"{item.days_left}个工作日"


def task_in_words(item: ObligationView) -> str:
    """Return number and method of the open 催办 tasks of an obligation: 7 电话询问、9 发函; empty without one."""
    tasks = zip(item.row.urgings or (), item.row.urging_methods or (), strict=True)
    return "、".join(f"{number} {UrgingMethod(method).label}" for number, method in tasks)


def list_obligations(  # noqa: PLR0913 - the filters of one list
    session: Session,
    day: date,
    *,
    department: str | None = None,
    kind: str | None = None,
    period: str | None = None,
    number: int | None = None,
    overdue: bool = False,
    unfinished: bool = False,
    limit: int = ALL,
) -> list[ObligationView]:
    """Return the obligations as of `day` that match all filters, open ones first, by due date and department."""
    jurisdiction = home(session)
    calendar = calendar_of(session, jurisdiction)
    rows = run(
        session,
        OBLIGATIONS,
        jurisdiction=jurisdiction,
        day=day,
        department=department,
        kind=kind,
        period=period,
        number=number,
        overdue=overdue,
        unfinished=unfinished,
        limit=limit,
    ).all()
    secrets = secrets_of(session)
    overdue_subjects = (row.subject for row in rows if row.due < day)
    suspended = suspended_intervals(session, jurisdiction, overdue_subjects)
    return [
        ObligationView(
            row,
            secrets.hide(title_of(row.kind, row.period, row.target_name, row.round)),
            days_left(row.due, day, calendar, suspended.get(row.subject, ())),
            colour_of(row.due, day, calendar, is_open=row.state == "open"),
        )
        for row in rows
    ]


def _target_day(session: Session, item: ObligationView) -> dict[str, Any]:
    """Return the target working day, and whether a future holiday notice may still change it."""
    calendar = calendar_of(session, home(session))
    return {"day": item.row.target.isoformat(), "provisional": calendar.is_provisional(item.row.due)}


def explain_obligation(session: Session, number: int, day: date) -> dict[str, Any]:
    """Return proof and history of one obligation: deadline, transitions, answers, notices, each line's requirement.

    What was reported for it stands in `report` or `meeting`.
    A duty about an appeal against no entry names its kind and key (`appeal`).

    Raises Refused if there is no obligation with this number.
    """
    rows = list_obligations(session, day, number=number)
    if not rows:
        raise Refused(f"没有编号为{number}的应办事项。查看：mubiao owed。")
    history = {
        "obligation": rows[0].as_json(),
        "target": _target_day(session, rows[0]),
        "proof": rows[0].row.proof,
        "history": [dict(row) for row in run(session, HISTORY, number=number).mappings()],
        "notices": [dict(row) for row in run(session, NOTICES, number=number).mappings()],
        "urgings": [dict(row) for row in run(session, URGINGS, number=number).mappings()],
        "lines": requirements_of_lines(session, number),
    }
    history |= reported_for(session, number)
    if answers := answers_to(session, number):
        history["answers"] = answers
    if rows[0].row.kind in APPEAL_DUTIES and (about := describe_subject(rows[0].row.subject)):
        history["appeal"] = about
    return concealed(session, history, rows[0].row.subject)
