"""Finding what an input names: a department, a target, an obligation; a refusal says what it might have meant."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col, or_, select

from models.intake.input import OfTarget
from models.ledger.acts import Context, Role
from models.ledger.heirs import debtor_of, heirs
from models.records import (
    Deadline,
    Department,
    Inspection,
    NegativeEntry,
    Obligation,
    Reform,
    Target,
    TargetDepartment,
    id_of,
)
from models.rules.cycles import DUTIES, subject_of
from models.rules.errors import Refused
from models.rules.kinds import ReformKind
from models.statements import run
from models.transaction import transaction

# Built once: to put a SELECT together takes longer than to execute it.
DEPARTMENT = select(Department).where(
    Department.jurisdiction_id == bindparam("jurisdiction"),
    or_(*(column == bindparam("text") for column in (Department.code, Department.name, Department.short_name))),
)
OBLIGATION = (
    select(Obligation, col(Deadline.due))
    .join(Deadline)
    .where(
        Obligation.department_id == bindparam("department"),
        Obligation.kind == bindparam("kind"),
        Obligation.period == bindparam("period"),
    )
)


def department_named(session: Session, ctx: Context, text: str) -> Department:
    """The department with this code, name or short name; refuses another's when an office or head asks."""
    department = find_department(session, ctx.jurisdiction, text)
    _check_own(session, ctx, department)
    return department


def find_department(session: Session, jurisdiction: int, text: str) -> Department:
    """The department with this code, name or short name, or that once had this name; refuses an unknown one, with
    what was perhaps meant.
    """
    named = {"jurisdiction": jurisdiction, "text": text}
    found = session.exec(DEPARTMENT, params=named).all() or _once_named(session, jurisdiction, text)
    if not found:
        raise Refused(f"部门“{text}”不在部门名单中{_perhaps(session, jurisdiction, text)}。")
    if len(found) > 1:
        raise Refused(f"“{text}”对应多个部门，请改用部门编码：{'、'.join(d.code for d in found)}。")
    transaction(session).departments.append(found[0])
    return found[0]


def _once_named(session: Session, jurisdiction: int, text: str) -> Sequence[Department]:
    renamed = select(Reform.department_id).where(
        Reform.kind == ReformKind.RENAME, or_(Reform.old_name == text, Reform.old_short_name == text)
    )
    return session.exec(
        select(Department).where(Department.jurisdiction_id == jurisdiction, col(Department.id).in_(renamed))
    ).all()


def _perhaps(session: Session, jurisdiction: int, text: str) -> str:
    names = session.exec(select(Department.name).where(Department.jurisdiction_id == jurisdiction)).all()
    close = get_close_matches(text, names, n=1, cutoff=0.5)
    return f"，是否为“{close[0]}”" if close else ""


def _check_own(session: Session, ctx: Context, department: Department) -> None:
    """An office acts for itself and for what was merged into it; one that was merged away acts no more."""
    if ctx.actor.role not in {Role.OFFICE, Role.HEAD, Role.LEADER}:
        return
    heir = heirs(session).get(id_of(department), department.id)
    if ctx.actor.department == heir:
        return
    if ctx.actor.department == department.id:
        name = session.get_one(Department, heir).name
        raise Refused(f"“{department.name}”已并入“{name}”，其事项由“{name}”办理。")
    raise Refused(f"您只能办理本部门的事项，不能办理“{department.name}”的事项。")


def target_coded(session: Session, ctx: Context, code: str, year: int) -> Target:
    """The target with this code in this year's list."""
    found = session.exec(
        select(Target).where(Target.jurisdiction_id == ctx.jurisdiction, Target.code == code, Target.year == year)
    ).first()
    if found is None:
        raise Refused(f"{year}年目标中没有编号“{code}”。")
    return found


def lead_of(session: Session, ctx: Context, target: Target) -> Department:
    """The department that leads a target, or that its lead was merged into; refuses another office's."""
    lead = session.get_one(Department, lead_now(session, target))
    _check_own(session, ctx, lead)
    return lead


def lead_now(session: Session, target: Target) -> int:
    """The id of the department that leads a target, or that its lead was merged into."""
    found = session.exec(
        select(TargetDepartment.department_id).where(
            TargetDepartment.target_id == target.id, TargetDepartment.position == 0
        )
    ).one()
    return heirs(session).get(found, found)


def newest_entry(session: Session, target: Target) -> NegativeEntry | None:
    """The newest negative entry of a target, if it was ever listed."""
    return session.exec(
        select(NegativeEntry).where(NegativeEntry.target_id == target.id).order_by(col(NegativeEntry.occurrence).desc())
    ).first()


def entry_key(target: Target, entry: NegativeEntry) -> str:
    """How the obligations of an entry name it."""
    return f"{target.year}/{target.code}/{entry.occurrence}"


def project_key(target: Target) -> str:
    """How the obligations of a key project name it: 2026/T001."""
    return f"{target.year}/{target.code}"


def obligation_of(session: Session, department: Department, kind: str, period: str) -> Obligation:
    """The department's obligation of that kind and period, or the one it took over; refuses when it owes none."""
    row = session.exec(OBLIGATION, params={"department": department.id, "kind": kind, "period": period}).first()
    found = row[0] if row else None
    if row:  # whoever looks for a duty asks next when it is due
        transaction(session).due_dates[row[0].deadline_id] = row[1]
    if found is None:
        found = _taken_over(session, department, kind, period)
    if found is None:
        raise Refused(
            f"“{department.name}”没有“{subject_of(DUTIES[kind], period)}”这一应办事项（尚未开启或不属于该部门）。"
        )
    return found


def _taken_over(session: Session, department: Department, kind: str, period: str) -> Obligation | None:
    owed = (
        []
        if department.is_agency
        else session.exec(
            select(Obligation).where(
                Obligation.owed_by == department.id, Obligation.kind == kind, Obligation.period == period
            )
        ).all()
    )
    if len(owed) > 1:
        names = sorted(session.get_one(Department, obligation.department_id).name for obligation in owed)
        title = subject_of(DUTIES[kind], period)
        raise Refused(f"“{department.name}”承接了{'、'.join(names)}的“{title}”，请写明是其中哪一个。")
    return owed[0] if owed else None


def obligation_numbered(session: Session, ctx: Context, number: int) -> Obligation:
    """The obligation with this number; refuses another office's."""
    found = session.get(Obligation, number)
    if found is None or found.jurisdiction_id != ctx.jurisdiction:
        raise Refused(f"没有编号为{number}的应办事项。查看：mubiao owed。")
    _check_own(session, ctx, session.get_one(Department, debtor_of(session, found)))
    return found


OWED_LINES = """
SELECT t.id, t.code, t.name, l.target_version FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.obligation_id = :obligation AND l.version = 0 ORDER BY t.code COLLATE "C"
"""


OwedLine = Row[tuple[int, str, str, int]]


def owed_lines(session: Session, obligation: Obligation) -> dict[str, OwedLine]:
    """The targets an obligation owes a line for, by code; read once per transaction, for they are set when it opens."""
    known = transaction(session).report_lines
    number = id_of(obligation)
    if number not in known:
        known[number] = {row.code: row for row in run(session, OWED_LINES, obligation=number)}
    return known[number]


def target_of(session: Session, ctx: Context, data: OfTarget) -> Target:
    """The target an act is about; the year is the business date's unless said otherwise."""
    return target_coded(session, ctx, data.target, data.year or ctx.date.year)


def inspection_named(session: Session, ctx: Context, key: str) -> Inspection:
    """The inspection with this number, such as 2026-3; refuses an unknown one."""
    return find_inspection(session, ctx.jurisdiction, key)


def find_inspection(session: Session, jurisdiction: int, key: str) -> Inspection:
    """The inspection of a jurisdiction with this number, such as 2026-3; refuses an unknown one."""
    year, _, number = key.partition("-")
    found = (
        session.exec(
            select(Inspection).where(
                Inspection.jurisdiction_id == jurisdiction,
                Inspection.year == int(year),
                Inspection.number == int(number),
            )
        ).first()
        if _is_number(year) and _is_number(number)
        else None
    )
    if found is None:
        raise Refused(f"没有编号为“{key}”的核查，编号的格式如2026-3。")
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len("1000000")


GO_LIVE = "SELECT go_live FROM jurisdiction WHERE id = :jurisdiction"


def go_live(session: Session, ctx: Context) -> date:
    """The day from which the jurisdiction is live."""
    live: date = run(session, GO_LIVE, jurisdiction=ctx.jurisdiction).scalar_one()
    return live


HOME = "(SELECT id FROM jurisdiction WHERE go_live IS NOT NULL ORDER BY id LIMIT 1) AS home"


def home(session: Session) -> int:
    """The jurisdiction that this installation serves; refuses before `mubiao init`."""
    state = transaction(session)
    found: int | None = state.home or run(session, f"SELECT {HOME}").scalar()
    if found is None:
        raise Refused("尚未初始化。请先执行：mubiao init --jurisdiction 名称 --go-live 日期。")
    state.home = found
    return found
