"""Pictures of a worksheet: over cells, by the anchors of its drawing, and in cells."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple
from zipfile import ZipFile

from models.intake.column_letters import column_letter
from models.intake.sheet.elements import elements_of
from models.intake.sheet.elements import part_of as bytes_of
from models.intake.sheet.rich_values import DISPIMG_ID, pictures_in_cells
from models.intake.sheet.workbook import related, relations, xml_part
from models.rules.signed_paper import PICTURES

ANCHORS = ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor")
ENDINGS = dict(zip(PICTURES, ("jpg", "png", "gif", "bmp", "tif", "tif"), strict=True))


class CellPicture(NamedTuple):
    """A picture with the cell that it stands in, or begins over; without its bytes if the workbook lacks them."""

    sheet: str
    cell: str
    data: bytes = b""

    @property
    def ending(self) -> str:
        """Return the ending of its kind; empty if it is no picture that every program shows."""
        return next((ending for start, ending in ENDINGS.items() if self.data.startswith(start)), "")


def pictures_of(archive: ZipFile, sheet: str, part: str) -> Iterator[CellPicture]:
    """Yield the pictures of a worksheet. Raises an error of a damaged file."""
    known = pictures_in_cells(archive)
    if known is not None:
        for cell, key in _in_cells(xml_part(archive, part)):
            yield CellPicture(sheet, cell, _bytes(archive, known.get(key, "")))
    for drawing in related(archive, part, "drawing"):
        anchors = list(_anchors(xml_part(archive, drawing)))
        targets = relations(archive, drawing) if anchors else {}
        for cell, relation in anchors:
            yield CellPicture(sheet, cell, _bytes(archive, targets.get(relation, ("", ""))[1]))


def _bytes(archive: ZipFile, part: str) -> bytes:
    with suppress(KeyError):  # a picture that is only linked
        return bytes_of(archive, part)
    return b""


def _anchors(xml: bytes) -> Iterator[tuple[str, str]]:
    """Yield the cell of the first corner of the anchor of each picture of a drawing, with its relation."""
    corner: list[int] = []
    for name, attributes, text in elements_of(xml, "col", "row", "blip", *ANCHORS):
        if name == "blip":
            column, row = (*corner, 0, 0)[:2]
            yield f"{column_letter(column + 1)}{row + 1}", attributes.get("embed", "")
        corner = [] if name in ANCHORS else [*corner, int(text)] if text else corner


def _in_cells(xml: bytes) -> Iterator[tuple[str, str]]:
    """Yield the cells with a picture in them, each with what names the picture."""
    value = ""
    for name, attributes, text in elements_of(xml, "c", "v"):
        if name == "c":
            cell = attributes.get("r", "")
            if attributes.get("t") == "e" and "vm" in attributes:
                yield cell, attributes["vm"]
            if named := DISPIMG_ID.search(value):
                yield cell, named[1]
        value = text if name == "v" else ""
