"""The application: its routes, its middleware, and what it says when something is not there."""

from asyncio import create_task, sleep
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
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
    sending,
    sheet,
    sheet_sent,
    signing_in,
    target,
    unit,
    units,
    workbook,
    workbook_sent,
)
from deployments.portal.body import TEXT
from deployments.portal.endpoint import handled
from deployments.portal.errors import HANDLERS
from deployments.portal.guard import Guard
from deployments.portal.kept_files import MOST_BYTES, sweep_out
from deployments.portal.signing_in import TWO_AT_A_TIME
from models.database import begin
from models.ledger.account.drafts import forget_drafts
from models.rules.errors import MubiaoError
from tasks.clock import current_instant

HOUR = 3600.0
FORM = MOST_BYTES + TEXT  # bytes of a form with files
STATIC = Path(__file__).parent.parent / "data" / "portal" / "static"


def application() -> Guard:
    """Return the application; it serves the ledger to which this process is bound."""
    app = Starlette(routes=routes(), exception_handlers=HANDLERS, lifespan=_tidied)
    app.router.redirect_slashes = False  # its redirects repeat the host that was asked for, which anyone may forge
    return Guard(app)


def routes() -> list[BaseRoute]:
    """Return the addresses of the page."""
    return [
        Route("/", handled(desk.show)),
        Route("/in", handled(signing_in.show, signed_in=False)),
        Route("/in", handled(signing_in.sign_in, signed_in=False, limiter=TWO_AT_A_TIME), methods=["POST"]),
        Route("/first", handled(signing_in.show_first, signed_in=False)),
        Route("/first", handled(signing_in.use_slip, signed_in=False, limiter=TWO_AT_A_TIME), methods=["POST"]),
        Route("/out", handled(signing_in.sign_out), methods=["POST"]),
        Route("/day", handled(day.show)),
        Route("/board", handled(agency.show_board)),
        Route("/list", handled(agency.show_lists)),
        Route("/list/{name}", handled(agency.show_list)),
        Route("/list/{name}/workbook", handled(agency.listing_workbook)),
        Route("/act", handled(acts.show_all)),
        Route("/act/{name}", handled(acts.show)),
        Route("/act/{name}", handled(act_sending.send, most=FORM, limiter=TWO_AT_A_TIME), methods=["POST"]),
        Route("/sheet/{kind}", handled(sheet.show)),
        Route("/sheet/{kind}", handled(sheet_sent.send, most=FORM, limiter=workbook_sent.AT_A_TIME), methods=["POST"]),
        Route("/sheet/{kind}/workbook", handled(sheet.fetch)),
        Route("/head", handled(head.show)),
        Route("/head", handled(hand.sign, limiter=TWO_AT_A_TIME), methods=["POST"]),
        Route("/unit", handled(units.show_all)),
        Route("/unit/{unit}", handled(unit.show)),
        Route("/unit/{unit}/target/{year:int}/{code}", handled(target.show)),
        Route("/cloud", handled(cloud.show)),
        Route("/cloud/{month}/{year:int}/{code}/{number:int}", handled(cloud.show_picture)),
        Route("/duty/{number:int}", handled(item.show)),
        Route("/duty/{number:int}", handled(sending.send, late=sending.keep_late, most=FORM), methods=["POST"]),
        Route("/duty/{number:int}/workbook", handled(item.workbook_of)),
        Route("/duty/{number:int}/saved", handled(item.saved)),
        Route("/matter/{key:path}/saved", handled(item.saved)),
        Route("/matter/{key:path}", handled(item.show)),
        Route("/matter/{key:path}", handled(sending.send, most=FORM), methods=["POST"]),
        Route("/workbook", handled(workbook.show)),
        Route("/workbook", handled(workbook_sent.send, most=FORM, limiter=workbook_sent.AT_A_TIME), methods=["POST"]),
        Route("/workbook/all/{office:int}", handled(workbook.fetch)),
        Route("/workbook/red/{request}/{number:int}", handled(workbook.fetch_red)),
        Route("/favicon.ico", _no_icon),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


@asynccontextmanager
async def _tidied(_: Starlette) -> AsyncIterator[None]:
    """Remove what no draft needs, once an hour while the application runs."""
    task = create_task(_tidy_hourly())
    yield
    task.cancel()


async def _tidy_hourly() -> None:
    while True:
        with suppress(MubiaoError, OSError):  # the database or the disk is away: an hour later
            await run_in_threadpool(tidy)
        await sleep(HOUR)


def tidy() -> None:
    """Delete drafts that were not changed for a month, and the files that no draft needs."""
    with begin() as session:
        needed = forget_drafts(session, current_instant())
    sweep_out(needed)


def _no_icon(_: Request) -> Response:
    return Response(status_code=204)
