"""A workbook of plain tables: a cover and sheets with a frozen header row; text is never stored as a formula."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from models.ledger.papers.signature import Signature
from models.rules.rehearsal import marked
from notifications.documents.looks import Look
from notifications.documents.office_file import pack
from notifications.documents.printed_page import PrintedBook, PrintedPage

Columns = Mapping[str, float]
Row = Sequence[Any]
COVER = (18, 90)


class Grid:
    """A workbook of tables with title and page number, written row by row."""

    def __init__(self, title: str, signature: Signature) -> None:
        self._title, self._signature = marked(title, rehearsal=signature.rehearsal), signature
        self._book = PrintedBook(self._title, signature.agency)

    def cover(self, name: str, about: Sequence[tuple[str, Any]], words: Sequence[str]) -> None:
        """Add the first sheet: the title, rows of name and value, and lines of explanation."""
        page = self._add_page(name, COVER)
        page.append([(self._title, Look.HEAD)])  # a wrapped one would be cut off in its narrow column
        for title, value in about:
            page.append([(title, Look.BOLD), (value, Look.LEFT_DAY if isinstance(value, date) else Look.LEFT)])
        for line in words:
            page.append([("", Look.TEXT), (line, Look.TEXT)])

    def sheet(self, name: str, columns: Columns, rows: Sequence[Row], points: Collection[str] = ()) -> None:
        """Add a sheet whose header row is frozen and printed on every page.

        `columns`: title of each column and its width in characters; `points`: those whose numbers have two digits.
        """
        write_table(self._add_page(name, list(columns.values())), columns, rows, points=points)

    def finished(self) -> bytes:
        """Returns the bytes of the workbook. They depend only on its content and the day of its signature."""
        return pack(self._book.finished(), self._signature.day)

    def _add_page(self, name: str, widths: Sequence[float]) -> PrintedPage:
        page = self._book.add_page(name, widths)
        head = self._signature.head
        page.label(f"{self._title}·{name}", f"成文前台账末块 {head}" if head else "")
        return page


def write_table(
    page: PrintedPage, columns: Columns, rows: Sequence[Row], frozen: str = "A2", points: Collection[str] = ()
) -> None:
    """Write the rows under their titles, which are printed on every page; what is before `frozen` stays in view."""
    page.freeze_panes(frozen)
    page.repeat_rows(0)
    page.autofilter(0, 0, len(rows), len(columns) - 1)
    page.append((title, Look.BOLD) for title in columns)
    for row in rows:
        page.append(
            (value, _look(value, in_points=title in points)) for title, value in zip(columns, row, strict=False)
        )


def _look(value: Any, *, in_points: bool) -> Look:  # noqa: ANN401 - a cell
    if isinstance(value, date):
        return Look.DAY
    return Look.POINTS if in_points and not isinstance(value, str) else Look.TEXT
