"""联络员变更和委托 as a sheet of an office at any time: no duty and no vacancy is behind it (6.1.6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.content import AnswerBook, build_books
from models.ledger.answer.matter_sheet import OF_OFFICE, MatterSheet, Said, matter_sheet
from models.ledger.answer_keys import Key, key_of
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.records import id_of
from models.rules.errors import Refused
from models.rules.matter_form import LIAISON, PEOPLE_FORM
from models.statements import ResultRow, run

WHY = "《目标管控》6.1.6，部门目标办应指派目标管理联络员。"
SAID = {
    PEOPLE_FORM.key: Said("有变动的，填写新联络员，或者委托人、受托人和起止日期；没有变动的不填", WHY),
    LIAISON.key: Said("指派目标管理联络员，填写姓名、邮箱、手机、企业微信号和生效日期", WHY),
}
OFFICES = f"""
SELECT {OF_OFFICE}, '{PEOPLE_FORM.key}' AS kind, '' AS period, '' AS subject, 1 AS due_version,
    concat_ws('|', '{PEOPLE_FORM.key}', '', b.code, '', 0) AS key
FROM department b WHERE b.jurisdiction_id = :jurisdiction AND {{which}} ORDER BY b.id
"""  # noqa: S608 - constants only
BY_ID = OFFICES.format(which="b.id = ANY(:offices)")
BY_KEY = OFFICES.format(which="b.code IN (SELECT split_part(u, '|', 3) FROM unnest(CAST(:keys AS text[])) u)")


def offices_keyed(session: Session, keys: Sequence[str]) -> Sequence[Any]:
    """Return the offices of these sheets by their natural keys, as far as they exist."""
    return run(session, BY_KEY, jurisdiction=home(session), keys=list(keys)).all()


def people_sheet(matter: ResultRow, key: Key) -> MatterSheet:
    """Return the sheet with which an office names its liaison, or changes its people."""
    return matter_sheet(matter, key, SAID[matter.kind])


def people_sheets(session: Session, offices: Sequence[int], key: Key) -> list[MatterSheet]:
    """Return for each office the sheet with which it changes its liaison and names representatives."""
    rows = run(session, BY_ID, jurisdiction=home(session), offices=list(offices)) if offices else ()
    return [people_sheet(row, key) for row in rows]


def people_book(session: Session, named: str, day: date) -> AnswerBook:
    """Return the book of an office with this sheet only. Raises Refused if the department is unknown or has ended."""
    department = find_department(session, home(session), named)
    if department.is_agency:
        raise Refused("管理机构的通知发到其邮箱，没有联络员变更和委托的回复表。")
    if department.valid_to and department.valid_to < day:
        raise Refused(f"“{department.name}”已于{department.valid_to}终止，没有回复表。")
    [found] = people_sheets(session, [id_of(department)], key_of(session))
    return build_books(session, [(found.code, found.sheet)], day)[found.code]


# The newest vacancy that an office was told of, or those that are named.
VACANCIES = f"""
SELECT DISTINCT ON ({{once}}) {OF_OFFICE}, '{LIAISON.key}' AS kind, n.occasion AS period, '' AS subject,
    1 AS due_version, concat_ws('|', '{LIAISON.key}', n.occasion, b.code, '', 0) AS key
FROM notice n JOIN department b ON (b.jurisdiction_id, b.code) = (n.jurisdiction_id, n.subject)
WHERE n.jurisdiction_id = :jurisdiction AND n.kind = 'liaison_missing' AND n.audience = 'office' AND {{which}}
ORDER BY b.id, n.occasion DESC
"""  # noqa: S608 - constants only
OPEN_VACANCIES = VACANCIES.format(
    once="b.id",
    which="""(CAST(:offices AS int[]) IS NULL OR b.id = ANY(:offices))
    AND coalesce(b.valid_to, 'infinity') >= :day AND NOT EXISTS (SELECT FROM contact c
        WHERE c.department_id = b.id AND c.role = 'liaison' AND coalesce(c.valid_to, 'infinity') >= :day)""",
)
NAMED_VACANCIES = VACANCIES.format(
    once="b.id, n.occasion",
    which="""(n.subject, n.occasion) IN (
        SELECT split_part(u, '|', 3), split_part(u, '|', 2) FROM unnest(CAST(:keys AS text[])) u)""",
)


def open_vacancies(session: Session, day: date, offices: Sequence[int] | None = None) -> list[Any]:
    """Return the offices that were told of a vacancy and have named no liaison since; of all, or of these."""
    chosen = None if offices is None else list(offices)
    return list(run(session, OPEN_VACANCIES, jurisdiction=home(session), day=day, offices=chosen).all())


def vacancies_keyed(session: Session, keys: Sequence[str]) -> Sequence[Any]:
    """Return the vacancies with these natural keys, as far as an office was told of them."""
    return run(session, NAMED_VACANCIES, jurisdiction=home(session), keys=list(keys)).all()
