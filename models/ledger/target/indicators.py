"""绩效指标: the trees below targets and drafts as they are on record, and their copy at the issue (1-2.9)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

from models.ledger.acts import Context
from models.ledger.transitions import record
from models.records import DraftIndicator, Target, TargetDraft, TargetIndicator
from models.rules.target.indicator import Indicator, Requirement
from models.statements import run

Node = TargetIndicator | DraftIndicator
Kind = TypeVar("Kind", TargetIndicator, DraftIndicator)
NODE = ("code", "parent", "words", "quantity", "unit", "direction", "standard", "deadline")
# The trees of drafts become those of the targets that were issued from them.
COPY = """
INSERT INTO indicator (target_id, version, correction, position, code, parent, words, quantity, unit, direction,
    standard, deadline)
SELECT t.id, t.version, 0, i.position, i.code, i.parent, i.words, i.quantity, i.unit, i.direction, i.standard,
    i.deadline
FROM unnest(CAST(:drafts AS int[]), CAST(:targets AS int[])) AS u(draft, target)
    JOIN draft_indicator i ON i.draft_id = u.draft JOIN target t ON t.id = u.target
ORDER BY t.id, i.position RETURNING id
"""


def indicator_of(node: Node) -> Indicator:
    """Return what a node asks, as the rules take it."""
    return Indicator(**{name: getattr(node, name) for name in NODE})


def requirement_of(target: Target | TargetDraft) -> Requirement:
    """Return what a target or a draft asks, as the rules take it."""
    return Requirement(target.year, target.requirement, target.quantity, target.unit, target.deadline)


def target_trees(session: Session, targets: Collection[int]) -> dict[int, dict[str, TargetIndicator]]:
    """Return the nodes in force of each target that has a tree, in their order, by code."""
    order = (TargetIndicator.position, TargetIndicator.version, TargetIndicator.correction)
    asked = select(TargetIndicator).where(col(TargetIndicator.target_id).in_(targets)).order_by(*map(col, order))
    return _by_owner((each.target_id, each) for each in session.exec(asked))


def draft_trees(session: Session, drafts: Collection[int]) -> dict[int, dict[str, DraftIndicator]]:
    """Return the nodes of each draft that has a tree, in their order, by code."""
    asked = select(DraftIndicator).where(col(DraftIndicator.draft_id).in_(drafts))
    return _by_owner((each.draft_id, each) for each in session.exec(asked.order_by(col(DraftIndicator.position))))


def copy_indicators(session: Session, ctx: Context, pairs: Sequence[tuple[int, int]]) -> int:
    """1-2.9: give targets the trees of the drafts that they were issued from; each pair is (draft, target).

    Returns how many indicators were copied. The targets are flushed and have no tree.
    """
    drafts, targets = ([pair[n] for pair in pairs] for n in (0, 1))
    ids = list(run(session, COPY, drafts=drafts, targets=targets).scalars())
    record(session, ctx, "indicator", ids, "issued")
    return len(ids)


def _by_owner(nodes: Iterable[tuple[int, Kind]]) -> dict[int, dict[str, Kind]]:
    trees: dict[int, dict[str, Kind]] = defaultdict(dict)
    for owner, node in nodes:
        trees[owner][node.code] = node
    return dict(trees)
