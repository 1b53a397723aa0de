"""Workbooks (.xlsx): the parts of the package, and the tables that they hold; a strict workbook reads the same."""

import posixpath
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple
from zipfile import ZipFile

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.utils.escape import unescape

from models.intake.sheet.elements import Attributes, Handlers, elements_of, open_archive, parse_whole, part_of
from models.intake.sheet.grid import SheetLine, Table
from models.intake.sheet.number_formats import CellForm, format_of
from models.intake.sheet.workbook_cells import Book, read_lines

OF_CELLS = "cellXfs"
XFS = (OF_CELLS, "cellStyleXfs")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class SheetPart(NamedTuple):
    """A sheet as the workbook lists it: its name, the relation to its part, whether it is shown."""

    name: str
    relation: str
    visible: bool


def read_workbook(file: str, data: bytes) -> list[Table]:
    """Return the tables of a workbook in its order, hidden ones marked. Raises Refused, or an error of damage."""
    archive = open_archive(file, data)
    main = _main(archive)
    parts = _by_type(archive, main, "styles", "sharedStrings")
    sheets, epoch = _read_sheets(xml_part(archive, main))
    book = Book(
        partial(_read_strings, archive, parts.get("sharedStrings", "")),
        _read_formats(archive, parts.get("styles", "")),
        epoch,
    )
    targets = relations(archive, main)
    return [
        Table(sheet.name, partial(_lines, archive, targets[sheet.relation][1], book), sheet.visible)
        for sheet in sheets
        if targets[sheet.relation][0] == "worksheet"
    ]


def worksheets(archive: ZipFile) -> dict[str, str]:
    """Return the part of each worksheet by its name."""
    targets = relations(archive, main := _main(archive))
    sheets = _read_sheets(xml_part(archive, main))[0]
    return {each.name: targets[each.relation][1] for each in sheets if targets[each.relation][0] == "worksheet"}


def _main(archive: ZipFile) -> str:
    return _by_type(archive, "", "officeDocument").get("officeDocument", "xl/workbook.xml")


def _lines(archive: ZipFile, part: str, book: Book) -> Iterator[SheetLine]:
    return read_lines(xml_part(archive, part), book)


def xml_part(archive: ZipFile, name: str) -> bytes:
    """Return a part that is XML. Raises KeyError."""
    xml = part_of(archive, name)
    if xml.startswith(UTF_16):
        text = xml.decode("utf-16")
        return re.sub(r"<\?xml[^>]*\?>", "", text, count=1).encode()
    return xml


def relations(archive: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return the kind and the path of each part that a part refers to, by its id."""
    folder, name = posixpath.split(part)
    relations: dict[str, tuple[str, str]] = {}
    xml = xml_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    for _, attributes, _ in elements_of(xml, "Relationship"):
        target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"].replace("\\", "/"))).lstrip("/")
        relations[attributes["Id"]] = attributes["Type"].rpartition("/")[2], target
    return relations


def related(archive: ZipFile, part: str, kind: str) -> list[str]:
    """Return the parts of a kind that a part refers to; empty if it refers to nothing."""
    with suppress(KeyError):
        return [target for found, target in relations(archive, part).values() if found == kind]
    return []


def _by_type(archive: ZipFile, part: str, *kinds: str) -> dict[str, str]:
    return {kind: target for kind, target in relations(archive, part).values() if kind in kinds}


def _read_sheets(xml: bytes) -> tuple[list[SheetPart], datetime]:
    """Return the sheets, and the day from which days are counted."""
    sheets, epoch = list[SheetPart](), WINDOWS_EPOCH
    for name, each, _ in elements_of(xml, "sheet", "workbookPr"):
        if name == "sheet":
            sheets.append(SheetPart(each["name"], each["id"], (each.get("state") or "visible") == "visible"))
        elif each.get("date1904") in ("1", "true"):
            epoch = MAC_EPOCH
    return sheets, epoch


def _read_formats(archive: ZipFile, part: str) -> list[CellForm]:
    """Return what each style of a cell makes of its number."""
    own: dict[int, str] = {}
    listed, lists = list[int](), dict[str, list[int]]()
    for name, attributes, _ in elements_of(xml_part(archive, part), "numFmt", "xf", *XFS) if part else ():
        if name == "xf":
            listed.append(int(attributes.get("numFmtId") or 0))
        elif name == "numFmt":
            own[int(attributes.get("numFmtId") or -1)] = attributes.get("formatCode") or "General"
        else:  # the end of a list of styles
            lists[name], listed = listed, []
    known: dict[int, CellForm] = {}
    return [known.setdefault(style, format_of(style, own)) for style in lists.get(OF_CELLS, [])]


def _read_strings(archive: ZipFile, part: str) -> list[str]:
    """Return the shared texts of a workbook; phonetic guides are no part of a text."""
    strings: list[str] = []
    if part:
        parse_whole(xml_part(archive, part), strings_into(strings.append))
    return strings


def strings_into(keep: Callable[[str], object]) -> Handlers:
    """Return callbacks that pass the whole text of each shared string to `keep`."""
    handlers = Handlers()
    parts: list[str] = []

    def open_text(_: Attributes) -> None:
        handlers.text = parts

    def close_text() -> None:
        handlers.text = None

    def begin_guide(_: Attributes) -> None:
        handlers.starts.pop("t")

    def end_guide() -> None:
        handlers.starts["t"] = open_text

    def finish() -> None:
        keep(unescape("".join(parts)))
        parts.clear()

    handlers.starts |= {"t": open_text, "rPh": begin_guide}
    handlers.ends |= {"t": close_text, "rPh": end_guide, "si": finish}
    return handlers
