"""Look-ups by the names that people use: department, target, obligation, inspection; a refusal suggests corrections."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, TypeVar
from unicodedata import normalize

from sqlmodel import Session, select

from models.intake.input import OfTarget
from models.ledger.acts import Context, Role
from models.ledger.heirs import debtor_of, heirs
from models.ledger.nouns.shared_sql import LEADING
from models.loading import having, load
from models.records import (
    Department,
    Inspection,
    NegativeEntry,
    Obligation,
    Target,
    id_of,
)
from models.records.record import Numbered, NumberedOfYear
from models.rules.cycles import DUTY_OF, opening_of, subject_of
from models.rules.errors import Refused
from models.rules.inspection import year_covered
from models.statements import transaction

NUMBER = re.compile(r"(\d{4})-([1-9]\d{0,5})", re.ASCII)
CALLED = "r.jurisdiction_id = :jurisdiction AND :text IN (r.code, r.name, r.short_name) ORDER BY r.id"
ONCE_CALLED = """r.jurisdiction_id = :jurisdiction AND r.id IN (
    SELECT f.department_id FROM reform f WHERE f.kind = 'rename' AND :text IN (f.old_name, f.old_short_name))"""
LEAD = f"""
r.id IN (SELECT x.department_id FROM target_department x WHERE x.target_id = :target AND x.position = {LEADING})
"""  # noqa: S608 - constants only
TAKEN_OVER = "r.owed_by = :heir AND r.kind = :kind_of AND r.period = :period ORDER BY r.id"
Row = TypeVar("Row", bound=Numbered)
OfYear = TypeVar("OfYear", bound=NumberedOfYear)


def newest(session: Session, table: type[Row], by: str, **values: Any) -> Row | None:  # noqa: ANN401 - values of columns
    """Return the row with these values that is the highest by a column, or None."""
    return having(session, table, by=f"{by} DESC", **values)


def of_number(session: Session, jurisdiction: int, table: type[OfYear], key: str) -> OfYear | None:
    """Return the record of a year with this number, such as 2026-3; None for an unknown one."""
    if not (match := NUMBER.fullmatch(key)):
        return None
    return having(session, table, jurisdiction_id=jurisdiction, year=int(match[1]), number=int(match[2]))


def numbered(session: Session, jurisdiction: int, table: type[OfYear], key: str, what: str) -> OfYear:
    """Return the record of a year with this number. Raises Refused for an unknown one: 没有编号为“2026-9”的…."""
    if found := of_number(session, jurisdiction, table, key):
        return found
    raise Refused(f"没有编号为“{key}”的{what}")


def department_named(session: Session, ctx: Context, text: str) -> Department:
    """Return the department with this code, name or short name.

    Raises Refused if there is none, or if the actor is an office, head or leader of another department.
    """
    department = find_department(session, ctx.jurisdiction, text)
    _check_own(session, ctx, department)
    return department


def find_department(session: Session, jurisdiction: int, text: str) -> Department:
    """Return the department with this code, name or short name, or with this name before it was renamed.

    Raises Refused if there is none, with the most similar name, or if there are several.
    """
    named = load(session, Department, CALLED, jurisdiction=jurisdiction, text=text)
    found = named or _once_named(session, jurisdiction, text)
    if not found and (narrow := normalize("NFKC", text).strip()) != text:  # typed in wide characters
        return find_department(session, jurisdiction, narrow)
    if not found:
        raise Refused(f"部门“{text}”不在部门名单中{_perhaps(session, jurisdiction, text)}。查看：mubiao departments。")
    if len(found) > 1:
        raise Refused(f"“{text}”对应多个部门，请改用部门编码：{'、'.join(sorted(d.code for d in found))}。")
    transaction(session).departments.append(found[0])
    return found[0]


def _once_named(session: Session, jurisdiction: int, text: str) -> Sequence[Department]:
    return load(session, Department, ONCE_CALLED, jurisdiction=jurisdiction, text=text)


def _perhaps(session: Session, jurisdiction: int, text: str) -> str:
    names = session.exec(select(Department.name).where(Department.jurisdiction_id == jurisdiction)).all()
    close = get_close_matches(text, names, n=1, cutoff=0.5)
    return f"，是否为“{close[0]}”" if close else ""


def _check_own(session: Session, ctx: Context, department: Department) -> None:
    """Refuse an office that acts for another department; a merged department's successor acts for it."""
    if ctx.actor.role not in {Role.OFFICE, Role.HEAD, Role.LEADER}:
        return
    heir = heirs(session).get(id_of(department), department.id)
    if ctx.actor.department == heir:
        return
    if ctx.actor.department == department.id:
        name = session.get_one(Department, heir).name
        raise Refused(f"“{department.name}”已并入“{name}”，其事项由“{name}”办理。")
    raise Refused(f"您只能办理本部门的事项，不能办理“{department.name}”的事项。")


def target_coded(session: Session, ctx: Context, code: str, year: int | None) -> Target:
    """Return the target with this code in the list of this year, by default that of the business date.

    Raises Refused if there is none or it was withdrawn, with a hint if last year has the code.
    """
    listed = year or ctx.date.year
    found = _coded(session, ctx, code, listed)
    if found is None:
        raise Refused(f"{listed}年目标中没有编号“{code}”。{'' if year else _last_years(session, ctx, code)}")
    if found.withdrawn_on:
        raise Refused(f"目标{code}是误导入的，已于{found.withdrawn_on}撤回，不再办理。")
    return found


def _coded(session: Session, ctx: Context, code: str, year: int) -> Target | None:
    return having(session, Target, jurisdiction_id=ctx.jurisdiction, code=code, year=year)


def _last_years(session: Session, ctx: Context, code: str) -> str:
    found = _coded(session, ctx, code, last := ctx.date.year - 1)
    return f"{last}年有这个编号：办理上一年的目标，请写明年度（--year {last}）。" if found else ""


def lead_of(session: Session, ctx: Context, target: Target) -> Department:
    """Return the department that leads a target, or its successor. Raises Refused if another office acts."""
    [lead] = load(session, Department, LEAD, target=target.id)
    if (heir := heirs(session).get(id_of(lead))) is not None:
        lead = session.get_one(Department, heir)
    _check_own(session, ctx, lead)
    return lead


def lead_now(session: Session, target: Target) -> int:
    """Return the id of the department that leads a target, or of its successor."""
    [lead] = load(session, Department, LEAD, target=target.id)
    return heirs(session).get(id_of(lead), id_of(lead))


def newest_entry(session: Session, target: Target) -> NegativeEntry | None:
    """Return the newest negative entry of a target; None if it was never listed."""
    return having(session, NegativeEntry, by="occurrence DESC", target_id=target.id)


def entry_key(target: Target, entry: NegativeEntry) -> str:
    """Return the subject of the obligations of an entry: 2026/T001/1."""
    return f"{target.year}/{target.code}/{entry.occurrence}"


def project_key(target: Target) -> str:
    """Return the subject of the obligations of a key project: 2026/T001."""
    return f"{target.year}/{target.code}"


def obligation_of(session: Session, department: Department, kind: str, period: str) -> Obligation:
    """Return the department's obligation of this kind and period, its own or one it took over.

    Raises Refused if there is none, or if it took over several.
    """
    own = having(session, Obligation, department_id=department.id, kind=kind, period=period)
    found = own or _taken_over(session, department, kind, period)
    if found is None:
        raise Refused(
            f"“{department.name}”没有“{subject_of(DUTY_OF[kind], period)}”这一应办事项（尚未开启或不属于该部门）。"
            f"{opening_of(kind, period)}查看：mubiao owed --department {department.code}。"
        )
    return found


def _taken_over(session: Session, department: Department, kind: str, period: str) -> Obligation | None:
    known = {"heir": department.id, "kind_of": kind, "period": period}
    taken_over = [] if department.is_agency else load(session, Obligation, TAKEN_OVER, **known)
    if len(taken_over) > 1:
        names = sorted(session.get_one(Department, obligation.department_id).name for obligation in taken_over)
        title = subject_of(DUTY_OF[kind], period)
        raise Refused(f"“{department.name}”承接了{'、'.join(names)}的“{title}”，请写明是其中哪一个。")
    return taken_over[0] if taken_over else None


def obligation_numbered(session: Session, ctx: Context, number: int) -> Obligation:
    """Return the obligation with this number. Raises Refused if it does not exist, or if another office acts."""
    found = session.get(Obligation, number)
    if found is None or found.jurisdiction_id != ctx.jurisdiction:
        raise Refused(f"没有编号为{number}的应办事项。查看：mubiao owed。")
    _check_own(session, ctx, session.get_one(Department, debtor_of(session, found)))
    return found


def target_inspected(session: Session, ctx: Context, inspection: Inspection, code: str, year: int | None) -> Target:
    """Return the target of an inspection; the year is by default that whose targets the inspection covers (3.3)."""
    begun = inspection.begins_on or inspection.drafted_on
    return target_coded(session, ctx, code, year or year_covered(inspection.kind, inspection.period, begun))


def target_of(session: Session, ctx: Context, data: OfTarget) -> Target:
    """Return the target of an act's input; the year is by default that of the business date."""
    return target_coded(session, ctx, data.target, data.year)


def inspection_named(session: Session, ctx: Context, key: str) -> Inspection:
    """Return the inspection with this number, such as 2026-3, for an act. Raises Refused for an unknown one.

    Acts about one inspection wait for each other before they read its plan, team and findings.
    """
    inspection = find_inspection(session, ctx.jurisdiction, key)
    session.refresh(inspection, with_for_update={"key_share": True})
    return inspection


def find_inspection(session: Session, jurisdiction: int, key: str) -> Inspection:
    """Return the inspection of a jurisdiction with this number, such as 2026-3. Raises Refused if it does not exist."""
    return numbered(session, jurisdiction, Inspection, key, "核查，编号的格式如2026-3。查看：mubiao inspections。")
