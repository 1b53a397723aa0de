"""申报完成: whether the office declared a target complete, as a finding states it (2.1, 6.2.3)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.inspection import FindingRecorded
from models.records import Target
from models.rules.errors import Refused
from models.statements import run

# The newest report of the target that was received by the day, the declaration for its own date, and the newest round
# of its newest entry.
DECLARED = """
SELECT coalesce((
    SELECT l.status = 'done' FROM report_line l
        JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
    WHERE l.target_id = :target AND l.version > 0 AND r.received_on <= :day
    ORDER BY r.received_on DESC, r.id DESC LIMIT 1), false)
    OR EXISTS (SELECT FROM obligation o JOIN target t ON t.id = :target
    WHERE o.jurisdiction_id = t.jurisdiction_id AND o.kind = 'target_due' AND o.period = ''
        AND o.subject = concat_ws('/', t.year, t.code) AND o.state = 'discharged' AND o.counted_on <= :day)
    OR coalesce((
    SELECT m.completed_on <= :day FROM remediation m JOIN negative_entry e ON e.id = m.entry_id
    WHERE e.target_id = :target AND m.state IN ('completed', 'fed_back', 'accepted')
        AND NOT EXISTS (SELECT 1 FROM negative_entry n WHERE n.target_id = e.target_id AND n.occurrence > e.occurrence)
        AND NOT EXISTS (SELECT 1 FROM remediation n WHERE n.entry_id = e.id AND n.round > m.round)), false)
"""


def declaration_of(session: Session, target: Target, data: FindingRecorded) -> dict[str, Any]:
    """2.1: return whether the target was declared complete by the day of the finding, and why the ledger differs.

    Without a value the ledger decides. Raises Refused if another value is given without a reason.
    """
    declared = declared_complete(session, target, data.found_on)
    if data.declared_complete is None or data.declared_complete == declared:
        return {"declared_complete": declared, "declared_reason": ""}
    if not data.declared_reason:
        stated = "已申报完成" if declared else "没有申报完成"
        raise Refused(
            f"台账中目标{target.code}截至{data.found_on}{stated}，所填与此不同，请写明原因（declared_reason）。"
        )
    return {"declared_complete": data.declared_complete, "declared_reason": data.declared_reason}


def declared_complete(session: Session, target: Target, day: date) -> bool:
    """Return whether the newest report by `day` says 已完成, or the newest remediation was declared complete."""
    return bool(run(session, DECLARED, target=target.id, day=day).scalar_one())
