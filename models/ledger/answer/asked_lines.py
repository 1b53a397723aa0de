"""The lines that an answer sheet asks for: what each target and leaf asks, and what was last reported of it (1-2.9)."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.ledger.nouns.duty import LATEST_REPORT
from models.ledger.report_lines import LEAF_ASKED
from models.ledger.target.versions import VERSIONS
from models.statements import run

# Each line of the duties with the requirement of its version, and what was last reported of the target, by any office.
# The reports are read once for all targets, by the index of the reported lines.
# A target with leaves has a line for each of them, which says what the leaf asks and what was last reported of it.
LINES = f"""
WITH owed AS MATERIALIZED (
    SELECT l.obligation_id, l.target_id, l.target_version FROM report_line l
    WHERE l.obligation_id = ANY(:obligations) AND l.version = 0),
last AS MATERIALIZED (
    SELECT DISTINCT ON (a.target_id) a.target_id, a.progress, a.status, a.quantity
    FROM report_line a JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
        JOIN obligation o ON o.id = a.obligation_id
    WHERE a.version > 0 AND a.target_id IN (SELECT target_id FROM owed)
    ORDER BY a.target_id, {LATEST_REPORT})
SELECT l.obligation_id, t.year, t.code, t.name, l.target_version AS version, v.requirement, v.quantity, v.unit,
    v.deadline, t.issued_on, t.management, p.progress, p.status, p.quantity AS done, l.target_id, '' AS leaf,
    EXISTS (SELECT FROM report_leaf f
        WHERE f.obligation_id = l.obligation_id AND f.version = 0 AND f.target_id = l.target_id) AS has_leaves
FROM owed l JOIN target t ON t.id = l.target_id
    CROSS JOIN LATERAL (SELECT v.requirement, v.quantity, v.unit, v.deadline FROM {VERSIONS} v
        WHERE v.target_id = l.target_id AND v.version = l.target_version ORDER BY v.correction DESC LIMIT 1) v
    LEFT JOIN last p ON p.target_id = l.target_id
ORDER BY l.obligation_id, t.code COLLATE "C"
"""  # noqa: S608 - constants only
LEAVES = f"""
WITH asked AS MATERIALIZED (
    SELECT f.obligation_id, f.target_id, f.indicator, f.position, l.target_version
    FROM report_leaf f JOIN report_line l
        ON (l.obligation_id, l.version, l.target_id) = (f.obligation_id, f.version, f.target_id)
    WHERE f.obligation_id = ANY(:obligations) AND f.version = 0),
last AS MATERIALIZED (
    SELECT DISTINCT ON (a.target_id, a.indicator) a.target_id, a.indicator, a.progress, a.status, a.quantity
    FROM report_leaf a JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
        JOIN obligation o ON o.id = a.obligation_id
    WHERE a.version > 0 AND a.target_id IN (SELECT target_id FROM asked)
    ORDER BY a.target_id, a.indicator, {LATEST_REPORT})
SELECT f.obligation_id, f.target_id, t.year, t.code, t.name, f.target_version AS version, f.indicator AS leaf,
    i.words, i.standard AS requirement, i.quantity, i.unit, i.direction, i.deadline, t.issued_on, t.management,
    p.progress, p.status, p.quantity AS done
FROM asked f JOIN target t ON t.id = f.target_id
    CROSS JOIN LATERAL {LEAF_ASKED.format(line="f", leaf="f.indicator")} i
    LEFT JOIN last p ON p.target_id = f.target_id AND p.indicator = f.indicator
ORDER BY f.obligation_id, f.target_id, f.position
"""  # noqa: S608 - constants only


def target_lines(session: Session, obligations: Sequence[int]) -> Sequence[Any]:
    """Return the lines of the targets of these obligations, each with what it asks and what was last reported."""
    return run(session, LINES, obligations=list(obligations)).all()


def asked_lines(session: Session, obligations: Sequence[int]) -> list[Any]:
    """1-2.9: return the lines of these obligations; the leaves of a target take the place of its own line."""
    own, leaves = target_lines(session, obligations), defaultdict[tuple[int, int], list[Any]](list)
    with_leaves = sorted({line.obligation_id for line in own if line.has_leaves})
    for row in run(session, LEAVES, obligations=with_leaves) if with_leaves else ():
        leaves[row.obligation_id, row.target_id].append(row)
    return [each for line in own for each in leaves.get((line.obligation_id, line.target_id), [line])]
