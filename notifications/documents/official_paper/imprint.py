"""版记: many addressees, copies to, who printed the paper and when; its last line lies on the edge of the type area."""

from datetime import date

from docx.document import Document as Sheet
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Length
from docx.table import Table
from docx.text.paragraph import Paragraph

from models.rules.chinese_dates import in_full
from models.rules.letterhead import Imprint, Letterhead
from notifications.documents.official_paper import page
from notifications.documents.official_paper.sections import begin_section
from notifications.documents.words import plain

ROOM = Length(page.WIDTH - page.LEFT - page.RIGHT)
OUTER, INNER = "8", "6"  # eighths of a point: 0.35 mm and 0.25 mm
# Measured from the edge of the page: LibreOffice leaves a table in the text that is measured from the type area.
PLACE = {"vertAnchor": "margin", "horzAnchor": "page", "tblpX": str(round(page.LEFT.twips)), "tblpYSpec": "bottom"}
SHARE = page.FOLIO / page.CHARACTER  # a character of the imprint is smaller than one of the grid


def write_imprint(
    sheet: Sheet, layout: Letterhead, agency: str, day: date, *, addressed: str = "", apart: bool
) -> None:
    """Write the imprint at the foot of the last page, or of an even page of its own, which has no number.

    `addressed`: the addressees that do not stand under the title. `apart`: the text ends on a page on which no imprint
    can stand.
    """
    if layout.imprint is Imprint.NONE:
        return
    if apart or layout.imprint is Imprint.EVEN:
        _begin_even_page(sheet)
    organs = {"主送：": addressed, "抄送：": plain(layout.copies)}
    named = [(words, names) for words, names in organs.items() if names]
    table: Table = sheet.add_table(len(named) + 1, 1)
    _place(table)
    lines = [row.cells[0].paragraphs[0] for row in table.rows]
    for line in lines:
        line.style = page.IMPRINT
    for line, (words, names) in zip(lines, named, strict=False):
        _write_organs(line, words, names)
    _write_printer(lines[-1], plain(layout.printed_by or agency), day)
    _add_thin_line(sheet)  # a table is anchored at what follows it


def _add_thin_line(sheet: Sheet) -> None:
    sheet.add_paragraph(style=page.TEXT).paragraph_format.line_spacing = page.THIN


def _begin_even_page(sheet: Sheet) -> None:
    first = sheet.sections[0]
    section = begin_section(sheet, WD_SECTION.EVEN_PAGE)
    for name in ("page_width", "page_height", "top_margin", "left_margin", "bottom_margin", "right_margin"):
        setattr(section, name, getattr(first, name))
    section.orientation, section.footer_distance = first.orientation, first.footer_distance
    page.without_numbers(section)
    _add_thin_line(sheet)  # or the page would begin with what stands apart from the text, and there would be no page


def _write_organs(line: Paragraph, words: str, names: str) -> None:
    page.hint(line.add_run(f"{words}{names.rstrip('。')}。").font)
    page.indent(line, left=SHARE * (1 + len(words)), right=SHARE, first=-SHARE * len(words))


def _write_printer(line: Paragraph, printer: str, day: date) -> None:
    page.indent(line, left=SHARE)
    line.paragraph_format.tab_stops.add_tab_stop(Length(ROOM - page.FOLIO), WD_TAB_ALIGNMENT.RIGHT)
    page.hint(line.add_run(f"{printer}\t{in_full(day)}印发").font)


def _place(table: Table) -> None:
    """Draw the lines as wide as the type area, and place the table at the lower edge of it."""
    table.autofit = False
    table.columns[0].width = ROOM
    for row in table.rows:
        row.cells[0].width = ROOM
    borders, margins = page.element("tblBorders"), page.element("tblCellMar")
    for side, size in (("top", OUTER), ("bottom", OUTER), ("insideH", INNER)):
        borders.append(page.element(side, val="single", sz=size, space="0", color="000000"))
    for side in ("left", "right"):
        margins.append(page.element(side, w="0", type="dxa"))
    shape = table._tbl.tblPr  # noqa: SLF001 - the library knows no lines and places of a table
    shape.insert_element_before(page.element("tblpPr", **PLACE), "w:tblW", "w:tblLayout", "w:tblLook")
    shape.insert_element_before(borders, "w:tblLayout", "w:tblLook")
    shape.insert_element_before(margins, "w:tblLook")
