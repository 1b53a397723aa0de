"""申报: a unit applies with a project, or withdraws it, while applications are open (1-2.16, 1-3 e)."""

import re
from typing import Any

from sqlmodel import Session, col, select

from models.intake.innovation import InnovationApplied, InnovationWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.innovation.calls import call_of, window_of
from models.ledger.innovation.telling import ToldOfProject, tell_offices
from models.ledger.lookup import department_named
from models.ledger.moves import move
from models.ledger.score.appraised import appraised_department
from models.ledger.score.innovation import rank_on
from models.ledger.transitions import record_row
from models.ledger.turns import lock, next_number
from models.records import Department, InnovationCall, InnovationProject, id_of
from models.rules.chinese_dates import in_full
from models.rules.errors import Refused
from models.rules.score.innovation import check_application_paper, check_may_apply, check_open, is_same_project
from models.rules.states import ProjectEvent, ProjectState
from models.statements import run

NUMBERED = re.compile(r"(\d{4})-([1-9]\d{0,5})", re.ASCII)
RESULT = "SELECT EXISTS (SELECT FROM innovation WHERE department_id = :department AND year = :year)"
SAME = ("content", "paper_number", "paper_date")
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
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        number=next_number(session, "innovation_project", jurisdiction_id=ctx.jurisdiction, year=data.year),
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
    projects = select(InnovationProject).where(
        InnovationProject.department_id == department.id,
        InnovationProject.year == year,
        InnovationProject.state != ProjectState.WITHDRAWN,
    )
    return list(session.exec(projects.order_by(col(InnovationProject.number))))


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
    found = None
    if match := NUMBERED.fullmatch(key):
        named = {"jurisdiction_id": ctx.jurisdiction, "year": int(match[1]), "number": int(match[2])}
        found = session.exec(select(InnovationProject).filter_by(**named)).first()
    if found is None:
        raise Refused(f"没有编号为“{key}”的创新项目，编号的格式如2026-3。查看：mubiao innovations。")
    return found
