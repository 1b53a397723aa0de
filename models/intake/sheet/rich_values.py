"""Pictures in cells: which part each is, for the ids of WPS (DISPIMG) and the rich values of Excel."""

import re
from contextlib import suppress
from zipfile import ZipFile

from models.intake.sheet.elements import Attributes, Handlers, local, parse_whole, spelled
from models.intake.sheet.workbook import relations, xml_part

DISPIMG_ID = re.compile(r'DISPIMG\("([^"]+)"')
WPS, METADATA, RICH = "xl/cellimages.xml", "xl/metadata.xml", "xl/richData/"
LOCAL = "_localImage"  # other rich values are stocks, places, and pictures of the network


def pictures_in_cells(archive: ZipFile) -> dict[str, str] | None:
    """Return the part of each picture by what its cells name; None if the workbook has no pictures in cells."""
    names = set(map(spelled, archive.namelist()))
    if not names & {spelled(WPS), spelled(METADATA)}:
        return None
    found: dict[str, str] = {}
    for read in (_of_wps, _of_excel):
        with suppress(LookupError, ValueError):  # a picture that is not found is named
            found |= read(archive)
    return found


def _of_wps(archive: ZipFile) -> dict[str, str]:
    targets = relations(archive, WPS)
    ids, images = (attributes_in(archive, WPS, *each) for each in (("cNvPr", "name"), ("blip", "embed")))
    return {name: targets[image][1] for name, image in zip(ids, images, strict=True)}


def _of_excel(archive: ZipFile) -> dict[str, str]:
    """Return the part of each picture by the number of its cell's metadata, which stand in it from 1."""
    kinds = attributes_in(archive, f"{RICH}rdrichvaluestructure.xml", "s", "t")
    targets = relations(archive, f"{RICH}richValueRel.xml")
    parts = [targets[each][1] for each in attributes_in(archive, f"{RICH}richValueRel.xml", "rel", "id")]
    values = _rich_values(archive)
    blocks = [values[int(each)] for each in attributes_in(archive, METADATA, "rvb", "i")]
    cells = [blocks[int(each)] for each in attributes_in(archive, METADATA, "rc", "v", within="valueMetadata")]
    return {str(place): parts[int(value)] for place, (kind, value) in enumerate(cells, 1) if kinds[int(kind)] == LOCAL}


def _rich_values(archive: ZipFile) -> list[tuple[str, str]]:
    """Return the structure and the first part of each rich value; of a picture that is its number."""
    found: list[tuple[str, str]] = []
    handlers = Handlers()

    def value(attributes: Attributes) -> None:
        found.append((attributes["s"], ""))

    def begin(_: Attributes) -> None:
        handlers.text = None if found[-1][1] else []

    def end() -> None:
        if handlers.text is not None:
            found[-1] = found[-1][0], "".join(handlers.text)
        handlers.text = None

    handlers.starts |= {"rv": value, "v": begin}
    handlers.ends["v"] = end
    parse_whole(xml_part(archive, f"{RICH}rdrichvalue.xml"), handlers)
    return found


def attributes_in(archive: ZipFile, part: str, element: str, name: str, *, within: str = "") -> list[str]:
    """Return an attribute of each element of a part, or of those within another element; empty without the part."""
    found: list[str] = []
    handlers = Handlers()

    def record(attributes: Attributes) -> None:
        found.append(local(attributes).get(name, ""))

    def begin(_: Attributes) -> None:
        handlers.starts[element] = record

    def end() -> None:
        del handlers.starts[element]

    if within:
        handlers.starts[within], handlers.ends[within] = begin, end
    else:
        handlers.starts[element] = record
    with suppress(KeyError):
        parse_whole(xml_part(archive, part), handlers)
    return found


def texts_in(archive: ZipFile, part: str, element: str) -> list[str]:
    """Return the text of each element of this name in a part; empty without the part."""
    found: list[str] = []
    handlers = Handlers()

    def begin(_: Attributes) -> None:
        handlers.text = []

    def end() -> None:
        found.append("".join(handlers.text or ()))
        handlers.text = None

    handlers.starts[element], handlers.ends[element] = begin, end
    with suppress(KeyError):
        parse_whole(xml_part(archive, part), handlers)
    return found
