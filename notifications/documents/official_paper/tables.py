"""Tables of a 公文: as wide as the type area, no row torn, the header row on each page."""

from collections.abc import Sequence

from docx.document import Document as Sheet
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Pt
from docx.table import Table, _Cell

from notifications.documents.official_paper.page import PADDING, TABLE_STYLE, element, hint
from notifications.documents.words import lines_of

TABLE_GAP = Pt(6)


def add_facts(sheet: Sheet, rows: Sequence[Sequence[str]], style: str) -> None:
    """Add a table of two columns: name and value."""
    table = _add_rows(sheet, rows, (20, 80), style)
    for cell in table.columns[0].cells:
        for line in cell.paragraphs:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def add_table(
    sheet: Sheet, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[str]], styles: tuple[str, str]
) -> None:
    """Add a table with titles; `styles` are that of a cell and that of a title."""
    style, title_style = styles
    table = _add_rows(sheet, [[title for title, _ in columns], *rows], [share for _, share in columns], style)
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(element("tblHeader", val="true"))  # noqa: SLF001 - the library cannot say so
    for line in (line for cell in head.cells for line in cell.paragraphs):
        line.style = title_style


def _add_rows(sheet: Sheet, rows: Sequence[Sequence[str]], shares: Sequence[int], style: str) -> Table:
    section = sheet.sections[-1]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    room = (page or 0) - (left or 0) - (right or 0)
    table: Table = sheet.add_table(len(rows), len(shares), TABLE_STYLE)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _set_cell_margins(table)
    widths = [Length(room * share // sum(shares)) for share in shares]
    for row, values in zip(table.rows, rows, strict=True):
        row._tr.get_or_add_trPr().append(element("cantSplit", val="true"))  # noqa: SLF001 - as above
        for cell, width, words in zip(row.cells, widths, values, strict=True):
            cell.width = width
            _fill_cell(cell, words, style)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


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
