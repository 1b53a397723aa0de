"""Rows of new departments: codes for those without one (1-2.13), and those that would be appraised too late (A54)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from models.intake.complaints import Checked, Complaint, Located
from models.intake.department import DepartmentRow
from models.ledger.acts import Context
from models.ledger.sheets import divided_codes, names_of, refuse_if
from models.ledger.target.taken_over import first_month
from models.records import Department
from models.statements import run

FORM = re.compile(r"D(\d{3,})")


def with_codes(session: Session, data: Checked[DepartmentRow], ctx: Context) -> tuple[Checked[DepartmentRow], str]:
    """Return the rows with a code each, and the newly assigned codes in words; empty if there are none.

    A department that is known by its name keeps its code, so that a repeated import changes nothing. Raises Refused if
    another row of the sheet has that code, or if a new code has a character that separates the parts of keys.
    """
    stored = set(session.exec(select(Department.code).where(col(Department.jurisdiction_id) == ctx.jurisdiction)))
    _check_new(data, stored)
    if all(located.row.code for located in data.rows):
        return data, ""
    known = {name: department.code for name, department in names_of(session, ctx).items() if department}
    given = {located.row.code for located in data.rows}
    used = stored | given
    refuse_if(_given_twice(data, known, given))
    newest = max((int(found[1]) for code in used if (found := FORM.fullmatch(code))), default=0)
    rows: list[Located[DepartmentRow]] = []
    assigned: list[str] = []
    for located in data.rows:
        code = located.row.code or known.get(located.row.name, "")
        if not code:
            newest += 1
            code = f"D{newest:03d}"
            assigned.append(f"{code}（{located.row.name}）")
        rows.append(replace(located, row=located.row.model_copy(update={"code": code})))
    words = f"新编码{len(assigned)}个：{'、'.join(assigned)}。" if assigned else ""
    return replace(data, rows=tuple(rows)), words


def _check_new(data: Checked[DepartmentRow], stored: Collection[str]) -> None:
    refuse_if(divided_codes((each for each in data.rows if each.row.code not in stored), "编码"))


def _given_twice(data: Checked[DepartmentRow], known: Mapping[str, str], given: set[str]) -> Iterator[Complaint]:
    for located in data.rows:
        code = known.get(located.row.name, "")
        if not located.row.code and code in given - {""}:
            yield located.complain("名称", f"“{located.row.name}”的编码是{code}，表中已有{code}一行，请只保留一行")


HAD_TARGETS = """
SELECT EXISTS (SELECT FROM target WHERE jurisdiction_id = :jurisdiction AND year = :year AND withdrawn_on IS NULL)
"""


def entered_late(
    session: Session, data: Checked[DepartmentRow], existing: Mapping[str, Department], ctx: Context
) -> Iterable[Complaint]:
    """A54: complain about new departments of a year that is over and has targets: they were asked nothing in it.

    In the first month after go-live, or after the founding if that is later, they are registered freely.
    """
    year = ctx.date.year - 1
    late = [
        each
        for each in data.rows
        if each.row.code not in existing
        and (each.row.valid_from or date.min) <= date(year, 12, 31)
        and (each.row.valid_to or date.max) >= date(year, 12, 31)
    ]
    if not late or not run(session, HAD_TARGETS, jurisdiction=ctx.jurisdiction, year=year).scalar():
        return
    if ctx.date <= first_month(session, ctx):
        return
    for each in late:
        yield each.complain(
            "生效日期",
            f"应在{year + 1}年1月1日以后：{year}年已经结束，其间没有登记“{each.row.name}”，不再纳入该年度的考评",
        )
