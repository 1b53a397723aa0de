"""回复表 at the page: the workbook of all that an office owes, and filled-in ones that are sent back there (A49)."""

import json
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.answer_files import ARCHIVE, RETURNED, SHEETS, parcels_of
from deployments.commands.import_answers import TakenFile, take_once, take_parcel
from deployments.portal.item import NOT_FOUND, XLSX
from deployments.portal.kept_files import folder, keep, lay_out
from deployments.portal.visit import Visit
from models.database import begin
from models.intake.answer import Answer, Enclosed
from models.intake.mail.reader import MailReader
from models.ledger.acts import Role, Summary
from models.ledger.answer.judging import UNKNOWN, CodeRefused, duty_of
from models.ledger.answer.open_books import open_books
from models.ledger.answer.taking import take_answer
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.perform import perform
from models.rules.errors import Refused
from models.rules.kinds import AnswerOutcome
from notifications.answer_sheets import sheets_to_fill
from notifications.documents.answer_sheet import workbook
from notifications.documents.marked_sheet import returned

AT_A_TIME = CapacityLimiter(1)  # processes that read what was sent
READ = {*SHEETS, ARCHIVE}


def show(visit: Visit) -> Response:
    """Return the page where workbooks are fetched and sent, with what became of those that were sent last."""
    told = _place(visit, visit.request.query_params.get("of", ""), ".json")
    outcome = json.loads(told.read_text()) if told.is_file() else None
    return visit.page("workbook", offices=visit.capacities(Role.OFFICE), outcome=outcome, request=token_hex(8))


def fetch(visit: Visit) -> Response:
    """Return the workbook of all that one office of the person owes, with the sheet for changes of its people."""
    number = visit.request.path_params["office"]
    place = next((each for each in visit.capacities(Role.OFFICE) if each.department == number), None)
    if place is None:
        raise HTTPException(NOT_FOUND)
    with begin() as session:
        book = open_books(session, visit.day.date, place.department)[place.code]
    return _download(sheets_to_fill(book).name, workbook(book))


def fetch_red(visit: Visit) -> Response:
    """Return a workbook that was refused, its wrong cells red; it is kept for an hour."""
    asked = visit.request.path_params
    file = _place(visit, asked["request"], f".{asked['number']}")
    if not file.is_file():
        raise HTTPException(NOT_FOUND)
    return _download(f"{RETURNED}{asked['number'] + 1}.xlsx", file.read_bytes())


def send(visit: Visit) -> Response:
    """Take the filled-in workbooks, each sheet whole or not at all; a request number that was used does nothing."""
    request = visit.said("request")[:40]
    told = _place(visit, request, ".json")
    if request and not told.is_file():
        with unpack_folder() as place:
            results = _take(visit, Path(place))
            told.write_text(json.dumps(_told(visit, request, results), ensure_ascii=False))
    return visit.to(f"/workbook?of={quote(request)}")


def _take(visit: Visit, place: Path) -> list[TakenFile]:
    """Take what was sent; it is read in the process with limits, as a mail is."""
    results = [TakenFile(place)]
    try:
        files = lay_out(keep((("files", file) for file in visit.files("files")), []), place)
        books = [file for file in files if file.suffix.lower() in READ]
        with MailReader() as reader:
            mail = reader.read(_as_mail(books), visit.day.at, place / "read")
        others = [file for file in files if file not in books]
        for parcel in parcels_of(mail, "发来的文件"):
            results.append(TakenFile(parcel.file))
            whole = replace(parcel, others=Enclosed([*others, *parcel.others]))
            take_parcel(whole, results[-1], partial(_take_sheet, visit))
    except Refused as refusal:
        results[0].refused.append(refusal.message)
    return results


def _as_mail(files: list[Path]) -> bytes:
    mail = EmailMessage()
    mail.set_content("")
    for file in files:
        mail.add_attachment(file.read_bytes(), "application", "octet-stream", filename=file.name)
    return mail.as_bytes()


def _take_sheet(visit: Visit, answer: Answer, result: TakenFile) -> None:
    """Take one sheet as the person's own act; that of another office is as one that never was."""
    with begin() as session:
        duty = duty_of(session, answer.sheet)
    place = next((each for each in visit.capacities(Role.OFFICE) if each.department == duty.office_id), None)
    if place is None:
        raise CodeRefused(answer.sheet, UNKNOWN, AnswerOutcome.UNKNOWN)
    actor = visit.person.actor(place)

    def perform_it(request: str) -> Summary:
        with begin() as session:
            return perform(session, take_answer, answer, visit.day, actor, request)

    take_once(answer, duty, result, perform_it)


def _told(visit: Visit, request: str, results: list[TakenFile]) -> dict[str, Any]:
    """Keep the refused workbooks with their wrong cells red; returns what is said of all."""
    wrong = [each for each in results if each.complaints]
    for number, each in enumerate(wrong):
        red = returned(each.file.read_bytes(), each.complaints, "目标绩效管理机构")
        _place(visit, request, f".{number}").write_bytes(red)
    names = ("taken", "before", "refused", "missing")
    return {"request": request, "red": [each.file.name for each in wrong]} | {
        name: [line for each in results for line in getattr(each, name)] for name in names
    }


def _place(visit: Visit, request: str, ending: str) -> Path:
    """Return where the outcome of a request is kept, which is that of one account."""
    return folder() / f"{sha256(f'{visit.person.account}:{request}'.encode()).hexdigest()}{ending}"


def _download(name: str, content: bytes) -> Response:
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=XLSX, headers=named)
