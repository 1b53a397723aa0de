"""Pictures of a worksheet: over cells, by the anchors of its drawing, and in cells."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple
from zipfile import ZipFile

from openpyxl.utils import get_column_letter

from models.intake.sheet.elements import Attributes, Handlers, local, parse_whole
from models.intake.sheet.elements import part_of as bytes_of
from models.intake.sheet.rich_values import DISPIMG_ID, pictures_in_cells
from models.intake.sheet.workbook import related, relations, xml_part
from models.rules.signed_paper import PICTURES

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
        anchors = _Anchors()
        parse_whole(xml_part(archive, drawing), anchors)
        targets = relations(archive, drawing) if anchors.found else {}
        for cell, relation in anchors.found:
            yield CellPicture(sheet, cell, _bytes(archive, targets.get(relation, ("", ""))[1]))


def _bytes(archive: ZipFile, part: str) -> bytes:
    with suppress(KeyError):  # a picture that is only linked
        return bytes_of(archive, part)
    return b""


class _Anchors(Handlers):
    """The callbacks of a drawing: each picture with the cell of the first corner of its anchor."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.corner: list[int] = []
        self.starts = {"from": self._begin, "absoluteAnchor": self._begin, "blip": self._picture}
        self.starts |= dict.fromkeys(("col", "row"), self._open)
        self.ends = dict.fromkeys(("col", "row"), self._close)

    def _begin(self, _: Attributes) -> None:
        self.corner = []

    def _open(self, _: Attributes) -> None:
        self.text = []

    def _close(self) -> None:
        self.corner.append(int("".join(self.text or ())))
        self.text = None

    def _picture(self, attributes: Attributes) -> None:
        column, row = (*self.corner, 0, 0)[:2]
        self.found.append((f"{get_column_letter(column + 1)}{row + 1}", local(attributes).get("embed", "")))


def _in_cells(xml: bytes) -> list[tuple[str, str]]:
    """Return the cells with a picture in them, each with what names the picture."""
    found: list[tuple[str, str]] = []
    handlers, cells = Handlers(), [""]

    def cell(attributes: Attributes) -> None:
        cells.append(attributes.get("r", ""))
        if attributes.get("t") == "e" and "vm" in attributes:
            found.append((cells[-1], attributes["vm"]))

    def begin(_: Attributes) -> None:
        handlers.text = []

    def end() -> None:
        if named := DISPIMG_ID.search("".join(handlers.text or ())):
            found.append((cells[-1], named[1]))
        handlers.text = None

    handlers.starts |= {"c": cell, "v": begin}
    handlers.ends["v"] = end
    parse_whole(xml, handlers)
    return found
