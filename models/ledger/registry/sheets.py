"""Import of departments from sheets: all rows or none; a repeated import changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from models.intake.complaints import Checked, Complaint, Located
from models.intake.department import DepartmentRow
from models.ledger.acts import Context, Role, Summary, act, keep_entered
from models.ledger.duties import list_open_duties
from models.ledger.heirs import heirs, hold_obligations, once_named
from models.ledger.nouns.shared_sql import LEAD
from models.ledger.registry.addresses import ADDRESSES, emptied_addresses, kept_fields, masks_checked, warn_of_rows
from models.ledger.registry.codes import HAD_TARGETS, entered_late, with_codes
from models.ledger.registry.contacts import people_in, save_contacts, say_people
from models.ledger.registry.installation import AGENCY_CODE
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.entries import LED
from models.ledger.sheets import ImportTally, assign, fields_without_column, names_of, refuse_if
from models.ledger.transitions import record
from models.records import Department, Office, id_of
from models.rules.personal_names import one_spelling
from models.rules.score.cut_off import passed_cut_off
from models.rules.several import first_of
from models.statements import run

SHOWN, TITLE = 3, 24
# Whether a department led targets, was listed or asked in a year in which other dates leave it out.
AT_WORK = f"""
SELECT EXISTS (SELECT FROM target t JOIN {LEAD} WHERE {LED} = :department AND t.withdrawn_on IS NULL
        AND (t.year < :founded OR t.year >= :ended AND t.year < :now))
    OR EXISTS (SELECT FROM negative_entry e JOIN target t ON t.id = e.target_id
        WHERE e.department_id = :department AND t.year < :founded)
    OR EXISTS (SELECT FROM obligation o WHERE o.department_id = :department AND o.period <> ''
        AND left(o.period, 4) < CAST(:founded AS text))
"""  # noqa: S608 - constants only
WAS_USED = "SELECT EXISTS (SELECT FROM recipient WHERE address = ANY(:addresses))"


@act("import_departments", "导入部门", clause="1-2.13", roles={Role.AGENCY})
def import_departments(session: Session, data: Checked[DepartmentRow], ctx: Context) -> Summary:
    """1-2.13: import the managed departments with their offices and, if given, their contacts.

    Raises Refused with all complaints: a new name needs a renaming or, if it was wrong, a correction with a reason; an
    end date needs a merger if obligations are open, or a reason if it decides who is appraised for a year that is over.
    """
    rows = {d.code: d for d in session.exec(select(Department).where(Department.jurisdiction_id == ctx.jurisdiction))}
    data, assigned = with_codes(session, masks_checked(session, data, ctx), ctx)
    renamed = _renamed(data, rows)
    people, replaced = people_in(session, _unmerged(session, data, rows), ctx)
    complaints = [*data.complaints, *_names_taken(data, rows), *_not_reformed(session, data, rows, renamed, ctx)]
    complaints += [*entered_late(session, data, rows, ctx), *replaced, *emptied_addresses(session, data, rows)]
    refuse_if(complaints)
    tally = ImportTally(len(data.rows) + data.unchanged)
    moved = {rows[each.row.code].id for each in data.rows if each.row.code in rows and _moves(each, rows, ctx)}
    for located in data.rows:
        row = located.row
        new = Department(jurisdiction_id=ctx.jurisdiction, code=row.code, name=row.name)
        _save(session, rows.setdefault(row.code, new), tally, located)
    record(session, ctx, "department", tally.new, "added", each=_ends(rows, {}))
    others = [number for number in tally.changed if number not in renamed]
    why = {number: {"reason": data.reason} for number in others if number in moved}
    record(session, ctx, "department", others, "changed", each=_ends(rows, why))
    for number, (before, after) in renamed.items():
        detail = {"from": before, "to": after, "reason": data.reason}
        record(session, ctx, "department", [number], "corrected", detail=detail)
    _tell_offices(session, ctx, tally)
    registered = save_contacts(session, ctx, people, names_of(session, ctx))
    summary = tally.summary("部门")
    changes = [f"\n更正：名称由“{before}”改为“{after}”。" for before, after in renamed.values()]
    words = f"其中更正{len(renamed)}项，原因：{data.reason}。{''.join(changes)}" if renamed else ""
    words += assigned + warn_of_rows(session, ctx, data) + say_people(session, registered)
    return Summary(summary.words + words, summary.counts)


def _ends(rows: Mapping[str, Department], why: Mapping[int, dict[str, str]]) -> dict[int, dict[str, str]]:
    """Return the last day of each department, as no record of it is shown outside, and what else is told."""
    ends = {id_of(each): {"ends": str(each.valid_to)} if each.valid_to else {} for each in rows.values()}
    return {number: ended | why.get(number, {}) for number, ended in ends.items()}


def _tell_offices(session: Session, ctx: Context, tally: ImportTally) -> None:
    """Tell each office, at its former mailbox too, that an address to which messages went was replaced (A81)."""
    for number, replaced in tally.readdressed:
        if not run(session, WAS_USED, addresses=[*replaced.values()]).scalar_one():
            continue
        titles = "、".join(ADDRESSES[name] for name in replaced)
        former = [value for name, value in replaced.items() if name == "email"]
        keep_entered(session, ctx, number, "登记部门", f"{titles}的登记有更改。", former=former)


def _unmerged(
    session: Session, data: Checked[DepartmentRow], existing: Mapping[str, Department]
) -> list[Located[DepartmentRow]]:
    """Return the rows of departments that were not merged into another."""
    merged = heirs(session)
    codes = {code for code, department in existing.items() if department.id in merged}
    return [located for located in data.rows if located.row.code not in codes]


def _renamed(data: Checked[DepartmentRow], existing: Mapping[str, Department]) -> dict[int, tuple[str, str]]:
    """Return the departments with another name in the sheet, by id: the current name and the sheet's."""
    rows = {located.row.code: located.row.name for located in data.rows}
    managed = (department for department in existing.values() if not department.is_agency)
    return {
        id_of(department): (department.name, rows[department.code])
        for department in managed
        if rows.get(department.code, department.name) != department.name
    }


def _not_reformed(
    session: Session,
    data: Checked[DepartmentRow],
    existing: Mapping[str, Department],
    renamed: Mapping[int, tuple[str, str]],
    ctx: Context,
) -> Iterable[Complaint]:
    """Complain about each change that needs an act of reform instead of an import."""
    merged, former = heirs(session), once_named(session)
    names = {id_of(department): department.name for department in existing.values()}
    known = [(located, existing[located.row.code]) for located in data.rows if located.row.code in existing]
    still_open = _open_at_the_end(session, known)
    for located, department in known:
        number = id_of(department)
        if number in merged and _differs(session, department, located):
            yield located.complain("编码", f"“{department.code}”已并入“{names[merged[number]]}”，不再更改，请删去此行")
        elif number in renamed and renamed[number][1] in former.get(number, ()):
            yield located.complain("名称", f"“{renamed[number][1]}”是更名前的名称，请改填现名“{department.name}”")
        elif number in renamed and not data.reason:
            advice = "更名须办理部门更名（rename_department），确系录入错误的，用 --correction 写明原因更正"
            yield located.complain("名称", f"与编码{department.code}的现名“{department.name}”不同；{advice}")
        elif late := _too_late(located.row, still_open.get(department.code, []), ctx):
            yield located.complain("失效日期", late)
        elif words := _changes_appraisal(session, located, existing, data.reason, ctx):
            yield located.complain("失效日期", words)


def _differs(session: Session, department: Department, located: Located[DepartmentRow]) -> bool:
    office = session.get_one(Office, department.id)
    pairs = (department, _department_values(located, department)), (office, _office_values(located, department))
    return any(getattr(row, name) != value for row, values in pairs for name, value in values.items())


def _open_at_the_end(
    session: Session, known: Iterable[tuple[Located[DepartmentRow], Department]]
) -> dict[str, list[tuple[str, date]]]:
    ending = [id_of(department) for located, department in known if located.row.valid_to]
    still_open: dict[str, list[tuple[str, date]]] = {}
    if ending:
        hold_obligations(session)
        for code, title, due in list_open_duties(session, departments=ending):
            still_open.setdefault(code, []).append((title, due))
    return still_open


def _too_late(row: DepartmentRow, duties: list[tuple[str, date]], ctx: Context) -> str:
    """Return a complaint about obligations that stay open after the department's last day; empty if there are none."""
    end = row.valid_to or date.max
    late = [f"{_shorten(title)}（期限{due}）" for title, due in duties if due > end or end < ctx.date]
    if not late:
        return ""
    listed = first_of(late, SHOWN, "项")
    return f"“{end}”之后仍有未办结事项：{listed}；请先办理部门合并（merge_department），由承接部门继续办理"


def _changes_appraisal(
    session: Session, located: Located[DepartmentRow], existing: Mapping[str, Department], reason: str, ctx: Context
) -> str:
    """A54: return a complaint if other dates without a reason decide who is appraised for a year that is over.

    No reason takes a department out of a year in which it led targets, was listed or asked.
    """
    if _was_at_work(session, located, existing[located.row.code], ctx.date.year):
        return (
            f"“{existing[located.row.code].name}”在改动后的日期以外的年度牵头目标、承担事项或有负面清单条目，该年度照常考评，"
            "不能这样更正；请保留原日期，机构改革的办理目标划转（transfer_targets）或部门合并（merge_department）"
        )
    if not (change := _moves(located, existing, ctx)):
        return ""
    year, name = ctx.date.year - 1, existing[located.row.code].name
    if ends := passed_cut_off(cut_off_day(session, year), ctx.date):
        return f"改动日期后，“{name}”{year}年{change}，该年度的考评截止日{ends}已过，不再变更"
    if reason or not run(session, HAD_TARGETS, jurisdiction=ctx.jurisdiction, year=year).scalar():
        return ""
    return (
        f"改动日期后，“{name}”{year}年{change}，该年度已经结束；机构改革的办理部门合并（merge_department），确系录入错误的，用"
        " --correction 写明原因更正"
    )


def _moves(located: Located[DepartmentRow], existing: Mapping[str, Department], ctx: Context) -> str:
    """Return in words how other dates change who was there at the end of the year before; empty if they do not."""
    department, last = existing[located.row.code], date(ctx.date.year - 1, 12, 31)
    before, after = _dates(located, department)
    if department.is_agency or _there(before, last) is _there(after, last):
        return ""
    return "不再考评" if _there(before, last) else "纳入考评"


def _dates(located: Located[DepartmentRow], department: Department) -> tuple[list[date | None], list[date | None]]:
    """Return first and last day of a department, and those that a row gives."""
    given, before = _department_values(located, department), [department.valid_from, department.valid_to]
    return before, [given.get("valid_from", before[0]), given.get("valid_to", before[1])]


def _was_at_work(session: Session, located: Located[DepartmentRow], department: Department, now: int) -> bool:
    before, (first, end) = _dates(located, department)
    if department.is_agency or before == [first, end]:
        return False
    founded = first.year if first and first != before[0] else 0
    ended = (end + timedelta(days=1)).year if end and end != before[1] else now
    named = {"department": department.id, "founded": founded, "ended": ended, "now": now}
    return bool(run(session, AT_WORK, **named).scalar_one())


def _there(validity: Sequence[date | None], day: date) -> bool:
    return (validity[0] or date.min) <= day <= (validity[1] or date.max)


def _shorten(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1]}…"


def _names_taken(data: Checked[DepartmentRow], existing: Mapping[str, Department]) -> Iterable[Complaint]:
    renamed = {located.row.code: located.row.name for located in data.rows}
    names = {one_spelling(renamed.get(code, department.name)): code for code, department in existing.items()}
    for located, row in ((each, each.row) for each in data.rows):
        if (holder := names.setdefault(one_spelling(row.name), row.code)) != row.code:
            yield located.complain("名称", f"“{row.name}”已是部门{holder}的名称，名称不能重复")


def _department_values(located: Located[DepartmentRow], department: Department) -> dict[str, Any]:
    """Return the values of the fields that row and record share."""
    row, both = located.row, DepartmentRow.model_fields.keys() & Department.model_fields.keys()
    values = {name: getattr(row, name) for name in both - _absent_fields(located, department)}
    return values | {"is_agency": row.code == AGENCY_CODE}


def _office_values(located: Located[DepartmentRow], department: Department) -> dict[str, Any]:
    row, absent = located.row, _absent_fields(located, department) | kept_fields(located.row)
    values = {"office_email": ("email", row.office_email), "wecom_robot": ("wecom_robot", row.wecom_robot)}
    return dict(pair for name, pair in values.items() if name not in absent)


def _absent_fields(located: Located[DepartmentRow], department: Department) -> set[str]:
    """Return the fields without a column in the sheet, for an existing department; an empty set for a new one."""
    return fields_without_column(located) if department.id else set()


def _save(session: Session, department: Department, tally: ImportTally, located: Located[DepartmentRow]) -> None:
    new, office_values = department.id is None, _office_values(located, department)
    changed = tally.change(located, department, _department_values(located, department))
    session.add(department)
    if new:
        session.flush()
    office = session.get(Office, department.id) or Office(department_id=id_of(department))
    stored = {name: getattr(office, name) for name in office_values if getattr(office, name)}
    replaced = {name: value for name, value in stored.items() if value != office_values[name]}
    tally.emptied += [f"{department.name} {ADDRESSES[name]}" for name in replaced if not office_values[name]]
    if replaced:
        tally.readdressed.append((id_of(department), replaced))
    changed = assign(office, office_values) or changed
    session.add(office)
    if new:
        tally.new.append(id_of(department))
    elif changed:
        tally.changed.append(id_of(department))
