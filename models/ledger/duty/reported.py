"""What was reported for one duty: the newest version of its lines, or the record of its meeting (6.1.1-6.1.4, 7.1)."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from models.ledger.secrets import secrets_of
from models.rules.kinds import AnswerOutcome, Known
from models.statements import run

NEWEST = """
SELECT r.version, r.received_on, r.reported_by, r.note FROM report r
WHERE r.obligation_id = :number ORDER BY r.version DESC LIMIT 1
"""
LINES = """
SELECT t.year, t.code AS target, t.name, l.progress, l.status, l.remark, l.quantity
FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.obligation_id = :number AND l.version = :version ORDER BY t.year, t.code COLLATE "C"
"""
LEAVES = """
SELECT t.code AS target, f.indicator, f.progress, f.status, f.remark, f.quantity
FROM report_leaf f JOIN target t ON t.id = f.target_id
WHERE f.obligation_id = :number AND f.version = :version ORDER BY t.year, t.code COLLATE "C", f.position
"""
NOTHING = {"progress": None, "status": None, "remark": "", "quantity": None}
MEETING = """
SELECT m.held_on, m.recorded_on, m.attendees, m.completion, m.problems, m.coordination, m.measures
FROM obligation o JOIN meeting m ON (m.department_id, m.kind, m.period) = (o.department_id, o.kind, o.period)
WHERE o.id = :number
"""


def reported_for(session: Session, number: int) -> dict[str, Any]:
    """Return the newest report with its lines (`report`) or the meeting (`meeting`) of an obligation, if there is one.

    4.7: the line of a marked target is withheld.
    """
    found: dict[str, Any] = {}
    if report := run(session, NEWEST, number=number).mappings().first():
        found["report"] = {**report, "lines": _lines(session, number, report["version"])}
    if meeting := run(session, MEETING, number=number).mappings().first():
        found["meeting"] = dict(meeting)
    return found


def _lines(session: Session, number: int, version: int) -> list[dict[str, Any]]:
    """Return the lines of a version; one of a target that was reported by its leaves has them below it."""
    secrets, leaves = secrets_of(session), defaultdict[str, list[dict[str, Any]]](list)
    for row in run(session, LEAVES, number=number, version=version).mappings():
        leaves[row["target"]].append({name: value for name, value in row.items() if name != "target"})
    rows = run(session, LINES, number=number, version=version).mappings()
    return [
        {**row, **NOTHING, "withheld": True}
        if secrets.about(f"{row['year']}/{row['target']}")
        else {**row, "leaves": leaves.get(row["target"], [])}
        for row in rows
    ]


ANSWERS = """
SELECT a.received_on, a.received_at, a.mail_id AS mail, d.name AS office, m.person, a.known, a.file, a.outcome,
    a.sentence
FROM answer a LEFT JOIN received_mail m ON m.id = a.mail_id LEFT JOIN department d ON d.id = m.office_id
WHERE a.obligation_id = :number ORDER BY a.id
"""


def answers_to(session: Session, number: int) -> list[dict[str, Any]]:
    """Return the answers to an obligation, in the order in which they were judged; `mail` is None of one in a folder.

    `office` and `person` are those for which the address of the mail stood; None and "" of a stranger's, who is never
    named here.
    """
    return [dict(row) for row in run(session, ANSWERS, number=number).mappings()]


def way_of(answer: Mapping[str, Any]) -> str:
    """Return how the author of an answer is known (A49); empty for a sheet of a stranger that was not taken."""
    known = Known(answer["known"])
    taken = answer["outcome"] == AnswerOutcome.TAKEN
    return known.label if taken or known is not Known.CLAIMED else ""
