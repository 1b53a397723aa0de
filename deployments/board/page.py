"""The 总表 as a listing (offices × periods) and as a page: one file without script, which loads itself each minute."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from deployments.commands.answers import write_file
from deployments.listings.listing import Column, Filter, Listing, Row
from deployments.pages import filled_in
from models.database import begin
from models.ledger.chain.export import chain_head
from models.ledger.duty.board import FIGURES, OTHER, list_board
from models.ledger.jurisdiction import is_rehearsal
from models.rules.errors import MubiaoError
from models.rules.standing import CellState, in_words
from tasks.clock import current_instant
from tasks.settings import Settings

TEMPLATE = "board/page.html.j2"
VALID = timedelta(days=1)
READABLE = 0o640  # its owner writes; a group, such as that of a web server, reads


def board_page(session: Session, now: datetime, *, late_first: bool) -> bytes:
    """Return the page as of `now`. Without script it cannot know its age: it says until when it holds."""
    return filled_in(TEMPLATE, board_of(session, now, late_first=late_first)).encode()


def board_of(session: Session, now: datetime, *, late_first: bool) -> dict[str, Any]:
    """Return what a page of the 总表 shows: its rows, its figures and its legend; `cells_of` a row it shows."""
    rows = list_board(session, now.date(), late_first=late_first)
    listing = listing_of(rows)
    return {
        "title": listing.title,
        "now": now,
        "until": now + VALID,
        "rehearsal": is_rehearsal(session),
        "offices": len(rows),
        "late_offices": sum(1 for row in rows if row["overdue"]),
        "legend": [(each, in_words(each)) for each in CellState],
        "titles": listing.titles,
        "fixed": len(FIXED),
        "rows": rows,
        "cells_of": partial(_cells, listing.columns[len(FIXED) :]),
        **{name: sum(row[name] for row in rows) for name in FIGURES},
    }


class KeptBoard:
    """The file named by MUBIAO_BOARD, which `mubiao up` keeps current."""

    def __init__(self, chosen: Settings) -> None:
        self._file, self._late_first = chosen.board, chosen.board_late_first
        self._written: tuple[int, date] | None = None

    def renew(self) -> dict[str, str]:
        """Write the page if anything was recorded, or a day began, since it was written; called once a minute.

        Returns what is in the way, under the name of the page; nothing while the database is away.
        """
        if self._file is None:
            return {}
        now = current_instant()
        try:
            with begin() as session:
                state = (int(chain_head(session)["height"]), now.date())
                page = b"" if state == self._written else board_page(session, now, late_first=self._late_first)
        except MubiaoError:
            return {}
        try:
            if page:
                write_file(self._file, page, mode=READABLE)
        except MubiaoError as error:
            return {"总表": f"总表没有更新：{error.message}"}
        self._written = state
        return {}

    def stop(self) -> None:
        """Say in the file that it is kept no more, and since when: `up` ends, and a page cannot know its own age."""
        if self._file and self._written:
            said = f'<body>\n<p class="mark">{current_instant():%Y-%m-%d %H:%M}起停止更新，以下不再是现状。</p>'
            with suppress(MubiaoError, OSError):
                page = self._file.read_bytes().replace(b"<body>", said.encode(), 1)
                write_file(self._file, page, mode=READABLE)


FIXED = (
    Column("部门", "department", kept=True),
    Column("逾期", "overdue"),
    Column("本周到期", "due_this_week"),
    Column("本周办结", "done_this_week"),
)
LATE_FIRST = Filter("late_first", "先列逾期最多的部门", option="late-first")


def listing_of(rows: Sequence[Row]) -> Listing:
    """Returns the listing for these rows: a column for each period, by its latest due date, and last the other work."""
    latest: dict[str, object] = {}
    for row in rows:
        latest |= {title: max(due, latest.get(title, due)) for title, due in row["dues"].items()}
    titles = sorted(latest, key=lambda title: (title == OTHER, latest[title], title))
    columns = (*FIXED, *(Column(title, partial(_cell, title)) for title in titles))
    about = "各部门各期事项的总表：逾期、将到期、办结，本周的数"
    return Listing("board", "总表", about, list_board, columns, none="没有部门。", filters=(LATE_FIRST,))


def _cells(periods: Sequence[Column], row: Row) -> list[tuple[Any, str]]:
    """Returns what the columns show of a row, each with its standing; the fixed ones have none."""
    standings = [(each.value(row), row["cells"].get(each.title, CellState.NONE)) for each in periods]
    return [*((each.value(row), "") for each in FIXED), *standings]


def _cell(title: str, row: Row) -> str:
    return in_words(row["cells"].get(title, CellState.NONE))
