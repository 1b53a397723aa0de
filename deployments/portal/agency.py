"""What the agency sees: the 总表 of all offices, and the 名册, which are the listings of the command line."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.board.page import board_of, listing_of
from deployments.commands.listings import listed, workbook_of
from deployments.listings.facts import ROWS as FACT_ROWS
from deployments.listings.listing import Filter, ListedRows, Listing, Row
from deployments.portal.act_faults import without_commands
from deployments.portal.item import MOST
from deployments.portal.post import MAILS, MESSAGES
from deployments.portal.row_links import row_links
from deployments.portal.visit import Visit, download
from models.database import begin
from models.ledger.acts import Role
from models.ledger.duty.board import list_board
from models.ledger.evidence.store import evidence_store
from models.ledger.jurisdiction import home
from models.loading import having
from models.records import SignerChange
from models.rules.errors import Refused

# The listings that are shown: that of the leaders' ratings is on no page before the approval (A40).
PAGES_OF: Mapping[str, str | Listing] = {
    "targets": "targets",
    "entries": "entries",
    "inspections": "inspections",
    "appeals": "appeals",
    "adjustments": "adjustments",
    "opinions": "opinions",
    "assignments": "assignments",
    "submissions": "submissions",
    "left-over": "left_over",
    "departments": "departments",
    "contacts": "contacts",
    "signer-changes": "signer_changes",
    "mails": MAILS,
    "messages": MESSAGES,
    "notices": "notices",
    "urgings": "urgings",
    "policies": "policies",
    "facts": "facts",
    "fact-rows": FACT_ROWS,
    "regulations": "regulations",
}
NOT_FOUND, A_PAGE, LONGEST_NUMBER = 404, 100, 9
ROSTER = "roster"  # the 总表 in the order of 名册
SUFFIXES = {b"%PDF": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png", b"PK": ".ofd"}


def show_board(visit: Visit) -> Response:
    """Return the 总表, those who are late first or in the order of the roster, a hundred offices a page."""
    _require_reading(visit)
    asked = visit.request.query_params
    with begin() as session:
        board = board_of(session, visit.day.at, late_first=asked.get("order") != ROSTER)
    shown, paging = _paged(visit, board["offices"], ["order"])
    board |= {"rows": board["rows"][shown], "enters": bool(visit.capacities(Role.AGENCY))}
    return visit.page("board", **board, paging=paging, asked=asked)


def board_workbook(visit: Visit) -> Response:
    """Return the 总表 as a workbook."""
    _require_reading(visit)
    with begin() as session:
        rows = list_board(session, visit.day.date, late_first=visit.request.query_params.get("order") != ROSTER)
        return _workbook(session, ListedRows(listing_of(rows), visit.day.date, {}, rows))


def show_lists(visit: Visit) -> Response:
    """Return the names of the listings."""
    _require_reading(visit)
    return visit.page("lists", listings=[(name, listing_named(name)) for name in PAGES_OF])


def show_list(visit: Visit) -> Response:
    """Return one listing with its filters, a hundred rows a page."""
    listing, typed = _asked(visit)
    found: Sequence[Row] = []
    fault, empty = "", ""
    try:
        with begin() as session:
            asked = listed(session, listing, visit.day.date, typed)
            found = asked.rows
            said = "" if found else listing.sentence_if_empty(session, asked.day, asked.given)
            empty = without_commands(said)
    except Refused as refusal:
        fault = refusal.message
    shown, paging = _paged(visit, len(found), [*typed])
    rows = listing.cells(found[shown])
    links = [row_links(visit, listing.name, row) for row in found[shown]]
    told: dict[str, Any] = {"rows": rows, "links": links, "paging": paging, "fault": fault, "empty": empty}
    return visit.page("list", listing=listing, typed=typed, **told)


def listing_workbook(visit: Visit) -> Response:
    """Return one listing as a workbook."""
    listing, typed = _asked(visit)
    with begin() as session:
        return _workbook(session, listed(session, listing, visit.day.date, typed))


def _workbook(session: Session, found: ListedRows) -> Response:
    return download(f"{found.listing.title}.xlsx", workbook_of(session, found))


def listing_named(name: str) -> Listing:
    """Return the listing of this name. Raises HTTPException for one that is not shown."""
    if name not in PAGES_OF:
        raise HTTPException(NOT_FOUND)
    found = PAGES_OF[name]
    return found if isinstance(found, Listing) else import_module(f"deployments.listings.{found}").LISTING


def _paged(visit: Visit, count: int, kept: Iterable[str]) -> tuple[slice, dict[str, Any]]:
    """Return which of the rows are shown, and what stands below them: the pages, each with its query.

    A link keeps only these words of the query. A page after the last one is the last one.
    """
    asked = visit.request.query_params
    query = {name: asked[name] for name in kept if asked.get(name)}
    last = max(-(-count // A_PAGE), 1)
    page = min(_number(asked.get("page", "")) or 1, last)
    links = [(each, urlencode({**query, "page": each})) for each in range(1, last + 1)]
    shown = slice((page - 1) * A_PAGE, page * A_PAGE)
    return shown, {"count": count, "page": page, "query": urlencode(query), "links": links}


def _asked(visit: Visit) -> tuple[Listing, dict[str, Any]]:
    _require_reading(visit)
    listing = listing_named(visit.request.path_params["name"])
    return listing, {each.name: _typed(each, visit.request.query_params.get(each.name, "")) for each in listing.filters}


def _typed(each: Filter, said: str) -> Any:  # noqa: ANN401 - a text, a number or whether it is set
    """Return what was typed for a filter; what is no number or no choice counts as nothing."""
    if not each.value:
        return bool(said)
    if each.between:
        least, most = each.between
        number = _number(said)
        return number if number is not None and least <= number <= (most or number) else None
    return said if said and (not each.choices or said in each.choices) else None


def _number(said: str) -> int | None:
    """Return a number that was typed; None for anything else, and for one that nothing has."""
    return int(said) if said.isdecimal() and said.isascii() and len(said) <= LONGEST_NUMBER else None


def require_agency(visit: Visit) -> None:
    if not visit.capacities(Role.AGENCY):
        raise HTTPException(NOT_FOUND)


def _require_reading(visit: Visit) -> None:
    if not visit.reads_all:
        raise HTTPException(NOT_FOUND)


def signer_paper(visit: Visit) -> Response:
    """Return the 任免文件 of a change of signers, which its second person reads first (A49b)."""
    require_agency(visit)
    number = min(int(visit.request.path_params["number"]), MOST)
    with begin() as session:
        change = having(session, SignerChange, jurisdiction_id=home(session), serial=number)
    if change is None:
        raise HTTPException(NOT_FOUND)
    content = evidence_store().read(change.paper["page"])
    suffix = next((each for begins, each in SUFFIXES.items() if content.startswith(begins)), "")
    return download(f"任免文件{number}{suffix}", content, "application/octet-stream")
