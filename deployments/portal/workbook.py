"""回复表 at the page: the workbook of all that an office owes, and the outcome of those that were sent back (A49)."""

import json
from hashlib import sha256
from secrets import token_hex
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.answer_files import RETURNED
from deployments.portal.item import MOST, NOT_FOUND
from deployments.portal.late_sheets import kept_late
from deployments.portal.visit import Visit, download
from models.database import begin
from models.ledger.acts import Role
from models.ledger.answer.open_books import open_books
from models.ledger.evidence.store import evidence_store
from notifications.answer_sheets import sheets_to_fill
from notifications.documents.answer_sheet import workbook


def show(visit: Visit) -> Response:
    """Return the page where workbooks are fetched and sent, with the result of those that were sent last."""
    outcome = outcome_of(visit, ".json")
    offices, kept = visit.capacities(Role.OFFICE), kept_late(visit)
    return visit.page("workbook", offices=offices, outcome=outcome, kept=kept, request=token_hex(8))


def fetch(visit: Visit) -> Response:
    """Return the workbook of all that one office of the person owes, with the sheet for changes of its people."""
    number = visit.request.path_params["office"]
    place = next((each for each in visit.capacities(Role.OFFICE) if each.department == number), None)
    if place is None:
        raise HTTPException(NOT_FOUND)
    with begin() as session:
        book = open_books(session, visit.day.date, place.department)[place.code]
    return download(sheets_to_fill(book).name, workbook(book))


def fetch_red(visit: Visit) -> Response:
    """Return a workbook that was refused, its wrong cells red; it is kept for an hour."""
    asked = visit.request.path_params
    content = kept_of_request(visit, asked["request"], f".{min(asked['number'], MOST)}")
    if content is None:
        raise HTTPException(NOT_FOUND)
    return download(f"{RETURNED}{asked['number'] + 1}.xlsx", content)


def outcome_of(visit: Visit, ending: str) -> Any:  # noqa: ANN401 - JSON
    """Return the outcome of the request that the address names; None if it names none of this account."""
    told = kept_of_request(visit, visit.request.query_params.get("of", ""), ending)
    return json.loads(told) if told else None


def keep_outcome(visit: Visit, request: str, ending: str, outcome: Any) -> None:  # noqa: ANN401 - JSON
    """Keep the outcome of a request for an hour."""
    keep_of_request(visit, request, ending, json.dumps(outcome, ensure_ascii=False).encode())


def keep_of_request(visit: Visit, request: str, ending: str, content: bytes) -> None:
    """Keep a file of a request for an hour; it is that of one account."""
    evidence_store().drafts().write(_name(visit, request, ending), content)


def kept_of_request(visit: Visit, request: str, ending: str) -> bytes | None:
    """Return a file of a request of this account; None without one."""
    return evidence_store().drafts().load(_name(visit, request, ending))


def _name(visit: Visit, request: str, ending: str) -> str:
    return f"{sha256(f'{visit.person.account}:{request}'.encode()).hexdigest()}{ending}"
