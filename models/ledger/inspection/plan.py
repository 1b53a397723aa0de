"""核查方案: drafted, completed, issued (4.1, 6.2.1, 6.2.2)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session, col, select

from models.intake.inspection import PlanDrafted, PlanIssued
from models.intake.issued_paper import marks_of
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.duties import open_duty_for
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.inspection.bound_plan import check_all_drawn, check_not_frozen
from models.ledger.inspection.owed_plans import end_owed_plans
from models.ledger.inspection.roster import check_untied
from models.ledger.inspection.scope import departments_of
from models.ledger.inspection.seats import check_all_seated
from models.ledger.inspection.team import check_composition, check_concentrated
from models.ledger.inspection.unvisited import check_unvisited
from models.ledger.inspection.urgent import check_in_time, open_urgent_duty
from models.ledger.lookup import find_department, inspection_named
from models.ledger.paper_numbers import claim_number
from models.ledger.transitions import move, next_row, record_row
from models.records import Inspection, id_of
from models.rules.errors import Refused
from models.rules.inspection import (
    INSPECTION,
    ControlForm,
    InspectionKind,
    check_limit,
    check_plan,
    describe_half_pairs,
    year_covered,
)
from models.rules.owed_plan import check_covers
from models.rules.paper_number import check_marks, check_same_marks, marks_stated
from models.rules.periods import parse_period
from models.rules.signed_paper import has_year_and_number, one_spelling
from models.rules.states import InspectionEvent, InspectionState
from models.rules.year_end import check_season

EXAMPLE = "黔目标办〔2026〕20号"
MARKED_WRONG = "写错的，取消本次核查并写明原因（cancel_inspection），另行拟制、下达。"


@act("draft_inspection", "拟制核查方案", clause="3-6.2.1", roles={Role.AGENCY})
def draft_inspection(session: Session, data: PlanDrafted, ctx: Context) -> Summary:
    """6.2.1: insert or update the draft plan of an inspection, also of an urgent one (6.2.2)."""
    values = read_plan(session, ctx, data)
    if data.ends_on:
        check_limit(data.begins_on or data.ends_on, data.ends_on, ctx.date)
    if data.inspection:
        inspection = inspection_named(session, ctx, data.inspection)
        if not (values or data.evidence):
            raise Refused("没有写明要修改的内容。")
        check_not_frozen(session, inspection, values)
        check_covers({**inspection.model_dump(), **values}, ctx.date)
        changes = {name: Jsonb(value) if isinstance(value, list | dict) else value for name, value in values.items()}
        files = attach_exhibits(session, ctx, "inspection", id_of(inspection), data.evidence)
        if not (changes or files):
            return Summary("", {"revised": 0}, {"inspection": inspection.key})
        move(session, ctx, "inspection", [id_of(inspection)], InspectionEvent.REVISE, sets=changes)
        words = f"核查{inspection.key}方案已修改。{describe_half_pairs(data.forms)}"
        return Summary(words, {"revised": 1}, {"inspection": inspection.key})
    if data.kind is None or data.title is None:
        raise Refused("新拟方案须写明类别（--kind）和名称（--title）。")
    key = next_row(session, "inspection", jurisdiction_id=ctx.jurisdiction, year=ctx.date.year)
    inspection = Inspection(**key, drafted_on=ctx.date, **values)
    check_covers(inspection.model_dump(), ctx.date)
    record_row(session, ctx, inspection, "drafted")
    attach_exhibits(session, ctx, "inspection", id_of(inspection), data.evidence)
    words = f"已拟制核查{inspection.key}“{data.title}”。{_like_before(session, inspection)}"
    words += describe_half_pairs(data.forms)
    return Summary(words, {"drafted": 1}, {"inspection": inspection.key})


def _like_before(session: Session, inspection: Inspection) -> str:
    """Return a sentence about an earlier plan of the same kind, title and period; empty without one."""
    alike = inspection.model_dump(include={"jurisdiction_id", "kind", "title", "period", "year"})
    earlier = Inspection.number < inspection.number, Inspection.state != InspectionState.CANCELLED
    same = select(Inspection).filter_by(**alike).where(*earlier)
    before = session.exec(same.order_by(col(Inspection.number).desc())).first()
    if before is None:
        return ""
    revise = f"要修改它的，写明 --inspection {before.key}；" if before.state is InspectionState.DRAFTED else ""
    return (
        f"已有类别、名称和期间相同的核查{before.key}（{before.state.label}）：{revise}"
        f"重复拟制的，取消并写明原因（cancel_inspection --inspection {inspection.key}）。"
    )


@act("issue_plan", "下达核查方案", clause="3-6.2.1", roles={Role.AGENCY})
def issue_plan(session: Session, data: PlanIssued, ctx: Context) -> Summary:
    """6.2.1: issue the plan of an inspection and open the agency's duty to conduct it.

    Raises Refused if purpose, content, methods, standard, time limit, requirements or team is missing, if the number
    is no document's or the plan was issued with another one, or if the time limit of an urgent matter is longer than
    the agency has configured (6.2.2).
    """
    marks = marks_of(data)
    check_marks(marks)
    inspection = inspection_named(session, ctx, data.inspection)
    check_plan(inspection.model_dump())
    begins, ends = inspection.begins_on or ctx.date, inspection.ends_on or ctx.date
    also = ""
    if inspection.state is InspectionState.DRAFTED:
        check_covers(inspection.model_dump(), ctx.date)
        check_unvisited(session, ctx, inspection)
        also = _claim_number(session, inspection, data.document_number)
        check_limit(begins, ends, ctx.date)
        if inspection.kind is InspectionKind.URGENT:
            check_in_time(session, ctx, ends)
        if inspection.kind is InspectionKind.ANNUAL:
            check_season(year_covered(inspection.kind, inspection.period, begins), begins, ends)
        check_all_drawn(session, inspection)
        _check_team(session, ctx, inspection)
    issue = {"document_number": data.document_number, "issued_on": ctx.date, "marks": Jsonb(marks.stated)}
    sets = issue | {"begins_on": begins}
    moved = move(session, ctx, "inspection", [id_of(inspection)], InspectionEvent.ISSUE, sets=sets)
    if not moved:
        return Summary(_issued_before(inspection, data), {"issued": 0})
    _open_duty(session, ctx, inspection, data.document_number, ends)
    words = f"核查{inspection.key}方案已下达（{data.document_number}），时限{ends}。{marks.sentence}{also}"
    words += describe_half_pairs(list(map(ControlForm, inspection.forms)))
    return Summary(words, {"issued": 1})


def _open_duty(session: Session, ctx: Context, inspection: Inspection, number: str, ends: date) -> None:
    """Open the agency's duty to conduct the inspection by the time limit of its plan; end that to issue the plan."""
    end_owed_plans(session, ctx, inspection)
    if inspection.kind is InspectionKind.URGENT:
        open_urgent_duty(session, ctx, inspection, number, ends)
        return
    deadline, _ = deadline_from(session, ctx, INSPECTION.due, ends)
    open_duty_for(
        session, ctx, INSPECTION, deadline, period=str(inspection.year), subject=inspection.key, round=inspection.number
    )


def read_plan(session: Session, ctx: Context, data: PlanDrafted) -> Mapping[str, Any]:
    """Return the validated values of the fields of a plan that were given, with enum values as strings."""
    fields = data.model_dump(include=PlanDrafted.model_fields.keys() - {"inspection", "evidence"})
    values = {name: value for name, value in fields.items() if value is not None}
    values |= _periods_of(data)
    if data.departments is not None:
        codes = [find_department(session, ctx.jurisdiction, text).code for text in data.departments]
        values["departments"] = sorted(set(codes))
    if data.unvisited is not None:
        left = {find_department(session, ctx.jurisdiction, text).code: why for text, why in data.unvisited.items()}
        values["unvisited"] = left
    for name in ("scopes", "forms", "methods"):
        if name in values:
            values[name] = [each.value for each in values[name]]
    return values


def _periods_of(data: PlanDrafted) -> dict[str, Any]:
    own = {} if data.period is None else {"period": str(parse_period(data.period))}
    if data.also_covers is None:
        return own
    return own | {"also_covers": sorted({str(parse_period(each)) for each in data.also_covers})}


def _claim_number(session: Session, inspection: Inspection, number: str) -> str:
    """Return a remark about others' papers with this number. Raises Refused if it is no document's, or of our own."""
    if not has_year_and_number(number):
        raise Refused(f"文号“{number}”不完整，应有机关代字、年份和序号，如：{EXAMPLE}。")
    return claim_number(session, inspection.jurisdiction_id, number)


def _issued_before(inspection: Inspection, data: PlanIssued) -> str:
    """Return the answer for a plan that was issued before.

    Raises Refused for another number, or for other marks: papers show the first.
    """
    number, words = data.document_number, f"核查{inspection.key}方案此前已下达（{inspection.document_number}），"
    if one_spelling(number) != one_spelling(inspection.document_number):
        raise Refused(
            f"{words}文号不能再改为“{number}”。文号写错的，取消本次核查并写明原因（cancel_inspection），"
            "另行拟制、以正确的文号下达；已签字的核查结果仍然有效。"
        )
    check_same_marks(words, marks_of(data), marks_stated(inspection.marks), MARKED_WRONG)
    return f"{words}未作改动。"


def _check_team(session: Session, ctx: Context, inspection: Inspection) -> None:
    """4.3, 4.4: raise Refused for no team, a member with a tie, a wrong composition or a drawn person left out."""
    members = check_composition(session, inspection)
    if not members:
        raise Refused(f"核查{inspection.key}还没有核查组，请先组成核查组（appoint_team）。")
    check_concentrated(inspection, members)
    check_untied(session, [member.inspector_id for member in members], departments_of(session, inspection))
    check_all_seated(session, ctx, inspection)
