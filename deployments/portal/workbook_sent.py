"""回复表 that are sent back at the page: read and marked in the process with limits, taken as signed (A49)."""

from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from anyio import CapacityLimiter
from starlette.responses import Response

from deployments.answer_files import ARCHIVE, SHEETS, parcels_of
from deployments.commands.import_answers import TakenFile, take_once, take_parcel
from deployments.concealed_refusals import conceal_secrets
from deployments.portal.kept_files import check_workbooks, lay_out
from deployments.portal.late_sheets import KEPT, drop_kept, files_sent, keep_sheet
from deployments.portal.visit import Visit
from deployments.portal.workbook import keep_of_request, keep_outcome, kept_of_request
from models.database import begin
from models.intake.answer import Answer, Enclosed
from models.intake.mail.reader import MailReader
from models.intake.mail.sheets import mark_apart
from models.ledger.acts import Actor, Role, Summary
from models.ledger.answer.judging import UNKNOWN, CodeRefused, duty_of
from models.ledger.answer.taking import take_answer
from models.ledger.evidence.unpacked import unpack_folder
from models.ledger.perform import perform
from models.rules.errors import Refused
from models.rules.kinds import AnswerOutcome

AT_A_TIME = CapacityLimiter(1)  # processes that read what was sent
READ = {*SHEETS, ARCHIVE}


def send(visit: Visit) -> Response:
    """Take the filled-in workbooks, each sheet whole or not at all; a request number that was used does nothing."""
    request = visit.said("request")[:40]
    if request and kept_of_request(visit, request, ".json") is None:
        with unpack_folder() as place, MailReader() as reader:
            outcome = _outcome(visit, request, _take(visit, Path(place), reader), reader)
            keep_outcome(visit, request, ".json", outcome)
        if visit.said(KEPT):
            drop_kept(visit)
    return visit.to(f"/workbook?of={quote(request)}")


def keep_late(visit: Visit) -> bool:
    """Keep the workbooks whose session had ended, for who is still of an office; returns whether they are."""
    return bool(visit.capacities(Role.OFFICE)) and keep_sheet(visit)


def _take(visit: Visit, place: Path, reader: MailReader) -> list[TakenFile]:
    results = [TakenFile(place)]
    try:
        (laid := place / "sent").mkdir()  # a file may have any name, that of the next folder too
        files = lay_out(files_sent(visit, "files"), laid)
        books = [file for file in files if file.suffix.lower() in READ]
        check_workbooks(books)
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
    """Take one sheet; that of another office is as one that never was."""
    with begin() as session, conceal_secrets(session):
        duty = duty_of(session, answer.sheet)
    place = next((each for each in visit.capacities(Role.OFFICE) if each.department == duty.office_id), None)
    if place is None:
        raise CodeRefused(answer.sheet, UNKNOWN, AnswerOutcome.UNKNOWN)
    take_once(answer, duty, result, partial(_perform, visit, answer, visit.person.actor(place)))


def _perform(visit: Visit, answer: Answer, actor: Actor, request: str) -> Summary:
    with begin() as session, conceal_secrets(session):
        return perform(session, take_answer, answer, visit.day, actor, request)


def _outcome(visit: Visit, request: str, results: list[TakenFile], reader: MailReader) -> dict[str, Any]:
    """Keep the refused workbooks with their wrong cells red; returns the outcome of all."""
    wrong = [each for each in results if each.complaints]
    for number, each in enumerate(wrong):
        red = mark_apart(reader, each.file.read_bytes(), each.complaints, "目标绩效管理机构")
        keep_of_request(visit, request, f".{number}", red)
    names = ("taken", "before", "refused", "missing")
    return {"request": request, "red": [each.file.name for each in wrong]} | {
        name: [line for each in results for line in getattr(each, name)] for name in names
    }
