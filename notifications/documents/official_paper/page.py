"""The empty sheet of a 公文: A4, type area, grid of 22 × 28, fonts, styles, page numbers; no remains of a template."""

from collections.abc import Collection
from functools import cache
from io import BytesIO
from math import ceil

from docx import Document
from docx.document import Document as Sheet
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as PART
from docx.opc.oxml import serialize_part_xml
from docx.opc.rel import Relationships
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Length, Mm, Pt, Twips
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.text.font import Font
from docx.text.paragraph import Paragraph

from models.rules.letterhead import BOLD

# GB/T 9704-2012: the type area is 156 mm × 225 mm and holds 22 lines of 28 characters.
HEIGHT, WIDTH, TOP, BOTTOM, LEFT, RIGHT = (Mm(n) for n in (297, 210, 37, 35, 28, 26))
PER_PAGE, CHARACTERS = 22, 28
LINE = Twips((HEIGHT - TOP - BOTTOM) // PER_PAGE // Twips(1))  # rounded down, or the last line would not fit
CHARACTER = Length((WIDTH - LEFT - RIGHT) // CHARACTERS)
# The line of the page number is 7 mm under the type area; the dash stands in the middle of its line.
FOOT, PADDING = Mm(25), Mm(1)
LARGE, BODY, FOLIO, SMALL, TINY, CELL_LINE, THIN = (Pt(n) for n in (22, 16, 14, 12, 10.5, 17, 1))
BODY_FONT, HEADING_FONT, TITLE_FONT, LATIN_FONT = "仿宋_GB2312", "黑体", "方正小标宋简体", "Times New Roman"
NAME_FONT, FOLIO_FONT = "楷体_GB2312", "宋体"
# Substitutes if a font is not installed, in this order; then the font family and charset.
FONTS = {
    BODY_FONT: ("仿宋,FangSong,STFangsong,Noto Serif CJK SC", "modern", "86"),
    NAME_FONT: ("楷体,KaiTi,STKaiti,Noto Serif CJK SC", "modern", "86"),
    HEADING_FONT: ("SimHei,Heiti SC,Noto Sans CJK SC", "modern", "86"),
    TITLE_FONT: ("小标宋体,STZhongsong,宋体,SimSun,Noto Serif CJK SC", "roman", "86"),
    FOLIO_FONT: ("SimSun,STSong,Noto Serif CJK SC", "roman", "86"),
    LATIN_FONT: ("Liberation Serif", "roman", "00"),
}
TEXT, MARK, NUMBER, TITLE, IMPRINT = "Paper Text", "Paper Mark", "Paper Number", "Paper Title", "Paper Imprint"
CELL, BOLD_CELL, WIDE_CELL, WIDE_HEAD = "Paper Cell", "Paper Cell Head", "Paper Wide Cell", "Paper Wide Cell Head"
OF_TABLES = {CELL: (BODY_FONT, SMALL), BOLD_CELL: (HEADING_FONT, SMALL)}
OF_WIDE_TABLES = {WIDE_CELL: (BODY_FONT, TINY), WIDE_HEAD: (HEADING_FONT, TINY)}
OF_PAPER = {TEXT: (BODY_FONT, BODY), NUMBER: (BODY_FONT, BODY), IMPRINT: (BODY_FONT, FOLIO)}
OF_TITLES = {MARK: (TITLE_FONT, LARGE), TITLE: (TITLE_FONT, LARGE)}
AFTER = ("w:spacing", "w:ind", "w:jc", "w:rPr")  # what comes after most properties of a paragraph
TABLE_STYLE = "Table Grid"
STYLES = {"Normal", "Default Paragraph Font", "Normal Table", TABLE_STYLE}
PARTS = {PART.STYLES, PART.SETTINGS, PART.FONT_TABLE, PART.CORE_PROPERTIES, PART.OFFICE_DOCUMENT}


def blank() -> Sheet:
    """Returns a new document without content."""
    return Document(BytesIO(_built()))


@cache
def _built() -> bytes:
    """Returns the empty document as bytes: to build it takes longer than to write most papers."""
    sheet = Document()
    _remove_unused_parts(sheet)
    _write_font_table(sheet)
    add_styles(sheet)
    _set_page(sheet.sections[0])
    sheet.settings.odd_and_even_pages_header_footer = True
    _number_pages(sheet.sections[0])
    whole = BytesIO()
    sheet.save(whole)
    return whole.getvalue()


def add_styles(sheet: Sheet) -> None:
    """Add the styles of a paper, which depend on no style of the document; those that it has already stay."""
    if TEXT in sheet.styles:
        return
    for styles, pitch in ((OF_PAPER, LINE), (OF_TITLES, Pt(34)), ({**OF_TABLES, **OF_WIDE_TABLES}, CELL_LINE)):
        for name, letters in styles.items():
            _set_style(sheet.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), letters, pitch)
    _tighten(sheet.styles[TEXT])
    for name in (MARK, TITLE, BOLD_CELL, WIDE_HEAD):
        style = sheet.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - it was added above
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def room_of(sheet: Sheet) -> int:
    """Returns the width of the text of the last section."""
    section = sheet.sections[-1]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def set_font(font: Font, name: str, size: Length) -> None:
    """Set this font for Chinese characters, and the Latin font for Latin letters and digits."""
    font.name, font.size = LATIN_FONT, size
    hint(font).set(qn("w:eastAsia"), name)


def hint(font: Font) -> BaseOxmlElement:
    """Set quotation marks and dots, which both scripts have, to the Chinese font. Returns the element of the fonts."""
    fonts: BaseOxmlElement = font.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:hint"), "eastAsia")
    return fonts


def indent(line: Paragraph, *, first: float = 0, left: float = 0, right: float = 0) -> None:
    """Indent a paragraph by characters of the grid; with `first` negative its first line hangs out."""
    shape = line.paragraph_format
    for name, count in (("left", left), ("right", right)):
        if count:
            setattr(shape, f"{name}_indent", Length(int(CHARACTER * count)))
            _in_characters(line, f"{name}Chars", count)
    if first:
        shape.first_line_indent = Length(int(CHARACTER * first))
        _in_characters(line, "firstLineChars" if first > 0 else "hangingChars", abs(first))


def _in_characters(line: Paragraph, name: str, count: float) -> None:
    line._p.get_or_add_pPr().get_or_add_ind().set(qn(f"w:{name}"), str(round(count * 100)))  # noqa: SLF001 - as below


def element(tag: str, /, **attributes: str) -> BaseOxmlElement:
    """Returns a WordprocessingML element: `element("tblHeader", val="true")`."""
    new: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        new.set(qn(f"w:{key}"), value)
    return new


def _remove_unused_parts(sheet: Sheet) -> None:
    """Remove the styles, settings and parts of the library's template that documents do not use."""
    styles = sheet.styles.element
    for style in [each for each in sheet.styles if each.name not in STYLES]:
        styles.remove(style.element)
    for name in ("latentStyles", "docDefaults"):
        styles.remove(styles.find(qn(f"w:{name}")))
    settings = sheet.settings.element
    for setting in list(settings):
        if setting.tag not in {qn("w:compat"), qn("w:characterSpacingControl")}:
            settings.remove(setting)
    settings.append(element("themeFontLang", val="en-US", eastAsia="zh-CN"))
    package = sheet.part.package
    assert package  # noqa: S101 - the sheet was opened from one
    for related in (sheet.part.rels, package.rels):
        _drop_others(related, PARTS)
    normal = sheet.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101 - it is one
    _set_style(normal, (BODY_FONT, BODY), LINE)


def _drop_others(related: Relationships, types: Collection[str]) -> None:
    for key in [key for key, each in related.items() if each.reltype not in types]:
        del related[key]


def _write_font_table(sheet: Sheet) -> None:
    """Write the substitutes of each font into the font table."""
    fonts = element("fonts")
    for name, (others, family, charset) in FONTS.items():
        font = element("font", name=name)
        font.append(element("altName", val=others))
        font.append(element("charset", val=charset))
        font.append(element("family", val=family))
        fonts.append(font)
    table = next(each.target_part for each in sheet.part.rels.values() if each.reltype == PART.FONT_TABLE)
    table._blob = serialize_part_xml(fonts)  # noqa: SLF001 - the library hands this part on as it is


def _set_style(style: ParagraphStyle, letters: tuple[str, Length], pitch: Length) -> None:
    """Set font and pitch; the text leaves the grid, as programs differ in how they fit characters into it."""
    set_font(style.font, *letters)
    shape = style.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    shape.space_before = shape.space_after = Pt(0)
    for properties, later in ((style.element.get_or_add_pPr(), AFTER), (style.element.get_or_add_rPr(), ("w:sz",))):
        properties.insert_element_before(element("snapToGrid", val="false"), *later)


def _tighten(style: BaseStyle) -> None:
    """Tighten the text so that 28 characters stand on a line: by what they are wider than the grid, and one twip more.

    Without it LibreOffice, which rounds otherwise, sets 27.
    """
    twips = ceil((BODY - CHARACTER) / Twips(1)) + 1
    style.element.get_or_add_rPr().insert_element_before(element("spacing", val=str(-twips)), "w:sz")


def _set_page(section: Section) -> None:
    """Set A4 with the margins and the grid of a 公文; a character of the grid is narrower than one of the text."""
    section.top_margin, section.left_margin, section.bottom_margin, section.right_margin = TOP, LEFT, BOTTOM, RIGHT
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.footer_distance = FOOT
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - the library knows no grid
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(LINE.twips)))
    grid.set(qn("w:charSpace"), str(round((CHARACTER.pt - BODY.pt) * 4096)))


def _number_pages(section: Section) -> None:
    """Add — 1 — outside at the foot of each page: odd ones at the right, even ones at the left, one blank in."""
    for foot, side, is_right in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, True),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, False),
    ):
        line = _empty_line(foot)
        line.alignment = side
        indent(line, **({"right": 1} if is_right else {"left": 1}))
        _write_number(line)


def without_numbers(section: Section) -> None:
    """Leave the pages of a section without numbers, as the page of the 版记."""
    for foot in (section.footer, section.even_page_footer):
        _empty_line(foot)


def _empty_line(foot: _Footer) -> Paragraph:
    foot.is_linked_to_previous = False
    line: Paragraph = foot.paragraphs[0]
    line.style = IMPRINT
    line.paragraph_format.line_spacing = FOLIO
    return line


def _write_number(line: Paragraph) -> None:
    for text, kind in (("— ", ""), ("", "begin"), ("PAGE", ""), ("", "separate"), ("1", ""), ("", "end"), (" —", "")):
        run = line.add_run("" if text == "PAGE" else text)
        set_font(run.font, FOLIO_FONT, FOLIO)
        run.font.name = FOLIO_FONT
        if kind:
            run._r.append(element("fldChar", fldCharType=kind))  # noqa: SLF001 - the library knows no fields
        elif text == "PAGE":
            field = element("instrText")
            field.text = text
            run._r.append(field)  # noqa: SLF001 - as above


FONT_OF = {"黑体": HEADING_FONT, "楷体": NAME_FONT, "仿宋": BODY_FONT, "宋体": FOLIO_FONT, "小标宋": TITLE_FONT}


def set_named_font(font: Font, name: str, size: Length) -> None:
    """Set the font that a setting of the layout names, as 黑体 or 仿宋加粗."""
    family = name.removesuffix(BOLD)
    set_font(font, FONT_OF[family], size)
    font.bold = True if family != name else None
