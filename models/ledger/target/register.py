"""绩效目标 as a list: what each asks, who leads it, and what was last reported of it; or one target with its parts."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.heirs import LED_BY
from models.ledger.jurisdiction import home
from models.ledger.secrets import concealed
from models.rules.cycles import MONTHLY_CHECK
from models.rules.errors import Refused
from models.rules.stated_quantity import contradicting
from models.statements import run

# What a complete target has: the column, and its title.
ASKED_OF_ALL = {"requirement": "绩效要求", "category": "目标类别", "origin": "目标来源", "deadline": "完成时限"}
# The parts of a target refer to it by its code; `path` stops at a circle in rows of earlier versions.
TARGETS = f"""
WITH RECURSIVE part(id, code, path) AS (
    SELECT t.id, t.code, ARRAY[t.code] FROM target t
        WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.code = :tree
    UNION ALL SELECT t.id, t.code, p.path || t.code FROM part p
        JOIN target t ON t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.parent_code = p.code
    WHERE NOT t.code = ANY(p.path))
SELECT t.year, t.code, t.name, d.code AS department_code, d.name AS department,
    ARRAY(SELECT c.name FROM target_department y JOIN department c ON c.id = y.department_id
        WHERE y.target_id = t.id AND y.position > 0 ORDER BY y.position) AS cooperating,
    t.requirement, t.quantity, t.unit, t.deadline, t.category, t.origin, t.key_project, t.parent_code,
    t.source_document, t.issued_on, t.version, cardinality(p.path) - 1 AS level,
    k.period AS reported_for, k.progress, k.status, coalesce(n.note, '') AS note,
    coalesce(t.deadline < :day AND k.status IS DISTINCT FROM 'done', false) AS overdue
FROM target t {LED_BY}
    LEFT JOIN part p ON p.id = t.id
    LEFT JOIN LATERAL (SELECT o.period, l.progress, l.status FROM report_line l
            JOIN obligation o ON o.id = l.obligation_id AND o.kind = :kind
            JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
        WHERE l.target_id = t.id AND l.version > 0 AND r.received_on <= :day
        ORDER BY o.period DESC, l.version DESC LIMIT 1) k ON true
    LEFT JOIN LATERAL (SELECT m.detail ->> 'note' AS note FROM transition m WHERE m.record = 'target'
        AND m.record_key = concat_ws('|', t.year, t.code) AND m.detail ->> 'note' <> ''
        ORDER BY m.id DESC LIMIT 1) n ON true
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND (CAST(:tree AS text) IS NULL OR p.id IS NOT NULL)
    AND (CAST(:department AS text) IS NULL OR d.code = :department OR EXISTS (
        SELECT FROM target_department y JOIN department c ON c.id = y.department_id
        WHERE y.target_id = t.id AND c.code = :department))
ORDER BY p.path COLLATE "C", t.code COLLATE "C"
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which targets of a year: of a department's code, below one target's code, only those that lack something."""

    year: int
    department: str | None = None
    tree: str | None = None
    incomplete: bool = False


def list_targets(session: Session, day: date, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the targets of a year by code, or a target and its parts with their level, as of `day`.

    `missing` are the titles of what a target lacks; `note` explains a quantity that the words contradict.
    Raises Refused if the year has no target with the code `tree`.
    """
    named = asdict(wanted)
    incomplete = named.pop("incomplete")
    rows = run(session, TARGETS, jurisdiction=home(session), day=day, kind=MONTHLY_CHECK.key, **named).mappings()
    found = [_with_remarks(dict(row)) for row in rows]
    if wanted.tree and not found:
        raise Refused(f"{wanted.year}年目标中没有编号“{wanted.tree}”。其他年度请加 --year。")
    return concealed(session, [row for row in found if row["missing"] or not incomplete])


def _with_remarks(row: dict[str, Any]) -> dict[str, Any]:
    """Return a target with what it lacks; an explanation stays only while the words contradict the quantity."""
    missing = [title for name, title in ASKED_OF_ALL.items() if not row[name]]
    doubtful = contradicting(row["requirement"] or "", row["quantity"], row["unit"] or "")
    return {**row, "missing": missing, "note": row["note"] if doubtful else ""}
