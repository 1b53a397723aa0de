"""Sheets taken over: departments, contacts and targets; all rows or none, and a second time nothing changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from models.database import run
from models.intake.complaints import Checked, Complaint
from models.intake.contacts import ContactRow
from models.intake.departments import DepartmentRow
from models.intake.targets import TargetRow
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.founding import AGENCY_CODE
from models.ledger.recording import record
from models.ledger.tallying import Tally, assign, names_of, refuse_if, unknown
from models.records import Contact, Department, Office, Target, TargetDepartment, id_of
from models.rules.kinds import ContactRole

AGENCY_ONLY = {Role.AGENCY}
FIXED = {"requirement": "绩效要求", "quantity": "数量", "unit": "单位", "deadline": "完成时限"}


@act("import_departments", "导入部门", clause="1-2.13", roles=AGENCY_ONLY)
def import_departments(session: Session, said: Checked[DepartmentRow], ctx: Context) -> Summary:
    """1-2.13: the managed departments with their offices and, where given, their people."""
    kept = {d.code: d for d in session.exec(select(Department).where(Department.jurisdiction_id == ctx.jurisdiction))}
    refuse_if([*said.complaints, *_names_taken(said, kept)])
    tally = Tally(len(said.rows))
    people: list[ContactRow] = []
    for located in said.rows:
        row = located.row
        department = kept.get(row.code) or Department(jurisdiction_id=ctx.jurisdiction, code=row.code, name=row.name)
        _keep(session, department, tally, _department_values(row), _office_values(row))
        people += _people(row)
    record(session, ctx, "department", tally.new, "added")
    record(session, ctx, "department", tally.changed, "changed")
    _keep_contacts(session, ctx, people, names_of(session, ctx))
    return tally.summary("部门")


def _names_taken(said: Checked[DepartmentRow], kept: Mapping[str, Department]) -> Iterable[Complaint]:
    renamed = {located.row.code: located.row.name for located in said.rows}
    names: dict[str, str] = {renamed.get(code, department.name): code for code, department in kept.items()}
    for located in said.rows:
        row = located.row
        if (holder := names.setdefault(row.name, row.code)) != row.code:
            yield located.complain("名称", f"“{row.name}”已是部门{holder}的名称，名称不能重复")


def _department_values(row: DepartmentRow) -> dict[str, Any]:
    values = row.model_dump(include={"name", "short_name", "management", "valid_from", "valid_to"})
    return values | {"management": row.management, "is_agency": row.code == AGENCY_CODE}


def _office_values(row: DepartmentRow) -> dict[str, Any]:
    return {"email": row.office_email, "wecom_robot": row.wecom_robot}


def _keep(
    session: Session, department: Department, tally: Tally, values: dict[str, Any], office_values: dict[str, Any]
) -> None:
    new = department.id is None
    changed = assign(department, values)
    session.add(department)
    if new:
        session.flush()
    office = session.get(Office, department.id) or Office(department_id=id_of(department))
    changed = assign(office, office_values) or changed
    session.add(office)
    if new:
        tally.new.append(id_of(department))
    elif changed:
        tally.changed.append(id_of(department))


def _people(row: DepartmentRow) -> list[ContactRow]:
    named = {
        ContactRole.LIAISON: (row.liaison, row.liaison_email, row.liaison_mobile),
        ContactRole.HEAD: (row.head, "", ""),
        ContactRole.LEADER_IN_CHARGE: (row.leader_in_charge, "", ""),
    }
    return [
        ContactRow(department=row.code, role=role, name=name, email=email, mobile=mobile)
        for role, (name, email, mobile) in named.items()
        if name
    ]


@act("import_contacts", "导入联系人", clause="3-6.1.6", roles=AGENCY_ONLY)
def import_contacts(session: Session, said: Checked[ContactRow], ctx: Context) -> Summary:
    """6.1.6: the people in the roles of the departments, between their validity dates."""
    known = names_of(session, ctx)
    strangers = [row for row in said.rows if not known.get(row.row.department)]
    refuse_if([*said.complaints, *(unknown(row, "部门编码", row.row.department, known) for row in strangers)])
    tally = _keep_contacts(session, ctx, [located.row for located in said.rows], known)
    return tally.summary("联系人")


def _keep_contacts(
    session: Session, ctx: Context, rows: list[ContactRow], known: Mapping[str, Department | None]
) -> Tally:
    kept = {(c.department_id, c.role, c.name, c.valid_from): c for c in session.exec(select(Contact))}
    tally, new = Tally(len(rows)), []
    for row in rows:
        department = known[row.department]
        assert department is not None  # noqa: S101 - strangers were refused before
        values = {"email": row.email, "mobile": row.mobile, "wecom_id": row.wecom_id, "valid_to": row.valid_to}
        key = id_of(department), row.role, row.name, row.valid_from
        contact = kept.get(key)
        if contact is None:
            contact = kept[key] = Contact(
                department_id=id_of(department), role=row.role, name=row.name, valid_from=row.valid_from
            )
            assign(contact, values)
            session.add(contact)
            new.append(contact)
        elif assign(contact, {k: v for k, v in values.items() if v}) and contact not in new:
            tally.changed.append(id_of(contact))
    session.flush()
    tally.new += [id_of(contact) for contact in new]
    record(session, ctx, "contact", tally.new, "added")
    record(session, ctx, "contact", tally.changed, "changed")
    return tally


@act("import_targets", "导入目标", clause="1-2.3", roles=AGENCY_ONLY)
def import_targets(session: Session, said: Checked[TargetRow], ctx: Context) -> Summary:
    """1-2.3: the year's targets with those responsible; what was issued changes only by adjustment (3-6.1.7)."""
    known = names_of(session, ctx)
    kept = {(t.year, t.code): t for t in session.exec(select(Target).where(Target.jurisdiction_id == ctx.jurisdiction))}
    refuse_if([*said.complaints, *_strangers(said, known), *_fixed(said, kept)])
    tally = Tally(len(said.rows))
    targets = [_keep_target(session, ctx, located.row, kept, tally) for located in said.rows]
    session.flush()
    tally.new += [id_of(target) for target, new in targets if new]
    responsible = {
        id_of(t): _responsible(located.row, known) for (t, _), located in zip(targets, said.rows, strict=True)
    }
    moved = _keep_responsible(session, responsible)
    tally.changed = sorted({*tally.changed, *moved} - set(tally.new))
    record(session, ctx, "target", tally.new, "issued")
    record(session, ctx, "target", tally.changed, "changed")
    return tally.summary("目标")


def _strangers(said: Checked[TargetRow], known: Mapping[str, Department | None]) -> Iterable[Complaint]:
    for located in said.rows:
        for column, names in (("责任部门", [located.row.lead]), ("配合部门", located.row.cooperating)):
            for name in names:
                if name in known and known[name] is None:
                    yield located.complain(column, f"“{name}”对应多个部门，请改用部门编码或全称")
                elif name not in known:
                    yield unknown(located, column, name, known)


def _fixed(said: Checked[TargetRow], kept: Mapping[tuple[int, str], Target]) -> Iterable[Complaint]:
    for located in said.rows:
        target = kept.get((located.row.year, located.row.code))
        for name, title in FIXED.items():
            if target and getattr(target, name) != getattr(located.row, name):
                yield located.complain(title, "与已下达的目标不同；目标下达后的调整须按6.1.7办理，不能通过导入更改")


def _keep_target(
    session: Session, ctx: Context, row: TargetRow, kept: Mapping[tuple[int, str], Target], tally: Tally
) -> tuple[Target, bool]:
    values = {name: getattr(row, name) for name in type(row).model_fields if name not in {"lead", "cooperating"}}
    target = kept.get((row.year, row.code))
    if target is None:
        values["issued_on"] = row.issued_on or ctx.date
        target = Target(jurisdiction_id=ctx.jurisdiction, **values)
        session.add(target)
        return target, True
    values["issued_on"] = row.issued_on or target.issued_on
    if assign(target, values):
        tally.changed.append(id_of(target))
    return target, False


def _responsible(row: TargetRow, known: Mapping[str, Department | None]) -> list[int]:
    departments = [known[name] for name in (row.lead, *row.cooperating)]
    return list(dict.fromkeys(id_of(d) for d in departments if d))


def _keep_responsible(session: Session, wanted: Mapping[int, list[int]]) -> list[int]:
    rows = session.exec(select(TargetDepartment).where(col(TargetDepartment.target_id).in_(list(wanted)))).all()
    kept: dict[int, dict[int, int]] = {}
    for row in rows:
        kept.setdefault(row.target_id, {})[row.position] = row.department_id
    moved = [
        target for target, ids in wanted.items() if list(dict(sorted(kept.get(target, {}).items())).values()) != ids
    ]
    run(session, "DELETE FROM target_department WHERE target_id = ANY(:ids)", ids=moved)
    session.expunge_all()
    session.add_all(
        TargetDepartment(target_id=target, department_id=department, position=position)
        for target in moved
        for position, department in enumerate(wanted[target])
    )
    session.flush()
    return moved
