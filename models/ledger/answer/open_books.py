"""The books of all offices: the sheets of what each owes, and of the vacancy that it was told of."""

from datetime import date

from sqlmodel import Session

from models.ledger.answer.content import BY_NUMBER, AnswerBook, build_books, owed_sheets
from models.ledger.answer.vacancy import open_vacancies, vacancy_sheet
from models.ledger.answer_keys import key_of
from models.ledger.jurisdiction import home
from models.rules.answer_form import FORMS
from models.statements import run

OPEN = """
SELECT o.id FROM obligation o JOIN department w ON w.id = o.owed_by
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.kind = ANY(:kinds) AND NOT w.is_agency
"""


def open_books(session: Session, day: date) -> dict[str, AnswerBook]:
    """Return for each office, by its code, the sheets of all of its open duties, and that of its vacancy."""
    numbers = list(run(session, OPEN, jurisdiction=home(session), kinds=list(FORMS)).scalars())
    owed = owed_sheets(session, run(session, BY_NUMBER, obligations=numbers).all())
    vacant = open_vacancies(session, day)
    if vacant:
        key = key_of(session)
        owed += [(vacancy.office, vacancy_sheet(vacancy, key)) for vacancy in vacant]
    return build_books(session, owed, day)
