"""事项: the page of one duty: its form with what was typed, its answers, its workbook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from deployments.act_entry import OFFICE
from deployments.portal.act_form import ABOUT, about_whites
from deployments.portal.fields import CHECKED, field_of, names_of, row_fields, single_fields
from deployments.portal.visit import Visit, download
from models.database import begin
from models.ledger.account.drafts import LATE_MARK, NOT_TYPED, DraftKey, Typed, draft_of
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.answer.content import BY_NUMBER, AnswerSheet, answer_book, owed_sheets
from models.ledger.answer.open_books import matters_of
from models.ledger.answer.taking import take_answer
from models.ledger.duty.reported import answers_to, way_of
from models.ledger.secrecy.markings import newest_marking
from models.ledger.secrets import concealed
from models.records import Department
from models.rules.states import ObligationState
from models.rules.white_cells import White
from models.statements import ResultRow, run
from notifications.answer_sheets import sheets_to_fill
from notifications.documents.answer_sheet import workbook

NOT_FOUND, MOST = 404, 2**31 - 1
ANSWERABLE = (ObligationState.OPEN, ObligationState.DISCHARGED)
MATTER = "matter "  # before the key of a matter, as the name of its draft
SHEET_CODE = "code"  # that of the sheet when it was opened
BY, SOURCE, PAGE = (f"{ABOUT}{name}" for name in ("by", "source", "page"))


class Item(NamedTuple):
    """A duty that an office of the person owes, or a matter: his place there, its sheet, and what was typed for it.

    `copy` is what the person typed on an older version of what the office has typed. A duty that `is_done` takes a
    further answer as an amendment. `marking` is the newest one when the item was looked at. `about` is what a person of
    the agency tells of an answer that he enters for the office.
    """

    place: Capacity
    sheet: AnswerSheet
    key: DraftKey
    draft: Typed
    subject: str = ""
    about: tuple[White, ...] = ()
    copy: Typed = NOT_TYPED
    is_done: bool = False
    marking: int = 0

    @property
    def fields(self) -> Iterator[tuple[str, White]]:
        """Yield the name of each field of the form with its white cell."""
        yield from names_of(self.sheet)
        yield from ((white.name, white) for white in self.about)

    @property
    def titles(self) -> Iterator[tuple[str, str]]:
        """Yield the name of each field with what people call it: T001 进度（%）."""
        for name, white in self.fields:
            row = "" if name == white.name else name.rpartition(".")[0]
            yield name, " ".join(filter(None, (row, white.title)))

    @property
    def path(self) -> str:
        """Return its address."""
        return f"/duty/{self.number}" if self.number else f"/matter/{quote(self.key.act.removeprefix(MATTER))}"

    def done_at(self, request: str) -> str:
        """Return the address that shows the receipt of a request; a matter may be over with it."""
        return f"{self.path}?done=1" if self.number else f"/unit/{quote(self.place.code)}?done={quote(request)}"

    @property
    def number(self) -> int:
        """Return the number of the duty; 0 of a matter."""
        return self.sheet.obligation or 0


def show(visit: Visit) -> Response:
    """Return the page of a duty; one that the person may not answer does not exist."""
    with begin() as session:
        item = find(session, visit)
        answers = concealed(session, answers_to(session, item.number), item.subject) if item.number else ()
    if not (item.copy.version and (LATE_MARK in item.copy.content or "copy" in visit.request.query_params)):
        return _form_page(visit, item, item.draft, answers)
    files = (*item.draft.files, *item.copy.files)
    content = {**item.draft.content, **item.copy.content}  # what one left empty stays as the other typed it
    return _form_page(
        visit, item, replace(item.copy, version=item.draft.version, content=content, files=files), other=item.draft
    )


def workbook_of(visit: Visit) -> Response:
    """Return the workbook of the duty, which may be filled in and sent by mail as well."""
    with begin() as session:
        item = find(session, visit)
        book = answer_book(session, [item.number], visit.day.date)
    return download(sheets_to_fill(book).name, workbook(book))


def saved(visit: Visit) -> Response:
    """Return for the script what is kept of a duty: version, and when."""
    with begin() as session:
        draft = find(session, visit).draft
    return JSONResponse({"version": draft.version, "at": f"{draft.saved_at:%H:%M}" if draft.saved_at else ""})


def find(session: Session, visit: Visit) -> Item:
    """Return a duty that an office of the person owes, or any office if he is of the agency, or a matter of his office.

    Raises HTTPException for any other one.
    """
    marking = newest_marking(session)
    return _find(session, visit)._replace(marking=marking)


def _find(session: Session, visit: Visit) -> Item:
    if "key" in visit.request.path_params:
        return _find_matter(session, visit, visit.request.path_params["key"])
    number = min(int(visit.request.path_params["number"]), MOST)
    row = run(session, BY_NUMBER, obligations=[number]).first()
    if row is None or row.agency_owes or row.state not in ANSWERABLE:
        raise HTTPException(NOT_FOUND)
    office = next((each for each in visit.capacities(Role.OFFICE) if each.department == row.office_id), None)
    if office is None and not visit.capacities(Role.AGENCY):
        raise HTTPException(NOT_FOUND)
    [(_, sheet)] = owed_sheets(session, [row], visit.day.date)
    if office is None:
        return _to_enter(session, visit, row, sheet)
    key = DraftKey(number, office.department)
    copy = draft_of(session, key._replace(account=visit.person.account))
    done = row.state == ObligationState.DISCHARGED
    return Item(office, sheet, key, draft_of(session, key), row.subject, copy=copy, is_done=done)


def _to_enter(session: Session, visit: Visit, row: ResultRow, sheet: AnswerSheet) -> Item:
    """Return a duty whose answer the agency enters for its office; what is typed is the draft of the account."""
    place = Capacity(row.office_id, row.office, row.department, Role.OFFICE)
    key = DraftKey(row.id, account=visit.person.account)
    draft = draft_of(session, key)
    checks = {f"{row.name}.{CHECKED}": row.check for row in sheet.rows}
    typed = draft if draft.version else replace(draft, content={BY: f"{place.code}/{OFFICE}", **checks})
    whites = about_whites(take_answer, paper=True)
    about = (replace(each, required=True) if each.name == SOURCE else each for each in whites)
    return Item(place, sheet, key, typed, row.subject, tuple(about))


def _find_matter(session: Session, visit: Visit, key: str) -> Item:
    for place in visit.capacities(Role.OFFICE):
        for each in matters_of(session, visit.day.date, session.get_one(Department, place.department)):
            if each.key == key:
                kept = DraftKey(account=visit.person.account, act=f"{MATTER}{key}")
                return Item(place, each.sheet, kept, draft_of(session, kept))
    raise HTTPException(NOT_FOUND)


def _form_page(
    visit: Visit, item: Item, draft: Typed, answers: Sequence[Mapping[str, Any]] = (), other: Typed | None = None
) -> Response:
    sheet, titles = item.sheet, dict(item.titles)
    differing = _differing(titles, draft, other) if other else []
    return visit.page(
        "item",
        item=item,
        draft=draft,
        sheet=sheet,
        fields=single_fields(sheet, draft),
        about=[field_of(white, white.name, draft) for white in item.about],
        rows=row_fields(sheet, draft),
        differing=differing,
        query=visit.request.query_params,
        hints=[each for each in sheet.form.hints if "邮件" not in each],
        titles=titles,
        request=token_hex(8),
        answers=answers,
        way=way_of,
        other=other,
    )


def _differing(names: Iterable[str], draft: Typed, other: Typed) -> list[tuple[str, str, str]]:
    """Return each field of the form that another person saved differently: its name, his text and one's own."""
    both = ((name, other.content.get(name, ""), draft.content.get(name, "")) for name in names)
    return [each for each in both if each[1] != each[2]]
