"""The queue before passwords are checked: half of it is for browsers in which the account signed in before."""

from collections.abc import Callable
from threading import Semaphore
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, Lock, to_thread
from starlette.responses import Response

from deployments.portal.browser import browser_of
from deployments.portal.guard import MALFORMED
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.sessions import hash_named
from models.ledger.account.tries import Counted, counted_as, key_of_name
from models.ledger.jurisdiction import home

HASHES = Semaphore(2)  # at a time, of all; of new browsers one
KNOCKING, OF_KNOWN, OF_NEW = CapacityLimiter(2), CapacityLimiter(2), CapacityLimiter(1)
# A name has one place among those of its address, and an address one in the queue of new ones.
_TURNS: WeakValueDictionary[str, Lock] = WeakValueDictionary()


def named_in(visit: Visit) -> str:
    """Return the name that a form of who is not signed in gives."""
    return visit.said("name").strip()[:200]


def look_up(visit: Visit) -> tuple[Counted, tuple[int, str] | None]:
    """Return what the tries of the form's name are counted of, and its account with the hash of its password."""
    name = named_in(visit)
    with begin() as session:
        found = hash_named(session, home(session), name)
        browser = browser_of(visit.request)
        return counted_as(session, name, found[0] if found else None, browser, visit.day.at), found


async def in_turn(visit: Visit, work: Callable[[], Response]) -> Response:
    """Do the work of a form in its turn: who is in a browser of his own never waits for others.

    Of who has gone away meanwhile nothing is done.
    """
    if browser_of(visit.request):
        counted, _ = await to_thread.run_sync(look_up, visit, limiter=KNOCKING)
        if counted.is_known:
            return await to_thread.run_sync(work, limiter=OF_KNOWN)
    names = _TURNS.setdefault(f"{visit.address} {key_of_name(named_in(visit))}", Lock())
    addresses = _TURNS.setdefault(visit.address, Lock())
    async with names, addresses, OF_NEW:
        if await visit.request.is_disconnected():
            return Response(status_code=MALFORMED)
        return await to_thread.run_sync(work)
