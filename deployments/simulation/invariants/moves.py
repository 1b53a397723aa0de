"""Checks: every move is allowed by its table and notified, and a target changes only by a filed adjustment."""

from collections.abc import Iterator
from enum import StrEnum

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from models.ledger.nouns import NOUNS
from models.ledger.nouns.shared_sql import ENTRY_NAMED_BY, NAMED_BY
from models.rules.states import AppealState, EntryState, ObligationState, RemediationState, ScoreSheetState, To
from models.statements import run

MOVES = {name: noun.record.states for name, noun in NOUNS.items() if noun.record.states}
ALLOWED = {
    (noun, event.value, state.value, outcome.state.value)
    for noun, moves in MOVES.items()
    for state, answers in moves.items()
    for event, outcome in answers.items()
    if isinstance(outcome, To)
}
BEGINS: dict[str, set[StrEnum]] = {
    "negative_entry": {EntryState.PROPOSED, EntryState.LISTED},  # A20: confirmed on site at once, or later
    "score_sheet": {ScoreSheetState.DRAFTED, ScoreSheetState.FROZEN},  # A53: what corrects an approved one is approved
}
CHANGING = {
    ("obligation", ObligationState.OPEN),
    ("negative_entry", EntryState.REMEDYING),
    ("remediation", RemediationState.REMEDYING),
    ("appeal", AppealState.ACCEPTED),
}
EVENTS = {(noun, event) for noun, event, _, _ in ALLOWED}
NEW = """
SELECT t.record, t.record || ' ' || t.record_key AS name, t.event, t.from_state, t.to_state,
    coalesce(p.to_state, '') AS stood
FROM transition t LEFT JOIN LATERAL (
    SELECT q.to_state FROM transition q WHERE q.record = t.record AND q.record_key = t.record_key AND q.id < t.id
    ORDER BY q.id DESC LIMIT 1) p ON true
WHERE t.id > :seen AND t.record = ANY(:nouns) ORDER BY t.id
"""
# The act that moves a due date notifies the department that owes it.
UNNOTIFIED = """
SELECT t.record_key AS name FROM transition t JOIN obligation o ON o.id = t.record_id
WHERE t.id > :seen AND t.record = 'obligation' AND t.event = 'moved'
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.act_id = t.act_id AND n.department_id = o.owed_by) ORDER BY t.id
"""


def check_moves(session: Session, seen: int) -> Iterator[str]:
    """Yield what is wrong with the moves inserted after number `seen`."""
    for row in run(session, NEW, seen=seen, nouns=list(MOVES)):
        if row.from_state != row.stood:
            yield f"{row.name}：由“{row.from_state}”变动（{row.event}），但此前为“{row.stood}”。"
        elif not _is_allowed(row.record, row.event, row.from_state, row.to_state):
            yield f"{row.name}：不允许的变动（{row.event}：{row.from_state}→{row.to_state}）。"
    yield from run_checks(session, [(UNNOTIFIED, "{name}：期限变动，没有告知承担部门。")], seen=seen)


def _is_allowed(noun: str, event: str, was: str, becomes: str) -> bool:
    if not was:  # the first move of a record
        return becomes in BEGINS.get(noun, {next(iter(MOVES[noun]))})
    changed = was == becomes and (noun, was) in CHANGING  # a change of due date, of debtor, of limit or of text
    return (noun, event, was, becomes) in ALLOWED or (changed and (noun, event) not in EVENTS)


_NAME = "concat_ws('/', t.year, t.code, e.occurrence)"
UNNOTIFIED_ENTRIES = f"""
SELECT {_NAME} AS name FROM negative_entry e JOIN target t ON t.id = e.target_id
WHERE EXISTS (SELECT 1 FROM remediation r WHERE r.entry_id = e.id) AND NOT EXISTS (
    SELECT 1 FROM notice n JOIN obligation o ON o.id = n.obligation_id
    WHERE n.kind = 'listed' AND n.audience = 'head' AND o.subject = {_NAME}) ORDER BY 1
"""  # noqa: S608 - constants only
WITHOUT_CAUSE = f"""
SELECT {_NAME} AS name FROM negative_entry e JOIN target t ON t.id = e.target_id
WHERE NOT CASE e.state
    WHEN 'made_good' THEN EXISTS (SELECT 1 FROM remediation r WHERE r.entry_id = e.id AND r.state = 'accepted')
    WHEN 'withdrawn' THEN EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.ruling = 'withdrawn')
    WHEN 'corrected' THEN EXISTS (SELECT 1 FROM entry_origin g JOIN finding f ON f.id = g.finding_id
            JOIN finding n ON n.inspection_id = f.inspection_id AND n.target_id = f.target_id AND n.serial > f.serial
            WHERE g.entry_id = e.id AND n.conclusion = 'conforms' AND n.state <> 'recorded')
    ELSE true END ORDER BY 1
"""  # noqa: S608 - constants only
# Obligations that are open during an accepted appeal, or still suspended when none is accepted.
MISMATCHED = f"""
SELECT {_NAME} AS name, o.kind, o.state FROM obligation o
    JOIN target t ON o.kind IN ('remediation', 'feedback', 'limit_owed', 'recheck_owed')
        AND {NAMED_BY.format(key="o.subject")}
    JOIN negative_entry e ON e.target_id = t.id AND {ENTRY_NAMED_BY.format(key="o.subject")}
WHERE o.state IN ('open', 'suspended') AND (o.state = 'suspended') <> EXISTS (
    SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.state = 'accepted') ORDER BY 1
"""  # noqa: S608 - constants only
ENTRY_CHECKS = (
    (UNNOTIFIED_ENTRIES, "{name}：已明确整改时限，主要领导没有得到通知。"),
    (WITHOUT_CAUSE, "{name}：已了结，却没有复查、裁定或更正。"),
    (MISMATCHED, "{kind} {name}：{state}，与申诉是否在办不符。"),
)


CHANGED = """
SELECT max(id) FROM transition WHERE id > :seen AND record IN ('target', 'target_version', 'adjustment')
"""
# The current requirement equals the newest stored version, and versions are numbered without a gap.
MISMATCHED_TARGET = """
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
    (MISMATCHED_TARGET, "目标{code}：现行要求与其历次要求不符。"),
    (UNFOUNDED, "目标{code}：第{version}版要求没有已备案的调整或更正为依据。"),
    (INEFFECTIVE, "目标{code}：第{number}次调整的状态与其要求不符。"),
)


def check_target_versions(session: Session, seen: int = 0) -> Iterator[str]:
    """Yield what is wrong with the requirements of targets, if a row was inserted for them after move number `seen`."""
    if run(session, CHANGED, seen=seen).scalar_one() is None:
        return
    yield from run_checks(session, VERSIONS)
