"""绩效指标 from a sheet: the trees of targets that were issued before, and of drafts (1-2.9)."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session

from models.intake.complaints import Checked
from models.intake.indicator import IndicatorRow
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.draft.consultation import DRAFT_CHANGED, end_overtaken
from models.ledger.moves import move
from models.ledger.sheets import ImportTally, assign, refuse_if
from models.ledger.target.tree_corrections import correct_nodes, illegal_node_changes
from models.ledger.target.tree_lines import Tree, read_trees, tree_complaints
from models.ledger.transitions import record_rows
from models.ledger.turns import freeze_drafts
from models.records import DraftIndicator, Target, TargetDraft, TargetIndicator, id_of
from models.rules.states import DraftEvent


@act("import_indicators", "导入指标", clause="1-2.9", roles={Role.AGENCY})
def import_indicators(session: Session, data: Checked[IndicatorRow], ctx: Context) -> Summary:
    """1-2.9: insert the indicators of targets that were issued before, insert or change those of drafts.

    Raises Refused with all complaints. The indicators of a target change by an adjustment (3-6.1.7) or, if they were
    mistyped, by a correction with a reason and the source page. A draft whose indicators change is consulted again.
    """
    freeze_drafts(session)  # two changes at once, each sound, may leave an unsound tree
    trees, strays = read_trees(session, data, ctx)
    complaints = (*strays, *tree_complaints(trees, data), *illegal_node_changes(session, trees, data.reason))
    refuse_if([*data.complaints, *complaints])
    tally = ImportTally(len(data.rows) + data.unchanged)
    drafts = [tree for tree in trees if isinstance(tree.owner, TargetDraft)]
    revised = [id_of(tree.owner) for tree in drafts if tree.new or tree.changed]
    tally.new = [*_plant(session, ctx, trees), *_draft_new(session, drafts)]
    tally.changed = [*correct_nodes(session, ctx, trees, data), *_draft_changed(drafts)]
    move(session, ctx, "target_draft", revised, DraftEvent.REVISE)
    end_overtaken(session, ctx, revised, DRAFT_CHANGED)
    return tally.summary("指标")


def _plant(session: Session, ctx: Context, trees: Sequence[Tree]) -> list[int]:
    """Insert the new trees of targets."""
    nodes = [
        TargetIndicator(target_id=id_of(tree.owner), version=tree.owner.version, position=number, **asdict(line.wanted))
        for tree in trees
        if isinstance(tree.owner, Target)
        for number, line in enumerate(tree.new, 1)
    ]
    return record_rows(session, ctx, nodes, "issued")


def _draft_new(session: Session, drafts: Sequence[Tree]) -> list[int]:
    nodes = [
        DraftIndicator(draft_id=id_of(tree.owner), position=number, **asdict(line.wanted))
        for tree in drafts
        for number, line in enumerate(tree.new, 1 + max((node.position for node in tree.nodes.values()), default=0))
    ]
    session.add_all(nodes)
    session.flush()
    return [id_of(node) for node in nodes]


def _draft_changed(drafts: Sequence[Tree]) -> list[int]:
    found = [(line.node, asdict(line.wanted)) for tree in drafts for line in tree.changed if line.node]
    return [id_of(node) for node, values in found if assign(node, values)]
