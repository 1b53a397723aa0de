"""The queue before passwords are checked: half of it is for browsers in which the account signed in before."""

from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Semaphore

from anyio import CapacityLimiter, Event, to_thread
from starlette.responses import Response

from deployments.portal.browser import browser_of
from deployments.portal.guard import MALFORMED
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.sessions import hash_named
from models.ledger.account.tries import Counted, counted_as
from models.ledger.jurisdiction import home

HASHES = Semaphore(2)  # at a time, of all; of new browsers one
KNOCKING, OF_KNOWN = CapacityLimiter(2), CapacityLimiter(2)


class Line:
    """A line in which the first and the last to come take turns: a crowd that waits does not hold up who comes once."""

    def __init__(self) -> None:
        self._waiting: deque[Event] = deque()
        self._is_taken, self._is_last = False, False

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The one place, as soon as it is one's turn."""
        self._waiting.append(mine := Event())
        self._call()
        try:
            await mine.wait()
            yield
        finally:
            if mine in self._waiting:  # gone before
                self._waiting.remove(mine)
            else:
                self._is_taken = False
            self._call()

    def _call(self) -> None:
        if self._waiting and not self._is_taken:
            self._is_taken, self._is_last = True, not self._is_last
            (self._waiting.pop() if self._is_last else self._waiting.popleft()).set()


OF_NEW = Line()


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
    async with OF_NEW.turn():
        if await visit.request.is_disconnected():
            return Response(status_code=MALFORMED)
        return await to_thread.run_sync(work)
