"""联络员空缺 as a matter that an office answers by a sheet: it was told of it, and no duty is behind it (6.1.6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.content import AnswerSheet, code_of, duty_named
from models.ledger.answer.people import office_keyed
from models.ledger.answer_keys import Key
from models.ledger.jurisdiction import home
from models.rules.answer_form import LIAISON, PEOPLE
from models.statements import run

TO_DO = "指派目标管理联络员，填写姓名、邮箱、手机、企业微信号和生效日期"
WHY = "《目标管控》6.1.6，部门目标办应指派目标管理联络员。"
# As a row of DUTIES: the newest vacancy that an office was told of, or the one that is named.
VACANCIES = f"""
SELECT DISTINCT ON (d.id) CAST(NULL AS int) AS id, '{LIAISON.key}' AS kind, n.occasion AS period, '' AS subject,
    1 AS due_version, concat_ws('|', '{LIAISON.key}', n.occasion, d.code, '', 0) AS key, d.code AS owed_for_code,
    d.name AS owed_for, d.id AS office_id, d.code AS office, d.name AS department, d.is_agency AS agency_owes
FROM notice n JOIN department d ON (d.jurisdiction_id, d.code) = (n.jurisdiction_id, n.subject)
WHERE n.jurisdiction_id = :jurisdiction AND n.kind = 'liaison_missing' AND n.audience = 'office' AND {{which}}
ORDER BY d.id, n.occasion DESC
"""  # noqa: S608 - constants only
OPEN = VACANCIES.format(
    which="""(CAST(:offices AS int[]) IS NULL OR d.id = ANY(:offices))
    AND coalesce(d.valid_to, 'infinity') >= :day AND NOT EXISTS (SELECT FROM contact c
        WHERE c.department_id = d.id AND c.role = 'liaison' AND coalesce(c.valid_to, 'infinity') >= :day)"""
)
NAMED = VACANCIES.format(which="n.subject = split_part(:key, '|', 3) AND n.occasion = split_part(:key, '|', 2)")


def open_vacancies(session: Session, day: date, offices: Sequence[int] | None = None) -> list[Any]:
    """Return the offices that were told of a vacancy and have named no liaison since; of all, or of these."""
    chosen = None if offices is None else list(offices)
    return list(run(session, OPEN, jurisdiction=home(session), day=day, offices=chosen).all())


def matter_named(session: Session, key: str) -> Any:  # noqa: ANN401 - a result row
    """Return the duty, the vacancy or the office with this natural key; None if it does not exist."""
    if key.startswith(f"{PEOPLE.key}|"):
        return office_keyed(session, key)
    if not key.startswith(f"{LIAISON.key}|"):
        return duty_named(session, key)
    return run(session, NAMED, jurisdiction=home(session), key=key).first()


def vacancy_sheet(vacancy: Any, key: Key) -> AnswerSheet:  # noqa: ANN401 - a result row
    """Return the sheet with which an office names its liaison."""
    return AnswerSheet(
        obligation=None,
        code=code_of(vacancy, key).sealed(key.secret),
        form=LIAISON,
        department=vacancy.department,
        title=LIAISON.title,
        to_do=TO_DO,
        due=None,
        why=WHY,
        about=(),
        rows=(),
    )
