"""绩效指标: the trees of issued targets and of drafts from a sheet; an indicator of a draft is removed (1-2.9)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import Session

from models.intake.complaints import Checked
from models.intake.draft import IndicatorRemoved
from models.intake.indicator import IndicatorRow
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.draft.consultation import DRAFT_CHANGED, end_overtaken
from models.ledger.draft.former import INDICATORS
from models.ledger.draft.register import find_draft
from models.ledger.secrets import secrets_of
from models.ledger.sheets import ImportTally, refuse_if
from models.ledger.target.indicators import draft_trees, indicator_of, requirement_of
from models.ledger.target.tree_corrections import correct_nodes, illegal_node_changes
from models.ledger.target.tree_lines import Tree, read_trees, tree_complaints
from models.ledger.transitions import freeze_drafts, move, record_rows
from models.records import DraftIndicator, Target, TargetDraft, TargetIndicator, id_of
from models.rules.errors import Refused
from models.rules.states import DRAFT, DraftEvent, follow
from models.rules.target.indicator import below, faults, tree_in_lines
from models.statements import run


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
    tally.changed = [*correct_nodes(session, ctx, trees, data), *_draft_changed(drafts, tally)]
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


def _draft_changed(drafts: Sequence[Tree], tally: ImportTally) -> list[int]:
    found = [(line, line.node) for tree in drafts for line in tree.changed if line.node]
    return [id_of(node) for line, node in found if tally.change(line.located, node, asdict(line.wanted))]


REMOVE = "DELETE FROM draft_indicator WHERE draft_id = :draft AND code = ANY(:codes)"


@act("remove_indicator", "删去草案的指标", clause="1-2.9", roles={Role.AGENCY})
def remove_indicator(session: Session, data: IndicatorRemoved, ctx: Context) -> Summary:
    """1-2.9: remove an indicator of a draft with all below it; the draft is consulted again.

    What was removed stays on record with the reason. Raises Refused if the draft is submitted or ended, if it has no
    such indicator, or if the rest is no sound tree: an indicator that loses all below it is to ask something itself.
    """
    freeze_drafts(session)  # two changes at once, each sound, may leave an unsound tree
    draft = find_draft(session, ctx, data)
    follow(DRAFT, draft.state, DraftEvent.REVISE)
    nodes = draft_trees(session, [id_of(draft)]).get(id_of(draft), {})
    if data.indicator not in nodes:
        known = f"，现有：{'、'.join(nodes)}" if nodes else ""
        raise Refused(f"草案“{draft.code}”没有指标“{data.indicator}”{known}。")
    removed = below(data.indicator, {node.code: node.parent for node in nodes.values()})
    gone = [code for code in nodes if code in removed]
    _check_rest(draft, [node for code, node in nodes.items() if code not in gone])
    was = "；".join(tree_in_lines([indicator_of(nodes[code]) for code in gone]))
    run(session, REMOVE, draft=draft.id, codes=gone)
    session.expire_all()
    detail: dict[str, Any] = {"reason": data.reason} | _kept(session, draft, was)
    move(session, ctx, "target_draft", [id_of(draft)], DraftEvent.REVISE, detail=detail)
    end_overtaken(session, ctx, [id_of(draft)], DRAFT_CHANGED)
    words = f"草案{draft.code}已删去{len(gone)}项指标：{'、'.join(gone)}。"
    return Summary(f"{words}已经沟通的，须再沟通。", {"removed": len(gone)})


def _check_rest(draft: TargetDraft, rest: Sequence[DraftIndicator]) -> None:
    """Raise Refused with the faults of the tree that is left."""
    found = faults(requirement_of(draft), [*map(indicator_of, rest)])
    if words := "；".join(f"指标{each.code}{each.column}{each.words}" for each in found):
        raise Refused(f"未删去：{words}。请先改写，或连同上级指标删去。")


def _kept(session: Session, draft: TargetDraft, was: str) -> dict[str, Any]:
    """Return what the history keeps of the removed indicators; of a marked draft nothing (4.7)."""
    marked = secrets_of(session).about(f"{draft.year}/{draft.code}")
    return {} if marked else {"was": {INDICATORS: was}}
