"""版头: the marks, the red name of the agency, the number or 送审稿, the signer of a paper upward, the red line."""

from collections.abc import Mapping

from docx.document import Document as Sheet
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from models.ledger.papers.signature import Signature
from models.rules.letterhead import Letterhead
from notifications.documents.official_paper import page
from notifications.documents.official_paper.page import set_named_font
from notifications.documents.words import plain, width_of

RED, RED_LINE = RGBColor(255, 0, 0), 12  # eighths of a point
DRAFT = "送审稿"
LARGEST, SMALLEST = Pt(48), Pt(22)


def write_head(sheet: Sheet, signature: Signature, number: str, *, upward: bool = False) -> None:
    """Write the head of a paper; one that goes `upward` names its signer, who may be empty."""
    layout = signature.letterhead
    above = len(write_marks(sheet, in_order(signature)))
    _write_mark(sheet, layout, plain(layout.mark or signature.agency), above)
    line = sheet.add_paragraph(style=page.NUMBER)
    line.paragraph_format.space_before = Length(int(page.LINE * layout.number_lines))
    page.hint(line.add_run(number or DRAFT).font)
    if upward:
        _write_signer(line, plain(signature.signer), layout.signer_font)
    else:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _rule_off(line, layout)


def in_order(signature: Signature) -> dict[str, str]:
    """Returns the marks of a paper by their names, in the order that the agency has set."""
    marks = signature.marks.by_place
    return {name: marks[name] for name in signature.letterhead.marks}


def write_marks(sheet: Sheet, marks: Mapping[str, str]) -> list[Paragraph]:
    """Write 份号, 密级和保密期限 and 紧急程度, those that were stated, flush left, one line each. Return the lines."""
    lines = []
    for words in filter(None, marks.values()):
        lines.append(sheet.add_paragraph(style=page.NUMBER))
        page.set_font(lines[-1].add_run(words).font, page.HEADING_FONT, page.BODY)
    return lines


def _write_mark(sheet: Sheet, layout: Letterhead, mark: str, above: int) -> None:
    """Write the red name; the lines `above` it do not move it, unless it has less room than they take."""
    line = sheet.add_paragraph(style=page.MARK)
    size = Pt(float(layout.mark_size)) if layout.mark_size else _size_of(mark)
    run = line.add_run(mark)
    page.set_font(run.font, page.TITLE_FONT, size)
    run.font.color.rgb = RED
    line.paragraph_format.space_before = Length(max(0, Mm(float(layout.mark_top)) - above * page.LINE))
    line.paragraph_format.line_spacing = size


def _size_of(mark: str) -> Length:
    """Returns the largest size with which the name stands on one line, but never a smaller one than that of a title."""
    room = page.WIDTH - page.LEFT - page.RIGHT - Pt(1)  # a line that is filled to the point is broken by some programs
    fitting = Pt(int(room / Pt(1) / max(width_of(mark), 1)))
    return max(SMALLEST, min(LARGEST, fitting))


def _write_signer(line: Paragraph, signer: str, font: str) -> None:
    """Write 签发人 at the right of the number; both stand one character inside.

    Only the first line is indented: the red line is as wide as its paragraph.
    """
    page.indent(line, first=1)
    line.paragraph_format.tab_stops.add_tab_stop(Length(page.CHARACTER * (page.CHARACTERS - 1)), WD_TAB_ALIGNMENT.RIGHT)
    page.hint(line.add_run("\t签发人：").font)
    name = line.add_run(signer)
    set_named_font(name.font, font, page.BODY)


def _rule_off(line: Paragraph, layout: Letterhead) -> None:
    """Draw the red line under the number, as wide as the type area."""
    space = str(round(Mm(float(layout.red_line)).pt))
    border = page.element("pBdr")
    border.append(page.element("bottom", val="single", sz=str(RED_LINE), space=space, color="FF0000"))
    line._p.get_or_add_pPr().insert_element_before(border, "w:tabs", *page.AFTER)  # noqa: SLF001 - the library has none
