"""版头: the red name of the agency, the number of the paper or 送审稿, the signer of a paper upward, the red line."""

from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from models.rules.letterhead import Letterhead
from notifications.documents.official_paper.page import (
    BODY,
    CHARACTER,
    CHARACTERS,
    LATER,
    LEFT,
    LINE,
    MARK,
    NAME_FONT,
    NUMBER,
    RIGHT,
    TITLE_FONT,
    WIDTH,
    element,
    hint,
    indent,
    set_font,
)
from notifications.documents.words import plain, width_of

RED, RED_LINE = RGBColor(255, 0, 0), 12  # eighths of a point
DRAFT = "送审稿"
LARGEST, SMALLEST = Pt(48), Pt(22)


def write_head(sheet: Sheet, layout: Letterhead, agency: str, number: str, *, signer: str | None = None) -> None:
    """Write the head of a paper; with a `signer`, which may be empty, it is a paper upward."""
    _write_mark(sheet, layout, plain(layout.mark or agency))
    line = sheet.add_paragraph(style=NUMBER)
    line.paragraph_format.space_before = Length(int(LINE * layout.number_lines))
    hint(line.add_run(number or DRAFT).font)
    if signer is None:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        _write_signer(line, plain(signer))
    _rule_off(line, layout)


def _write_mark(sheet: Sheet, layout: Letterhead, mark: str) -> None:
    line = sheet.add_paragraph(style=MARK)
    size = Pt(float(layout.mark_size)) if layout.mark_size else _size_of(mark)
    run = line.add_run(mark)
    set_font(run.font, TITLE_FONT, size)
    run.font.color.rgb = RED
    line.paragraph_format.space_before = Mm(float(layout.mark_top))
    line.paragraph_format.line_spacing = size


def _size_of(mark: str) -> Length:
    """Returns the largest size with which the name stands on one line, but never a smaller one than that of a title."""
    fitting = Pt(int((WIDTH - LEFT - RIGHT) / Pt(1) / max(width_of(mark), 1)))
    return max(SMALLEST, min(LARGEST, fitting))


def _write_signer(line: Paragraph, signer: str) -> None:
    """Write 签发人 at the right of the number; both stand one character inside.

    Only the first line is indented: the red line is as wide as its paragraph.
    """
    indent(line, first=1)
    line.paragraph_format.tab_stops.add_tab_stop(Length(CHARACTER * (CHARACTERS - 1)), WD_TAB_ALIGNMENT.RIGHT)
    hint(line.add_run("\t签发人：").font)
    name = line.add_run(signer)
    set_font(name.font, NAME_FONT, BODY)


def _rule_off(line: Paragraph, layout: Letterhead) -> None:
    """Draw the red line under the number, as wide as the type area."""
    space = str(round(Mm(float(layout.red_line)).pt))
    border = element("pBdr")
    border.append(element("bottom", val="single", sz=str(RED_LINE), space=space, color="FF0000"))
    line._p.get_or_add_pPr().insert_element_before(border, "w:tabs", *LATER)  # noqa: SLF001 - the library has none
