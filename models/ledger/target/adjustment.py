"""目标调整: asked for by the office that leads the target, or taken back before it is in force (6.1.7, A13)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.intake.adjustment import AdjustmentRequested, AdjustmentWithdrawn
from models.intake.said import OfTarget
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import day_received
from models.ledger.evidence.exhibits import support
from models.ledger.lookup import lead_of, target_of
from models.ledger.moves import move
from models.ledger.transitions import record
from models.records import Adjustment, Department, Target, id_of
from models.rules.errors import Refused
from models.rules.requirements import ASKED, NOTHING, Value, differences, in_words, last_day, read, written
from models.rules.states import AdjustmentEvent
from models.rules.states.adjustment import ENDED

OFFICE = {Role.OFFICE, Role.AGENCY}


@dataclass(frozen=True, slots=True)
class Case:
    """An adjustment under an act's hand: its target, held until the act ends, and who leads the target now."""

    target: Target
    lead: Department
    adjustment: Adjustment

    @property
    def title(self) -> str:
        """“农村公路”第1次调整."""
        return f"“{self.target.name}”第{self.adjustment.number}次调整"

    @property
    def values(self) -> dict[str, Value]:
        """What the target is to ask for, by name: only what was said."""
        return {name: read(name, kept) for name, kept in self.adjustment.changes.items()}

    @property
    def differences(self) -> dict[str, tuple[str, str]]:
        """What would change if it were in force now, in words: before and after."""
        return differences({name: getattr(self.target, name) for name in ASKED}, self.values)


@act("request_adjustment", "申请目标调整", clause="3-6.1.7", roles=OFFICE)
def request_adjustment(session: Session, data: AdjustmentRequested, ctx: Context) -> Summary:
    """6.1.7: for a major policy or force majeure an office asks to adjust a target, with what proves the ground.

    One adjustment of a target at a time, and only while the target is being carried out.
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
    adjustment = Adjustment(
        target_id=id_of(target),
        number=last.number + 1 if last else 1,
        department_id=id_of(lead),
        ground=data.ground,
        reason=data.reason,
        changes=_changes(target, data),
        requested_on=day,
    )
    session.add(adjustment)
    session.flush()
    record(session, ctx, "adjustment", [id_of(adjustment)], "requested", moved=("", adjustment.state.value))
    files = support(session, ctx, "adjustment", id_of(adjustment), data.evidence)
    case = Case(target, lead, adjustment)
    words = f"已申请{case.title}：{in_words(case.differences)}。请先后报主要领导、分管省领导同意，再报备案。"
    return Summary(words, {"requested": 1, "evidence": files}, {"number": adjustment.number})


@act("withdraw_adjustment", "撤回目标调整", clause="3-6.1.7", roles=OFFICE)
def withdraw_adjustment(session: Session, data: AdjustmentWithdrawn, ctx: Context) -> Summary:
    """The office takes back what is not in force; the target goes on asking for what it asks now."""
    case = case_of(session, ctx, data)
    ids, detail = [id_of(case.adjustment)], {"reason": data.reason}
    if not move(session, ctx, "adjustment", ids, AdjustmentEvent.WITHDRAW, detail=detail):
        return Summary(f"{case.title}此前已撤回，未作改动。", {"withdrawn": 0})
    return Summary(f"{case.title}已撤回，目标仍按现行要求执行。", {"withdrawn": 1})


def case_of(session: Session, ctx: Context, data: OfTarget) -> Case:
    """The newest adjustment of the target an act is about.

    Refuses another department's target, and one of which no adjustment was ever asked for.
    """
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    session.refresh(target, with_for_update=True)
    if newest := newest_adjustment(session, target):
        return Case(target, lead, newest)
    raise Refused(f"目标{target.code}没有申请过调整，请先申请目标调整（request_adjustment）。")


def newest_adjustment(session: Session, target: Target) -> Adjustment | None:
    """The newest adjustment of a target, if one was ever asked for."""
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


def _changes(target: Target, data: AdjustmentRequested) -> dict[str, str | None]:
    """What was said, as it is kept; refuses a value that the target has already."""
    wanted: dict[str, Value] = {name: getattr(data, name) for name in ASKED if name in data.model_fields_set}
    for name, value in wanted.items():
        if value == (now := getattr(target, name)):
            raise Refused(f"新的{ASKED[name]}与现行的相同（{written(now) or NOTHING}），请只填写要调整的内容。")
    return {name: written(value) for name, value in wanted.items()}
