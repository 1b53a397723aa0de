"""负面清单条目 as a list, each with its newest round and its due date as it now is (1-2.23, 6.2.4, 6.2.5)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.deadlines import MOVABLE
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import (
    ENDED_BY,
    EXTENDED,
    HEIRS,
    REMEDIATION_WAIVER,
    in_sql,
)
from models.ledger.secrets import concealed
from models.rules.negative_list import FEEDBACK, REMEDIATION, describe_extended, describe_waiver
from models.rules.states import EntryState
from models.rules.states.negative_list import ENDED
from models.statements import run

ENTRIES = f"""
SELECT t.year, t.code AS target, t.name, e.occurrence, d.code AS department_code, d.name AS department, e.state,
    e.finding, e.found_on, e.listed_on, i.year || '-' || i.number AS inspection, r.round, r."limit",
    r.completed_on, r.fed_back_on, r.rechecked_on, k.due, k.provisional,
    coalesce(k.state = 'open' AND k.due < :day, false) AS overdue,
    {REMEDIATION_WAIVER.format(r="r", until="")} AS waiver,
    {EXTENDED.format(r="r", until="")} AS extended, {ENDED_BY.format(e="e", until="")} AS ended_by,
    s.received_on AS receipted_on, s.received_by AS receipted_by,
    CAST(g.detail ->> 'declared_on' AS date) AS declared_on
FROM negative_entry e JOIN target t ON t.id = e.target_id
    LEFT JOIN {HEIRS} h ON h.department_id = e.department_id
    JOIN department d ON d.id = coalesce(h.heir, e.department_id)
    LEFT JOIN entry_origin g ON g.entry_id = e.id LEFT JOIN finding f ON f.id = g.finding_id
    LEFT JOIN inspection i ON i.id = f.inspection_id
    LEFT JOIN LATERAL (SELECT * FROM remediation r WHERE r.entry_id = e.id ORDER BY r.round DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT a.received_on, a.received_by FROM entry_receipt a WHERE a.entry_id = e.id
        ORDER BY a.id DESC LIMIT 1) s ON true
    LEFT JOIN LATERAL (SELECT x.due, x.provisional AND {MOVABLE} AS provisional, o.state
        FROM obligation o JOIN deadline x ON x.id = o.deadline_id
        WHERE o.jurisdiction_id = t.jurisdiction_id AND o.kind IN (:remediation, :feedback)
            AND o.period = '' AND o.department_id = e.department_id
            AND o.subject = concat_ws('/', t.year, t.code, e.occurrence) AND o.state IN ('open', 'suspended')
        ORDER BY x.due LIMIT 1) k ON true
WHERE t.jurisdiction_id = :jurisdiction AND (CAST(:year AS int) IS NULL OR t.year = :year)
    AND (CAST(:department AS text) IS NULL OR d.code = :department)
    AND (NOT :running OR e.state NOT IN {in_sql(ENDED)})
ORDER BY e.listed_on, t.year, t.code COLLATE "C", e.occurrence
"""  # noqa: S608 - constants only


def show_remediations(session: Session, day: date) -> list[dict[str, str]]:
    """6.2.5: return the open entries as rows of titles and texts, each with its limit and the day of its feedback."""
    return [_row(each) for each in list_entries(session, day, running=True)]


def _row(entry: dict[str, Any]) -> dict[str, str]:
    due = f"{entry['due'] or ''}{'（暂定）' if entry['provisional'] else ''}{'（逾期）' if entry['overdue'] else ''}"
    completed = entry["completed_on"] is not None
    return {
        "部门": entry["department"],
        "目标": entry["name"],
        "状态": "，".join(filter(None, (EntryState(entry["state"]).label, entry["waiver"], entry["extended"]))),
        "整改时限": f"{entry['limit'] or '未明确'}" if completed else due or "未明确",
        "整改完成": f"{entry['completed_on'] or ''}",
        "反馈期限": due if completed else FEEDBACK.due.words,
    }


def list_entries(
    session: Session, day: date, year: int | None = None, department: str | None = None, *, running: bool = False
) -> list[dict[str, Any]]:
    """Return the entries for the targets of a year, or of all, in order of listing; with `running` only open ones.

    `due` is the due date of the open remediation or feedback; `overdue` if it has passed on `day`. `waiver` says that
    the newest round was waived, and its paper. `receipted_on` and `receipted_by` are those of the last department that
    took delivery of the notice (签收). `declared_on` is the day on which a target was declared complete after it had
    been proposed when its date was missed (A47).
    """
    named = {"year": year, "department": department, "running": running}
    kinds = {"remediation": REMEDIATION.key, "feedback": FEEDBACK.key}
    rows = run(session, ENTRIES, jurisdiction=home(session), day=day, **kinds, **named)
    entries = [
        dict(row) | {"waiver": describe_waiver(row["waiver"]), "extended": describe_extended(row["extended"])}
        for row in rows.mappings()
    ]
    return concealed(session, entries)
