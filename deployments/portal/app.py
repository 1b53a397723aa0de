"""The application: its routes, its middleware, and what it says when something is not there."""

from asyncio import create_task, sleep
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from deployments.portal import (
    act_sending,
    acts,
    agency,
    cloud,
    day,
    desk,
    hand,
    head,
    item,
    own_account,
    sending,
    sheet,
    sheet_sent,
    signing_in,
    unit,
    workbook,
    workbook_sent,
)
from deployments.portal.body import TEXT
from deployments.portal.endpoint import handled
from deployments.portal.errors import HANDLERS
from deployments.portal.guard import Guard
from deployments.portal.hash_queue import in_turn
from deployments.portal.kept_files import MOST_BYTES, sweep_out
from models.database import begin
from models.ledger.account.drafts import forget_drafts
from models.ledger.evidence.store import evidence_store
from models.rules.errors import MubiaoError
from tasks.clock import current_instant

HOUR = 3600.0
FORM = MOST_BYTES + TEXT  # bytes of a form with files
STATIC = Path(__file__).parent.parent / "data" / "portal" / "static"
# Pages for who is signed in; an address comes before one whose pattern has it too.
BY_ADDRESS = {
    "/": desk.show,
    "/day": day.show,
    "/board": agency.show_board,
    "/board/workbook": agency.board_workbook,
    "/list": agency.show_lists,
    "/list/{name}": agency.show_list,
    "/list/{name}/workbook": agency.listing_workbook,
    "/act": acts.show_all,
    "/act/{name}": acts.show,
    "/sheet/{kind}": sheet.show,
    "/sheet/{kind}/workbook": sheet.fetch,
    "/head": head.show,
    "/own": own_account.show,
    "/unit": unit.show_all,
    "/unit/{unit}": unit.show,
    "/unit/{unit}/target/{year:int}/{code}": unit.show_target,
    "/cloud": cloud.show,
    "/signer-changes/{number:int}/paper": agency.signer_paper,
    "/duty/{number:int}": item.show,
    "/duty/{number:int}/workbook": item.workbook_of,
    "/duty/{number:int}/saved": item.saved,
    "/matter/{key:path}/saved": item.saved,
    "/matter/{key:path}": item.show,
    "/workbook": workbook.show,
    "/workbook/all/{office:int}": workbook.fetch,
    "/workbook/red/{request}/{number:int}": workbook.fetch_red,
}


def application(tidying: Callable[[], None] | None = None) -> Guard:
    """Return the application; it serves the ledger to which this process, or a request, is bound."""
    app = Starlette(routes=routes(), exception_handlers=HANDLERS, lifespan=partial(_tidied, tidying or tidy))
    app.router.redirect_slashes = False  # its redirects repeat the host that was asked for, which anyone may forge
    return Guard(app)


def routes() -> list[BaseRoute]:
    """Return the addresses of the page: those that show something, and those that take a form."""
    books = workbook_sent.AT_A_TIME
    picture = handled(cloud.show_picture, limiter=cloud.AT_A_TIME)
    return [
        *(Route(path, handled(handler)) for path, handler in BY_ADDRESS.items()),
        Route("/cloud/{month}/{year:int}/{code}/{number:int}", picture),
        Route("/in", handled(signing_in.show, signed_in=False)),
        Route("/in", handled(signing_in.sign_in, signed_in=False, turn=in_turn), methods=["POST"]),
        Route("/in/code", handled(signing_in.ask_code, signed_in=False, turn=in_turn), methods=["POST"]),
        Route("/first", handled(signing_in.show_first, signed_in=False)),
        Route("/first", handled(signing_in.use_slip, signed_in=False, limiter=signing_in.FIRST), methods=["POST"]),
        Route("/out", handled(signing_in.sign_out), methods=["POST"]),
        Route("/own", handled(own_account.change), methods=["POST"]),
        Route("/own/end", handled(own_account.end), methods=["POST"]),
        Route("/act/{name}", handled(act_sending.send, late=act_sending.keep_late, most=FORM), methods=["POST"]),
        Route(
            "/sheet/{kind}",
            handled(sheet_sent.send, late=sheet_sent.keep_late, most=FORM, limiter=books),
            methods=["POST"],
        ),
        Route("/head", handled(hand.sign, late=hand.is_awaited), methods=["POST"]),
        Route("/duty/{number:int}", handled(sending.send, late=sending.keep_late, most=FORM), methods=["POST"]),
        Route("/matter/{key:path}", handled(sending.send, late=sending.keep_late, most=FORM), methods=["POST"]),
        Route(
            "/workbook",
            handled(workbook_sent.send, late=workbook_sent.keep_late, most=FORM, limiter=books),
            methods=["POST"],
        ),
        Route("/favicon.ico", _no_icon),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


@asynccontextmanager
async def _tidied(tidying: Callable[[], None], _: Starlette) -> AsyncIterator[None]:
    """Remove what no draft needs, once an hour while the application runs."""
    task = create_task(_tidy_hourly(tidying))
    yield
    task.cancel()


async def _tidy_hourly(tidying: Callable[[], None]) -> None:
    while True:
        with suppress(MubiaoError, OSError):  # the database or the disk is away: an hour later
            await run_in_threadpool(tidying)
        await sleep(HOUR)


def tidy() -> None:
    """Delete drafts that were not changed for a month, and the files that no draft needs."""
    with begin() as session:
        needed = forget_drafts(session, current_instant())
    # Read afterwards: a file that was put, or put again, meanwhile is new.
    sweep_out(evidence_store().drafts().entries(), needed, current_instant())


def _no_icon(_: Request) -> Response:
    return Response(status_code=204)
