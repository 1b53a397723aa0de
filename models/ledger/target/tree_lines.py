"""The rows of a sheet of indicators: each tree as it is on record and as the sheet wants it (1-2.9)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from models.intake.complaints import Checked, Complaint, Located, Row
from models.intake.indicator import NAME, TARGET, IndicatorRow, target_in
from models.ledger.acts import Context
from models.ledger.sheets import divided_codes, fields_without_column
from models.ledger.target.indicators import NODE, Node, draft_trees, indicator_of, requirement_of, target_trees
from models.records import Target, TargetDraft, id_of
from models.rules.errors import MoveRefused
from models.rules.requirements import shown
from models.rules.states import DRAFT, DraftEvent, DraftState, follow
from models.rules.target.indicator import (
    CODE,
    DEADLINE,
    DIRECTION,
    PARENT,
    QUANTITY,
    STANDARD,
    UNIT,
    Indicator,
    faults,
)

TITLES = {
    "parent": PARENT,
    "words": NAME,
    "quantity": QUANTITY,
    "unit": UNIT,
    "direction": DIRECTION,
    "standard": STANDARD,
    "deadline": DEADLINE,
}
ENDED = (DraftState.ISSUED, DraftState.WITHDRAWN)
Name = tuple[int, str]


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A row of the sheet, and the node of its code that is on record."""

    located: Located[IndicatorRow]
    node: Node | None

    @property
    def wanted(self) -> Indicator:
        """Return what the row asks; what its sheet does not give stays."""
        absent = fields_without_column(self.located) if self.node else set()
        return Indicator(**{name: getattr(self.node if name in absent else self.located.row, name) for name in NODE})

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """Return the differing columns in words, before and after; empty for a new node."""
        if not self.node:
            return {}
        pairs = {name: (getattr(self.node, name), getattr(self.wanted, name)) for name in TITLES}
        return {name: (shown(was), shown(becomes)) for name, (was, becomes) in pairs.items() if was != becomes}


@dataclass(frozen=True, slots=True)
class Tree:
    """A target or a draft that the sheet names: its nodes on record, and its rows.

    `closed`: it was issued with its indicators, so that none is added.
    """

    owner: Target | TargetDraft
    nodes: Mapping[str, Node]
    closed: bool
    lines: list[NodeLine] = field(default_factory=list)

    @property
    def new(self) -> list[NodeLine]:
        """Return the rows whose code is not on record."""
        return [line for line in self.lines if not line.node]

    @property
    def changed(self) -> list[NodeLine]:
        """Return the rows that differ from their node."""
        return [line for line in self.lines if line.changes]

    @property
    def merged(self) -> list[Indicator]:
        """Return the whole tree as it would be: rows replace the nodes of their codes, new ones follow."""
        now = {code: indicator_of(node) for code, node in self.nodes.items()}
        for line in self.lines:
            now[line.located.row.code] = line.wanted
        return list(now.values())


def read_trees(session: Session, data: Checked[IndicatorRow], ctx: Context) -> tuple[list[Tree], list[Complaint]]:
    """Return the trees that the rows of a sheet name, and a complaint about each row whose target does not exist."""
    owners = _owners(session, ctx, {(each.row.year, each.row.target) for each in data.rows})
    strays = []
    for located in data.rows:
        row = located.row
        if tree := owners.get((row.year, row.target)):
            tree.lines.append(NodeLine(located, tree.nodes.get(row.code)))
        else:
            strays.append(located.complain(TARGET, f"“{row.target}”不在{row.year}年目标和草案中，请核对编号"))
    return [tree for tree in owners.values() if tree.lines], strays


def _owners(session: Session, ctx: Context, names: set[Name]) -> dict[Name, Tree]:
    """Return the targets and drafts of these years and codes with their trees; a target goes before a draft."""
    codes = [code for _, code in names]
    of_target = select(Target).where(
        Target.jurisdiction_id == ctx.jurisdiction, col(Target.code).in_(codes), col(Target.withdrawn_on).is_(None)
    )
    of_draft = select(TargetDraft).where(
        TargetDraft.jurisdiction_id == ctx.jurisdiction, col(TargetDraft.code).in_(codes)
    )
    targets, drafts = session.exec(of_target).all(), session.exec(of_draft).all()
    issued = {(each.year, each.code) for each in drafts if each.state is DraftState.ISSUED}
    planted, drafted = target_trees(session, [*map(id_of, targets)]), draft_trees(session, [*map(id_of, drafts)])
    found: dict[Name, Tree] = {
        (draft.year, draft.code): Tree(draft, drafted.get(id_of(draft), {}), closed=False)
        for draft in drafts
        if draft.state not in ENDED
    }
    for target in targets:
        name, nodes = (target.year, target.code), planted.get(id_of(target), {})
        found[name] = Tree(target, nodes, closed=bool(nodes) or name in issued)
    return found


def tree_complaints(trees: Sequence[Tree], data: Checked[IndicatorRow]) -> Iterator[Complaint]:
    """Complain about added nodes of what was issued, about drafts that are fixed, and about faults of the trees.

    A tree with an unreadable row is not judged as a whole.
    """
    unread = {name for row in data.unsound if (name := _name_in(row))}
    for tree in trees:
        yield from divided_codes((line.located for line in tree.new), CODE)
        yield from _added(tree) if tree.closed else _fixed(tree)
        if (tree.owner.year, tree.owner.code) not in unread and (tree.new or tree.changed):
            yield from _faulty(tree)


def _name_in(row: Row) -> Name | None:
    try:
        return target_in(row)
    except ValueError:  # the cell has its own complaint
        return None


def _added(tree: Tree) -> Iterator[Complaint]:
    for line in tree.new:
        words = f"“{line.located.row.code}”不在目标“{tree.owner.code}”下达的指标中，下达后不能增加，请核对编号"
        yield line.located.complain(CODE, words)


def _fixed(tree: Tree) -> Iterator[Complaint]:
    """Complain once about a draft that can change no more."""
    if not isinstance(tree.owner, TargetDraft) or not (first := next(iter((*tree.new, *tree.changed)), None)):
        return
    try:
        follow(DRAFT, tree.owner.state, DraftEvent.REVISE)
    except MoveRefused as refused:
        yield first.located.complain(TARGET, f"“{tree.owner.code}”：{refused.message.removesuffix('。')}")


def _faulty(tree: Tree) -> Iterator[Complaint]:
    """Complain about each fault of the whole tree, at the row of its node, or at the first row of the tree."""
    rows = {line.located.row.code: line.located for line in reversed(tree.lines)}
    for fault in faults(requirement_of(tree.owner), tree.merged):
        yield rows.get(fault.code, tree.lines[0].located).complain(fault.column, fault.words)
