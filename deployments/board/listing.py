"""The 总表 as a listing: offices × periods, whose columns are the periods of its rows."""

from collections.abc import Sequence
from functools import partial

from deployments.listings.listing import Column, Filter, Listing, Row
from models.ledger.duty.board import OTHER, list_board
from models.rules.standing import CellState, in_words

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


def _cell(title: str, row: Row) -> str:
    return in_words(row["cells"].get(title, CellState.NONE))
