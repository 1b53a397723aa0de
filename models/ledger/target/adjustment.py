"""目标调整: requested by the office that leads the target, or withdrawn before it is in force (6.1.7, A13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from models.intake.adjustment import AdjustmentRequested, AdjustmentWithdrawn
from models.intake.input import OfTarget
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import day_received
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import lead_of, newest, target_of
from models.ledger.target.node_versions import asked_of, check_leaf, check_leaf_named, leaf_named
from models.ledger.transitions import move, record_row
from models.records import Adjustment, Department, Target, TargetIndicator, id_of
from models.rules.day_order import check_not_before
from models.rules.errors import Refused
from models.rules.requirements import (
    ASKED_OF_LEAF,
    NEEDS,
    NOTHING,
    Value,
    differences,
    in_words,
    last_day,
    read,
    written,
)
from models.rules.stated_quantity import contradicting
from models.rules.states import AdjustmentEvent
from models.rules.states.adjustment import ENDED

OFFICE = {Role.OFFICE, Role.AGENCY}


@dataclass(frozen=True, slots=True)
class Case:
    """An adjustment with its target, locked until the transaction ends, the current lead, and the leaf it names."""

    target: Target
    lead: Department
    adjustment: Adjustment
    node: TargetIndicator | None = None

    @property
    def title(self) -> str:
        """“农村公路”第1次调整, “农村公路”指标1-1第1次调整."""
        return f"“{self.target.name}”{self.of_leaf}第{self.adjustment.number}次调整"

    @property
    def of_leaf(self) -> str:
        """指标1-1; empty if the target itself is adjusted."""
        return f"指标{self.node.code}" if self.node else ""

    @property
    def titles(self) -> Mapping[str, str]:
        """Return the titles of the columns of the target, or of its leaf."""
        return ASKED_OF_LEAF if self.node else NEEDS

    @property
    def present(self) -> dict[str, Value]:
        """Return what the target, or its leaf, asks now."""
        return asked_of(self.node) if self.node else {name: getattr(self.target, name) for name in NEEDS}

    @property
    def values(self) -> dict[str, Value]:
        """Return the requested values of the target by column; only the given ones."""
        return {name: read(name, text) for name, text in self.adjustment.changes.items()}

    @property
    def differences(self) -> dict[str, tuple[str, str]]:
        """Return the changes against what is asked now in words: before and after, by column."""
        return differences(self.present, self.values)


@act("request_adjustment", "申请目标调整", clause="3-6.1.7", roles=OFFICE)
def request_adjustment(session: Session, data: AdjustmentRequested, ctx: Context) -> Summary:
    """6.1.7: request an adjustment of a target because of a major policy or force majeure, with evidence.

    Raises Refused if another adjustment of the target is under way, if the target is not being carried out, if the
    words would contradict the quantity and no 说明 explains it, or if the named leaf would have a fault.
    """
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    session.refresh(target, with_for_update=True)
    last = newest_adjustment(session, target)
    if last and last.state not in ENDED:
        under_way = f"目标{target.code}的第{last.number}次调整正在办理（{last.state.label}）"
        raise Refused(f"{under_way}，报备案或撤回后才能再申请。")
    day = day_received(ctx)
    _check_time(target, data, day)
    node = leaf_named(session, target, data.indicator)
    changes = _read_changes(session, target, node, data)
    adjustment = Adjustment(
        target_id=id_of(target),
        number=last.number + 1 if last else 1,
        department_id=id_of(lead),
        ground=data.ground,
        reason=data.reason,
        indicator=data.indicator,
        changes=changes,
        requested_on=day,
    )
    detail = {"note": data.note} if data.note else None
    record_row(session, ctx, adjustment, "requested", detail=detail)
    files = attach_exhibits(session, ctx, "adjustment", id_of(adjustment), data.evidence)
    case = Case(target, lead, adjustment, node)
    words = (
        f"已申请{case.title}：{in_words(case.differences, case.titles)}。请先后报主要领导、分管省领导同意，再报备案。"
    )
    return Summary(words, {"requested": 1, "evidence": files}, {"number": adjustment.number})


@act("withdraw_adjustment", "撤回目标调整", clause="3-6.1.7", roles=OFFICE)
def withdraw_adjustment(session: Session, data: AdjustmentWithdrawn, ctx: Context) -> Summary:
    """Withdraw an adjustment that is not in force; the requirements of the target stay unchanged."""
    case = find_case(session, ctx, data)
    ids, detail = [id_of(case.adjustment)], {"reason": data.reason}
    if not move(session, ctx, "adjustment", ids, AdjustmentEvent.WITHDRAW, detail=detail):
        return Summary(f"{case.title}此前已撤回，未作改动。", {"withdrawn": 0})
    return Summary(f"{case.title}已撤回，目标仍按现行要求执行。", {"withdrawn": 1})


def find_case(session: Session, ctx: Context, data: OfTarget) -> Case:
    """Return the newest adjustment of a target; locks the row of the target until the transaction ends.

    Raises Refused if the target is another department's, or if it has no adjustment.
    """
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    session.refresh(target, with_for_update=True)
    if newest := newest_adjustment(session, target):
        return Case(target, lead, newest, leaf_named(session, target, newest.indicator))
    raise Refused(f"目标{target.code}没有申请过调整，请先申请目标调整（request_adjustment）。")


def newest_adjustment(session: Session, target: Target) -> Adjustment | None:
    """Return the newest adjustment of a target; None if it does not exist."""
    return newest(session, Adjustment, "number", target_id=target.id)


def _check_time(target: Target, data: AdjustmentRequested, day: date) -> None:
    if day < target.issued_on:
        raise Refused(f"目标{target.code}于{target.issued_on}下达，{day}还不能申请调整，请核对日期。")
    if day > (last := last_day(target.year, target.deadline)):
        raise Refused(f"目标{target.code}的实施到{last}为止，此后不再调整（6.1.7：在目标绩效管理实施过程中）。")
    check_not_before(data.deadline, day, "新的完成时限", "申请日期")


def _check_quantity(present: Mapping[str, Value], data: AdjustmentRequested, changes: Mapping[str, str | None]) -> None:
    """Raise Refused if the words would contradict the quantity after a change of either, and no 说明 explains it."""
    if data.note or not changes.keys() & {"requirement", "quantity", "unit"}:
        return
    then = {name: getattr(data, name) if name in changes else present[name] for name in NEEDS}
    requirement, quantity, unit = str(then["requirement"]), then["quantity"], str(then["unit"])
    assert quantity is None or isinstance(quantity, Decimal)  # noqa: S101 - for the type checker
    if stated := contradicting(requirement, quantity, unit):
        raise Refused(
            f"调整后的数量{quantity:f}{unit}与绩效要求中的“{'、'.join(stated)}”不一致。"
            "请一并调整绩效要求（requirement）；两者确实不同的，写明说明（note）。"
        )


def _read_changes(
    session: Session, target: Target, node: TargetIndicator | None, data: AdjustmentRequested
) -> dict[str, str | None]:
    """Return the given values in stored form; raises Refused if they are as now, contradict each other or cannot be."""
    values: dict[str, Value] = {name: getattr(data, name) for name in NEEDS if name in data.model_fields_set}
    present = asked_of(node) if node else {name: getattr(target, name) for name in NEEDS}
    _check_differences(present, values, ASKED_OF_LEAF if node else NEEDS)
    changes = {name: written(value) for name, value in values.items()}
    _check_quantity(present, data, changes)
    if node:
        check_leaf(session, target, node, values)
    else:
        check_leaf_named(session, target, changes)
    return changes


def _check_differences(present: Mapping[str, Value], values: Mapping[str, Value], titles: Mapping[str, str]) -> None:
    for name, value in values.items():
        if value == (now := present[name]):
            raise Refused(f"新的{titles[name]}与现行的相同（{written(now) or NOTHING}），请只填写要调整的内容。")
