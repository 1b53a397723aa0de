"""收件地址: departments that no notice can reach, and whose an address is (6.1.6)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.intake.complaints import Checked, Complaint
from models.intake.department import DepartmentRow
from models.ledger.acts import Context
from models.records import Department, Office
from models.rules.robots import MASK
from models.rules.several import first_of
from models.statements import run

SHOWN = 10
ADDRESSES = {
    "email": "目标办邮箱",
    "wecom_robot": "企业微信机器人",
}  # columns of an office
UNREACHABLE = """
WITH reached AS MATERIALIZED (
    SELECT department_id FROM office WHERE email <> '' OR wecom_robot <> ''
    UNION SELECT department_id FROM contact WHERE role = 'liaison' AND email <> ''
        AND :day BETWEEN coalesce(valid_from, '-infinity') AND coalesce(valid_to, 'infinity'))
SELECT d.code, d.name FROM department d
WHERE d.jurisdiction_id = :jurisdiction AND d.id NOT IN (SELECT department_id FROM reached)
    AND :day BETWEEN coalesce(d.valid_from, '-infinity') AND coalesce(d.valid_to, 'infinity')
ORDER BY d.code COLLATE "C"
"""
# Another department whose address this is, unless it is one of this department too.
ELSEWHERE = """
WITH used AS (
    SELECT department_id FROM office WHERE lower(email) = :email
    UNION SELECT department_id FROM contact WHERE lower(email) = :email AND coalesce(valid_to, 'infinity') >= :first
    UNION SELECT department_id FROM representation
        WHERE lower(email) = :email AND last_day >= :first AND withdrawn_on IS NULL)
SELECT d.name FROM used u JOIN department d ON d.id = u.department_id
WHERE :department NOT IN (SELECT department_id FROM used) ORDER BY d.code COLLATE "C" LIMIT 1
"""


def owner_elsewhere(session: Session, department: int, email: str, first: date) -> str | None:
    """Return another department whose address this is on a day or later; None if it is of this department too."""
    given = {"department": department, "email": email.lower(), "first": first}
    return run(session, ELSEWHERE, **given).scalar()


def unreachable(session: Session, jurisdiction: int, day: date) -> dict[str, str]:
    """Return code and name of each department in force on a day without an address of its office or liaison."""
    rows = run(session, UNREACHABLE, jurisdiction=jurisdiction, day=day)
    return {row.code: row.name for row in rows}


def warn_of_rows(session: Session, ctx: Context, data: Checked[DepartmentRow]) -> str:
    """Return the sentence about the imported departments that have no address; empty if there are none."""
    lost = unreachable(session, ctx.jurisdiction, ctx.date)
    return warn_unreachable(lost[each.row.code] for each in data.rows if each.row.code in lost)


def warn_unreachable(names: Iterable[str]) -> str:
    """Return the sentence about departments without an address; empty if there are none."""
    listed = list(names)
    if not listed:
        return ""
    return f"{len(listed)}个部门没有目标办邮箱、企业微信机器人和联络员邮箱，收不到通知：{first_of(listed, SHOWN)}。"


WITH_ROBOT = """
SELECT d.code FROM department d JOIN office f ON f.department_id = d.id
WHERE d.jurisdiction_id = :jurisdiction AND f.wecom_robot <> ''
"""


def kept_fields(row: DepartmentRow) -> set[str]:
    """Return the fields in which the sheet has the mask of the stored value, which then stays unchanged."""
    return {"wecom_robot"} if row.wecom_robot == MASK else set()


def masks_checked(session: Session, data: Checked[DepartmentRow], ctx: Context) -> Checked[DepartmentRow]:
    """Return the sheet with a complaint for each mask where no robot is known here: it keeps a key, it is none."""
    if not any(kept_fields(located.row) for located in data.rows):
        return data
    known = set(run(session, WITH_ROBOT, jurisdiction=ctx.jurisdiction).scalars())
    return replace(data, complaints=(*data.complaints, *_of_nothing(data, known)))


def emptied_addresses(
    session: Session, data: Checked[DepartmentRow], existing: Mapping[str, Department]
) -> Iterator[Complaint]:
    """Complain about each empty cell that would take an address away, unless that was said to be meant."""
    for located in data.rows if not data.clears else ():
        known = existing.get(located.row.code)
        office = session.get(Office, known.id) if known else None
        given = {"email": located.row.office_email, "wecom_robot": located.row.wecom_robot}
        for name, title in ADDRESSES.items():
            has_column = title in located.source.origin.headings
            if office and has_column and getattr(office, name) and not given[name]:
                yield located.complain(title, "为空，会清空登记的地址；不清空的请补填或删去此列，确要清空的加 --yes")


def _of_nothing(data: Checked[DepartmentRow], known: set[str]) -> Iterator[Complaint]:
    for located in data.rows:
        if kept_fields(located.row) and located.row.code not in known:
            yield located.complain("企业微信机器人", "是掩码，而本系统没有这个部门的机器人key，请填写key或留空")
