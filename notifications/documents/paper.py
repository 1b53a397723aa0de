"""A document, written from top to bottom: number, title, addressee, text, tables, signature, notes."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from models.ledger.papers.signature import Signature
from models.rules.chinese_dates import in_full
from models.rules.rehearsal import marked
from notifications.documents.office_file import pack
from notifications.documents.stationery import (
    BODY,
    BODY_FONT,
    CELL,
    HEAD,
    HEADING_FONT,
    LARGE,
    PADDING,
    SMALL,
    TITLE_FONT,
    blank,
    element,
    hint,
    set_font,
)
from notifications.documents.words import lines_of, plain, title_lines

TITLE_PITCH, TABLE_GAP = Pt(34), Pt(6)
INDENT = 2  # characters, at the start of a paragraph and right of a signature
PROPERTY = 255  # maximum number of characters
NUMERALS = "一二三四五六七八九十"


class Paper:
    """One document. Text entered by people is copied as it is, one paragraph per line. One of a rehearsal says so."""

    def __init__(self, title: str, signature: Signature, *, number: str = "", wide: bool = False) -> None:
        self._sheet, self._signature = blank(wide=wide), signature
        self._title, self._number = marked(plain(title), rehearsal=signature.rehearsal), plain(number)
        self._headings, self._after_table = 0, False
        if number:
            self._add_line(self._number, centred=True)
        line = self._add_line("", centred=True)
        set_font(line.add_run("\n".join(title_lines(self._title))).font, TITLE_FONT, LARGE)
        line.paragraph_format.line_spacing = TITLE_PITCH
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(14)

    def addressee(self, name: str) -> None:
        """Add the addressee, flush left, with a colon."""
        self._add_line(f"{plain(name)}：")

    def heading(self, words: str) -> None:
        """Add a heading, numbered in order: 一、核查目的."""
        line = self._add_paragraph("")
        set_font(line.add_run(f"{NUMERALS[self._headings]}、{plain(words)}").font, HEADING_FONT, BODY)
        line.paragraph_format.keep_with_next = True
        self._headings += 1

    def text(self, words: str) -> None:
        """Add one paragraph per line."""
        for line in lines_of(words):
            self._add_paragraph(line)

    def emphasis(self, words: str) -> None:
        """Add a paragraph in the heading font."""
        line = self._add_paragraph("")
        set_font(line.add_run(plain(words)).font, HEADING_FONT, BODY)

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add a table of two columns: name and value."""
        shares = (20, 80)
        table = self._add_table([[name, value] for name, value in rows], shares)
        for cell in table.columns[0].cells:
            for line in cell.paragraphs:
                line.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def table(self, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
        """Add a table whose header row repeats on each page.

        `columns`: title of each column and its share of the width.
        """
        table = self._add_table([[title for title, _ in columns], *rows], [share for _, share in columns])
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(element("tblHeader", val="true"))  # noqa: SLF001 - the library cannot say so
        for line in (line for cell in head.cells for line in cell.paragraphs):
            line.style = HEAD

    def code(self, name: str, digits: str) -> None:
        """Add a code that people compare digit by digit, on its line alone."""
        self._add_paragraph(f"{plain(name)}：").paragraph_format.keep_with_next = True
        set_font(self._add_line("").add_run(digits).font, BODY_FONT, SMALL)

    def signed(self) -> None:
        """Add the agency's name and the day below it, on the same page as the end of the text."""
        for above in self._sheet.paragraphs[-1:]:
            above.paragraph_format.keep_with_next = True
        self._add_line("").paragraph_format.keep_with_next = True
        for words, indent in ((plain(self._signature.agency), INDENT), (in_full(self._signature.day), 2 * INDENT)):
            line = self._add_line(words)
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.right_indent = Length(BODY * indent)
            line.paragraph_format.keep_with_next = indent == INDENT

    def notes(self, notes: Sequence[str]) -> None:
        """Add 附注 in brackets below the signature."""
        if notes:
            self._add_line("")
        for note in notes:
            self._add_paragraph(f"（{' '.join(lines_of(note))}）")

    def finished(self) -> bytes:
        """Returns the bytes of the file. Its properties hold title, number, agency and day; it ends with the head."""
        day = self._signature.day
        if self._signature.head:
            self.notes([f"成文前台账末块 {self._signature.head}"])
        about = self._sheet.core_properties
        about.title, about.identifier = self._title[:PROPERTY], self._number[:PROPERTY]
        about.author = about.last_modified_by = plain(self._signature.agency)[:PROPERTY]
        about.created = about.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
        about.comments, about.language, about.revision = "", "zh-CN", 1
        buffer = BytesIO()
        self._sheet.save(buffer)
        return pack(buffer.getvalue(), day)

    def _add_line(self, words: str, *, centred: bool = False) -> Paragraph:
        line = self._sheet.add_paragraph()
        if words:
            hint(line.add_run(words).font)
        if self._after_table:
            line.paragraph_format.space_before, self._after_table = TABLE_GAP, False
        if centred:
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return line

    def _add_paragraph(self, words: str) -> Paragraph:
        line = self._add_line(words)
        line.paragraph_format.first_line_indent = Length(BODY * INDENT)
        line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        return line

    def _add_table(self, rows: Sequence[Sequence[str]], shares: Sequence[int]) -> Table:
        self._sheet.paragraphs[-1].paragraph_format.space_after = TABLE_GAP
        section = self._sheet.sections[0]
        page, left, right = section.page_width, section.left_margin, section.right_margin
        room = (page or 0) - (left or 0) - (right or 0)
        table: Table = self._sheet.add_table(len(rows), len(shares), "Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _set_cell_margins(table)
        widths = [Length(room * share // sum(shares)) for share in shares]
        for row, values in zip(table.rows, rows, strict=True):
            row._tr.get_or_add_trPr().append(element("cantSplit", val="true"))  # noqa: SLF001 - as above
            for cell, width, words in zip(row.cells, widths, values, strict=True):
                cell.width = width
                _fill_cell(cell, words)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        self._after_table = True
        return table


def _set_cell_margins(table: Table) -> None:
    """Set the same narrow margin on all sides of a cell, so that dates fit on one line."""
    margins = element("tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(element(side, w=str(PADDING.twips), type="dxa"))
    shape = table._tbl.tblPr  # noqa: SLF001 - the library cannot say so
    shape.insert_element_before(margins, "w:tblLook")


def _fill_cell(cell: _Cell, words: str) -> None:
    for number, text in enumerate(lines_of(words) or [""]):
        line = cell.add_paragraph() if number else cell.paragraphs[0]
        line.style = CELL
        hint(line.add_run(text).font)
