"""A workbook of plain tables: a cover, sheets with a frozen head, days as days, and text that is never a formula."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from models.ledger.papers.signature import Signature
from notifications.documents.office_file import packed
from notifications.documents.words import plain

Columns = Mapping[str, int]
Row = Sequence[Any]
BOLD, WRAPPED, A4 = Font(bold=True), Alignment(wrap_text=True, vertical="top"), 9
COVER = (18, 90)


class Grid:
    """Written row by row, so that tens of thousands of rows need little memory."""

    def __init__(self, title: str, signature: Signature) -> None:
        self._book, self._title, self._signature = Workbook(write_only=True), title, signature

    def cover(self, name: str, about: Sequence[tuple[str, Any]], words: Sequence[str]) -> None:
        """The first sheet: the title, what the workbook is about, and words to it."""
        sheet = self._new(name, COVER)
        sheet.append([_cell(sheet, self._title, bold=True)])
        for title, value in about:
            sheet.append([_cell(sheet, title, bold=True), _cell(sheet, value)])
        for line in words:
            sheet.append(["", _cell(sheet, line)])

    def sheet(self, name: str, columns: Columns, rows: Sequence[Row]) -> None:
        """A sheet whose head stays in sight and on every page; `columns` are titles with widths in characters."""
        sheet = self._new(name, list(columns.values()))
        sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
        sheet.append([_cell(sheet, title, bold=True) for title in columns])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])

    def finished(self) -> bytes:
        """The workbook's bytes, which follow from its content and the day of its signature alone."""
        about = self._book.properties
        about.title, about.creator = self._title, self._signature.agency
        whole = BytesIO()
        self._book.save(whole)
        return packed(whole.getvalue(), self._signature.day)

    def _new(self, name: str, widths: Sequence[int]) -> Any:  # noqa: ANN401 - openpyxl is untyped here
        sheet: Any = self._book.create_sheet(name)
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", A4, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddHeader.center.text = f"{self._title}·{name}".replace("&", "&&")
        sheet.oddFooter.center.text = "— &P —"
        return sheet


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:  # noqa: ANN401 - openpyxl is untyped here
    """What is empty is an empty cell; text keeps what a file can hold of it."""
    if value is None or value == "":
        return None
    cell: Any = WriteOnlyCell(sheet, value=plain(value) if isinstance(value, str) else value)
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    if isinstance(value, str):
        cell.data_type = "s"  # a name that begins with = stays a name, never a formula
    return cell
