"""The department's own part of its 台账: targets, obligations and reports (1-7.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.deadlines import MOVABLE, suspended_intervals
from models.ledger.duties import title_of
from models.ledger.evidence.placed import PLACED
from models.ledger.jurisdiction import calendar_of
from models.ledger.nouns.shared_sql import (
    ENTERED_LATE,
    FIRST_ENTERED_LATE,
    FIRST_LATE,
    FIRST_RECEIPT,
    LATEST_REPORT,
    LEADS,
    TARGET_NAME,
    TARGET_OF,
)
from models.rules.reminders import days_left
from models.rules.states import ObligationState
from models.rules.workdays import Interval, WorkCalendar
from models.statements import ResultRow, run

# The year of obligation `o`: that of its period, or of its target if the period is empty.
OF_YEAR = "left(coalesce(NULLIF(o.period, ''), o.subject), 4) = CAST(CAST(:year AS int) AS text)"
# The department's own obligations, and those it took over.
ITS = f"""SELECT o.* FROM obligation o WHERE o.jurisdiction_id = :jurisdiction
    AND (o.department_id = :department OR o.owed_by = :department) AND {OF_YEAR}"""  # noqa: S608 - constants only
# Targets led or shared now, or with a former report line of the department. The last report is the lead's.
TARGETS = f"""
WITH mine AS MATERIALIZED (
    SELECT t.id FROM target t JOIN target_department x ON x.target_id = t.id
    WHERE x.department_id = :department AND t.jurisdiction_id = :jurisdiction AND t.year = :year
    UNION SELECT t.id FROM obligation o JOIN report_line l ON l.obligation_id = o.id AND l.version = 0
        JOIN target t ON t.id = l.target_id
    WHERE o.department_id = :department AND t.jurisdiction_id = :jurisdiction AND t.year = :year AND {OF_YEAR}),
last AS (
    SELECT DISTINCT ON (l.target_id) l.target_id, l.progress, l.status, l.quantity, r.received_on
    FROM obligation o JOIN report r ON r.obligation_id = o.id
        JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version
    WHERE l.target_id IN (SELECT id FROM mine) AND {OF_YEAR}
        AND (o.department_id = :department OR o.department_id IN (
            SELECT x.department_id FROM target_department x JOIN mine m ON m.id = x.target_id WHERE {LEADS}))
    ORDER BY l.target_id, {LATEST_REPORT})
SELECT t.year, t.code, t.name, x.position, t.category, t.handling, t.item, t.origin, t.management, t.key_project,
    t.requirement, t.quantity, t.unit, t.deadline, t.issued_on, t.version, p.progress, p.status,
    p.quantity AS done, p.received_on, p.received_on AS reported_for,
    EXISTS (SELECT FROM indicator i WHERE i.target_id = t.id) AS has_tree
FROM mine JOIN target t ON t.id = mine.id
    LEFT JOIN target_department x ON x.target_id = t.id AND x.department_id = :department
    LEFT JOIN last p ON p.target_id = t.id
ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only
DUTIES = f"""
SELECT o.id, o.kind, o.period, o.subject, o.round, o.clause, o.opened_on, o.opened_late, o.counted_on, o.late, o.state,
    {FIRST_LATE.format(d="d")} AS first_late, {FIRST_RECEIPT.format(d="d")} ->> 'counted_on' AS first_on,
    x.due, x.proof, x.provisional AND {MOVABLE} AS provisional, {TARGET_NAME} AS target_name,
    w.is_agency AS agency_owes,
    CASE WHEN d.id <> :department THEN d.name END AS taken_over_from,
    CASE WHEN w.id NOT IN (:department, d.id) AND NOT w.is_agency THEN w.name END AS handed_on_to,
    {FIRST_ENTERED_LATE.format(d="d")} AS first_entered_late, {ENTERED_LATE.format(o="o")} AS entered_late
FROM ({ITS}) o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
ORDER BY x.due, o.kind, o.period, o.subject COLLATE "C", o.round, o.id
"""  # noqa: S608 - constants only
# The day of receipt of a file as people read it: 2026年9月15日.
RECEIVED = """to_char(u.received_on, 'FMYYYY"年"FMMM"月"FMDD"日"')"""
# Each report line with every version of its answer, or one row without; the newest version has the files. Evidence of
# a filing as a whole has no target.
ANSWERS = f"""
WITH its AS MATERIALIZED ({ITS}),
files AS (
    SELECT u.obligation_id, coalesce(u.target_id, p.target_id) AS target_id,
        string_agg(concat_ws(' ', '指标' || NULLIF(coalesce(p.indicator, u.indicator), ''),
            u.file_name || CASE WHEN p.name IS NULL THEN '' ELSE '（按位置认定）' END, {RECEIVED}, e.sha256), E'\\n'
            ORDER BY u.id) AS named
    FROM evidence_use u JOIN evidence e ON e.id = u.evidence_id
        LEFT JOIN {PLACED} p ON u.target_id IS NULL AND (p.obligation_id, p.file_name) = (u.obligation_id, u.file_name)
    WHERE u.obligation_id IN (SELECT id FROM its)
    GROUP BY u.obligation_id, coalesce(u.target_id, p.target_id)),
given AS (
    SELECT r.obligation_id, l.target_id, r.version, r.received_on, r.reported_by, r.note, l.progress, l.status,
        l.remark, max(r.version) OVER (PARTITION BY r.obligation_id, l.target_id) AS newest
    FROM report r JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version
    WHERE r.obligation_id IN (SELECT id FROM its)),
answers AS (
    SELECT o.id, o.kind, o.period, t.code, t.name, b.target_version, g.version, g.received_on, g.reported_by, g.note,
        g.progress, g.status, g.remark, f.named AS files
    FROM its o JOIN report_line b ON b.obligation_id = o.id AND b.version = 0 JOIN target t ON t.id = b.target_id
        LEFT JOIN given g ON g.obligation_id = o.id AND g.target_id = b.target_id
        LEFT JOIN files f ON f.obligation_id = o.id AND f.target_id = b.target_id
            AND g.version IS NOT DISTINCT FROM g.newest
    UNION ALL SELECT o.id, o.kind, o.period, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, f.named
    FROM its o JOIN files f ON f.obligation_id = o.id AND f.target_id IS NULL)
SELECT * FROM answers a ORDER BY a.period, a.kind, a.id, a.code COLLATE "C" NULLS LAST, a.version
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class DutyKept:
    """One obligation of the year; `late_days` is the number of working days it was or still is late.

    None if it is not late; 0 if only rest days have passed since the due date.
    """

    row: Any
    title: str
    late_days: int | None


def targets_of(session: Session, params: dict[str, int]) -> Sequence[Any]:
    """Return every target of the year that the department leads, shares or once reported, with its last progress."""
    return run(session, TARGETS, **params).all()


def duties_of(session: Session, params: dict[str, int], day: date) -> list[DutyKept]:
    """Return every obligation of the department in the year by due date, with its lateness as of `day`."""
    calendar = calendar_of(session, params["jurisdiction"])
    rows = run(session, DUTIES, **params).all()
    suspended = suspended_intervals(session, params["jurisdiction"], (row.subject for row in rows))
    return [_build_duty(row, calendar, day, suspended.get(row.subject, ())) for row in rows]


def answers_of(session: Session, params: dict[str, int]) -> Sequence[Any]:
    """Return every report line of the department in the year, one row per version, with the SHA-256 of its files."""
    return run(session, ANSWERS, **params).all()


def _build_duty(row: ResultRow, calendar: WorkCalendar, day: date, suspended: Sequence[Interval]) -> DutyKept:
    title = title_of(row.kind, row.period, row.target_name, row.round)
    overdue = row.state == ObligationState.OPEN and row.due < day
    if not (overdue or (row.state == ObligationState.DISCHARGED and row.late)):
        return DutyKept(row, title, None)
    return DutyKept(row, title, -days_left(row.due, day if overdue else row.counted_on, calendar, suspended))
