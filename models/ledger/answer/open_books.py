"""The books of all offices: what each owes, its vacancy, what it may still contest; and the book of one 申诉."""

from datetime import date, timedelta

from sqlmodel import Session

from models.ledger.answer.content import BY_NUMBER, AnswerBook, build_books, owed_sheets
from models.ledger.answer.contested import contested_sheets, told_of, told_since
from models.ledger.answer.people import open_vacancies, vacancy_sheet
from models.ledger.answer_keys import key_of
from models.ledger.jurisdiction import home
from models.rules.answer_form import FORMS
from models.rules.appeal import KEY_FORMS, SubjectKind
from models.rules.errors import Refused
from models.statements import run

CONTESTED = timedelta(days=366)  # results told of longer ago are contested by a sheet that is asked for
OPEN = """
SELECT o.id FROM obligation o JOIN department w ON w.id = o.owed_by
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.kind = ANY(:kinds) AND NOT w.is_agency
"""


def open_books(session: Session, day: date) -> dict[str, AnswerBook]:
    """Return for each office, by its code, the sheets of all of its open duties, and that of its vacancy.

    Those of 申诉 are there while a limit for lodging runs; where none is set, they come with their notice only (A14).
    """
    numbers = list(run(session, OPEN, jurisdiction=home(session), kinds=list(FORMS)).scalars())
    owed = owed_sheets(session, run(session, BY_NUMBER, obligations=numbers).all(), day)
    vacant, told = open_vacancies(session, day), told_since(session, day - CONTESTED)
    if vacant or told:
        key = key_of(session)
        owed += [(each.code, each.sheet) for each in contested_sheets(session, told, key) if each.runs_on(day)]
        owed += [(vacancy.office, vacancy_sheet(vacancy, key)) for vacancy in vacant]
    return build_books(session, owed, day)


def appeal_book(session: Session, kind: str, key: str, day: date) -> AnswerBook:
    """4.3 a: return the book with the sheet to contest the result, or the gaps of the filing, of this kind and key.

    Raises Refused if the kind is unknown or that of an entry, or if no office was told of such a result.
    """
    try:
        subject = SubjectKind.from_label(kind.strip())
    except ValueError as unknown:
        raise Refused(str(unknown)) from unknown
    if subject is SubjectKind.ENTRY:
        raise Refused("对负面清单条目的申诉，填在整改的回复表中：mubiao document answer-sheet --obligation 编号。")
    matter = told_of(session, subject, key.strip())
    if matter is None:
        raise Refused(f"没有告知过部门编号为“{key.strip()}”的{subject.label}，请写成：{KEY_FORMS[subject]}。")
    [found] = contested_sheets(session, [matter], key_of(session))
    return build_books(session, [(found.code, found.sheet)], day)[found.code]
