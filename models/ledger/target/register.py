"""绩效目标 as a list: what each asks, who leads it, and what was last reported of it; or one target with its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import LATEST_REPORT, LED_BY, TARGET_KEY
from models.ledger.secrets import concealed
from models.ledger.target.completeness import gaps_in_words, list_gaps
from models.ledger.target.leaves import Paces, amount_of, leaf_rows, requirement_in, tree_faults
from models.ledger.target.responsible import NAMED_DIVISION
from models.ledger.target.taken_over import TAKEN_OVER
from models.rules.errors import Refused
from models.rules.stated_quantity import contradicting
from models.rules.target.amount import Amount
from models.rules.target.indicator import deadline_of
from models.rules.target.kinds import TargetKinds
from models.rules.target.parents import own_parent
from models.rules.target.parts import TargetPart, reported_words, sums
from models.statements import run

# What a complete target has, except its kinds: the column, and its title. An empty deadline means 31 December.
ASKED_OF_ALL = {"requirement": "绩效要求"}
# Of a list that was taken over: no duty opens for such a day, the year-end check of its year asks for it (A47).
AFTER_ITS_YEAR = "完成时限在本年度之后"
# The parts of a target refer to it by its code, also with its year before it; `path` stops at a circle.
TARGETS = f"""
WITH RECURSIVE part(id, code, path) AS (
    SELECT t.id, t.code, ARRAY[t.code] FROM target t
        WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.code = :tree
    UNION ALL SELECT t.id, t.code, p.path || t.code FROM part p
        JOIN target t ON t.jurisdiction_id = :jurisdiction AND t.year = :year
            AND CASE WHEN starts_with(t.parent_code, concat(t.year, '/')) THEN substr(t.parent_code, 6)
                ELSE t.parent_code END = p.code AND t.parent_unit = ''
    WHERE NOT t.code = ANY(p.path))
SELECT t.year, t.code, t.name, d.code AS department_code, d.name AS department,
    ARRAY(SELECT c.name FROM target_department y JOIN department c ON c.id = y.department_id
        WHERE y.target_id = t.id AND y.position > 0 ORDER BY y.position) AS cooperating,
    t.requirement, t.quantity, t.unit, t.deadline, t.category, t.handling, t.item, t.origin, t.management,
    t.key_project, t.parent_code, t.parent_name, t.parent_unit, t.addable, t.weight,
    {NAMED_DIVISION.format(r="t", d="d")} AS division, t.source_document, t.issued_on, t.paper_number, t.paper_date,
    t.version, {TAKEN_OVER} AS taken_over, cardinality(p.path) - 1 AS level,
    k.period AS reported_for, k.progress, k.status, k.quantity AS done, coalesce(n.note, '') AS note,
    coalesce(t.deadline < :day AND k.status IS DISTINCT FROM 'done', false) AS overdue
FROM target t {LED_BY}
    LEFT JOIN part p ON p.id = t.id
    LEFT JOIN LATERAL (SELECT o.period, l.progress, l.status, l.quantity FROM report_line l
            JOIN obligation o ON o.id = l.obligation_id
            JOIN report r ON r.obligation_id = l.obligation_id AND r.version = l.version
        WHERE l.target_id = t.id AND l.version > 0 AND r.received_on <= :day
        ORDER BY {LATEST_REPORT} LIMIT 1) k ON true
    LEFT JOIN LATERAL (SELECT m.detail ->> 'note' AS note FROM transition m WHERE m.record = 'target'
        AND m.record_key = {TARGET_KEY.format(t="t")} AND m.detail ->> 'note' <> ''
        ORDER BY m.id DESC LIMIT 1) n ON true
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND (CAST(:tree AS text) IS NULL OR p.id IS NOT NULL)
    AND (CAST(:department AS text) IS NULL OR d.code = :department OR EXISTS (
        SELECT FROM target_department y JOIN department c ON c.id = y.department_id
        WHERE y.target_id = t.id AND c.code = :department))
ORDER BY p.path COLLATE "C", t.code COLLATE "C"
"""  # noqa: S608 - constants only


# The name of the row of a department whose initial list has gaps.
INITIAL_LIST = "职能绩效目标清单"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which targets of a year: of a department's code, below one target's code, only those that lack something."""

    year: int
    department: str | None = None
    tree: str | None = None
    incomplete: bool = False


def list_targets(session: Session, day: date, wanted: Wanted) -> list[dict[str, Any]]:
    """Return the targets of a year by code, or a target and its parts with their level, as of `day`.

    `missing` are the titles of what a target lacks, or must leave empty, and the faults of its indicators; `note`
    explains a quantity that the words contradict; `pace` is the colour of the last report by A22, also of each leaf,
    None for a marked target. Of a `tree`, `leaves` are what its leaves ask, `parts` says in words whether its parts
    make up the whole (A52), `done_parts` whether the reported quantities do. With `incomplete` the initial lists with
    gaps (1-6.2) follow, one row for each department, without code.
    Raises Refused if the year has no target with the code `tree`.
    """
    named = asdict(wanted)
    incomplete = named.pop("incomplete")
    rows = run(session, TARGETS, jurisdiction=home(session), day=day, **named)
    columns = [*rows.keys()]
    paces = Paces.of_year(session, wanted.year, day)
    found = [_with_remarks(dict(row), paces, wanted) for row in rows.mappings()]
    if wanted.tree and not found:
        raise Refused(f"{wanted.year}年目标中没有编号“{wanted.tree}”。其他年度请加 --year。")
    shown = [_with_pace(row, paces) for row in concealed(session, found)]
    if not incomplete:
        return _with_parts(shown, counted=wanted.tree is not None)
    lists = [] if wanted.tree else list_gaps(session, wanted.year, wanted.department)
    gaps = [_gap_row(columns, each) for each in lists]
    return _with_parts([row for row in shown if row["missing"]] + gaps, counted=False)


def _gap_row(columns: Sequence[str], lacking: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of a department whose initial list has gaps."""
    owner = {name: lacking[name] for name in ("year", "department_code", "department")}
    named = {"code": "", "name": INITIAL_LIST, "note": "", "missing": gaps_in_words(lacking)}
    return dict.fromkeys([*columns, "leaves", "pace"]) | named | owner


def _with_remarks(row: dict[str, Any], paces: Paces, wanted: Wanted) -> dict[str, Any]:
    """Return a target with what it lacks; an explanation stays only while the words contradict the quantity.

    The deadline of a tree is that of its last leaf.
    """
    tree = paces.trees.get(row["code"], ())
    asked = [title for name, title in ASKED_OF_ALL.items() if not row[name]]
    until = deadline_of(requirement_in(row), tree)
    late = [AFTER_ITS_YEAR] if until and until.year > row["year"] else []
    missing = [*asked, *late, *TargetKinds.of(row).faults(), *(tree_faults(row, tree) if tree else ())]
    doubtful = contradicting(row["requirement"] or "", row["quantity"], row["unit"] or "")
    shown = leaf_rows(row, tree, paces.reports) if wanted.tree else []
    note = row["note"] if doubtful else ""
    return {**row, "missing": missing, "note": note, "leaves": shown, "deadline": until}


def _with_pace(row: dict[str, Any], paces: Paces) -> dict[str, Any]:
    leaves = [leaf | {"pace": paces.of_leaf(row, leaf)} for leaf in row["leaves"]]
    return row | {"pace": paces.of(row), "leaves": leaves}


def _with_parts(rows: list[dict[str, Any]], *, counted: bool) -> list[dict[str, Any]]:
    """A52: add to each target what its parts make up in words; empty for a target without parts."""
    asked = {each.whole.code: each.words for each in sums(map(_part_of, rows))} if counted else {}
    done = {each.whole.code: each for each in sums(map(_done_of, rows))} if counted else {}
    return [
        row | {"parts": asked.get(row["code"], ""), "done_parts": reported_words(done.get(row["code"]))} for row in rows
    ]


def _part_of(row: dict[str, Any]) -> TargetPart:
    return TargetPart(row["code"], _parent_of(row), amount_of(row), row["addable"])


def _done_of(row: dict[str, Any]) -> TargetPart:
    """Return what was reported of a target, in its unit."""
    amount = None if row["done"] is None else Amount(row["done"], row["unit"] or "")
    return TargetPart(row["code"], _parent_of(row), amount, row["addable"])


def _parent_of(row: dict[str, Any]) -> str:
    return "" if row["parent_unit"] else own_parent(row["year"], row["parent_code"] or "")
