"""The books of all offices: what each owes, its vacancy, what it may still contest; and the book of one 申诉."""

from datetime import date, timedelta

from sqlmodel import Session

from models.ledger.answer.content import BY_NUMBER, AnswerBook, build_books, owed_sheets
from models.ledger.answer.contested import contested_sheets, told_of, told_since
from models.ledger.answer.matter_sheet import MatterSheet
from models.ledger.answer.people import open_vacancies, people_sheet, people_sheets
from models.ledger.answer_keys import key_of
from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import HEIRS
from models.records import Department, id_of
from models.rules.answer_form import FORMS
from models.rules.appeal import KEY_FORMS, SubjectKind
from models.rules.errors import Refused
from models.statements import run

CONTESTED = timedelta(days=366)  # results told of longer ago are contested by a sheet that is asked for
OPEN = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT o.id FROM obligation o JOIN department w ON w.id = o.owed_by LEFT JOIN heir h ON h.department_id = w.id
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.kind = ANY(:kinds) AND NOT w.is_agency
    AND (CAST(:office AS int) IS NULL OR coalesce(h.heir, w.id) = :office)
"""  # noqa: S608 - constants only


def open_books(session: Session, day: date, office: int | None = None) -> dict[str, AnswerBook]:
    """Return for each office, or for one, by its code, the sheets of all of its open duties, and that of its vacancy.

    Those of 申诉 are there while a limit for lodging runs; where none is set, they come with their notice only (A14).
    The book of one office ends with the sheet for changes of its people.
    """
    asked = {"jurisdiction": home(session), "kinds": list(FORMS), "office": office}
    numbers = list(run(session, OPEN, **asked).scalars())
    owed = owed_sheets(session, run(session, BY_NUMBER, obligations=numbers).all(), day)
    matters = [*open_appeals(session, day, office), *_vacancies(session, day, office)]
    if office is not None:
        matters += people_sheets(session, [office], key_of(session))
    return build_books(session, [*owed, *((each.code, each.sheet) for each in matters)], day)


def matters_of(session: Session, day: date, office: Department) -> list[MatterSheet]:
    """Return what an office may say on a day without a duty: changes of its people, its vacancy, open appeals."""
    number = id_of(office)
    people = people_sheets(session, [number], key_of(session))
    return [*_vacancies(session, day, number), *people, *open_appeals(session, day, number)]


def _vacancies(session: Session, day: date, office: int | None) -> list[MatterSheet]:
    vacant = open_vacancies(session, day, None if office is None else [office])
    return [people_sheet(each, key_of(session)) for each in vacant]


def open_appeals(session: Session, day: date, office: int | None = None) -> list[MatterSheet]:
    """Return the results that offices, or one, may contest on a day, with their sheets (4.3 a)."""
    if not (told := told_since(session, day - CONTESTED)):
        return []
    found = contested_sheets(session, told, key_of(session))
    return [each for each in found if office in (None, each.office) and each.sheet.due and day <= each.sheet.due]


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
