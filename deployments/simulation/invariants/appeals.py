"""Checks: every listed entry notified its head, every closed one has its cause, appeals suspend the clock."""

from collections.abc import Iterator

from sqlmodel import Session

from models.ledger.nouns.target import ENTRY_NAMED_BY, NAMED_BY
from models.statements import run

_NAME = "concat_ws('/', t.year, t.code, e.occurrence)"
UNNOTIFIED = f"""
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


def check_appeals(session: Session) -> Iterator[str]:
    """Yield what is wrong with the entries of the negative list and the appeals against them."""
    for row in run(session, UNNOTIFIED):
        yield f"{row.name}：已明确整改时限，主要领导没有得到通知。"
    for row in run(session, WITHOUT_CAUSE):
        yield f"{row.name}：已了结，却没有复查、裁定或更正。"
    for row in run(session, MISMATCHED):
        yield f"{row.kind} {row.name}：{row.state}，与申诉是否在办不符。"
