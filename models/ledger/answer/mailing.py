"""回复表 by mail: which duties' sheets go to which office with a mail, and the books of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.answer.content import BY_NUMBER, AnswerBook, AnswerSheet, build_sheets, contact_of
from models.ledger.answer_keys import find_key
from models.ledger.calendars import calendar_of
from models.ledger.heirs import HEIRS
from models.ledger.jurisdiction import home
from models.ledger.papers.signature import signature_of
from models.rules.answer_form import FORMS
from models.statements import run

SOON = 3  # working days
# Open duties of these offices that a notice is about, or that are due soon.
TO_ANSWER = f"""
WITH heir AS MATERIALIZED {HEIRS}
SELECT o.id FROM obligation o JOIN department w ON w.id = o.owed_by
    LEFT JOIN heir h ON h.department_id = w.id JOIN deadline x ON x.id = o.deadline_id
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND o.kind = ANY(:kinds) AND NOT w.is_agency
    AND coalesce(h.heir, w.id) = ANY(:offices) AND (o.id = ANY(:told) OR x.due BETWEEN :day AND :until)
"""  # noqa: S608 - constants only


class Told(NamedTuple):
    """What one mail tells an office, by the ids of the department and of the duties."""

    office: int
    duties: frozenset[int]


def books_to_mail(session: Session, told: Iterable[Told], day: date) -> Mapping[Told, AnswerBook]:
    """Return for each mail the sheets of the duties that it tells of and of those due within three working days.

    A duty that is over, that no sheet can answer or that another office owes now has none. Empty if there is no key
    yet. The number of statements does not grow with that of mails.
    """
    mails, key = frozenset(told), find_key(session)
    if not mails or key is None:
        return {}
    until = calendar_of(session, home(session)).nth_after(day, SOON)
    asked = {"offices": [each.office for each in mails], "told": list(frozenset().union(*(m.duties for m in mails)))}
    found = run(session, TO_ANSWER, jurisdiction=home(session), kinds=list(FORMS), day=day, until=until, **asked)
    rows = run(session, BY_NUMBER, obligations=list(found.scalars())).all()
    if not rows:
        return {}
    contact, signature = contact_of(session, home(session), day), signature_of(session, home(session), day)
    owed = [(row.office_id, sheet) for row, sheet in zip(rows, build_sheets(session, rows, key), strict=True)]
    chosen = {mail: _choose(mail, owed, day, until) for mail in mails}
    return {
        mail: AnswerBook(sheets[0].department, tuple(sheets), contact, signature)
        for mail, sheets in chosen.items()
        if sheets
    }


def _choose(mail: Told, owed: Sequence[tuple[int, AnswerSheet]], day: date, until: date) -> list[AnswerSheet]:
    """Return the sheets of one mail, the earliest due first."""
    return [
        sheet
        for office, sheet in owed
        if office == mail.office and (sheet.obligation in mail.duties or day <= sheet.due <= until)
    ]
