"""The empty document: A4, margins, fonts and page numbers, without the other parts of the library's template."""

from collections.abc import Collection

from docx import Document
from docx.document import Document as Sheet
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE as PART
from docx.opc.oxml import serialize_part_xml
from docx.opc.rel import Relationships
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.font import Font

# GB/T 9704-2012: the type area is 156 mm × 225 mm and holds 22 lines of 28 characters.
HEIGHT, WIDTH, TOP, BOTTOM, LEFT, RIGHT = (Mm(n) for n in (297, 210, 37, 35, 28, 26))
FOOT, PADDING = Mm(25), Mm(1)
LARGE, BODY, FOLIO, SMALL, TINY, LINE, CELL_LINE = (Pt(n) for n in (22, 16, 14, 12, 10.5, 29, 17))
BODY_FONT, HEADING_FONT, TITLE_FONT, LATIN_FONT = "仿宋_GB2312", "黑体", "方正小标宋简体", "Times New Roman"
# Substitutes if a font is not installed, in this order; then the font family and charset.
FONTS = {
    BODY_FONT: ("仿宋,FangSong,STFangsong,Noto Serif CJK SC", "modern", "86"),
    HEADING_FONT: ("SimHei,Heiti SC,Noto Sans CJK SC", "modern", "86"),
    TITLE_FONT: ("小标宋体,STZhongsong,宋体,SimSun,Noto Serif CJK SC", "roman", "86"),
    LATIN_FONT: ("Liberation Serif", "roman", "00"),
}
CELL, HEAD = "Cell", "Cell Head"
STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "Table Grid"}
PARTS = {PART.STYLES, PART.SETTINGS, PART.FONT_TABLE, PART.CORE_PROPERTIES, PART.OFFICE_DOCUMENT}


def blank(*, wide: bool = False) -> Sheet:
    """Returns a new document, in portrait or, if `wide`, in landscape."""
    sheet = Document()
    _remove_unused_parts(sheet)
    _write_font_table(sheet)
    _set_styles(sheet, TINY if wide else SMALL)
    _set_page(sheet.sections[0], wide=wide)
    _number_pages(sheet.sections[0])
    return sheet


def set_font(font: Font, name: str, size: Length) -> None:
    """Set this font for Chinese characters, and the Latin font for Latin letters and digits."""
    font.name, font.size = LATIN_FONT, size
    hint(font).set(qn("w:eastAsia"), name)


def hint(font: Font) -> BaseOxmlElement:
    """Set quotation marks and dots, which both scripts have, to the Chinese font. Returns the element of the fonts."""
    fonts: BaseOxmlElement = font.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:hint"), "eastAsia")
    return fonts


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


def _set_styles(sheet: Sheet, small: Length) -> None:
    """Set the style of the text, of table cells and of table headers."""
    normal = sheet.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)  # noqa: S101 - it is one
    _set_style(normal, (BODY_FONT, BODY), LINE)
    cell, head = (sheet.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) for name in (CELL, HEAD))
    _set_style(cell, (BODY_FONT, small), CELL_LINE)
    _set_style(head, (HEADING_FONT, small), CELL_LINE)
    head.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_style(style: ParagraphStyle, letters: tuple[str, Length], pitch: Length) -> None:
    set_font(style.font, *letters)
    shape = style.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    shape.space_before = shape.space_after = Pt(0)


def _set_page(section: Section, *, wide: bool) -> None:
    """Set A4 with the margins of a 公文; in landscape turned by a quarter, with the binding edge on top."""
    edges = (LEFT, BOTTOM, RIGHT, TOP) if wide else (TOP, LEFT, BOTTOM, RIGHT)
    section.top_margin, section.left_margin, section.bottom_margin, section.right_margin = edges
    section.page_width, section.page_height = (HEIGHT, WIDTH) if wide else (WIDTH, HEIGHT)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.footer_distance = Mm(15) if wide else FOOT


def _number_pages(section: Section) -> None:
    """Add — 1 — at the foot of each page."""
    foot = section.footer
    foot.is_linked_to_previous = False
    line = foot.paragraphs[0]
    line.style, line.alignment = "Normal", WD_ALIGN_PARAGRAPH.CENTER
    for text, kind in (("— ", ""), ("", "begin"), ("PAGE", ""), ("", "separate"), ("1", ""), ("", "end"), (" —", "")):
        run = line.add_run("" if text == "PAGE" else text)
        set_font(run.font, "宋体", FOLIO)
        if kind:
            run._r.append(element("fldChar", fldCharType=kind))  # noqa: SLF001 - the library knows no fields
        elif text == "PAGE":
            field = element("instrText")
            field.text = text
            run._r.append(field)  # noqa: SLF001 - as above
