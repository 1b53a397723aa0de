"""The commands of all listings: a table on the screen, JSON, or a workbook."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from deployments.commands.answers import PATH, as_json, check_path, on_day, print_json, write_file
from deployments.installation import ledger
from deployments.listings.listing import Filter, Listing, Row
from deployments.text_table import SCREEN, table, width
from tasks.clock import business_day

Option = Callable[[Callable[..., Any]], Any]  # adds an option to a function, as click's decorators do
GAP, BROAD = 2, 44  # a column of a workbook is as much wider than its longest cell, and as wide at most
to_xlsx = click.option("--xlsx", metavar="文件", type=PATH, help="写成工作簿")
force = click.option("--force", is_flag=True, help="工作簿已经存在时覆盖")


def command_of(listing: Listing) -> click.Command:
    """Returns the command of a listing: an option for each filter and flag, then --xlsx, --on and --json."""
    filters = (*listing.filters, *(flag for flag, _ in listing.instead))
    options: list[Option] = [*map(_option, filters), to_xlsx, force, *([on_day] if listing.dated else []), as_json]
    answer: Callable[..., Any] = partial(_answer, listing)
    for add in reversed(options):
        answer = add(answer)
    return click.command(listing.name, help=listing.about)(answer)


def _option(each: Filter) -> Option:
    names = (f"--{each.option or each.name}", each.name)
    if not each.value:
        return click.option(*names, is_flag=True, help=each.about)
    kind = click.IntRange(*each.between) if each.between else click.Choice(each.choices) if each.choices else None
    return click.option(*names, metavar=each.value, type=kind, help=each.about)


def _answer(listing: Listing, *, as_json: bool, xlsx: Path | None, force: bool, **typed: Any) -> None:  # noqa: ANN401 - the values of filters and day
    """Print the rows as of the day, or write them to a workbook."""
    listing = next((other for flag, other in listing.instead if typed[flag.name]), listing)
    if xlsx:
        check_path(xlsx, (".xlsx",), force=force)
    with ledger() as session:
        today = business_day(typed.get("day")).date
        given, rows = listed(session, listing, today, typed)
        words = _on_screen(listing, rows, given) if rows else listing.sentence_if_empty(session, today, given)
        if xlsx:
            write_file(xlsx, workbook_of(session, listing, today, rows))
            words = f"已写入{len(rows)}项：{xlsx}"
    print_json(rows) if as_json else print(words)


def listed(
    session: Session, listing: Listing, today: date, typed: Mapping[str, Any]
) -> tuple[dict[str, Any], Sequence[Row]]:
    """Returns the values of the filters that were typed, and the rows as of a day."""
    given = {each.name: _value(session, each, today, typed.get(each.name)) for each in listing.filters}
    return given, listing.rows(session, *([today] if listing.dated else []), **given)


def _value(session: Session, each: Filter, today: date, typed: Any) -> Any:  # noqa: ANN401 - as above
    if not each.value:
        return bool(typed)
    if typed is None:
        return each.default(today) if each.default else None
    return each.read(session, typed) if each.read else typed


def _on_screen(listing: Listing, rows: Sequence[Row], given: Mapping[str, Any]) -> str:
    """Returns the rows as a table of at most 100 columns, with their number and the lines that follow."""
    kept = [place for place, each in enumerate(listing.columns) if each.kept]
    wrapped = [place for place, each in enumerate(listing.columns) if each.wrapped]
    listed = table(listing.titles, listing.cells(rows), SCREEN, kept, wrapped)
    return "\n".join([listed, f"共{len(rows)}项。", *(listing.after(rows, given) if listing.after else ())])


def workbook_of(session: Session, listing: Listing, today: date, rows: Sequence[Row]) -> bytes:
    """Returns the rows as a workbook; each column is as wide as its longest cell, within bounds."""
    from models.ledger.jurisdiction import home  # noqa: PLC0415 - loaded when a workbook is written
    from models.ledger.papers.signature import signature_of  # noqa: PLC0415
    from notifications.documents.grid import Grid  # noqa: PLC0415

    cells = listing.cells(rows)
    columns = zip(listing.titles, *cells, strict=True)
    widths = {column[0]: min(max(width(str(cell)) for cell in column) + GAP, BROAD) for column in columns}
    grid = Grid(listing.title, signature_of(session, home(session), today))
    grid.sheet(listing.title, widths, cells)
    return grid.finished()
