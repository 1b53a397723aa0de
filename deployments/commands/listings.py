"""The commands of all listings: a table on the screen, JSON, or a workbook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from deployments.commands.answers import PATH, as_json, check_path, on_day, print_answer, write_file
from deployments.installation import ledger
from deployments.listings.listing import Filter, ListedRows, Listing
from deployments.text_table import SCREEN, table, width
from tasks.clock import business_day

Option = Callable[[Callable[..., Any]], Any]  # adds an option to a function, as click's decorators do
GAP, BROAD = 2, 44  # a column of a workbook is as much wider than its longest cell, and as wide at most


@dataclass(frozen=True, slots=True)
class Output:
    """An option that writes what is listed into a file with this suffix; `write` returns the sentence about it."""

    option: str
    about: str
    write: Callable[[Session, ListedRows, Path], str]
    suffix: str = ".xlsx"


def write_rows(found: ListedRows, file: Path, content: bytes) -> str:
    """Write a file of the rows. Returns the sentence about it."""
    write_file(file, content)
    return f"已写入{len(found.rows)}项：{file}"


WORKBOOK = Output("xlsx", "写成工作簿", lambda session, its, file: write_rows(its, file, workbook_of(session, its)))
force = click.option("--force", is_flag=True, help="文件已经存在时覆盖")


def command_of(listing: Listing, output: Output = WORKBOOK) -> click.Command:
    """Returns the command of a listing: an option for each filter and flag, then the output, --on and --json."""
    filters = (*listing.filters, *(flag for flag, _ in listing.instead))
    written = click.option(f"--{output.option}", "file", metavar="文件", type=PATH, help=output.about)
    options: list[Option] = [*map(_option, filters), written, force, *([on_day] if listing.dated else []), as_json]
    answer: Callable[..., Any] = partial(_answer, listing, output)
    for add in reversed(options):
        answer = add(answer)
    return click.command(listing.name, help=listing.about)(answer)


def group_of(listing: Listing, about: str = "") -> click.Group:
    """Returns the command of a listing that has further commands: without one it lists the rows."""
    listed = command_of(listing)

    def answer(**typed: Any) -> None:  # noqa: ANN401 - the values of the options
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            context.invoke(listed, **typed)

    more: dict[str, Any] = {"invoke_without_command": True, "params": listed.params, "help": about or listing.about}
    return click.Group(listing.name, callback=answer, **more)


def _option(each: Filter) -> Option:
    names = (f"--{each.option or each.name}", each.name)
    if not each.value:
        return click.option(*names, is_flag=True, help=each.about)
    kind = click.IntRange(*each.between) if each.between else click.Choice(each.choices) if each.choices else None
    return click.option(*names, metavar=each.value, type=kind, help=each.about)


def _answer(listing: Listing, output: Output, *, as_json: bool, file: Path | None, force: bool, **typed: Any) -> None:  # noqa: ANN401 - the values of filters and day
    """Print the rows as of the day, or write them."""
    listing = next((other for flag, other in listing.instead if typed[flag.name]), listing)
    if file:
        check_path(file, (output.suffix,), force=force)
    with ledger() as session:
        found = listed(session, listing, business_day(typed.get("day")).date, typed)
        words = output.write(session, found, file) if file else _on_screen(session, found)
        data = listing.data(session, found) if as_json else None
    print_answer(data, words, as_json=as_json)


def listed(session: Session, listing: Listing, today: date, typed: Mapping[str, Any]) -> ListedRows:
    """Returns what is listed as of a day by the filters that were typed."""
    given = {each.name: _value(session, each, today, typed.get(each.name)) for each in listing.filters}
    return ListedRows(listing, today, given, listing.rows(session, *([today] if listing.dated else []), **given))


def _value(session: Session, each: Filter, today: date, typed: Any) -> Any:  # noqa: ANN401 - as above
    if not each.value:
        return bool(typed)
    if typed is None:
        return each.default(session, today) if each.default else None
    return each.read(session, typed) if each.read else typed


def _on_screen(session: Session, found: ListedRows) -> str:
    """Returns the rows as a table of at most 100 columns, with the lines that follow; a sentence if there are none."""
    listing, rows = found.listing, found.rows
    if not rows:
        return listing.sentence_if_empty(session, found.day, found.given)
    kept = [place for place, each in enumerate(listing.columns) if each.kept]
    wrapped = [place for place, each in enumerate(listing.columns) if each.wrapped]
    listed = table(listing.titles, listing.cells(rows), SCREEN, kept, wrapped)
    return "\n".join([listed, *listing.after(session, found)])


def workbook_of(session: Session, found: ListedRows) -> bytes:
    """Returns the rows as a workbook; each column is as wide as its longest cell, within bounds."""
    from models.ledger.jurisdiction import home  # noqa: PLC0415 - loaded when a workbook is written
    from models.ledger.papers.signature import signature_of  # noqa: PLC0415
    from notifications.documents.grid import Grid  # noqa: PLC0415

    listing = found.listing
    cells = listing.cells(found.rows)
    columns = zip(listing.titles, *cells, strict=True)
    widths = {column[0]: min(max(width(str(cell)) for cell in column) + GAP, BROAD) for column in columns}
    grid = Grid(listing.title, signature_of(session, home(session), found.day))
    grid.sheet(listing.title, widths, cells)
    return grid.finished()
