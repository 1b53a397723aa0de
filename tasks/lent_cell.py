"""A cell that is lent to a request: one process serves the pages of many, and works for another one in each request."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Engine

from models.database import address, begin, lent, make_engine
from models.file_store.opening import open_store
from models.file_store.port import FileStore
from models.ledger.evidence.store import lent_store
from models.rules.errors import Refused
from tasks.cell import CellSettings
from tasks.cell_check import check_cell
from tasks.settings import lent_settings

KEPT = 2  # idle connections


class LentCell(NamedTuple):
    """The settings, database and evidence of a cell, ready for any number of requests."""

    settings: CellSettings
    engine: Engine
    store: FileStore

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Work for this cell in the current context, and in no other one."""
        limit = self.settings.evidence_limit_mb
        with lent_settings(self.settings), lent(self.engine), lent_store(self.store, limit):
            yield

    def check(self) -> None:
        """Raise Refused, or Unavailable, unless this program may work with the cell."""
        with self.in_use(), begin() as session:
            check_cell(session)

    def close(self) -> None:
        """Close its idle connections."""
        self.engine.dispose()


def lend(chosen: CellSettings) -> LentCell:
    """Return a cell that may be lent; nothing is asked of its database yet."""
    if chosen.database_url is None:
        raise Refused(f"单元“{chosen.cell}”没有数据库地址。")
    folder, _, url = chosen.evidence
    engine = make_engine(address(chosen.database_url.get_secret_value()), KEPT)
    return LentCell(chosen, engine, open_store(folder, url))
