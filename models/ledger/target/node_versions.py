"""The leaves of a target in adjustments: which one is meant, what it asks, and its new version (1-2.9, 3-6.1.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.ledger.acts import Context
from models.ledger.target.indicators import indicator_of, requirement_of, target_trees
from models.ledger.transitions import record_row
from models.records import Target, TargetIndicator, id_of
from models.rules.errors import Refused
from models.rules.requirements import Value
from models.rules.target.indicator import DEADLINE, Indicator, faults

# What an adjustment changes of a leaf, by the name that it has in a target.
OF_LEAF = {"requirement": "standard", "quantity": "quantity", "unit": "unit", "deadline": "deadline"}


def leaf_named(session: Session, target: Target, code: str) -> TargetIndicator | None:
    """Return the leaf of a target's tree with this code; None without a code.

    Raises Refused if the tree has no such leaf.
    """
    if not code:
        return None
    tree = target_trees(session, [id_of(target)]).get(id_of(target), {})
    inner = {node.parent for node in tree.values()}
    if code not in tree or code in inner:
        raise Refused(f"目标{target.code}没有编号为“{code}”的最下一级指标，请核对指标编号（indicator）。")
    return tree[code]


def check_leaf_named(session: Session, target: Target, changes: Mapping[str, Any]) -> None:
    """Raise Refused if quantity or unit of a target would change that has them in its leaves, or if its deadline would
    lie before that of a leaf.
    """
    tree = target_trees(session, [id_of(target)]).get(id_of(target), {})
    if changes.keys() & {"quantity", "unit"} and tree:
        raise Refused(f"目标{target.code}分列了指标，数量和单位在指标中，请写明调整哪一项指标（indicator）。")
    if "deadline" in changes:
        _check_last(target, [*map(indicator_of, tree.values())], changes["deadline"])


def _check_last(target: Target, tree: Sequence[Indicator], due: str | None) -> None:
    """Raise Refused with the leaves that would be due after their target."""
    asked = replace(requirement_of(target), deadline=date.fromisoformat(due) if due else None)
    found = [each for each in faults(asked, tree) if each.column == DEADLINE]
    if words := "；".join(f"指标{each.code}{each.column}{each.words}" for each in found):
        raise Refused(f"{words}。完成时限在指标中，请先逐项调整指标（indicator）。")


def asked_of(node: TargetIndicator) -> dict[str, Value]:
    """Return what a leaf asks, under the names that the columns have in a target."""
    return {name: getattr(node, column) for name, column in OF_LEAF.items()}


def check_leaf(session: Session, target: Target, node: TargetIndicator, values: Mapping[str, Value]) -> None:
    """Raise Refused if the tree would have a fault with these values of the leaf."""
    tree = target_trees(session, [id_of(target)])[id_of(target)]
    changed = [_with(node, values) if each is node else indicator_of(each) for each in tree.values()]
    if found := [fault for fault in faults(requirement_of(target), changed) if fault.code == node.code]:
        raise Refused(f"指标{node.code}：{'；'.join(f'{fault.column}{fault.words}' for fault in found)}。")


def former(session: Session, node: TargetIndicator) -> TargetIndicator:
    """Return a leaf as it was before its current version."""
    versions, order = TargetIndicator, (TargetIndicator.version, TargetIndicator.correction)
    asked = select(versions).where(versions.target_id == node.target_id, versions.code == node.code)
    before = asked.where(col(versions.version) < node.version).order_by(*(col(each).desc() for each in order))
    return session.exec(before.limit(1)).one()


def insert_node_version(
    session: Session, ctx: Context, node: TargetIndicator, values: Mapping[str, Value], why: Mapping[str, Any]
) -> None:
    """Insert the leaf with new values as part of the current version of its target; `why` has cause and detail."""
    version = session.get_one(Target, node.target_id).version
    place: dict[str, Any] = {"target_id": node.target_id, "version": version, "position": node.position}
    inserted = TargetIndicator(**place, **asdict(_with(node, values)))
    record_row(session, ctx, inserted, why["cause"], detail=why["detail"])


def _with(node: TargetIndicator, values: Mapping[str, Value]) -> Indicator:
    changed: dict[str, Any] = {OF_LEAF[name]: value for name, value in values.items()}
    return replace(indicator_of(node), **changed)
