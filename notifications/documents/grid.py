"""A workbook of plain tables: a cover and sheets with a frozen header row; text is never stored as a formula."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from models.ledger.papers.signature import Signature
from models.rules.rehearsal import marked
from notifications.documents.office_file import packed
from notifications.documents.printed_page import set_height, set_up_page
from notifications.documents.words import plain

Columns = Mapping[str, float]
DAY_FORMAT = 'yyyy"年"m"月"d"日"'
Row = Sequence[Any]
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
UNWRAPPED, LEFT = Alignment(vertical="top"), Alignment(wrap_text=True, vertical="top", horizontal="left")
COVER, POINTS = (18, 90), "0.00"


class Grid:
    """A write-only workbook, written row by row, so that tens of thousands of rows need little memory."""

    def __init__(self, title: str, signature: Signature) -> None:
        self._book, self._signature = Workbook(write_only=True), signature
        self._title = marked(title, rehearsal=signature.rehearsal)

    def cover(self, name: str, about: Sequence[tuple[str, Any]], words: Sequence[str]) -> None:
        """Add the first sheet: the title, rows of name and value, and lines of explanation."""
        sheet = self._create_sheet(name, COVER)
        head: Any = _cell(sheet, self._title, bold=True)
        head.alignment = UNWRAPPED  # a wrapped one would be cut off in its narrow column
        sheet.append([head])
        for title, value in about:
            sheet.append([_cell(sheet, title, bold=True), _cover_value(sheet, value)])
        for number, line in enumerate(words, len(about) + 2):
            set_height(sheet, number, ["", line], COVER)
            sheet.append(["", _cell(sheet, line)])

    def sheet(self, name: str, columns: Columns, rows: Sequence[Row], points: Collection[str] = ()) -> None:
        """Add a sheet whose header row is frozen and printed on every page.

        `columns`: title of each column and its width in characters; `points`: those whose numbers have two digits.
        """
        write_table(self._create_sheet(name, list(columns.values())), columns, rows, points=points)

    def finished(self) -> bytes:
        """Returns the bytes of the workbook. They depend only on its content and the day of its signature."""
        about = self._book.properties
        about.title, about.creator = self._title, self._signature.agency
        return packed(self._book.save, self._signature.day)

    def _create_sheet(self, name: str, widths: Sequence[float]) -> Any:  # noqa: ANN401 - openpyxl is untyped here
        """Returns a new sheet with column widths and page setup."""
        sheet: Any = self._book.create_sheet(name)
        set_up_page(sheet, widths)
        sheet.oddHeader.center.text = f"{self._title}·{name}".replace("&", "&&")
        sheet.oddFooter.center.text = "— &P —"
        sheet.oddFooter.right.text = f"成文前台账末块 {self._signature.head}" if self._signature.head else None
        return sheet


def write_table(
    sheet: Any,  # noqa: ANN401 - openpyxl is untyped here
    columns: Columns,
    rows: Sequence[Row],
    frozen: str = "A2",
    points: Collection[str] = (),
) -> None:
    """Write the rows under their titles, which are printed on every page; what is before `frozen` stays in view."""
    widths = list(columns.values())
    sheet.freeze_panes, sheet.print_title_rows = frozen, "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    set_height(sheet, 1, columns, widths)
    sheet.append([_cell(sheet, title, bold=True) for title in columns])
    for number, row in enumerate(rows, 2):
        set_height(sheet, number, row, widths)
        cells = [_cell(sheet, value) for value in row]
        for title, cell in zip(columns, cells, strict=False):
            if title in points and cell is not None and cell.data_type == "n":
                cell.number_format = POINTS
        sheet.append(cells)


def _cover_value(sheet: Any, value: Any) -> Any:  # noqa: ANN401 - as above
    """Returns the cell of a value of the cover, flush left as its texts; a day has its Chinese form."""
    cell: Any = _cell(sheet, value)
    if cell is not None:
        cell.alignment = LEFT
    if isinstance(value, date):
        cell.number_format = DAY_FORMAT
    return cell


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    """Returns the cell of a value, or None if the value is empty.

    Characters that the file format does not allow are dropped.
    """
    if value is None or value == "":
        return None
    cell: Any = WriteOnlyCell(sheet, value=plain(value) if isinstance(value, str) else value)
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    if isinstance(value, str):
        cell.data_type = "s"  # a name that begins with = is stored as text, never as a formula
    return cell
