"""机构改革: rename and merge departments, transfer targets; deadlines stay, history keeps the former names."""

from typing import Any

from sqlmodel import Session, col, select

from models.intake.reform import DepartmentMerged, DepartmentRenamed, Reformed, TargetsTransferred
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.cycle.missed import open_missed
from models.ledger.handover import (
    Handover,
    end_department,
    follow_leads,
    notify_successor,
    opened_until,
    pass_duties,
    pass_targets,
    targets_of,
)
from models.ledger.heirs import forget_heirs, heirs, hold_obligations
from models.ledger.lookup import find_department
from models.ledger.nouns.shared_sql import LEAD
from models.ledger.registry.reversal import keep_before
from models.ledger.registry.signers import tell_of_merger
from models.ledger.score.cut_off import check_not_cut_off
from models.ledger.transitions import record, record_row
from models.loading import having
from models.records import Department, Reform, id_of
from models.rules.duties import OpenedFor
from models.rules.errors import Refused
from models.rules.kinds import ReformKind
from models.rules.personal_names import one_spelling
from models.rules.reform import Existence, check_day, check_ends, check_exists, check_takes_over, last_day
from models.statements import run

AGENCY_ONLY = {Role.AGENCY}
UNDONE = {ReformKind.RENAME: ReformKind.WITHDRAWN_RENAME, ReformKind.MERGE: ReformKind.WITHDRAWN_MERGE}
LEADS = f"""
SELECT t.id, t.code, x.department_id, d.name AS lead FROM target t
    JOIN {LEAD} JOIN department d ON d.id = x.department_id
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.code = ANY(:codes) ORDER BY t.code COLLATE "C"
"""  # noqa: S608 - constants only


@act("rename_department", "部门更名", clause="1-2.13", roles=AGENCY_ONLY)
def rename_department(session: Session, data: DepartmentRenamed, ctx: Context) -> Summary:
    """1-2.13: rename a department; closed records keep the old name.

    Raises Refused if the name is taken, or if a later renaming exists.
    """
    department = _find_managed(session, ctx, data.department)
    renamed = select(Reform).filter_by(department_id=department.id, kind=ReformKind.RENAME)
    renamings = session.exec(renamed.order_by(col(Reform.effective_on).desc())).all()
    if any((r.effective_on, r.new_name, r.new_short_name) == (data.effective_on, *_new_names(data)) for r in renamings):
        return Summary(f"“{data.name}”此前已更名，未作改动。", {"renamed": 0})
    check_day(data.effective_on, ctx.date)
    check_exists(_validity(department), last_day(data.effective_on), data.effective_on, ctx.date)
    if renamings and renamings[0].effective_on >= data.effective_on:
        raise Refused(f"“{department.name}”已于{renamings[0].effective_on}更名，新的更名应在其后。")
    old = department.name
    _check_free(session, ctx, department, data)
    reform = _save_reform(session, ctx, ReformKind.RENAME, data, department, _new_names(data))
    department.name, department.short_name = _new_names(data)
    detail = {"from": old, "to": data.name, "effective_on": data.effective_on.isoformat(), "basis": reform.basis}
    record(session, ctx, "department", [id_of(department)], "renamed", detail=detail)
    return Summary(f"“{old}”自{data.effective_on}起更名为“{data.name}”，编码{department.code}不变。", {"renamed": 1})


@act("merge_department", "部门合并", clause="1-2.13", roles=AGENCY_ONLY)
def merge_department(session: Session, data: DepartmentMerged, ctx: Context) -> Summary:
    """1-2.13: merge a department into another, which takes over its targets and open obligations with their due dates.

    The old one ends the day before; missing obligations until then are opened first. From the next period on the
    successor owes one check with all targets. Raises Refused if one of the two was already merged, and for a day of a
    year whose cut-off day has passed (A53).
    """
    hold_obligations(session)
    old, new = _old_and_new(session, ctx, data.department, data.successor)
    before = having(session, Reform, department_id=old.id, kind=ReformKind.MERGE)
    if before and (before.successor_id, before.effective_on) == (new.id, data.effective_on):
        return Summary(f"“{old.name}”此前已并入“{new.name}”，未作改动。", {"merged": 0})
    if before:
        raise Refused(f"“{old.name}”已于{before.effective_on}并入“{before.new_name}”，不能再次合并。")
    check_day(data.effective_on, ctx.date)
    check_not_cut_off(session, data.effective_on, ctx.date)
    _check_not_merged(session, new)
    check_takes_over(_validity(new), data.effective_on, ctx.date)
    check_ends(_validity(old), data.effective_on)
    open_missed(session, ctx, opened_until(session, old, data.effective_on), {OpenedFor.DEPARTMENTS})
    passing = Handover(ReformKind.MERGE, old, new, data.effective_on, data.basis)
    targets = targets_of(session, old, data.effective_on.year)
    merged = _save_reform(session, ctx, ReformKind.MERGE, data, old, (new.name, new.short_name), new)
    keep_before(session, ctx, merged, old, targets)
    pass_targets(session, ctx, passing, targets)
    duties = pass_duties(session, ctx, passing)
    tell_of_merger(session, ctx, old, new, last_day(data.effective_on))
    end_department(session, ctx, passing)
    notices = notify_successor(session, ctx, passing, duties, targets)
    return Summary(
        f"“{old.name}”自{data.effective_on}起并入“{new.name}”，由其承接未办结事项{len(duties)}项、"
        f"目标{len(targets)}项，期限不变，将通知承接部门。",
        {"merged": 1, "obligations": len(duties), "targets": len(targets), "notices": notices},
    )


@act("transfer_targets", "目标划转", clause="1-2.13", roles=AGENCY_ONLY)
def transfer_targets(session: Session, data: TargetsTransferred, ctx: Context) -> Summary:
    """1-2.13: transfer targets with their open remediations to another department; the old one continues.

    Open or missing checks and meetings stay with the old one. Raises Refused if it does not lead one of the targets,
    and for a day of a year whose cut-off day has passed (A53).
    """
    hold_obligations(session)
    old, new = _old_and_new(session, ctx, data.department, data.successor)
    moving = _targets_to_move(session, ctx, data, old, new)
    if not moving:
        return Summary(f"所列目标已由“{new.name}”牵头，未作改动。", {"transferred": 0})
    check_day(data.effective_on, ctx.date)
    check_not_cut_off(session, data.effective_on, ctx.date)
    _check_not_merged(session, old)
    _check_not_merged(session, new)
    check_exists(_validity(old), last_day(data.effective_on))
    check_takes_over(_validity(new), data.effective_on, ctx.date)
    open_missed(session, ctx, opened_until(session, old, data.effective_on), {OpenedFor.DEPARTMENTS})
    passing = Handover(ReformKind.TRANSFER, old, new, data.effective_on, data.basis)
    _save_reform(session, ctx, ReformKind.TRANSFER, data, old, (new.name, new.short_name), new)
    pass_targets(session, ctx, passing, moving)
    duties = follow_leads(session, ctx, moving, passing.detail)
    notices = notify_successor(session, ctx, passing, duties, moving)
    return Summary(
        f"“{old.name}”的{len(moving)}项目标自{data.effective_on}起划转“{new.name}”牵头"
        f"{f'，随同划转未办结的整改、反馈{len(duties)}项，期限不变' if duties else ''}，将通知承接部门。",
        {"transferred": len(moving), "obligations": len(duties), "notices": notices},
    )


def _new_names(data: DepartmentRenamed) -> tuple[str, str]:
    return data.name, data.short_name.strip()


def _find_managed(session: Session, ctx: Context, text: str) -> Department:
    department = find_department(session, ctx.jurisdiction, text)
    if department.is_agency:
        raise Refused("管理机构本身不是纳入管理部门，不办理机构改革；其名称可在部门表中更改后导入。")
    return department


def _old_and_new(session: Session, ctx: Context, old: str, new: str) -> tuple[Department, Department]:
    departments = _find_managed(session, ctx, old), _find_managed(session, ctx, new)
    if departments[0].id == departments[1].id:
        raise Refused(f"承接部门不能是“{departments[0].name}”本身。")
    return departments


def _validity(department: Department) -> Existence:
    return Existence(department.name, department.valid_from, department.valid_to)


def _check_not_merged(session: Session, department: Department) -> None:
    if heir := heirs(session).get(id_of(department)):
        name = session.get_one(Department, heir).name
        raise Refused(f"“{department.name}”已并入“{name}”，请改填“{name}”。")


def _check_free(session: Session, ctx: Context, department: Department, data: DepartmentRenamed) -> None:
    if data.name == department.name:
        raise Refused(f"“{department.name}”现在就是这个名称。")
    others = select(Department).where(Department.jurisdiction_id == ctx.jurisdiction, Department.id != department.id)
    spelled = one_spelling(data.name)
    if holder := next((each for each in session.exec(others) if one_spelling(each.name) == spelled), None):
        raise Refused(f"“{data.name}”已是部门{holder.code}的名称；如为合并，请办理部门合并（merge_department）。")


def _targets_to_move(
    session: Session, ctx: Context, data: TargetsTransferred, old: Department, new: Department
) -> list[int]:
    """Return the ids of the targets to transfer; raises Refused if one is unknown or led by a third department."""
    year = data.year or ctx.date.year
    rows = run(session, LEADS, jurisdiction=ctx.jurisdiction, year=year, codes=list(data.targets)).all()
    if unknown := sorted(set(data.targets) - {row.code for row in rows}):
        raise Refused(f"{year}年目标中没有编号“{'、'.join(unknown)}”。")
    if others := [f"{row.code}（{row.lead}）" for row in rows if row.department_id not in {old.id, new.id}]:
        raise Refused(f"以下目标不由“{old.name}”牵头，不能由其划转：{'、'.join(others)}。")
    return [row.id for row in rows if row.department_id == old.id]


def _save_reform(
    session: Session,
    ctx: Context,
    kind: ReformKind,
    data: Reformed,
    department: Department,
    names: tuple[str, str],
    successor: Department | None = None,
) -> Reform:
    values: dict[str, Any] = {
        "department_id": id_of(department),
        "kind": kind,
        "successor_id": successor.id if successor else None,
        "effective_on": data.effective_on,
        "basis": data.basis,
    }
    if kind in UNDONE and session.exec(select(Reform).filter_by(**values | {"kind": UNDONE[kind]})).first():
        raise Refused(f"“{department.name}”同一日期、同一依据的{kind.label}已撤回，请核对生效日期和依据文件。")
    reform = session.exec(select(Reform).filter_by(**values)).first()
    if reform is None:
        reform = Reform(
            old_name=department.name,
            old_short_name=department.short_name,
            new_name=names[0],
            new_short_name=names[1],
            **values,
        )
        record_row(session, ctx, reform, "registered")
        forget_heirs(session)
    return reform
