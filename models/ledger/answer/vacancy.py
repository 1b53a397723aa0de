"""联络员空缺 as a matter that an office answers by a sheet: it was told of it, and no duty is behind it (6.1.6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.answer.content import AnswerSheet
from models.ledger.answer.matter_sheet import OF_OFFICE, Said, matter_sheet
from models.ledger.answer_keys import Key
from models.ledger.jurisdiction import home
from models.rules.matter_form import LIAISON
from models.statements import run

SAID = Said(
    "指派目标管理联络员，填写姓名、邮箱、手机、企业微信号和生效日期",
    "《目标管控》6.1.6，部门目标办应指派目标管理联络员。",
)
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


def vacancy_sheet(vacancy: Any, key: Key) -> AnswerSheet:  # noqa: ANN401 - a result row
    """Return the sheet with which an office names its liaison."""
    return matter_sheet(vacancy, key, SAID)
