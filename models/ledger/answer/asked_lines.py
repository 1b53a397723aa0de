"""The lines that an answer sheet asks for: of each target and leaf (1-2.9), or of a list of drafts (1-2.22, 1-2.6)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from sqlmodel import Session

from models.ledger.nouns.shared_sql import LATEST_REPORT, LEADS
from models.ledger.report_lines import LEAF_ASKED
from models.ledger.target.indicators import draft_trees, indicator_of
from models.ledger.target.versions import VERSIONS
from models.rules.draft import IN_LISTS
from models.rules.matter_form import GAPS
from models.rules.target.indicator import Indicator, Requirement, deadline_of, tree_in_lines
from models.statements import ResultRow, run

# Each line of the duties with the requirement of its version, and what was last reported of the target, by any office;
# of a duty that was reported already, what it said. The reports are read by the index of the reported lines.
# A target with leaves has a line for each of them, which says what the leaf asks and what was last reported of it.
LINES = f"""
WITH owed AS MATERIALIZED (
    SELECT l.obligation_id, l.target_id, l.target_version FROM report_line l
    WHERE l.obligation_id = ANY(:obligations) AND l.version = 0),
last AS MATERIALIZED (
    SELECT DISTINCT ON (w.obligation_id, w.target_id) w.obligation_id, w.target_id, a.progress, a.status, a.quantity
    FROM owed w JOIN report_line a ON a.target_id = w.target_id
        JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
        JOIN obligation o ON o.id = a.obligation_id
    WHERE a.version > 0
    ORDER BY w.obligation_id, w.target_id, a.obligation_id = w.obligation_id DESC, {LATEST_REPORT})
SELECT l.obligation_id, t.year, t.code, t.name, l.target_version AS version, v.requirement, v.quantity, v.unit,
    v.deadline, t.issued_on, t.management, p.progress, p.status, p.quantity AS done, l.target_id, '' AS leaf,
    EXISTS (SELECT FROM report_leaf f
        WHERE f.obligation_id = l.obligation_id AND f.version = 0 AND f.target_id = l.target_id) AS has_leaves
FROM owed l JOIN target t ON t.id = l.target_id
    CROSS JOIN LATERAL (SELECT v.requirement, v.quantity, v.unit, v.deadline FROM {VERSIONS} v
        WHERE v.target_id = l.target_id AND v.version = l.target_version ORDER BY v.correction DESC LIMIT 1) v
    LEFT JOIN last p ON (p.obligation_id, p.target_id) = (l.obligation_id, l.target_id)
ORDER BY l.obligation_id, t.code COLLATE "C"
"""  # noqa: S608 - constants only
LEAVES = f"""
WITH asked AS MATERIALIZED (
    SELECT f.obligation_id, f.target_id, f.indicator, f.position, l.target_version
    FROM report_leaf f JOIN report_line l
        ON (l.obligation_id, l.version, l.target_id) = (f.obligation_id, f.version, f.target_id)
    WHERE f.obligation_id = ANY(:obligations) AND f.version = 0),
last AS MATERIALIZED (
    SELECT DISTINCT ON (w.obligation_id, w.target_id, w.indicator) w.obligation_id, w.target_id, w.indicator,
        a.progress, a.status, a.quantity
    FROM asked w JOIN report_leaf a ON (a.target_id, a.indicator) = (w.target_id, w.indicator)
        JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
        JOIN obligation o ON o.id = a.obligation_id
    WHERE a.version > 0
    ORDER BY w.obligation_id, w.target_id, w.indicator, a.obligation_id = w.obligation_id DESC, {LATEST_REPORT})
SELECT f.obligation_id, f.target_id, t.year, t.code, t.name, f.target_version AS version, f.indicator AS leaf,
    i.words, i.standard AS requirement, i.quantity, i.unit, i.direction, i.deadline, t.issued_on, t.management,
    p.progress, p.status, p.quantity AS done
FROM asked f JOIN target t ON t.id = f.target_id
    CROSS JOIN LATERAL {LEAF_ASKED.format(line="f", leaf="f.indicator")} i
    LEFT JOIN last p ON (p.obligation_id, p.target_id, p.indicator) = (f.obligation_id, f.target_id, f.indicator)
ORDER BY f.obligation_id, f.target_id, f.position
"""  # noqa: S608 - constants only


# What the sheet of a duty was made of, without the grey texts: those are compared by the check code of their row.
OF_SHEET = """
SELECT t.year, t.code, t.name, l.target_version AS version, coalesce(f.indicator, '') AS leaf
FROM report_line l JOIN target t ON t.id = l.target_id
    LEFT JOIN report_leaf f ON CAST(:leaves AS boolean)
        AND (f.obligation_id, f.version, f.target_id) = (l.obligation_id, l.version, l.target_id)
WHERE l.obligation_id = :obligation AND l.version = 0 ORDER BY t.code COLLATE "C", f.position
"""


def lines_of_sheet(session: Session, duty: ResultRow) -> Sequence[Any]:
    """Return the lines that the sheet of a duty was made of, in its order."""
    if duty.kind in IN_LISTS:
        return list_lines(session, [duty.lines_of])
    return run(session, OF_SHEET, obligation=duty.lines_of, leaves=duty.kind != GAPS.key).all()


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


OF_TARGETS = """
SELECT DISTINCT ON (a.target_id) a.target_id, a.progress, a.status
FROM report_line a JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
WHERE a.version > 0 AND a.target_id = ANY(:targets)
ORDER BY a.target_id, r.received_on DESC, r.id DESC
"""


def lines_by_duty(session: Session, duties: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
    """Return the lines of each duty, which is a row of DUTIES, by its number.

    Of a duty about one target it is what was last reported of that target, if anything was.
    """
    lines = defaultdict[int, list[Any]](list)
    listed = [row.id for row in duties if row.kind in IN_LISTS]
    reported = asked_lines(session, [row.id for row in duties if row.id not in listed])
    for line in chain(reported, list_lines(session, listed) if listed else ()):
        lines[line.obligation_id].append(line)
    return lines | _last_reports(session, duties)


def _last_reports(session: Session, duties: Sequence[Any]) -> dict[int, list[Any]]:
    targets = [row.target_id for row in duties if row.target_id]
    last = {row.target_id: row for row in run(session, OF_TARGETS, targets=targets)} if targets else {}
    return {row.id: [last[row.target_id]] for row in duties if row.target_id in last}


# Version -1 is the line of a target that was withdrawn. OFFSET 0: only the targets of the department are read.
CHANGED = f"""
SELECT t.code, t.name, CASE WHEN t.withdrawn_on IS NOT NULL THEN 'withdrawn' ELSE 'adjusted' END AS change
FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.obligation_id = ANY(:obligations) AND l.version IN (0, -1) AND (t.withdrawn_on IS NOT NULL
    OR l.target_version < t.version)
UNION SELECT t.code, t.name, 'added'
FROM obligation o JOIN target_department x ON x.department_id = o.department_id AND {LEADS}
    CROSS JOIN LATERAL (SELECT * FROM target t WHERE t.id = x.target_id OFFSET 0) t
WHERE o.id = ANY(:obligations) AND o.cycle_run_id IS NOT NULL AND t.withdrawn_on IS NULL
    AND CAST(t.year AS text) = left(o.period, 4) AND t.issued_on > o.opened_on
    AND EXISTS (SELECT FROM report_line l WHERE l.obligation_id = o.id AND l.version = 0)
    AND NOT EXISTS (SELECT FROM report_line l WHERE l.obligation_id = o.id AND l.target_id = t.id)
ORDER BY 1
"""  # noqa: S608 - constants only
WORDS = {
    "withdrawn": "目标{}“{}”已撤回，本表中的这一行不再需要",
    "adjusted": "目标{}“{}”在发表后有调整，本表按发表时的要求填报",
    "added": "目标{}“{}”在发表后下达，不在本表中",
}


def changes_since(session: Session, obligations: Sequence[int]) -> list[str]:
    """Return in words each target of these duties that was added, adjusted or withdrawn since they were opened."""
    if not obligations:
        return []
    rows = run(session, CHANGED, obligations=list(obligations))
    return [WORDS[row.change].format(row.code, row.name) for row in rows]


# As the lines of a report; the list of a duty takes the place of a version.
DRAFT_LINES = """
SELECT l.obligation_id, r.id AS draft, r.year, r.code, r.name, o.round AS version,
    concat(r.requirement, '（权重' || trim_scale(r.weight) || '）') AS requirement, r.quantity, r.unit, r.deadline
FROM draft_line l JOIN target_draft r ON r.id = l.draft_id JOIN obligation o ON o.id = l.obligation_id
WHERE l.obligation_id = ANY(:obligations) ORDER BY l.obligation_id, r.code COLLATE "C"
"""


@dataclass(frozen=True, slots=True)
class DraftListLine:
    """What a draft of a list asks, with its indicators; nothing is reported of it."""

    obligation_id: int
    year: int
    code: str
    name: str
    version: int
    requirement: str
    quantity: Decimal | None
    unit: str
    deadline: date | None
    progress: None = None
    status: None = None
    leaf: str = ""


def list_lines(session: Session, obligations: Sequence[int]) -> Sequence[DraftListLine]:
    """Return the lines of these lists of drafts, with what each draft asks, its weight and its indicators."""
    rows = [dict(row) for row in run(session, DRAFT_LINES, obligations=list(obligations)).mappings()]
    trees = draft_trees(session, {row["draft"] for row in rows})
    return [_line_of(row, [*map(indicator_of, trees.get(row.pop("draft"), {}).values())]) for row in rows]


def _line_of(row: Mapping[str, Any], tree: Sequence[Indicator]) -> DraftListLine:
    words = "；".join([row["requirement"], *tree_in_lines(tree)])
    deadline = deadline_of(Requirement(row["year"], deadline=row["deadline"]), tree)
    return DraftListLine(**{**row, "requirement": words, "deadline": deadline})
