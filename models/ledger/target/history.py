"""The versions of a target's requirements, and the complete history of its adjustments (6.1.7)."""

from typing import Any

from sqlmodel import Session

from models.ledger.evidence.exhibits import exhibits_of
from models.ledger.jurisdiction import home
from models.ledger.messages import NOTICES_OF
from models.ledger.nouns.shared_sql import LED_BY
from models.ledger.secrets import concealed
from models.ledger.target.leaves import indicator_history, leaf_rows, trees_of_year
from models.ledger.target.responsible import NAMED_DIVISION
from models.ledger.target.taken_over import TAKEN_OVER
from models.ledger.target.versions import target_history
from models.ledger.transitions import HISTORY
from models.rules.appeal import APPEAL_DUTIES
from models.rules.errors import Refused
from models.statements import run

TARGET = f"""
SELECT m.id, m.year, m.code, m.name, m.requirement, m.quantity, m.unit, m.deadline, m.version, m.issued_on,
    m.category, m.handling, m.item, m.origin, m.management, l.division,
    m.source_document, m.paper_number, m.paper_date, l.taken_over,
    m.weight, m.addable, m.parent_code, m.parent_name, m.parent_unit, l.name AS department,
    m.withdrawn_on, m.withdrawn_why
FROM target m LEFT JOIN LATERAL (
    SELECT d.name, {NAMED_DIVISION.format(r="t", d="d")} AS division, {TAKEN_OVER} AS taken_over
    FROM target t {LED_BY} WHERE t.id = m.id) l ON true
WHERE m.jurisdiction_id = :jurisdiction AND m.year = :year AND m.code = :code
"""  # noqa: S608 - constants only
ADJUSTMENTS = """
SELECT a.id, a.number, d.name AS department, a.ground, a.reason, a.indicator, a.changes, a.state, a.requested_on,
    a.head_on, a.head_by, a.head_number, a.leader_on, a.leader_by, a.leader_number, a.filed_on,
    a.returned_on, a.returned_why
FROM adjustment a JOIN department d ON d.id = a.department_id WHERE a.target_id = :target ORDER BY a.number
"""
# 说明 of the sheets: why a quantity is not the one that the words of the requirement state.
NOTES = """
SELECT b.business_date AS day, t.detail ->> 'note' AS note
FROM transition t JOIN block b ON b.act_id = t.act_id
WHERE t.record = 'target' AND t.record_key = :key AND t.detail ->> 'note' <> '' ORDER BY t.id
"""
ABOUT_TARGET = "n.kind IN ('adjustment_filed', 'adjustment_returned', 'target_corrected', 'target_withdrawn')"
NOTICES = NOTICES_OF.format(which=f"{ABOUT_TARGET} AND n.subject = :key")


def why_target(session: Session, code: str, year: int) -> dict[str, Any]:
    """Return a target with its versions, 说明, notices of its corrections, and each adjustment with its history.

    `leaves` are those of its tree, `indicators` every version of each of its indicators; both empty without a tree.

    A correction has its source page; an adjustment has consents, files, transitions and notices. Findings, entries and
    appeals are there with their states.

    Raises Refused if the year has no target with this code.
    """
    target_row = run(session, TARGET, jurisdiction=home(session), code=code, year=year).mappings().first()
    if target_row is None:
        raise Refused(f"{year}年目标中没有编号“{code}”。其他年度请加 --year。")
    target = dict(target_row)
    number = target.pop("id")
    tree = trees_of_year(session, year).get(code, ())
    rows = run(session, ADJUSTMENTS, target=number).mappings().all()
    history = {
        "target": target,
        "versions": [_with_page(session, row) for row in target_history(session, number)],
        "leaves": leaf_rows(target, tree) if tree else [],
        "indicators": indicator_history(session, number),
        "notes": [dict(row) for row in run(session, NOTES, key=f"{year}|{code}").mappings()],
        "evidence": exhibits_of(session, "target", number),
        "notices": [dict(row) for row in run(session, NOTICES, key=f"{year}|{code}").mappings()],
        "adjustments": [_with_history(session, f"{year}|{code}", dict(row)) for row in rows],
        **outcomes_of(session, number, f"{year}/{code}"),
    }
    return concealed(session, history, f"{year}/{code}")


def _with_page(session: Session, version: dict[str, Any]) -> dict[str, Any]:
    """Return a version with its files: a correction has its source page."""
    number = version.pop("id")
    return version | {"evidence": exhibits_of(session, "target_version", number) if version["correction"] else []}


def _with_history(session: Session, target: str, adjustment: dict[str, Any]) -> dict[str, Any]:
    number, key = adjustment.pop("id"), f"{target}|{adjustment['number']}"
    return adjustment | {
        "evidence": exhibits_of(session, "adjustment", number),
        "history": [dict(row) for row in run(session, HISTORY, noun="adjustment", key=key).mappings()],
        "notices": [dict(row) for row in run(session, NOTICES, key=key).mappings()],
    }


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
