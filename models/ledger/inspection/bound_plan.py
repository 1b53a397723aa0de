"""What a commitment to a sample ties to the draft of its inspection: the plan, and the order of the draws (4.4)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from models.ledger.acts import Context
from models.ledger.heirs import heirs
from models.ledger.inspection.scope import leads_of, planned_departments
from models.ledger.lookup import find_department, inspection_named
from models.ledger.sample.document import named
from models.ledger.sample.draw import newest_sample, samples_of
from models.records import Department, Inspection, Inspector, Sample, id_of
from models.rules.errors import Refused
from models.rules.inspection import EVALUATES, InspectionKind
from models.rules.personal_names import namesakes_in, one_spelling
from models.rules.public_numbers import NumberKind, check_issue, issue_of, two_people
from models.rules.sampling import Purpose
from models.rules.states import InspectionState, SampleState
from models.statements import run

APPOINTED = "SELECT EXISTS (SELECT FROM team_member WHERE inspection_id = :inspection AND left_on IS NULL)"
FROZEN = {
    "kind": "类别",
    "period": "期间",
    "departments": "受核查部门",
    "content": "核查内容",
    "scopes": "内容范围",
    "standard": "核查标准",
}


def drafted(session: Session, ctx: Context, key: str, purpose: Purpose) -> Inspection:
    """Return the drafted inspection that a commitment names.

    Raises Refused if it is no draft, if its standard is missing, if a team is to be drawn after one was appointed, or
    if targets are to be drawn after the team. A mid-term or year-end inspection that was issued without a
    sample is drawn late.
    """
    inspection = inspection_named(session, ctx, key)
    if not _is_open(session, inspection, purpose):
        raise Refused(
            f"核查{key}{inspection.state.label}。抽样应在下达方案之前：先抽目标，再抽核查组，然后下达方案（4.4）。"
        )
    if not inspection.standard:
        raise Refused(f"核查{key}的方案还没有写明核查标准；承诺以后不能再改，请先写明（draft_inspection）。")
    if purpose is Purpose.TEAM and run(session, APPOINTED, inspection=inspection.id).scalar_one():
        raise Refused(
            f"核查{key}的核查组已经组成，不能再抽取核查组：应先抽取，再按抽取的名单组成。"
            "须抽取的，取消本次核查并写明原因（cancel_inspection），另行拟制。"
        )
    team = newest_sample(session, ctx.jurisdiction, key, Purpose.TEAM)
    if purpose is Purpose.TARGETS and team and team.state is not SampleState.COMMITTED:
        raise Refused(
            f"核查{key}的核查组已经抽取，不能再承诺抽取目标：应先抽目标，再抽核查组。"
            "须抽取目标的，取消本次核查并写明原因（cancel_inspection），另行拟制。"
        )
    return inspection


def check_not_again(session: Session, inspection: Inspection, purpose: Purpose, kind: NumberKind | None) -> None:
    """4.4: raise Refused if a 专项核查 that was drawn would be drawn again without a public number, until it suits."""
    before = samples_of(session, inspection.jurisdiction_id, inspection.key, purpose)
    if inspection.kind is InspectionKind.SPECIAL and not kind and any(each.drawn_on for each in before):
        raise Refused(
            f"{named(before[0])}：已经抽取过，再次承诺须约定公开数"
            "（--number-kind、--number-name、--number-on），公布后抽取。"
        )


def population_departments(session: Session, inspection: Inspection, codes: Sequence[str]) -> list[str]:
    """Return the departments whose targets may be drawn: those given, or those of the plan if none are given.

    Raises Refused if one of them is not in the plan (4.4, 6.2.1), or if a mid-term or year-end inspection, which judges
    every department of its plan, leaves one out.
    """
    planned = planned_departments(session, inspection)
    check_within_plan(inspection, planned, codes)
    if inspection.kind in EVALUATES and codes and set(codes) != set(planned):
        left = f"部门{'、'.join(code for code in planned if code not in codes)}" if planned else "全部部门"
        raise Refused(
            f"核查{inspection.key}是{inspection.kind.label}，对{left}也要作出总体评价，"
            "总体不能只取其中一部分部门。请去掉 --departments，或先修改方案的受核查部门（draft_inspection）。"
        )
    return list(codes) or planned


def check_listed(session: Session, inspection: Inspection, targets: Sequence[str]) -> None:
    """Raise Refused if one of the targets of a given list, as year/code, is led by a department outside the plan."""
    planned = planned_departments(session, inspection)
    check_within_plan(inspection, planned, leads_of(session, inspection, targets))


def check_within_plan(inspection: Inspection, planned: Sequence[str], codes: Sequence[str]) -> None:
    """Raise Refused if one of the departments is not in the plan; a plan that names none covers all."""
    if planned and (outside := [code for code in codes if code not in planned]):
        raise Refused(
            f"部门{'、'.join(outside)}不在核查{inspection.key}的受核查部门（{'、'.join(planned)}）中，其目标不能列入总体。"
            "请只从受核查部门的目标中抽取，或先修改方案的受核查部门（draft_inspection）再承诺。"
        )


def check_drawable(session: Session, ctx: Context, sample: Sample) -> None:
    """Raise Refused if the plan is no draft any more, or if a team is drawn before the targets."""
    inspection = inspection_named(session, ctx, sample.subject)
    if not _is_open(session, inspection, sample.purpose):
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能再抽取。")
    targets = newest_sample(session, ctx.jurisdiction, sample.subject, Purpose.TARGETS)
    if sample.purpose is Purpose.TEAM and targets and targets.state is SampleState.COMMITTED:
        first = f"请先抽取（mubiao sample draw {inspection.key}）。"
        raise Refused(f"{named(targets)}已承诺，尚未抽取：应先抽目标，再抽核查组。{first}")


def check_all_drawn(session: Session, inspection: Inspection) -> None:
    """Raise Refused if a commitment is not drawn, or if a mid-term or year-end inspection has no drawn targets."""
    for purpose in Purpose:
        sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, purpose)
        if sample and sample.state is SampleState.COMMITTED:
            raise Refused(f"{named(sample)}已承诺，尚未抽取，方案不能下达。请先抽取（mubiao sample draw）。")
    if inspection.kind in EVALUATES and not _has_targets(session, inspection):
        raise Refused(
            f"核查{inspection.key}是{inspection.kind.label}，须随机抽取样本（4.4），还没有抽取，方案不能下达。"
            f"请先承诺并抽取（mubiao sample commit {inspection.key}）。"
        )


def check_not_frozen(session: Session, inspection: Inspection, values: Mapping[str, Any]) -> None:
    """Raise Refused if these values change what a commitment has fixed: kind, period, scope or standard."""
    changed = [title for name, title in FROZEN.items() if name in values and values[name] != getattr(inspection, name)]
    samples = (newest_sample(session, inspection.jurisdiction_id, inspection.key, purpose) for purpose in Purpose)
    if changed and any(samples):
        raise Refused(
            f"核查{inspection.key}已承诺抽样，{'、'.join(changed)}不能再改；"
            "确需改的，取消本次核查并写明原因（cancel_inspection），另行拟制。"
        )


def check_two_people(session: Session, ctx: Context, text: str) -> str:
    """Return a remark if the two people who write a number have one name, or that of a person of the roster.

    Raises Refused unless they are of different departments, neither of the agency; a merged one is its successor.
    """
    people, heir = two_people(text), heirs(session)
    places = [find_department(session, ctx.jurisdiction, place) for place, _ in people]
    first, second = (session.get_one(Department, heir.get(id_of(each), id_of(each))) for each in places)
    if first.id == second.id:
        raise Refused(f"报数的两人应来自不同部门，现在都是“{first.name}”的。")
    if agency := next((each for each in (first, second) if each.is_agency), None):
        raise Refused(f"报数的人不能是抽取方“{agency.name}”的。")
    names = [one_spelling(name) for _, name in people]
    roster = session.exec(select(Inspector.name).where(Inspector.jurisdiction_id == ctx.jurisdiction)).all()
    both = "、".join(sorted(set(names) & set(roster)))
    known = f"核查人员名册中也有“{both}”，报数的人不参加核查，请核对。" if both else ""
    return namesakes_in(names) + known


def check_not_public(session: Session, ctx: Context, kind: NumberKind, name: str, day: date) -> None:
    """4.4: raise Refused if this issue of a lottery is public by an earlier commitment, or cannot come on that day."""
    issue = issue_of(kind, name)
    known = select(Sample).where(
        Sample.jurisdiction_id == ctx.jurisdiction, Sample.number_kind == kind, col(Sample.known_on) <= ctx.date
    )
    for sample in session.exec(known.order_by(col(Sample.id))) if issue else ():
        if issue_of(kind, sample.number_name) == issue:
            raise Refused(
                f"“{name}”的号码已在{sample.known_on}公布（见{named(sample)}），承诺时已经可以知道，请约定以后的一期。"
            )
    check_issue(kind, name, day)


def _is_open(session: Session, inspection: Inspection, purpose: Purpose) -> bool:
    """Return whether a sample may be committed to and drawn now."""
    late = inspection.state is InspectionState.ISSUED and inspection.kind in EVALUATES and purpose is Purpose.TARGETS
    return inspection.state is InspectionState.DRAFTED or (late and not _has_targets(session, inspection))


def _has_targets(session: Session, inspection: Inspection) -> bool:
    sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, Purpose.TARGETS)
    return bool(sample and sample.drawn)
