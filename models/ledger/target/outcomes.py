"""What came of a target: its findings, its entries in the negative list, the appeals, and the duties about them."""

from typing import Any

from sqlmodel import Session

from models.rules.appeal import APPEAL_DUTIES
from models.statements import run

FINDINGS = """
SELECT i.year || '-' || i.number AS inspection, f.serial, f.state, f.conclusion, f.found_on, f.signed_on, f.found
FROM finding f JOIN inspection i ON i.id = f.inspection_id
WHERE f.target_id = :target ORDER BY f.found_on, i.year, i.number, f.serial
"""
# Duties of an entry name it, also with more after it; those of an appeal name the entry or its subject, and its number.
DUTIES = """
WITH duty AS MATERIALIZED (
    SELECT o.id, o.kind = ANY(:appeals) AS of_appeal, o.subject FROM obligation o
    WHERE o.jurisdiction_id = (SELECT jurisdiction_id FROM target WHERE id = :target)
        AND starts_with(o.subject, :key || '/'))
"""
ENTRIES = f"""{DUTIES}
SELECT e.occurrence, e.state, e.found_on, e.listed_on, r.round, r."limit", e.finding,
    ARRAY(SELECT d.id FROM duty d WHERE NOT d.of_appeal
        AND starts_with(d.subject || '/', concat(:key, '/', e.occurrence, '/')) ORDER BY d.id) AS duties
FROM negative_entry e LEFT JOIN LATERAL (
    SELECT * FROM remediation r WHERE r.entry_id = e.id ORDER BY r.round DESC LIMIT 1) r ON true
WHERE e.target_id = :target ORDER BY e.occurrence
"""  # noqa: S608 - constants only
APPEALS = f"""{DUTIES}
SELECT a.subject_kind AS kind, CASE a.subject_kind WHEN 'entry' THEN concat_ws('/', :key, e.occurrence)
        ELSE a.subject_key END AS key,
    a.number, a.state, a.lodged_on, a.ended_on, a.ruling, a.ground, a.reason,
    ARRAY(SELECT d.id FROM duty d WHERE d.of_appeal AND d.subject
        = concat_ws('/', :key, coalesce(CAST(e.occurrence AS text), a.subject_kind || '/' || a.subject_key), a.number)
        ORDER BY d.id) AS duties
FROM appeal a LEFT JOIN negative_entry e ON e.id = a.entry_id
WHERE coalesce(e.target_id, a.target_id) = :target
ORDER BY a.lodged_on, a.subject_kind, a.subject_key COLLATE "C", e.occurrence, a.number
"""  # noqa: S608 - constants only


def outcomes_of(session: Session, target: int, key: str) -> dict[str, list[dict[str, Any]]]:
    """Return findings, entries and appeals of the target with this key, 2026/T001, each in the order of its days.

    `duties` of an entry or appeal are the numbers of the obligations whose history says more.
    """
    named = {"target": target, "key": key, "appeals": sorted(APPEAL_DUTIES)}
    return {
        "findings": [dict(row) for row in run(session, FINDINGS, target=target).mappings()],
        "entries": [dict(row) for row in run(session, ENTRIES, **named).mappings()],
        "appeals": [dict(row) for row in run(session, APPEALS, **named).mappings()],
    }
