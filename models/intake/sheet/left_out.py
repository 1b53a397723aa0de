"""What people see in a workbook and its cells do not hold: pictures over cells, and comments (批注)."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import PurePosixPath
from zipfile import ZipFile

from models.intake.sheet.elements import Attributes, Handlers, open_archive, parse_whole, part_of, spelled
from models.intake.sheet.grid import list_numbers

DRAWINGS, COMMENTS = re.compile(r"xl/drawings/drawing\d*\.xml"), re.compile(r"xl/(comments/)?comments?\d*\.xml")
MAKER = re.compile(r"docprops/core\.xml")
SHOWN = 10
PICTURE_LEFT = "“{file}”里放在单元格上的图片{count}张（{places}）没有收取，请把图片作为附件发来，在表中写图片的文件名"
COMMENT_LEFT = "“{file}”里的批注{count}条（{places}）没有收取，要说明的请写在表的单元格里"


def left_out(file: str, data: bytes) -> Iterator[str]:
    """Yield a sentence about pictures over cells, and one about comments that the maker of the workbook did not write.

    Raises an error of a damaged file.
    """
    if PurePosixPath(file).suffix.lower() != ".xlsx":
        return
    archive = open_archive(file, data)
    rows = list(chain.from_iterable(map(_picture_rows, _parts(archive, DRAWINGS))))
    makers = list(chain.from_iterable(_texts(part, "creator") for part in _parts(archive, MAKER)))
    cells = list(chain.from_iterable(_comments(part, makers) for part in _parts(archive, COMMENTS)))
    if rows:
        yield PICTURE_LEFT.format(file=file, count=len(rows), places=list_numbers(sorted(set(rows))))
    if cells:
        yield COMMENT_LEFT.format(file=file, count=len(cells), places="、".join(cells[:SHOWN]))


def _parts(archive: ZipFile, names: re.Pattern[str]) -> list[bytes]:
    found = (name for name in map(spelled, archive.namelist()) if names.fullmatch(name))
    return [part_of(archive, name) for name in found]


def _picture_rows(xml: bytes) -> list[int]:
    """Return the row of each picture of a drawing, from 1."""
    rows: list[int] = []
    handlers = Handlers()
    parts: list[str] = []

    def open_row(_: Attributes) -> None:
        if not parts:  # the first corner of an anchor
            handlers.text = parts

    def close_row() -> None:
        handlers.text = None

    handlers.starts |= {"row": open_row, "blip": lambda _: rows.append(int("".join(parts) or 0) + 1)}
    anchors = ("oneCellAnchor", "twoCellAnchor", "absoluteAnchor")
    handlers.ends |= {"row": close_row, **dict.fromkeys(anchors, parts.clear)}
    parse_whole(xml, handlers)
    return rows


def _texts(xml: bytes, element: str) -> list[str]:
    """Return the text of each element of this name."""
    texts: list[str] = []
    handlers = Handlers()

    def begin(_: Attributes) -> None:
        handlers.text = []

    def end() -> None:
        texts.append("".join(handlers.text or ()))
        handlers.text = None

    handlers.starts[element], handlers.ends[element] = begin, end
    parse_whole(xml, handlers)
    return texts


def _comments(xml: bytes, makers: Sequence[str]) -> list[str]:
    """Return the cells of the comments that others than the makers wrote."""
    authors, cells = _texts(xml, "author"), list[str]()
    handlers = Handlers()

    def comment(attributes: Attributes) -> None:
        number = int(attributes.get("authorId") or 0)
        if authors[number : number + 1] != makers[:1] or not makers:
            cells.append(attributes["ref"])

    handlers.starts["comment"] = comment
    parse_whole(xml, handlers)
    return cells
