"""回复表 by mail: which duties' sheets go to which office with a mail, and the books of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from models.ledger.answer.content import BY_NUMBER, AnswerBook, AnswerSheet, build_sheets
from models.ledger.answer.matter_sheet import MatterSheet
from models.ledger.answer.matters import matter_sheets
from models.ledger.answer.people import open_vacancies, people_sheet, people_sheets
from models.ledger.answer.telephone import contact_of
from models.ledger.answer_keys import Key, find_key
from models.ledger.jurisdiction import calendar_of, home
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.papers.signature import signature_of
from models.rules.answer_form import FORMS
from models.statements import run

Also = Callable[[date], bool]
SOON = 3  # working days
OF_OFFICES = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT o.id FROM obligation o JOIN department w ON w.id = o.owed_by
    LEFT JOIN heir h ON h.department_id = w.id JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = ANY(:kinds) AND NOT w.is_agency
    AND coalesce(h.heir, w.id) = ANY(:offices) AND {{which}}
"""  # noqa: S608 - constants only
# Open duties that a notice is about, or that are due soon.
TO_ANSWER = OF_OFFICES.format(which="o.state = 'open' AND (o.id = ANY(:told) OR x.due BETWEEN :day AND :until)")
# Duties whose sheets are outdated; one that is done already can be answered once more.
TO_RENEW = OF_OFFICES.format(which="o.state IN ('open', 'discharged') AND o.id = ANY(:told)")


class Told(NamedTuple):
    """What one mail tells an office, by the ids of the department and of the duties, and whether of its vacancy.

    `matters` are the keys of matters that are no duty. With `people` the sheet for changes of its people comes last.
    """

    office: int
    duties: frozenset[int]
    vacant: bool = False
    people: bool = False
    matters: frozenset[str] = frozenset()


class _Matters(NamedTuple):
    """The sheets of what mails tell without a duty: matters by their keys, vacancies, and changes of people."""

    told: Sequence[MatterSheet]
    vacancies: Sequence[MatterSheet]
    people: Sequence[MatterSheet]

    def after(self, mail: Told, duties: Sequence[AnswerSheet]) -> list[AnswerSheet]:
        """Return the sheets of the duties of one mail with those of its matters, as far as its office answers them."""
        told = [each for each in self.told if each.office == mail.office and each.key in mail.matters]
        people = (*(self.vacancies if mail.vacant else ()), *(self.people if mail.people and (duties or told) else ()))
        return [*duties, *(each.sheet for each in (*told, *people) if each.office == mail.office)]


def books_to_mail(session: Session, told: Iterable[Told], day: date) -> Mapping[Told, AnswerBook]:
    """Return for each mail the sheets of the duties that it tells of and of those due within three working days.

    A duty that is over, that no sheet can answer or that another office owes now has none. Empty if there is no key
    yet. The number of statements does not grow with that of mails.
    """
    mails = frozenset(told)
    if not mails:
        return {}
    until = calendar_of(session, home(session)).nth_after(day, SOON)
    numbers = _find(session, TO_ANSWER, mails, day=day, until=until)
    return _build(session, numbers, mails, day, lambda due: day <= due <= until)


def books_to_renew(session: Session, told: Iterable[Told], day: date) -> Mapping[Told, AnswerBook]:
    """Return for each mail the newest sheets of exactly these duties and matters, as far as the office owes them now.

    Empty if there is no key yet. The number of statements does not grow with that of mails.
    """
    mails = frozenset(told)
    return _build(session, _find(session, TO_RENEW, mails), mails, day, lambda _due: False) if mails else {}


def _find(session: Session, statement: str, mails: Collection[Told], **days: date) -> list[int]:
    told = list(frozenset().union(*(mail.duties for mail in mails)))
    asked = {"offices": [mail.office for mail in mails], "told": told, "kinds": list(FORMS)}
    return list(run(session, statement, jurisdiction=home(session), **asked, **days).scalars())


def _build(
    session: Session, duties: Sequence[int], mails: Collection[Told], day: date, also: Also
) -> Mapping[Told, AnswerBook]:
    """Return the book of each mail with the sheets of its duties, of those due on days that are `also` chosen, of its
    matters and of its vacancy; last that for changes of its people, if there is another.
    """
    vacant, told = _vacancies_of(session, mails, day), frozenset().union(*(mail.matters for mail in mails))
    key = find_key(session) if duties or vacant or told else None
    if key is None:
        return {}
    rows = run(session, BY_NUMBER, obligations=list(duties)).all()
    owed = [(row.office_id, sheet) for row, sheet in zip(rows, build_sheets(session, rows, key, day), strict=True)]
    contact, signature = contact_of(session, home(session), day), signature_of(session, home(session), day)
    matters = _Matters(matter_sheets(session, told, key), *_sheets_of_people(session, mails, vacant, key))
    chosen = {mail: matters.after(mail, _choose(mail, owed, also)) for mail in mails}
    return {
        mail: AnswerBook(sheets[0].department, tuple(sheets), contact, signature)
        for mail, sheets in chosen.items()
        if sheets
    }


def _choose(mail: Told, owed: Sequence[tuple[int, AnswerSheet]], also: Also) -> list[AnswerSheet]:
    """Return the sheets of the duties of one mail, the earliest due first."""
    return [
        sheet
        for office, sheet in owed
        if office == mail.office and (sheet.obligation in mail.duties or (sheet.due and also(sheet.due)))
    ]


def _vacancies_of(session: Session, mails: Collection[Told], day: date) -> Sequence[Any]:
    """Return the open vacancies of the offices whose mail tells of one."""
    told = [mail.office for mail in mails if mail.vacant]
    return open_vacancies(session, day, told) if told else []


def _sheets_of_people(
    session: Session, mails: Collection[Told], vacant: Sequence[Any], key: Key
) -> tuple[list[MatterSheet], list[MatterSheet]]:
    """Return the sheets of vacancies, and those for changes of people of other offices whose mail brings one."""
    changing = {mail.office for mail in mails if mail.people} - {each.office_id for each in vacant}
    return [people_sheet(each, key) for each in vacant], people_sheets(session, sorted(changing), key)
