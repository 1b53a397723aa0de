"""每季核查: the agency's quarterly visit to a project, with problems, help and open entries of its lead (7.3)."""

from datetime import date

from sqlmodel import Session, col, or_, select

from models.intake.visit import FieldVisitCorrected, FieldVisited
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.corrections import correct_record
from models.ledger.duties import discharge_duty
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.inspection.roster import check_untied, check_valid, find_inspector
from models.ledger.jurisdiction import go_live
from models.ledger.lookup import inspection_named, lead_of, newest_entry, project_key, target_of
from models.ledger.negative_list.confirmation import open_confirmation
from models.ledger.negative_list.proposals import propose
from models.ledger.notices import notify_one
from models.ledger.nouns.shared_sql import LED_BY
from models.ledger.transitions import lock, next_row, record_row
from models.records import Department, FieldVisit, Inspection, NegativeEntry, Target, id_of
from models.rules.day_order import check_not_future
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.inspection import FEWEST, Way
from models.rules.periods import Period, Span, period_of
from models.rules.personal_names import namesakes_in
from models.rules.states import EntryState, InspectionState
from models.rules.states.negative_list import ENDED
from models.rules.visit import FIELD_INSPECTION, VisitResult, check_problems
from models.statements import run

# The unfinished entries of all targets of the lead department.
PRESSED = f"""
SELECT t.code || ' ' || t.name || '：' || e.finding AS entry
FROM negative_entry e JOIN target t ON t.id = e.target_id
    {LED_BY}
WHERE t.jurisdiction_id = :jurisdiction AND d.id = :lead AND e.state = ANY(:states)
ORDER BY t.year, t.code COLLATE "C", e.occurrence
"""  # noqa: S608 - constants only
UNFINISHED = [EntryState.LISTED.value, EntryState.REMEDYING.value]
IN_OFFICE = frozenset({InspectionState.ISSUED, InspectionState.CONCLUDED})


@act("record_field_visit", "登记每季核查", clause="3-7.3", roles={Role.AGENCY}, by_hand="组长")
def record_field_visit(session: Session, data: FieldVisited, ctx: Context) -> Summary:
    """7.3: record a visit by at least two inspectors, signed by its leader; the quarter's first discharges the duty.

    The office is notified of result, problems, help and its unfinished entries. What is not as required is proposed for
    the negative list at once (6.2.4). An identical visit changes nothing.
    """
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    day = data.visited_on or ctx.date
    _check_day(target, day, ctx.date)
    _check_go_live(day, go_live(session, ctx), data.reason)
    visitors = find_visitors(session, ctx, data.visitors, lead, day)
    leader = _leader_among(session, ctx, data.leader, visitors)
    check_signed_after(ctx, day, "核查日期")
    quarter, period = period_of(Span.QUARTER, day), str(period_of(Span.QUARTER, day))
    plan = _plan_of(session, ctx, data.inspection, quarter, day)
    lock(session, "field_visit")
    if _is_recorded(session, target, day, data, visitors):
        return _recorded_before(f"“{target.name}”（{lead.name}）{day}的现场核查", data)
    entry, proposed = _propose_failed(session, ctx, target, quarter, data, day)
    visit = FieldVisit(
        **next_row(session, "field_visit", "serial", target_id=id_of(target), period=period),
        visited_on=day,
        recorded_on=ctx.date,
        visitors=visitors,
        leader=leader,
        help=data.assistance,
        pressed=_unfinished(session, ctx, lead),
        inspection_id=plan.id if plan else None,
        entry_id=id_of(entry) if entry else None,
        **data.model_dump(include={"place", "result", "problems"}),
    )
    record_row(session, ctx, visit, "recorded", detail={"reason": data.reason} if data.reason else None)
    files = attach_exhibits(session, ctx, "field_visit", id_of(visit), data.evidence)
    late = discharge_duty(session, ctx, FIELD_INSPECTION.duty, day, period=period, subject=project_key(target))
    notices = notify_visit(session, ctx, lead, target, visit)
    words = f"已登记“{target.name}”（{lead.name}）{visit.visited_on}的现场核查{'，逾期' if late else ''}{proposed}"
    words += _planned(plan, quarter, data.reason) + namesakes_in(visitors)
    return Summary(words, {"recorded": 1, "late": int(late), "evidence": files, "notices": notices})


def _planned(plan: Inspection | None, quarter: Period, reason: str) -> str:
    """Return the end of the sentence on a visit: why it is from before go-live, or that its quarter has no plan."""
    if reason:
        return f"，启用前已核查，原因：{reason}。"
    return "。" if plan else f"。{quarter.label}没有已下达的核查方案（6.2.1），请补拟：draft_inspection。"


def _recorded_before(name: str, data: FieldVisited) -> Summary:
    hint = "，所附材料没有另行登记" if data.evidence else ""
    words = f"{name}此前已登记，未作改动{hint}。"
    return Summary(words, {"recorded": 0, "late": 0, "evidence": 0, "notices": 0})


def _unfinished(session: Session, ctx: Context, lead: Department) -> list[str]:
    params = {"jurisdiction": ctx.jurisdiction, "lead": lead.id, "states": UNFINISHED}
    return list(run(session, PRESSED, **params).scalars())


def _check_day(target: Target, day: date, today: date) -> None:
    check_not_future(day, today, "核查日期")
    if day.year != target.year or day < target.issued_on:
        raise Refused(f"目标{target.code}于{target.issued_on}下达，核查日期{day}不在其{target.year}年度内，请核对。")


def _check_go_live(day: date, live: date, reason: str) -> None:
    """Raise Refused for a visit before the go-live date without a reason, and for a reason without need."""
    if day < live and not reason:
        raise Refused(f"核查日期{day}早于启用日期{live}，请核对；启用前确已到现场核查的，写明原因（reason）。")
    if day >= live and reason:
        raise Refused(f"核查日期{day}不早于启用日期{live}，请去掉原因（reason）。")


def find_visitors(session: Session, ctx: Context, names: tuple[str, ...], lead: Department, day: date) -> list[str]:
    """4.3, A15: return the names; raises Refused if fewer than two, or if one has a tie or is not valid that day."""
    people = {id_of(person): person.name for person in (find_inspector(session, ctx, name) for name in names)}
    if len(people) < FEWEST:
        raise Refused(f"现场核查不少于{FEWEST}人（4.3），只写了{len(people)}人。")
    check_valid(session, list(people), day)
    check_untied(session, list(people), [lead.code])
    return list(people.values())


def _leader_among(session: Session, ctx: Context, name: str, visitors: list[str]) -> str:
    """4.3 a: return the name of the leader who signs. Raises Refused if he is not one of the visitors."""
    leader = find_inspector(session, ctx, name).name
    if leader not in visitors:
        raise Refused(
            f"签字的负责人“{leader}”不在到现场的核查人员（{'、'.join(visitors)}）中，核查结果须由负责人签字（4.3）。"
        )
    return leader


def _plan_of(session: Session, ctx: Context, key: str, quarter: Period, day: date) -> Inspection | None:
    """6.2.1, 7.3: return the plan of the quarter that a visit belongs to; None if none is issued and none is named.

    Raises Refused if the named plan is not issued, or is the plan of another quarter.
    """
    if not key:
        newest = col(Inspection.issued_on).desc(), col(Inspection.id).desc()
        issued = select(Inspection).where(
            Inspection.jurisdiction_id == ctx.jurisdiction,
            col(Inspection.state).in_(IN_OFFICE),
            or_(Inspection.period == str(quarter), col(Inspection.also_covers).contains([str(quarter)])),
        )
        return session.exec(issued.order_by(*newest)).first()
    plan = inspection_named(session, ctx, key)
    if plan.state not in IN_OFFICE:
        raise Refused(f"核查{plan.key}{plan.state.label}，现场核查列入已下达的本季度核查方案（6.2.1）。")
    if str(quarter) not in (plan.period, *plan.also_covers):
        named = "、".join(each for each in (plan.period, *plan.also_covers) if each) or "未写明"
        raise Refused(
            f"核查日期{day}在{quarter.label}，不在核查{plan.key}的期间（{named}）内："
            "现场核查列入其所在季度的核查方案（6.2.1、7.3），请核对日期或方案编号。"
        )
    return plan


def _propose_failed(
    session: Session, ctx: Context, target: Target, quarter: Period, data: FieldVisited, day: date
) -> tuple[NegativeEntry | None, str]:
    """6.2.4: propose a target that is not as required; return its entry, also an open one, and words for a new one."""
    check_problems(data.result, data.problems)
    if data.result is not VisitResult.FAILS:
        return None, ""
    entry = newest_entry(session, target)
    if entry is None or entry.state in ENDED:
        return propose(session, ctx, target, quarter, (Way.ON_SITE, data.problems, day)), "，拟列入负面清单，待现场认定"
    if entry.state is EntryState.PROPOSED:
        open_confirmation(session, ctx, quarter, target, entry)
    return entry, ""


def _is_recorded(session: Session, target: Target, day: date, data: FieldVisited, visitors: list[str]) -> bool:
    """Return whether an identical visit of that day by the same people is already recorded."""
    visits = select(FieldVisit).where(FieldVisit.target_id == target.id, FieldVisit.visited_on == day)
    same = (set(visitors), data.result, data.place, data.problems, data.assistance)
    return any(
        (set(each.visitors), each.result, each.place, each.problems, each.help) == same for each in session.exec(visits)
    )


def notify_visit(
    session: Session, ctx: Context, lead: Department, target: Target, visit: FieldVisit, *, occasion: str = ""
) -> int:
    """7.3: notify the office of what a visit found; `occasion` tells a corrected text from the first."""
    payload = {
        "target": target.name,
        "found_on": visit.visited_on.isoformat(),
        "result": visit.result.label,
        "problems": visit.problems,
        "help": visit.help,
        "pressed": visit.pressed,
    }
    to = id_of(lead), Audience.OFFICE
    subject = f"{project_key(target)}/{visit.period}/{visit.serial}"
    return notify_one(session, ctx, "field_visited", subject, to, occasion=occasion, payload=payload)


@act("correct_field_visit", "更正每季核查登记", clause="3-7.3", roles={Role.AGENCY})
def correct_field_visit(session: Session, data: FieldVisitCorrected, ctx: Context) -> Summary:
    """7.3: correct place, visitors, leader, problems or help of a recorded visit; the office is notified again.

    The result stays, because an entry may rest on it, and the day, because it decides whether the visit was late: a
    visit on another day is recorded by itself. Raises Refused if no visit of that day is recorded, or if there are
    several and `number` does not say which.
    """
    target = target_of(session, ctx, data)
    visit = _find_visit(session, target, data)
    lead = lead_of(session, ctx, target)
    check_problems(visit.result, data.problems or visit.problems)
    changes = {"place": data.place, "problems": data.problems, "help": data.assistance}
    visitors = find_visitors(session, ctx, data.visitors, lead, visit.visited_on) if data.visitors else None
    leader = None
    if visitors or data.leader:
        leader = _leader_among(session, ctx, data.leader or visit.leader, visitors or visit.visitors)
    former = correct_record(session, ctx, visit, changes | {"visitors": visitors, "leader": leader}, data.reason)
    if not former:
        return Summary("与已登记的内容相同，未作改动。", {"corrected": 0, "notices": 0})
    notices = notify_visit(session, ctx, lead, target, visit, occasion=str(ctx.act_id))
    return Summary(f"已更正“{target.name}”{visit.visited_on}现场核查的登记。", {"corrected": 1, "notices": notices})


def _find_visit(session: Session, target: Target, data: FieldVisitCorrected) -> FieldVisit:
    visits = select(FieldVisit).where(FieldVisit.target_id == target.id, FieldVisit.visited_on == data.visited_on)
    if data.number is not None:
        visits = visits.where(FieldVisit.serial == data.number)
    found = session.exec(visits.order_by(col(FieldVisit.serial))).all()
    if not found:
        raise Refused(f"目标{target.code}没有登记{data.visited_on}的现场核查，请核对日期和序号。")
    if len(found) > 1:
        serials = "、".join(str(visit.serial) for visit in found)
        raise Refused(
            f"目标{target.code}在{data.visited_on}登记了{len(found)}次现场核查，请写明是本季第几次（--number）：{serials}。"
        )
    return found[0]
