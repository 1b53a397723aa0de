"""The targets that an obligation's report lines ask about, each with the version of its requirement (6.1.7)."""

from sqlalchemy import Row
from sqlmodel import Session

from models.records import Obligation, id_of
from models.statements import run, transaction

# What a leaf asks in the version of its target that a line `{line}` was opened with.
LEAF_ASKED = """(SELECT i.words, i.quantity, i.unit, i.direction, i.standard, i.deadline FROM indicator i
    WHERE i.target_id = {line}.target_id AND i.code = {leaf} AND i.version <= {line}.target_version
    ORDER BY i.version DESC, i.correction DESC LIMIT 1)"""
OwedLine = Row[tuple[int, str, str, int, list[str]]]
OWED_LINES = """
SELECT t.id, t.code, t.name, l.target_version,
    ARRAY(SELECT f.indicator FROM report_leaf f WHERE f.obligation_id = l.obligation_id AND f.version = 0
        AND f.target_id = l.target_id ORDER BY f.position) AS leaves
FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.obligation_id = :obligation AND l.version = 0 ORDER BY t.code COLLATE "C"
"""


def owed_lines(session: Session, obligation: Obligation) -> dict[str, OwedLine]:
    """Return the targets of an obligation's report lines by code, each with the codes of the leaves that are asked.

    They are read once per transaction, since they do not change after the obligation is opened.
    """
    known, number = transaction(session).report_lines, id_of(obligation)
    if number not in known:
        known[number] = {row.code: row for row in run(session, OWED_LINES, obligation=number)}
    return known[number]
