"""A 公文, written from top to bottom: head, title, addressee, text, tables, appendix, signature, notes, imprint."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length
from docx.text.paragraph import Paragraph

from models.ledger.papers.signature import Signature
from models.rules.chinese_dates import in_full
from models.rules.letterhead import Imprint
from models.rules.rehearsal import marked
from notifications.documents.office_file import packed
from notifications.documents.official_paper import page
from notifications.documents.official_paper.charts import Bar, add_chart
from notifications.documents.official_paper.head import DRAFT, in_order, write_head
from notifications.documents.official_paper.imprint import write_imprint
from notifications.documents.official_paper.own_letterhead import OwnLetterhead
from notifications.documents.official_paper.page import set_named_font
from notifications.documents.official_paper.seal import lines_above, with_seal, without_seal
from notifications.documents.official_paper.sections import begin_turned
from notifications.documents.official_paper.tables import TABLE_GAP, add_facts, add_table, keep_end
from notifications.documents.words import lines_of, numeral, plain, title_lines

INDENT = 2  # characters, at the start of a paragraph
MANY = 3 * page.CHARACTERS  # characters of addressees: three lines under the title would be full
PROPERTY = 255  # maximum number of characters
CODE = re.compile("[!-~]{24}")  # it goes to the next line whole: the line before would be torn to the full width
# The form of the number of each level of headings.
LEVELS: tuple[Callable[[int], str], ...] = (
    lambda number: f"{numeral(number)}、",
    lambda number: f"（{numeral(number)}）",
    lambda number: f"{number}. ",
    lambda number: f"（{number}）",
)


class Paper:
    """One document. Text entered by people is copied as it is, one paragraph per line. One of a rehearsal says so.

    Without a number, its own or that of its signature, it is a draft; a paper that goes `upward` names who signed it.
    """

    def __init__(self, title: str, signature: Signature, *, number: str = "", upward: bool = False) -> None:
        self._signature, self._layout, self._upward = signature, signature.letterhead, upward
        self._title = marked(plain(title), rehearsal=signature.rehearsal)
        self._number = plain(number or signature.number)
        self._headings, self._after_table, self._charts, self._texts = [0] * len(LEVELS), False, 0, 0
        self._attached, self._appended, self._is_wide, self._has_ended = 0, 0, False, False
        self._addressed = ""
        own = signature.own_file
        self._own = OwnLetterhead(own, self._values(), in_order(signature)) if own else None
        self._sheet = self._own.sheet if self._own else page.blank()
        if self._own is None:
            write_head(self._sheet, signature, self._number, upward=upward)
        if self._own is None or not self._own.has_title:
            self._add_title(self._title, 2 * page.LINE)

    def addressee(self, name: str) -> None:
        """Add the addressee, flush left, with a colon; many names go to the imprint: the first page has text."""
        self._addressed = plain(name)
        if not self._in_imprint():
            self._add_line(f"{self._addressed}：")

    def heading(self, words: str, level: int = 1) -> None:
        """Add a heading of a level from 1 to 4, numbered in order: 一、核查目的."""
        self._headings[level - 1] += 1
        self._headings[level:] = [0] * (len(LEVELS) - level)
        number = LEVELS[level - 1](self._headings[level - 1])
        line = self._add_paragraph("")
        set_named_font(line.add_run(number + plain(words)).font, self._layout.heading_fonts[level - 1], page.BODY)
        line.paragraph_format.keep_with_next = True

    def text(self, words: str) -> None:
        """Add one paragraph per line."""
        for line in lines_of(words):
            self._add_paragraph(line)
            self._texts += 1

    def emphasis(self, words: str) -> None:
        """Add a paragraph in the heading font."""
        line = self._add_paragraph("")
        page.set_font(line.add_run(plain(words)).font, page.HEADING_FONT, page.BODY)

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add a table of two columns: name and value."""
        self._close_up()
        add_facts(self._sheet, [[name, value] for name, value in rows], page.CELL)

    def table(self, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> None:
        """Add a table whose header row repeats on each page.

        `columns`: title of each column and its share of the width.
        """
        self._close_up()
        styles = (page.WIDE_CELL, page.WIDE_HEAD) if self._is_wide else (page.CELL, page.BOLD_CELL)
        add_table(self._sheet, columns, list(rows), styles)

    def chart(self, title: str, bars: Sequence[Bar]) -> None:
        """Add a native chart of bars with its numbered caption below: 图1 全部目标（项）."""
        self._charts += 1
        caption = f"图{self._charts} {plain(title)}"
        line = add_chart(self._sheet, self._charts, caption, bars)
        if self._after_table:
            line.paragraph_format.space_before, self._after_table = TABLE_GAP, False
        self._add_line(caption).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def code(self, name: str, digits: str) -> None:
        """Add a code that people compare digit by digit, on its line alone."""
        self._add_paragraph(f"{plain(name)}：").paragraph_format.keep_with_next = True
        page.set_font(self._add_line("").add_run(digits).font, page.BODY_FONT, page.SMALL)

    def attached(self, names: Sequence[str]) -> None:
        """Add 附件说明: the names of the appendices, numbered if there are several, without a stop.

        The end of the text stays with them: a page with the signature has some of the text, too.
        """
        self._attached = len(names)
        keep_end(self._sheet)
        for number, name in enumerate(names, 1):
            words = plain(name) if len(names) == 1 else f"{_numbered(number, self._layout.numbering)}{plain(name)}"
            line = self._add_line(f"附件：{words}" if number == 1 else words)
            if number == 1:
                line.paragraph_format.space_before = page.LINE
                page.indent(line, left=INDENT + 3, first=-3)
            else:
                page.indent(line, left=INDENT + 3)

    def signed(self) -> None:
        """Add the agency's name and the day below it, on the same page as the end of the text.

        Upward, 附注 names the contact of the letterhead, if there is one.
        """
        keep_end(self._sheet)
        name, day = plain(self._signature.agency), in_full(self._signature.day)
        seal, unsealed = float(self._layout.seal), float(self._layout.unsealed)
        right, below = with_seal(name, day) if seal else without_seal(name, day, unsealed)
        first = self._add_line(name)
        first.paragraph_format.space_before = Length(int(page.LINE * lines_above(seal)))
        for line, count in ((first, right), (self._add_line(day), below)):
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            page.indent(line, right=count)
        first.paragraph_format.keep_with_next = True
        if self._upward and (contact := plain(self._layout.contact)):
            self.notes([f"联系人：{contact}"])

    def notes(self, notes: Sequence[str]) -> None:
        """Add 附注 in brackets below the signature.

        They are on its page, unless that would take the only paragraph of the text from the first page.
        """
        for note in notes:
            if self._texts > 1:
                keep_end(self._sheet)
            self._add_paragraph(f"（{' '.join(lines_of(note))}）", float(self._layout.notes))

    def appendix(self, title: str, *, wide: bool = False) -> None:
        """Begin an appendix on a new page: 附件 and its number, its title in line three unless that is set otherwise.

        A `wide` one has smaller tables and its page turned, in the agency's own file with the margins of that.
        """
        self._end_text()
        self._appended, self._is_wide, self._after_table = self._appended + 1, wide, False
        turned = wide and (self._own.turn() if self._own else begin_turned(self._sheet))
        line = self._add_line("")
        line.paragraph_format.page_break_before = not turned
        number = str(self._appended) if self._attached > 1 else ""
        page.set_font(line.add_run(f"附件{number}").font, page.HEADING_FONT, page.BODY)
        self._add_title(plain(title), int(page.LINE * self._layout.appendix_lines))

    def finished(self) -> bytes:
        """Returns the bytes of the file. Its properties hold title, number, agency and day."""
        self._end_text()
        day, agency = self._signature.day, plain(self._signature.agency)
        if self._own:
            self._own.finish()
        elif self._number:
            addressed = self._addressed if self._in_imprint() else ""
            write_imprint(self._sheet, self._layout, agency, day, addressed=addressed, apart=self._is_wide)
        about = self._sheet.core_properties
        about.title, about.identifier = self._title[:PROPERTY], self._number[:PROPERTY]
        about.author = about.last_modified_by = agency[:PROPERTY]
        about.created = about.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
        about.comments, about.language, about.revision = "", "zh-CN", 1
        return packed(self._sheet.save, day)

    def _in_imprint(self) -> bool:
        has_imprint = self._own is None and bool(self._number) and self._layout.imprint is not Imprint.NONE
        return has_imprint and len(self._addressed) >= MANY

    def _values(self) -> dict[str, str]:
        """Returns what the names in the agency's own file stand for."""
        signed = self._signature
        return {
            "标题": self._title,
            "文号": self._number or DRAFT,
            "签发人": plain(signed.signer),
            "机关": plain(signed.agency),
            "成文日期": in_full(signed.day),
        }

    def _end_text(self) -> None:
        """End the text with the head of the ledger, before the first appendix."""
        if self._signature.head and not self._has_ended:
            self.notes([f"成文前台账末块 {self._signature.head}"])
        self._has_ended = True

    def _add_title(self, words: str, above: int) -> None:
        line = self._add_line("")
        line.style = page.TITLE
        page.hint(line.add_run("\n".join(title_lines(words))).font)
        line.paragraph_format.space_before, line.paragraph_format.space_after = Length(above), page.LINE

    def _add_line(self, words: str) -> Paragraph:
        line = self._sheet.add_paragraph(style=page.TEXT)
        if words:
            page.hint(line.add_run(words).font)
        if self._after_table:
            line.paragraph_format.space_before, self._after_table = TABLE_GAP, False
        return line

    def _add_paragraph(self, words: str, first: float = INDENT) -> Paragraph:
        line = self._add_line(words)
        page.indent(line, first=first)
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT if CODE.search(words) else WD_ALIGN_PARAGRAPH.JUSTIFY
        return line

    def _close_up(self) -> None:
        self._sheet.paragraphs[-1].paragraph_format.space_after = TABLE_GAP
        self._after_table = True


def _numbered(number: int, form: str) -> str:
    """Returns the number of an appendix in the form that is set; one space follows a narrow stop."""
    return form.replace("1", str(number)) + (" " if form.endswith(".") else "")
