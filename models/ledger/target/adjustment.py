"""目标调整: requested by the office that leads the target, or withdrawn before it is in force (6.1.7, A13)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.intake.adjustment import AdjustmentRequested, AdjustmentWithdrawn
from models.intake.input import OfTarget
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import day_received
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import lead_of, target_of
from models.ledger.moves import move
from models.ledger.transitions import record
from models.records import Adjustment, Department, Target, id_of
from models.rules.errors import Refused
from models.rules.requirements import ASKED, NOTHING, Value, differences, in_words, last_day, read, written
from models.rules.stated_quantity import contradicting
from models.rules.states import AdjustmentEvent
from models.rules.states.adjustment import ENDED

OFFICE = {Role.OFFICE, Role.AGENCY}


@dataclass(frozen=True, slots=True)
class Case:
    """An adjustment with its target, locked until the transaction ends, and the current lead department."""

    target: Target
    lead: Department
    adjustment: Adjustment

    @property
    def title(self) -> str:
        """“农村公路”第1次调整."""
        return f"“{self.target.name}”第{self.adjustment.number}次调整"

    @property
    def values(self) -> dict[str, Value]:
        """Return the requested values of the target by column; only the given ones."""
        return {name: read(name, text) for name, text in self.adjustment.changes.items()}

    @property
    def differences(self) -> dict[str, tuple[str, str]]:
        """Return the changes against the current target in words: before and after, by column."""
        return differences({name: getattr(self.target, name) for name in ASKED}, self.values)


@act("request_adjustment", "申请目标调整", clause="3-6.1.7", roles=OFFICE)
def request_adjustment(session: Session, data: AdjustmentRequested, ctx: Context) -> Summary:
    """6.1.7: request an adjustment of a target because of a major policy or force majeure, with evidence.

    Raises Refused if another adjustment of the target is under way, if the target is not being carried out, or if the
    words would contradict the quantity and no 说明 explains it.
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
    changes = _read_changes(target, data)
    _check_quantity(target, data, changes)
    adjustment = Adjustment(
        target_id=id_of(target),
        number=last.number + 1 if last else 1,
        department_id=id_of(lead),
        ground=data.ground,
        reason=data.reason,
        changes=changes,
        requested_on=day,
    )
    session.add(adjustment)
    session.flush()
    detail = {"note": data.note} if data.note else None
    moved = ("", adjustment.state.value)
    record(session, ctx, "adjustment", [id_of(adjustment)], "requested", moved=moved, detail=detail)
    files = attach_exhibits(session, ctx, "adjustment", id_of(adjustment), data.evidence)
    case = Case(target, lead, adjustment)
    words = f"已申请{case.title}：{in_words(case.differences)}。请先后报主要领导、分管省领导同意，再报备案。"
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
        return Case(target, lead, newest)
    raise Refused(f"目标{target.code}没有申请过调整，请先申请目标调整（request_adjustment）。")


def newest_adjustment(session: Session, target: Target) -> Adjustment | None:
    """Return the newest adjustment of a target; None if it does not exist."""
    return session.exec(
        select(Adjustment).where(Adjustment.target_id == target.id).order_by(col(Adjustment.number).desc())
    ).first()


def _check_time(target: Target, data: AdjustmentRequested, day: date) -> None:
    if day < target.issued_on:
        raise Refused(f"目标{target.code}于{target.issued_on}下达，{day}还不能申请调整，请核对日期。")
    if day > (last := last_day(target.year, target.deadline)):
        raise Refused(f"目标{target.code}的实施到{last}为止，此后不再调整（6.1.7：在目标绩效管理实施过程中）。")
    if data.deadline and data.deadline < day:
        raise Refused(f"新的完成时限{data.deadline}早于申请日期{day}，请核对。")


def _check_quantity(target: Target, data: AdjustmentRequested, changes: Mapping[str, str | None]) -> None:
    """Raise Refused if the words would contradict the quantity after a change of either, and no 说明 explains it."""
    if data.note or not changes.keys() & {"requirement", "quantity", "unit"}:
        return
    requirement, quantity, unit = (
        getattr(data if name in changes else target, name) for name in ("requirement", "quantity", "unit")
    )
    if stated := contradicting(requirement, quantity, unit):
        raise Refused(
            f"调整后的数量{quantity:f}{unit}与绩效要求中的“{'、'.join(stated)}”不一致。"
            "请一并调整绩效要求（requirement）；两者确实不同的，写明说明（note）。"
        )


def _read_changes(target: Target, data: AdjustmentRequested) -> dict[str, str | None]:
    """Return the given values in stored form; raises Refused if the target already has one of them."""
    values: dict[str, Value] = {name: getattr(data, name) for name in ASKED if name in data.model_fields_set}
    for name, value in values.items():
        if value == (now := getattr(target, name)):
            raise Refused(f"新的{ASKED[name]}与现行的相同（{written(now) or NOTHING}），请只填写要调整的内容。")
    return {name: written(value) for name, value in values.items()}
