"""事项: the page of one duty: its form with what was typed, its answers, its workbook."""

from secrets import token_hex
from typing import NamedTuple
from urllib.parse import quote

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from deployments.portal.fields import (
    CHECKED,
    row_fields,
    single_fields,
    titles_of,
)
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.drafts import DraftKey, Typed, draft_of
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.answer.content import BY_NUMBER, AnswerSheet, answer_book, owed_sheets
from models.ledger.answer.open_books import matters_of
from models.ledger.duty.reported import answers_to
from models.ledger.secrets import concealed
from models.records import Department
from models.rules.states import ObligationState
from models.statements import run
from notifications.answer_sheets import sheets_to_fill
from notifications.documents.answer_sheet import workbook

NOT_FOUND, MOST = 404, 2**31 - 1
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWERABLE = (ObligationState.OPEN, ObligationState.DISCHARGED)
MATTER = "matter "  # before the key of a matter, as the name of its draft
SHEET_CODE = "code"  # that of the sheet when it was opened


class Item(NamedTuple):
    """A duty that an office of the person owes, or a matter: his place there, its sheet, and what was typed for it."""

    place: Capacity
    sheet: AnswerSheet
    key: DraftKey
    draft: Typed
    subject: str = ""

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
    """Return the page of a duty; one that no office of the person owes does not exist."""
    with begin() as session:
        item = find(session, visit)
        answers = concealed(session, answers_to(session, item.number), item.subject) if item.number else ()
    return form_page(visit, item, item.draft, answers=answers)


def workbook_of(visit: Visit) -> Response:
    """Return the workbook of the duty, which may be filled in and sent by mail as well."""
    with begin() as session:
        item = find(session, visit)
        book = answer_book(session, [item.number], visit.day.date)
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(sheets_to_fill(book).name)}"}
    return Response(workbook(book), media_type=XLSX, headers=named)


def saved(visit: Visit) -> Response:
    """Return for the script what is kept of a duty: version, and when."""
    with begin() as session:
        draft = find(session, visit).draft
    return JSONResponse({"version": draft.version, "at": f"{draft.saved_at:%H:%M}" if draft.saved_at else ""})


def find(session: Session, visit: Visit) -> Item:
    """Return a duty that an office of the person owes, or a matter of it. Raises HTTPException for any other one."""
    if "key" in visit.request.path_params:
        return _find_matter(session, visit, visit.request.path_params["key"])
    number = min(int(visit.request.path_params["number"]), MOST)
    row = run(session, BY_NUMBER, obligations=[number]).first()
    place = next((each for each in visit.capacities(Role.OFFICE) if row and each.department == row.office_id), None)
    if row is None or place is None or row.agency_owes or row.state not in ANSWERABLE:
        raise HTTPException(NOT_FOUND)
    [(_, sheet)] = owed_sheets(session, [row], visit.day.date)
    key = DraftKey(number, place.department)
    return Item(place, sheet, key, draft_of(session, key), row.subject)


def _find_matter(session: Session, visit: Visit, key: str) -> Item:
    for place in visit.capacities(Role.OFFICE):
        for each in matters_of(session, visit.day.date, session.get_one(Department, place.department)):
            if each.key == key:
                kept = DraftKey(account=visit.person.account, act=f"{MATTER}{key}")
                return Item(place, each.sheet, kept, draft_of(session, kept))
    raise HTTPException(NOT_FOUND)


def form_page(visit: Visit, item: Item, draft: Typed, status: int = 200, **more: object) -> Response:
    sheet, other = item.sheet, more.get("other")
    differing = _differing(draft, other) if isinstance(other, Typed) else []
    return visit.page(
        "item",
        status,
        item=item,
        draft=draft,
        sheet=sheet,
        fields=single_fields(sheet, draft),
        rows=row_fields(sheet, draft),
        differing=differing,
        query=visit.request.query_params,
        hints=[each for each in sheet.form.hints if "邮件" not in each],
        titles=dict(titles_of(sheet)),
        request=token_hex(8),
        **{"answers": (), "other": None, **more},
    )


def _differing(draft: Typed, other: Typed) -> list[tuple[str, str, str]]:
    """Return each field that another person saved differently: its name, his text and one's own."""
    names = sorted({*draft.content, *other.content} - {SHEET_CODE})
    both = ((name, other.content.get(name, ""), draft.content.get(name, "")) for name in names)
    return [each for each in both if each[1] != each[2] and not each[0].endswith(f".{CHECKED}")]
