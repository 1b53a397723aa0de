"""总体评价 and 奖惩建议 about each department by an inspection (1-3 h, 1-7.4, 3.3, 4.3 c, 6.2.1)."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.intake.inspection import DepartmentEvaluated, SuggestionAnswered, SuggestionMade
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.heirs import heirs
from models.ledger.inspection.scope import drawn_targets
from models.ledger.inspection.told import tell_evaluation
from models.ledger.lookup import find_department, inspection_named, newest
from models.ledger.nouns.shared_sql import HEIRS, LED_BY, NAMED_BY
from models.ledger.transitions import record_row, record_rows
from models.loading import having
from models.records import Department, Evaluation, Inspection, Suggestion, id_of
from models.rules.errors import Refused
from models.rules.inspection import EVALUATES, InspectionKind, year_covered
from models.rules.several import first_of
from models.rules.states import EntryState, InspectionState
from models.statements import run

CONDUCTED = frozenset({InspectionState.ISSUED, InspectionState.CONCLUDED})
# The inspections among :inspections that cover or have evaluated a department, with its newest evaluation by each.
ABOUT = f"""
SELECT i.year, i.number, i.state, v.id AS evaluation FROM inspection i LEFT JOIN LATERAL (
    SELECT e.id FROM evaluation e LEFT JOIN {HEIRS} h ON h.department_id = e.department_id
    WHERE e.inspection_id = i.id AND coalesce(h.heir, e.department_id) = :heir
    ORDER BY e.department_id = :department DESC, e.id DESC LIMIT 1) v ON true
WHERE i.id = ANY(:inspections) AND (v.id IS NOT NULL OR jsonb_array_length(i.departments) = 0 OR EXISTS (
    SELECT 1 FROM department d LEFT JOIN {HEIRS} h ON h.department_id = d.id
    WHERE d.jurisdiction_id = i.jurisdiction_id AND jsonb_exists(i.departments, d.code)
        AND coalesce(h.heir, d.id) = :heir))
ORDER BY i.year, i.number
"""  # noqa: S608 - constants only


@act("evaluate_department", "登记总体评价", clause="3-3.3", roles={Role.AGENCY})
def evaluate_department(session: Session, data: DepartmentEvaluated, ctx: Context) -> Summary:
    """3.3: record the evaluation of a department by an inspection under way; an identical one changes nothing.

    Raises Refused if the inspection does not evaluate departments, is not under way or does not cover this one, if
    nothing of the department was inspected, or if it has entries and nothing is said of making them good.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    department = find_department(session, ctx.jurisdiction, data.department)
    if inspection.kind not in EVALUATES:
        kinds = "、".join(kind.label for kind in InspectionKind if kind in EVALUATES)
        raise Refused(f"核查{inspection.key}是{inspection.kind.label}，总体评价只在{kinds}中登记。")
    if inspection.state is not InspectionState.ISSUED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，方案下达后、结束前才能登记总体评价。")
    if inspection.departments and department.code not in inspection.departments:
        raise Refused(f"“{department.name}”不在核查{inspection.key}的受核查部门之内。")
    check_inspected(session, inspection, department, ctx.date)
    check_made_good(session, inspection, department, data.made_good, ctx.date)
    last = newest(session, Evaluation, "serial", inspection_id=inspection.id, department_id=department.id)
    if last and (last.overall, last.made_good) == (data.overall, data.made_good):
        return Summary(f"“{department.name}”的总体评价此前已登记，未作改动。", {"evaluated": 0})
    evaluation = Evaluation(
        inspection_id=id_of(inspection),
        department_id=id_of(department),
        serial=last.serial + 1 if last else 1,
        overall=data.overall,
        made_good=data.made_good,
        evaluated_on=ctx.date,
    )
    record_row(session, ctx, evaluation, "evaluated")
    tell_evaluation(session, ctx, inspection, department, evaluation)
    replaced = f"，取代{last.evaluated_on}登记的第{last.serial}次" if last else ""
    return Summary(f"已登记“{department.name}”在核查{inspection.key}中的总体评价{replaced}。", {"evaluated": 1})


def evaluation_at_year_end(session: Session, ctx: Context, department: int, year: int) -> int | None:
    """3.3: return the id of a department's newest evaluation by a year-end inspection of this year, or None.

    Raises Refused if such an inspection is under way and has not evaluated the department yet.
    """
    of_kind = select(Inspection).filter_by(jurisdiction_id=ctx.jurisdiction, kind=InspectionKind.ANNUAL)
    annual = of_kind.where(col(Inspection.state).in_(CONDUCTED))
    of_year = [
        id_of(each)
        for each in session.exec(annual).all()
        if year_covered(each.kind, each.period, each.begins_on or each.drafted_on) == year
    ]
    heir = heirs(session).get(department, department)
    rows = run(session, ABOUT, inspections=of_year, department=department, heir=heir).all()
    evaluations = [row.evaluation for row in rows if row.evaluation]
    under_way = [f"{row.year}-{row.number}" for row in rows if row.state == InspectionState.ISSUED.value]
    if under_way and not evaluations:
        raise Refused(
            f"年度核查{'、'.join(under_way)}正在进行，对该部门还没有总体评价，请先登记（evaluate_department），再登记年终复核。"
        )
    return evaluations[-1] if evaluations else None


# The drawn targets of a department or of its predecessors that have no signed finding.
UNSEEN_OF = f"""
SELECT u.id FROM unnest(CAST(:drawn AS text[])) AS u(id)
    JOIN target t ON t.jurisdiction_id = :jurisdiction AND {NAMED_BY.format(key="u.id")}
    {LED_BY}
WHERE d.id = :heir AND NOT EXISTS (
    SELECT 1 FROM finding f WHERE f.inspection_id = :inspection AND f.target_id = t.id AND f.state <> 'recorded')
ORDER BY u.id COLLATE "C"
"""  # noqa: S608 - constants only
# Whether a target of the department has a signed finding of the inspection, or was visited while it was under way.
SEEN = f"""
SELECT EXISTS (SELECT 1 FROM target t {LED_BY} WHERE t.jurisdiction_id = :jurisdiction AND d.id = :heir AND (
    EXISTS (SELECT 1 FROM finding f
        WHERE f.inspection_id = :inspection AND f.target_id = t.id AND f.state <> 'recorded')
    OR EXISTS (SELECT 1 FROM field_visit v WHERE v.target_id = t.id AND v.visited_on BETWEEN :begins AND :day)))
"""  # noqa: S608 - constants only
# The entries of the year's targets, and those of earlier targets that are not made good.
ENTRIES = f"""
SELECT concat_ws('/', t.year, t.code, e.occurrence) FROM negative_entry e JOIN target t ON t.id = e.target_id
    {LED_BY}
WHERE t.jurisdiction_id = :jurisdiction AND d.id = :heir AND e.listed_on <= :day
    AND (e.state = ANY(:open) OR t.year = :year AND e.state = :made_good)
ORDER BY t.year, t.code COLLATE "C", e.occurrence
"""  # noqa: S608 - constants only
OPEN_STATES = [EntryState.LISTED.value, EntryState.REMEDYING.value]
SIGNS = "。，；、.,; \u3000"
SAYS_NOTHING = frozenset({"", "无", "没有", "暂无", "0", "同上", "不适用", "不涉及"})  # where there are entries


def check_inspected(session: Session, inspection: Inspection, department: Department, day: date) -> None:
    """3.3, 4.4: raise Refused if there is no basis for an evaluation of the department on this day.

    The drawn targets of the department have signed findings, and at least one target of it has a signed finding or was
    visited while the inspection was under way.
    """
    drawn = drawn_targets(session, inspection)
    params = {"jurisdiction": inspection.jurisdiction_id, "heir": _heir(session, department)}
    if unseen := list(run(session, UNSEEN_OF, **params, inspection=inspection.id, drawn=drawn).scalars()):
        raise Refused(
            f"“{department.name}”抽中的目标还有{len(unseen)}项没有签字的核查结果（{first_of(unseen)}），核查签字后再作总体评价。"
        )
    if not run(session, SEEN, **params, inspection=inspection.id, begins=inspection.begins_on, day=day).scalar_one():
        raise Refused(
            f"核查{inspection.key}没有抽中“{department.name}”的目标，也没有核查或到现场看过它的目标，总体评价没有依据。"
            "请先核查其中一项并签字（record_finding、sign_off），或登记现场核查（record_field_visit）。"
        )


def check_made_good(
    session: Session, inspection: Inspection, department: Department, made_good: str, day: date
) -> None:
    """3.3: raise Refused if the department has entries in the negative list and nothing is said of making them good."""
    if made_good.strip(SIGNS) not in SAYS_NOTHING:
        return
    year = year_covered(inspection.kind, inspection.period, inspection.begins_on or day)
    states = {"open": OPEN_STATES, "made_good": EntryState.MADE_GOOD.value}
    params = {"jurisdiction": inspection.jurisdiction_id, "heir": _heir(session, department), "year": year, "day": day}
    if entries := list(run(session, ENTRIES, **params, **states).scalars()):
        raise Refused(
            f"“{department.name}”的负面清单有{len(entries)}项（{first_of(entries)}），总体评价须写明补欠情况"
            "（made_good，3.3）。"
        )


def _heir(session: Session, department: Department) -> int:
    return heirs(session).get(id_of(department), id_of(department))


INSPECTED = {InspectionState.ISSUED, InspectionState.CONCLUDED}


@act("make_suggestion", "提出奖惩建议", clause="3-4.3", roles={Role.AGENCY})
def make_suggestion(session: Session, data: SuggestionMade, ctx: Context) -> Summary:
    """4.3 c: record a team's suggestion of a reward or penalty; an identical one changes nothing."""
    inspection = inspection_named(session, ctx, data.inspection)
    if inspection.state not in INSPECTED:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能提出建议。")
    department = find_department(session, ctx.jurisdiction, data.department)
    about: dict[str, Any] = {"inspection_id": id_of(inspection), "department_id": id_of(department)}
    about |= {"kind": data.kind, "text": data.text}
    if having(session, Suggestion, **about):
        return Summary("该建议此前已提出，未作改动。", {"suggested": 0})
    record_row(session, ctx, Suggestion(**about, made_on=ctx.date), "made")
    return Summary(f"已对“{department.name}”提出{data.kind.label}建议。", {"suggested": 1})


@act("answer_suggestion", "答复奖惩建议", clause="3-4.3", roles={Role.AGENCY})
def answer_suggestion(session: Session, data: SuggestionAnswered, ctx: Context) -> Summary:
    """4.3 c: answer all open suggestions of an inspection about a department; raises Refused if there are none."""
    inspection = inspection_named(session, ctx, data.inspection)
    department = find_department(session, ctx.jurisdiction, data.department)
    about = {"inspection_id": inspection.id, "department_id": department.id, "answered_on": None}
    waiting = session.exec(select(Suggestion).filter_by(**about).order_by(col(Suggestion.id))).all()
    if not waiting:
        raise Refused(f"核查{inspection.key}没有对“{department.name}”待答复的建议。")
    for suggestion in waiting:
        suggestion.answer, suggestion.answered_on = data.answer, ctx.date
    record_rows(session, ctx, waiting, "answered")
    return Summary(f"已答复对“{department.name}”的{len(waiting)}项建议。", {"answered": len(waiting)})
