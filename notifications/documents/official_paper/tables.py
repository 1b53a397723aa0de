"""Tables of a 公文: as wide as the type area, no row torn but a tall one, the header row on each page.

What is short, as numbers and grades, stands in the middle of its column, longer text at the left.
"""

from collections.abc import Sequence
from math import ceil

from docx.document import Document as Sheet
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from notifications.documents.official_paper.page import PADDING, TABLE_STYLE, element, hint, room_of
from notifications.documents.words import lines_of, width_of

TABLE_GAP = Pt(6)
SHORT = 7  # characters of a cell, as many as a day has: 2026年10月12日
KEPT = 10  # rows of a table that is kept whole
TALL = 10  # lines of a row that may be torn: to keep it whole could leave half a page empty


def add_facts(sheet: Sheet, rows: Sequence[Sequence[str]], style: str) -> None:
    """Add a table of two columns: name and value."""
    table = _add_rows(sheet, rows, (20, 80), style)
    _centre(table.columns[0].cells)


def add_table(
    sheet: Sheet, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]], styles: tuple[str, str]
) -> None:
    """Add a table with titles; `styles` are that of a cell and that of a title."""
    style, title_style = styles
    table = _add_rows(sheet, [[title for title, _ in columns], *rows], [share for _, share in columns], style)
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(element("tblHeader", val="true"))  # noqa: SLF001 - the library cannot say so
    for line in (line for cell in head.cells for line in cell.paragraphs):
        line.style, line.paragraph_format.keep_with_next = title_style, True
    for number, column in enumerate(table.columns):
        if all(width_of("".join(lines_of(row[number]))) <= SHORT for row in rows):
            _centre(column.cells)


def keep_end(sheet: Sheet) -> None:
    """Keep the last paragraph on the page of what follows it; of a table its last row, of a short one all of them.

    LibreOffice knows no row that is kept, only a table of such rows.
    """
    last = sheet.element.body[-2]
    if last.tag != qn("w:tbl"):
        Paragraph(last, sheet).paragraph_format.keep_with_next = True
        return
    rows = Table(last, sheet).rows
    kept = rows if len(rows) <= KEPT else rows[-1:]
    for line in (line for row in kept for cell in row.cells for line in cell.paragraphs):
        line.paragraph_format.keep_with_next = True


def _add_rows(sheet: Sheet, rows: Sequence[Sequence[str]], shares: Sequence[int], style: str) -> Table:
    room = room_of(sheet)
    table: Table = sheet.add_table(len(rows), len(shares), TABLE_STYLE)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _set_cell_margins(table)
    widths = [Length(room * share // sum(shares)) for share in shares]
    for row, values in zip(table.rows, rows, strict=True):
        if not _is_tall(values, widths, sheet.styles[style].font.size):
            row._tr.get_or_add_trPr().append(element("cantSplit", val="true"))  # noqa: SLF001 - as above
        for cell, width, words in zip(row.cells, widths, values, strict=True):
            cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _fill_cell(cell, words, style)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _is_tall(values: Sequence[str], widths: Sequence[Length], size: Length) -> bool:
    """Returns whether a row has more lines than are kept on one page."""
    rooms = [(width - 2 * PADDING) / size for width in widths]
    lines = (
        sum(ceil(width_of(line) / room) for line in lines_of(words)) for words, room in zip(values, rooms, strict=True)
    )
    return max(lines) > TALL


def _centre(cells: Sequence[_Cell]) -> None:
    for line in (line for cell in cells for line in cell.paragraphs):
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_cell_margins(table: Table) -> None:
    """Set the same narrow margin on all sides of a cell, so that dates fit on one line."""
    margins = element("tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(element(side, w=str(PADDING.twips), type="dxa"))
    shape = table._tbl.tblPr  # noqa: SLF001 - the library cannot say so
    shape.insert_element_before(margins, "w:tblLook")


def _fill_cell(cell: _Cell, words: str, style: str) -> None:
    for number, text in enumerate(lines_of(words) or [""]):
        line = cell.add_paragraph() if number else cell.paragraphs[0]
        line.style = style
        hint(line.add_run(text).font)
