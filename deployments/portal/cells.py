"""The pages of all cells of a host in one process: host name and path of a request say which cell it is for."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from threading import Lock
from time import monotonic
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from deployments.board.page import board_page
from deployments.host.options import is_page, place_of_page
from deployments.portal.app import application, tidy
from deployments.portal.errors import closed, not_done, refused, unavailable
from deployments.portal.guard import Guard, split
from models.cells import ACTIVE, HELD, HostCell
from models.database import begin
from models.ledger.evidence.store import evidence_store
from models.outages import FAULTS
from models.rules.errors import MubiaoError, Unavailable
from tasks.cell import open_registry, settings_of
from tasks.clock import current_instant
from tasks.lent_cell import LentCell, lend
from tasks.settings import settings

EVERY = 30.0  # seconds after which the registry is read again, and the tables of a cell are looked at again
CONNECTED = 24  # cells at most whose connections are kept open
NOT_FOUND = 404
UPGRADE = "系统正在升级，请稍后再来。"
PAUSED = "本机构的系统暂停中，请稍后再来。"
BOARD = "board.html"


class Closed(Unavailable):
    """The page of a cell is closed on purpose."""


@dataclass(slots=True)
class Served:
    """A cell whose page is served, and when its tables were looked at last."""

    row: HostCell
    lent: LentCell
    checked_at: float = -inf
    turn: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(1))

    def check(self) -> None:
        """Look at the tables, unless that was done just now. Raises Refused, or Unavailable."""
        if monotonic() - self.checked_at > EVERY:
            self.lent.check()
            self.checked_at = monotonic()


ANSWERS: Mapping[type[MubiaoError], Any] = {Closed: closed, Unavailable: unavailable, MubiaoError: not_done}


class CellPages:
    """The application of all cells. What a request reads and writes is that of its cell, and of no other one.

    Raises Refused, or Unavailable, if the registry cannot be read.
    """

    def __init__(self) -> None:
        self._app = application(self.tidy)
        self._registry = open_registry()
        self._read_at = monotonic()
        self._served: OrderedDict[str, Served] = OrderedDict()
        self._lock, self._finding = Lock(), CapacityLimiter(4)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for its cell; one for no cell is not there."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        host = split(f"//{Headers(scope=scope).get('host', '')}")
        try:
            found = await self._lent_for((host and host.hostname) or "", scope["path"])
        except MubiaoError as error:
            says = next(says for kind, says in ANSWERS.items() if isinstance(error, kind))
            return await Guard(says(Request(scope), error))(scope, receive, send)
        if found is None:
            return await Guard(refused(Request(scope), HTTPException(NOT_FOUND)))(scope, receive, send)
        with found.in_use():
            return await self._app(scope, receive, send)

    def addresses(self) -> list[str]:
        """Return the addresses that people type."""
        return [each.settings["page_url"] for each in _with_page(self._cells().values())]

    def close(self) -> None:
        """Close all idle connections."""
        for each in self._served.values():
            each.lent.close()

    def tidy(self) -> None:
        """Remove what no draft of a cell needs, and write the board of each; a cell that is away waits an hour."""
        for row in _with_page(self._cells().values()):
            with suppress(MubiaoError, *FAULTS):
                if row.state == ACTIVE and not self._registry.upgrading:
                    served = self._open(row)
                    served.check()
                    with served.lent.in_use():
                        tidy()
                        _write_board()

    async def _lent_for(self, host: str, path: str) -> LentCell | None:
        """Return the cell of an address after a look at its tables, for which visitors of other cells do not wait."""
        found = await to_thread.run_sync(self._find, host, path, limiter=self._finding)
        if found is None:
            return None
        await to_thread.run_sync(found.check, limiter=found.turn)
        return found.lent

    def _find(self, host: str, path: str) -> Served | None:
        """Return the cell of an address. Raises Closed if it is held, or while the cells are upgraded."""
        row = cell_at(self._cells().values(), host, path)
        if row is None:
            return None
        if self._registry.upgrading:
            raise Closed(UPGRADE)
        if row.state == HELD:
            raise Closed(PAUSED)
        return self._open(row)

    def _cells(self) -> dict[str, HostCell]:
        if monotonic() - self._read_at > EVERY:
            self._read_at = monotonic()
            with suppress(Unavailable):  # what was read before holds until it answers again
                self._registry = open_registry()
        return self._registry.cells

    def _open(self, row: HostCell) -> Served:
        """Return a cell as its row says. Raises Refused if a setting is invalid."""
        with self._lock:
            found = self._served.get(row.key)
            if found and found.row != row:
                self._served.pop(row.key).lent.close()
                found = None
            if found is None:
                found = Served(row, lend(settings_of(row, self._registry.secret)))
                self._served[row.key] = found
            self._served.move_to_end(row.key)
            if len(self._served) > CONNECTED:
                self._served.popitem(last=False)[1].lent.close()
        return found


def cell_at(cells: Iterable[HostCell], host: str, path: str) -> HostCell | None:
    """Return the cell whose page has this address: that of the longest path, or the only one of the host name.

    A proxy may take the path off if a host name is that of one cell.
    """
    places = {place_of_page(str(each.settings["page_url"])): each for each in _with_page(cells)}
    named = {path: each for (name, path), each in places.items() if name == host}
    below = [each for each in named if f"{path}/".startswith(f"{each}/")]
    if below:
        return named[max(below, key=len)]
    return next(iter(named.values())) if len(named) == 1 else None


def _with_page(cells: Iterable[HostCell]) -> Iterator[HostCell]:
    return (each for each in cells if each.state in {ACTIVE, HELD} and is_page(str(each.settings.get("page_url", ""))))


def _write_board() -> None:
    """Write the 总表 of a cell into its store."""
    with begin() as session:
        page = board_page(session, current_instant(), late_first=settings().board_late_first)
    evidence_store().boards().write(BOARD, page)
