"""事项: the form of one duty; what is sent is kept as the draft, tried, and then there is a receipt or the faults."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from deployments.portal.fields import (
    CHECKED,
    FILE_CELLS,
    changed_rows,
    given_sheet,
    names_of,
    row_fields,
    single_fields,
)
from deployments.portal.kept_files import keep, lay_out
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.answer import Answer, Enclosed
from models.intake.complaints import ImportRefused
from models.ledger.account.drafts import Typed, draft_of, drop_draft, keep_faults, remove_file, save_draft
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.answer.content import BY_NUMBER, AnswerSheet, owed_sheets
from models.ledger.answer.taking import take_answer
from models.ledger.duty.reported import answers_to
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.perform import perform
from models.rules.errors import FieldRefused, Refused
from models.rules.states import ObligationState
from models.statements import run

NOT_FOUND, CONFLICT = 404, 409
ANSWERABLE = (ObligationState.OPEN, ObligationState.DISCHARGED)
SHEET_CODE, WHOLE_FORM = "code", ""  # the code of the sheet when it was opened; what is wrong with the form as a whole
ROWS_CHANGED = "打开网页以后目标有变动：变动的各行已经标出，请核对后再提交一次。"
ITEM_CHANGED = "打开网页以后本事项有变动，已换成最新的内容，请核对后再提交一次。"


class Item(NamedTuple):
    """A duty that an office of the person owes: his place there, its sheet, and what was typed for it."""

    place: Capacity
    sheet: AnswerSheet
    draft: Typed

    @property
    def key(self) -> tuple[int, int]:
        """Return the numbers of duty and office."""
        return self.sheet.obligation or 0, self.place.department


def show(visit: Visit) -> Response:
    """Return the page of a duty; one that no office of the person owes does not exist."""
    with begin() as session:
        item = find(session, visit)
        answers = answers_to(session, item.key[0])
    return _page(visit, item, item.draft, answers=answers)


def send(visit: Visit) -> Response:
    """Keep what was typed; then take it as the answer, remove one file, or leave it at that, as the button says."""
    with begin() as session:
        item = find(session, visit)
    typed = typed_in(visit, item.sheet)
    if fault := _save(visit, item, typed):
        return fault
    number, office = item.key
    with begin() as session:
        if file := visit.said("remove"):
            remove_file(session, number, office, int(file) if file.isdecimal() else 0)
        item = find(session, visit)
    if visit.said("do") == "save" or visit.said("remove"):
        return visit.to(f"/duty/{number}?saved=1")
    faults = _try(visit, item)
    with begin() as session:
        keep_faults(session, number, office, faults)
    return visit.to(f"/duty/{number}#faults" if faults else f"/duty/{number}?done=1")


def saved(visit: Visit) -> Response:
    """Return for the script what is kept of a duty: version, and when."""
    with begin() as session:
        draft = find(session, visit).draft
    return JSONResponse({"version": draft.version, "at": f"{draft.saved_at:%H:%M}" if draft.saved_at else ""})


def find(session: Session, visit: Visit) -> Item:
    """Return a duty that an office of the person owes. Raises HTTPException for any other one."""
    number = int(visit.request.path_params["number"])
    row = run(session, BY_NUMBER, obligations=[number]).first()
    place = next((each for each in visit.capacities(Role.OFFICE) if row and each.department == row.office_id), None)
    if row is None or place is None or row.agency_owes or row.state not in ANSWERABLE:
        raise HTTPException(NOT_FOUND)
    [(_, sheet)] = owed_sheets(session, [row], visit.day.date)
    return Item(place, sheet, draft_of(session, number, place.department))


def typed_in(visit: Visit, sheet: AnswerSheet) -> dict[str, str]:
    """Return the texts of a form by field, and the codes that sheet and rows had when it was opened."""
    names = [name for name, white in names_of(sheet) if white.cell not in FILE_CELLS]
    checks = [f"{row.shown[0]}.{CHECKED}" for row in sheet.rows if not row.marked]
    return {name: visit.said(name) for name in (SHEET_CODE, *names, *checks) if visit.said(name)}


def _save(visit: Visit, item: Item, typed: Mapping[str, str]) -> Response | None:
    """Keep what was typed with the chosen files; returns the page that says why it is not kept, else None."""
    chosen = [
        (name, file) for name, white in names_of(item.sheet) if white.cell in FILE_CELLS for file in visit.files(name)
    ]
    version = int(said) if (said := visit.said("version")).isdecimal() else 0
    draft = Typed(version, visit.person.name, visit.day.at, typed)
    try:
        files = keep(chosen, item.draft.files)
    except FieldRefused as refused:
        return _page(
            visit,
            item,
            Typed(item.draft.version, content=typed, faults={refused.name: refused.message}, files=item.draft.files),
            422,
        )
    with begin() as session:
        if save_draft(session, *item.key, draft, files):
            return None
        other = find(session, visit).draft
    return _page(visit, item, Typed(other.version, content=typed, files=other.files), CONFLICT, other=other)


def _try(visit: Visit, item: Item) -> dict[str, str]:
    """Take the draft as the answer of the office, whole or not at all; returns the faults by field."""
    sheet, draft = item.sheet, item.draft
    if draft.content.get(SHEET_CODE) != sheet.code:
        return {WHOLE_FORM: ITEM_CHANGED}
    if changed_rows(sheet, draft.content):
        return {WHOLE_FORM: ROWS_CHANGED}
    with unpack_folder() as folder:
        enclosed = Enclosed(lay_out(draft.files, Path(folder)))
        given = given_sheet(sheet, _with_files(draft))
        digest = sha256(repr((given, [each.sha256 for each in draft.files])).encode()).hexdigest()
        try:
            with begin() as session:
                answer = Answer(given, digest, enclosed)
                request = f"page:{item.key}:{draft.version}:{draft.saved_at}"
                perform(session, take_answer, answer, visit.day, visit.person.actor(item.place), request)
                drop_draft(session, *item.key)
        except ImportRefused as refusal:
            return {each.cell: each.message for each in refusal.complaints}
        except Refused as refusal:
            return {WHOLE_FORM: refusal.message}
    return {}


def _with_files(draft: Typed) -> dict[str, str]:
    """Return the texts of a draft; a cell of files names those that were chosen in it."""
    names: dict[str, list[str]] = {}
    for file in draft.files:
        names.setdefault(file.field, []).append(file.name)
    return {**draft.content, **{name: "、".join(each) for name, each in names.items()}}


def _page(visit: Visit, item: Item, draft: Typed, status: int = 200, **more: object) -> Response:
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
        **{"answers": (), "other": None, **more},
    )


def _differing(draft: Typed, other: Typed) -> list[tuple[str, str, str]]:
    """Return each field that another person saved differently: its name, his text and one's own."""
    names = sorted({*draft.content, *other.content} - {SHEET_CODE})
    both = ((name, other.content.get(name, ""), draft.content.get(name, "")) for name in names)
    return [each for each in both if each[1] != each[2] and not each[0].endswith(f".{CHECKED}")]
