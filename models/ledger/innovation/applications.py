"""申报: the agency sets the days; a unit applies with a project, or withdraws it, on one of them (1-2.16, 1-3 e)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.intake.innovation import InnovationApplied, InnovationCalled, InnovationWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import department_named, newest, numbered
from models.ledger.notices import ToldOffice, tell_each_office
from models.ledger.score.appraised import appraised_department, check_year
from models.ledger.score.innovation import rank_on
from models.ledger.transitions import lock, move, next_row, record_row
from models.records import Department, InnovationCall, InnovationProject, id_of
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.score.innovation import (
    Window,
    check_application_paper,
    check_may_apply,
    check_open,
    check_window,
    is_same_project,
)
from models.rules.states import ProjectEvent, ProjectState
from models.statements import run

# Acts about the projects of a jurisdiction wait for each other.
JUDGED = """
SELECT EXISTS (SELECT FROM innovation_project
    WHERE jurisdiction_id = :jurisdiction AND year = :year AND state NOT IN ('applied', 'withdrawn'))
"""
STEP = "innovation_step"


class ToldOfProject(NamedTuple):
    """What the office of a unit is told about a project: the state that it has now, and why."""

    department: int
    key: str
    name: str
    state: str
    why: str


def tell_offices(session: Session, ctx: Context, projects: Sequence[ToldOfProject], occasion: str) -> int:
    """Queue what each office is told about its project on this occasion; returns how many notices are new."""
    told = [
        ToldOffice(
            each.key,
            occasion,
            {"project": each.key, "name": each.name, "result": each.state, "why": each.why},
            each.department,
        )
        for each in projects
    ]
    return tell_each_office(session, ctx, STEP, told)


@act("call_innovation", "通知申报创新项目", clause="1-2.16", roles={Role.AGENCY})
def call_innovation(session: Session, data: InnovationCalled, ctx: Context) -> Summary:
    """2.16: set the days of a year's applications with the paper; other ones need a reason, those before stay.

    The same again changes nothing. Raises Refused for days that have passed, for a paper of a day to come, and once
    projects were judged.
    """
    check_year(data.year, ctx.date)
    if data.dated > ctx.date:
        raise Refused(f"通知日期{data.dated}晚于今天（{ctx.date}），请核对。")
    lock(session, "innovation_project")
    last = newest_call(session, ctx, data.year)
    if last and all(getattr(last, name) == value for name, value in _call_values(data).items()):
        return Summary(f"{data.year}年创新项目的申报通知此前已登记，未作改动。", {"called": 0})
    _check_change(session, data, ctx, last)
    call = InnovationCall(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        serial=last.serial + 1 if last else 1,
        reason=data.reason if last else "",
        recorded_on=ctx.date,
        **_call_values(data),
    )
    record_row(session, ctx, call, "called")
    files = attach_exhibits(session, ctx, "innovation_call", id_of(call), data.evidence)
    most = f"，每单位最多{data.most}项" if data.most else ""
    words = f"{data.year}年创新项目自{data.opens_on}至{data.closes_on}申报{most}。"
    return Summary(words, {"called": 1, "evidence": files})


def _call_values(data: InnovationCalled) -> dict[str, Any]:
    named = {"paper_number": data.number, "paper_date": data.dated}
    return {"opens_on": data.opens_on, "closes_on": data.closes_on, "most": data.most} | named


def _check_change(session: Session, data: InnovationCalled, ctx: Context, last: InnovationCall | None) -> None:
    check_window(Window(data.year, data.opens_on, data.closes_on), ctx.date, window_of(last) if last else None)
    if last and not data.reason:
        raise Refused(
            f"{data.year}年的创新项目自{last.opens_on}至{last.closes_on}申报，确需更改的写明原因（--reason）。"
        )
    if run(session, JUDGED, jurisdiction=ctx.jurisdiction, year=data.year).scalar_one():
        raise Refused(f"{data.year}年的创新项目已经专家初评，申报日期不能再改。")


def call_of(session: Session, ctx: Context, year: int) -> InnovationCall:
    """Return the call of a year that holds. Raises Refused if it was not called."""
    if call := newest_call(session, ctx, year):
        return call
    raise Refused(f"{year}年的创新项目评选尚未通知申报，请先登记申报通知（call_innovation）。")


def newest_call(session: Session, ctx: Context, year: int) -> InnovationCall | None:
    """Return the call of a year that holds, if any."""
    return newest(session, InnovationCall, "serial", jurisdiction_id=ctx.jurisdiction, year=year)


def window_of(call: InnovationCall) -> Window:
    """Return the days of applications of a call."""
    return Window(call.year, call.opens_on, call.closes_on)


RESULT = "SELECT EXISTS (SELECT FROM innovation WHERE department_id = :department AND year = :year)"
Existing = list[InnovationProject]


@act("apply_innovation", "申报创新项目", clause="1-2.16", roles={Role.OFFICE, Role.AGENCY})
def apply_innovation(session: Session, data: InnovationApplied, ctx: Context) -> Summary:
    """2.16: insert a project of a unit with the paper of its application; the office is told that it was received.

    The same again changes nothing. Raises Refused outside the days of applications, for a unit that may not apply, for
    the project of another, and for more projects than a unit may have.
    """
    department = department_named(session, ctx, data.department)
    appraised_department(session, ctx, department.code, data.year)
    lock(session, "innovation_project")
    call = _check_call(session, data, ctx)
    rank = rank_on(session, department, ctx.date)
    management = check_may_apply(department.name, department.management, rank)
    own = _own_projects(session, department, data.year)
    if same := next((each for each in own if is_same_project(each.name, data.project)), None):
        return _repeated(same, data)
    _check_room(session, department, data, call, own)
    project = InnovationProject(
        **next_row(session, "innovation_project", jurisdiction_id=ctx.jurisdiction, year=data.year),
        department_id=id_of(department),
        name=data.project,
        management=management,
        rank=rank,
        applied_on=ctx.date,
        **_values(data),
    )
    record_row(session, ctx, project, "applied")
    files = attach_exhibits(session, ctx, "innovation_project", id_of(project), data.evidence)
    told = ToldOfProject(
        id_of(department), project.key, project.name, project.state.label, f"申报至{in_full(call.closes_on)}截止"
    )
    notices = tell_offices(session, ctx, [told], "received")
    words = f"已收取“{department.name}”{data.year}年的创新项目{project.key}“{project.name}”。"
    return Summary(words, {"applied": 1, "evidence": files, "notices": notices}, {"project": project.key})


def _values(data: InnovationApplied) -> dict[str, Any]:
    return {"content": data.content, "paper_number": data.number, "paper_date": data.dated}


def _check_call(session: Session, data: InnovationApplied, ctx: Context) -> InnovationCall:
    """Return the call of the year. Raises Refused if today is not one of its days."""
    call = call_of(session, ctx, data.year)
    check_open(window_of(call), ctx.date)
    check_application_paper(data.dated, call.paper_date, ctx.date)
    return call


def _own_projects(session: Session, department: Department, year: int) -> Existing:
    projects = select(InnovationProject).filter_by(department_id=department.id, year=year)
    live = projects.where(InnovationProject.state != ProjectState.WITHDRAWN)
    return list(session.exec(live.order_by(col(InnovationProject.number))))


def _repeated(same: InnovationProject, data: InnovationApplied) -> Summary:
    """Return that nothing changed. Raises Refused if the same project is applied for with something else."""
    if any(getattr(same, name) != value for name, value in _values(data).items()):
        raise Refused(f"“{same.name}”此前已申报（{same.key}），内容或文件不同的，先撤回（withdraw_innovation）再申报。")
    return Summary(f"创新项目{same.key}“{same.name}”此前已申报，未作改动。", {"applied": 0}, {"project": same.key})


def _check_room(
    session: Session, department: Department, data: InnovationApplied, call: InnovationCall, own: Existing
) -> None:
    """Raise Refused if the unit has as many projects as it may have, or a result of the year already."""
    if call.most and len(own) >= call.most:
        listed = "、".join(each.key for each in own)
        raise Refused(f"“{department.name}”{data.year}年已申报{listed}，每单位最多{call.most}项。")
    if run(session, RESULT, department=department.id, year=data.year).scalar_one():
        raise Refused(f"“{department.name}”{data.year}年的创新项目评选已登记结果，不能再申报。")


@act("withdraw_innovation", "撤回创新项目", clause="1-2.16", roles={Role.OFFICE, Role.AGENCY})
def withdraw_innovation(session: Session, data: InnovationWithdrawn, ctx: Context) -> Summary:
    """2.16: withdraw a project with the reason. Raises Refused after the closing day: then it is judged."""
    lock(session, "innovation_project")
    project = project_named(session, ctx, data.project)
    department_named(session, ctx, session.get_one(Department, project.department_id).code)
    if project.state is ProjectState.WITHDRAWN:
        return Summary(f"创新项目{project.key}此前已撤回，未作改动。", {"withdrawn": 0})
    check_open(window_of(call_of(session, ctx, project.year)), ctx.date)
    sets, detail = {"withdrawn_on": ctx.date, "reason": data.reason}, {"reason": data.reason}
    move(session, ctx, "innovation_project", [id_of(project)], ProjectEvent.WITHDRAW, sets=sets, detail=detail)
    told = ToldOfProject(project.department_id, project.key, project.name, ProjectState.WITHDRAWN.label, data.reason)
    notices = tell_offices(session, ctx, [told], "withdrawn")
    words = f"已撤回创新项目{project.key}“{project.name}”：{data.reason}。"
    return Summary(words, {"withdrawn": 1, "notices": notices})


def project_named(session: Session, ctx: Context, key: str) -> InnovationProject:
    """Return the project with this number, such as 2026-3. Raises Refused for an unknown one."""
    words = "创新项目，编号的格式如2026-3。查看：mubiao innovations。"
    return numbered(session, ctx.jurisdiction, InnovationProject, key, words)
