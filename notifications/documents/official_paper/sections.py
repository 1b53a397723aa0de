"""Sections of a paper: a new one without an empty line before it, and one whose pages are turned."""

from docx.document import Document as Sheet
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm

from notifications.documents.official_paper.page import THIN, element


def begin_section(sheet: Sheet, kind: WD_SECTION) -> Section:
    """Begin a section whose break stands in the last line before it: an empty line more could need a page."""
    section: Section = sheet.add_section(kind)
    line = sheet.element.body[-2]  # the library writes the break into a new line above the last section
    before = line.getprevious()
    if before is not None and before.tag == line.tag and before.find(f".//{qn('w:sectPr')}") is None:
        before.get_or_add_pPr().append(line.pPr[0])
        line.getparent().remove(line)
    else:
        line.pPr.insert_element_before(element("spacing", line=str(THIN.twips), lineRule="exact"), "w:sectPr")
    return section


def begin_turned(sheet: Sheet) -> bool:
    """Begin a section of turned pages. Return that there is one."""
    turn(begin_section(sheet, WD_SECTION.NEW_PAGE))
    return True


def turn(section: Section) -> None:
    """Turn the page of a section by a quarter, with the binding edge on top."""
    edges = section.left_margin, section.bottom_margin, section.right_margin, section.top_margin
    section.top_margin, section.left_margin, section.bottom_margin, section.right_margin = edges
    section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = WD_ORIENT.LANDSCAPE
    section.footer_distance = Mm(15)


def turn_within(section: Section) -> None:
    """Turn the page of a section with its margins as they are: the agency's own head and foot keep their room."""
    section.page_width, section.page_height = section.page_height, section.page_width
    section.orientation = WD_ORIENT.LANDSCAPE


def go_on(section: BaseOxmlElement) -> None:
    """Make a section go on with those before it: on a new page, with its number, without the head of a first page."""
    kind = section.find(qn("w:type"))
    numbers = section.find(qn("w:pgNumType"))
    for left_out in (kind, section.find(qn("w:titlePg"))):
        if left_out is not None:
            section.remove(left_out)
    if numbers is not None:
        numbers.attrib.pop(qn("w:start"), None)
