"""Checks that a target changes only by a filed adjustment or a correction, and that no earlier version is lost."""

from collections.abc import Iterator

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from models.statements import run

CHANGED = """
SELECT max(id) FROM transition WHERE id > :seen AND record IN ('target', 'target_version', 'adjustment')
"""
# The current requirement equals the newest stored version, and versions are numbered without a gap.
MISMATCHED = """
SELECT t.code FROM target t LEFT JOIN LATERAL (
    SELECT v.* FROM target_version v WHERE v.target_id = t.id ORDER BY v.version DESC, v.correction DESC LIMIT 1
    ) v ON true
WHERE (t.version > 1 OR v.id IS NOT NULL)
    AND ((t.version, t.requirement, t.quantity, t.unit, t.deadline)
            IS DISTINCT FROM (v.version, v.requirement, v.quantity, v.unit, v.deadline)
        OR (SELECT count(*) FROM target_version n WHERE n.target_id = t.id AND n.correction = 0) <> t.version)
ORDER BY t.code COLLATE "C"
"""
# The first version was issued. Each other one needs a filing with prior consent, or the return of the one before.
UNFOUNDED = """
SELECT t.code, v.version FROM target_version v JOIN target t ON t.id = v.target_id
    LEFT JOIN adjustment a ON a.id = v.adjustment_id AND a.target_id = v.target_id
    LEFT JOIN target_version p ON p.target_id = v.target_id AND p.version = v.version - 1 AND p.correction = 0
WHERE NOT coalesce(CASE v.cause
    WHEN 'issued' THEN v.version = 1 AND v.correction = 0
    WHEN 'corrected' THEN v.correction > 0
    WHEN 'adjusted' THEN a.head_on <= a.leader_on AND a.leader_on <= a.filed_on AND v.effective_on <= a.filed_on
        AND p.effective_on <= v.effective_on
    WHEN 'restored' THEN p.adjustment_id = a.id AND p.cause = 'adjusted' AND a.returned_on >= v.effective_on
    END, false)
ORDER BY t.code COLLATE "C", v.version
"""
INEFFECTIVE = """
SELECT t.code, a.number FROM adjustment a JOIN target t ON t.id = a.target_id
WHERE coalesce((SELECT v.cause FROM target_version v WHERE v.adjustment_id = a.id ORDER BY v.version DESC LIMIT 1), '')
    <> CASE WHEN a.state = 'filed' THEN 'adjusted' WHEN a.filed_on IS NULL THEN '' ELSE 'restored' END
ORDER BY t.code COLLATE "C", a.number
"""
VERSIONS = (
    (MISMATCHED, "目标{code}：现行要求与其历次要求不符。"),
    (UNFOUNDED, "目标{code}：第{version}版要求没有已备案的调整或更正为依据。"),
    (INEFFECTIVE, "目标{code}：第{number}次调整的状态与其要求不符。"),
)


def check_target_versions(session: Session, seen: int = 0) -> Iterator[str]:
    """Yield what is wrong with the requirements of targets, if a row was inserted for them after move number `seen`."""
    if run(session, CHANGED, seen=seen).scalar_one() is None:
        return
    yield from run_checks(session, VERSIONS)
