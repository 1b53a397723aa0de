"""联络员变更和委托 as a sheet of an office at any time: no duty and no vacancy is behind it (6.1.6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.content import AnswerBook, AnswerSheet, build_books, code_of
from models.ledger.answer_keys import Key, key_of
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.rules.answer_form import PEOPLE
from models.rules.errors import Refused
from models.statements import run

# As the version of its code, apart from that of a vacancy: a mail may bring one sheet of each.
VERSION = 2
TO_DO = "有变动的，填写新联络员，或者委托人、受托人和起止日期；没有变动的不填"
WHY = "《目标管控》6.1.6，部门目标办应指派目标管理联络员。"
# As rows of DUTIES.
OFFICES = f"""
SELECT CAST(NULL AS int) AS id, '{PEOPLE.key}' AS kind, '' AS period, '' AS subject, {VERSION} AS due_version,
    concat_ws('|', '{PEOPLE.key}', '', d.code, '', 0) AS key, d.code AS owed_for_code, d.name AS owed_for,
    d.id AS office_id, d.code AS office, d.name AS department, d.is_agency AS agency_owes
FROM department d WHERE d.jurisdiction_id = :jurisdiction AND {{which}} ORDER BY d.id
"""  # noqa: S608 - constants only
BY_ID = OFFICES.format(which="d.id = ANY(:offices)")
BY_KEY = OFFICES.format(which=f"concat_ws('|', '{PEOPLE.key}', '', d.code, '', 0) = :key")


def office_keyed(session: Session, key: str) -> Any:  # noqa: ANN401 - a result row
    """Return the office of a sheet by its natural key; None if it does not exist."""
    return run(session, BY_KEY, jurisdiction=home(session), key=key).first()


def people_sheets(session: Session, offices: Sequence[int], key: Key) -> dict[int, AnswerSheet]:
    """Return for each office the sheet with which it changes its liaison and names representatives."""
    if not offices:
        return {}
    rows = run(session, BY_ID, jurisdiction=home(session), offices=list(offices))
    return {row.office_id: _build_sheet(row, key) for row in rows}


def people_book(session: Session, named: str, day: date) -> AnswerBook:
    """Return the book of an office with this sheet only. Raises Refused if the department is unknown or has ended."""
    department = find_department(session, home(session), named)
    if department.is_agency:
        raise Refused("管理机构的通知发到其邮箱，没有联络员变更和委托的回复表。")
    if department.valid_to and department.valid_to < day:
        raise Refused(f"“{department.name}”已于{department.valid_to}终止，没有回复表。")
    [sheet] = people_sheets(session, [department.id or 0], key_of(session)).values()
    return build_books(session, [(department.code, sheet)], day)[department.code]


def _build_sheet(office: Any, key: Key) -> AnswerSheet:  # noqa: ANN401 - a result row
    return AnswerSheet(
        obligation=None,
        code=code_of(office, key).sealed(key.secret),
        form=PEOPLE,
        department=office.department,
        title=PEOPLE.title,
        to_do=TO_DO,
        due=None,
        why=WHY,
        about=(),
        rows=(),
    )
