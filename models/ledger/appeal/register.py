"""申诉 as a list: each with its re-inspection, its ruling, and the days that it took (4.3 a)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.secrets import concealed
from models.ledger.stated_receipts import RECORDED_LATE
from models.statements import run

APPEALS = f"""
SELECT t.year, t.code AS target, t.name, e.occurrence, a.subject_kind AS kind,
    CASE a.subject_kind WHEN 'entry' THEN concat_ws('/', t.year, t.code, e.occurrence) ELSE a.subject_key END AS key,
    a.number, d.code AS department_code, d.name AS department,
    a.state, a.ground, a.lodged_on, a.accepted_on, i.year || '-' || i.number AS inspection, a.ended_on, a.ruling,
    a.reason, coalesce(a.ended_on, :day) - a.lodged_on AS days,
    {RECORDED_LATE.format(noun="appeal", event="lodged", r="a")} AS entered_late
FROM appeal a LEFT JOIN negative_entry e ON e.id = a.entry_id
    LEFT JOIN target t ON t.id = coalesce(e.target_id, a.target_id)
    LEFT JOIN {HEIRS} h ON h.department_id = a.department_id
    JOIN department d ON d.id = coalesce(h.heir, a.department_id)
    LEFT JOIN inspection i ON i.id = a.inspection_id
WHERE d.jurisdiction_id = :jurisdiction AND (CAST(:year AS int) IS NULL
        OR coalesce(CAST(t.year AS text), left(a.subject_key, 4)) = CAST(CAST(:year AS int) AS text))
    AND (CAST(:department AS text) IS NULL OR d.code = :department)
    AND (NOT :running OR a.state IN ('lodged', 'accepted'))
ORDER BY a.lodged_on, t.year, t.code COLLATE "C", e.occurrence, a.subject_kind, a.subject_key COLLATE "C", a.number
"""  # noqa: S608 - constants only


def list_appeals(
    session: Session, day: date, year: int | None = None, department: str | None = None, *, running: bool = False
) -> list[dict[str, Any]]:
    """Return the appeals of a year, or of all, in order of lodging; with `running` only open ones.

    The year is that of the target; of an appeal about an evaluation, that of the inspection.
    `days` counts the calendar days from the lodging to the end, or to `day`.
    """
    named = {"year": year, "department": department, "running": running}
    rows = run(session, APPEALS, jurisdiction=home(session), day=day, **named)
    return concealed(session, [dict(row) for row in rows.mappings()])
