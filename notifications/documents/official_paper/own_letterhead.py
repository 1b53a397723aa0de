"""The agency's own .docx as letterhead: head, foot and margins are kept, the text is written where {{正文}} stands."""

from collections.abc import Mapping
from copy import deepcopy
from io import BytesIO
from re import Match

from docx import Document
from docx.document import Document as Sheet
from docx.enum.section import WD_SECTION
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from models.intake.letterhead_file import pieces_of
from models.rules.letterhead import BODY_NAME, BRACES
from notifications.documents.official_paper.head import write_marks
from notifications.documents.official_paper.page import TABLE_STYLE, THIN, add_styles, blank, element
from notifications.documents.official_paper.sections import begin_section, go_on, turn_within

VISIBLE = tuple(qn(f"w:{name}") for name in ("t", "drawing", "pict", "object", "tbl"))
MARK = f"{{{{{BODY_NAME}}}}}"


class OwnLetterhead:
    """A file of the agency that is being filled in; what is added to its sheet moves to the place of {{正文}}.

    A mark of the paper for which the file names no place stands above everything, as without a file of the agency.
    """

    def __init__(self, file: bytes, values: Mapping[str, str], marks: Mapping[str, str]) -> None:
        self.sheet: Sheet = Document(BytesIO(file))
        self._place = next(line._p for line in self.sheet.paragraphs if line.text.strip() == MARK)  # noqa: SLF001
        named = {name for line in self._lines() for name in _replace(line, {**values, **marks})}
        self.has_title = "标题" in named
        add_styles(self.sheet)
        self._write_marks({name: marks[name] for name in marks if name not in named})
        self._first = list(self.sheet.element.body)
        if TABLE_STYLE not in self.sheet.styles:
            self.sheet.styles.element.append(deepcopy(blank().styles[TABLE_STYLE].element))
        self._upright: BaseOxmlElement | None = None

    def turn(self) -> bool:
        """Begin a section of turned pages with the margins of the file. Return whether that was done.

        Not in a file of several sections, whose text may be in any of them, nor in one that is turned already.
        """
        [section, *others] = self.sheet.sections
        if others or self._upright is not None or (section.page_width or 0) >= (section.page_height or 0):
            return False
        self._upright = deepcopy(section._sectPr)  # noqa: SLF001 - the library copies no section
        turned = begin_section(self.sheet, WD_SECTION.NEW_PAGE)
        go_on(turned._sectPr)  # noqa: SLF001 - as above
        turn_within(turned)
        return True

    def finish(self) -> None:
        """Move what was added to the place of {{正文}}, and leave that line out.

        After turned pages the rest of the file, if it shows anything, stands on an upright page again.
        """
        known = set(self._first)
        is_followed = self._is_followed()
        for added in [each for each in self.sheet.element.body if each not in known]:
            self._place.addprevious(added)
        if self._upright is not None and is_followed:
            self._end_turned(self._upright)
        self._place.getparent().remove(self._place)

    def _is_followed(self) -> bool:
        """Return whether the file shows anything after {{正文}}."""
        rest = self._first[self._first.index(self._place) + 1 :]
        return any(each.tag in VISIBLE for whole in rest for each in whole.iter())

    def _end_turned(self, upright: BaseOxmlElement) -> None:
        turned = self.sheet.element.body[-1]
        go_on(upright)
        turned.addprevious(upright)
        last = element("p")
        last.append(element("pPr"))
        last[0].append(element("spacing", line=str(THIN.twips), lineRule="exact"))
        last[0].append(turned)
        self._place.addprevious(last)

    def _write_marks(self, marks: Mapping[str, str]) -> None:
        for place, line in enumerate(write_marks(self.sheet, marks)):
            self.sheet.element.body.insert(place, line._p)  # noqa: SLF001 - the library only adds at the end

    def _lines(self) -> list[BaseOxmlElement]:
        """Return the paragraphs of all parts, before any of them is changed."""
        package = self.sheet.part.package
        parts = [part for part in package.iter_parts() if isinstance(part, XmlPart)] if package else []
        return [line for part in parts for line in part.element.iter(qn("w:p"))]


def _replace(line: BaseOxmlElement, values: Mapping[str, str]) -> set[str]:
    """Replace the names in a paragraph as text, in the looks of its first piece. Returns these names."""
    pieces = pieces_of(line)
    text = "".join(piece.text or "" for piece in pieces)
    names = set(BRACES.findall(text)) - {BODY_NAME}
    if not names:
        return names

    def value_of(found: Match[str]) -> str:
        return values.get(found[1], found[0])

    pieces[0].text = BRACES.sub(value_of, text)
    pieces[0].set(qn("xml:space"), "preserve")
    for piece in pieces[1:]:
        piece.text = ""
    return names
