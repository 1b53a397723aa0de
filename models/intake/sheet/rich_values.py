"""Pictures in cells: which part each is, for the ids of WPS (DISPIMG) and the rich values of Excel."""

import re
from contextlib import suppress
from zipfile import ZipFile

from models.intake.sheet.elements import elements_of, spelled
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
    cells = [blocks[int(each)] for each in _blocks_of_cells(archive)]
    return {str(place): parts[int(value)] for place, (kind, value) in enumerate(cells, 1) if kinds[int(kind)] == LOCAL}


def _blocks_of_cells(archive: ZipFile) -> list[str]:
    """Return the number of the block of each value; those of cellMetadata, which stand before, are of formulas."""
    numbers = list[str]()
    for name, attributes, _ in elements_of(xml_part(archive, METADATA), "rc", "cellMetadata"):
        if name == "rc":
            numbers.append(attributes["v"])
        else:
            numbers.clear()
    return numbers


def _rich_values(archive: ZipFile) -> list[tuple[str, str]]:
    """Return the structure and the first part of each rich value; of a picture that is its number."""
    found, first = list[tuple[str, str]](), ""
    for name, attributes, text in elements_of(xml_part(archive, f"{RICH}rdrichvalue.xml"), "rv", "v"):
        if name == "rv":
            found.append((attributes["s"], first))
        first = first or text if name == "v" else ""
    return found


def attributes_in(archive: ZipFile, part: str, element: str, name: str) -> list[str]:
    """Return an attribute of each element of this name in a part; empty without the part."""
    with suppress(KeyError):
        return [attributes.get(name, "") for _, attributes, _ in elements_of(xml_part(archive, part), element)]
    return []


def texts_in(archive: ZipFile, part: str, element: str) -> list[str]:
    """Return the text of each element of this name in a part; empty without the part."""
    with suppress(KeyError):
        return [text for _, _, text in elements_of(xml_part(archive, part), element)]
    return []
