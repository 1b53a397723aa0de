"""What people see over and in the cells of a workbook and is no value: pictures, and comments (批注)."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple
from zipfile import ZipFile

from models.intake.sheet.comments import Comment, comments_of
from models.intake.sheet.drawings import CellPicture, pictures_of
from models.intake.sheet.elements import elements_of, open_archive, spelled
from models.intake.sheet.old_excel import old_comments
from models.intake.sheet.rich_values import attributes_in, texts_in
from models.intake.sheet.workbook import worksheets, xml_part
from models.rules.signed_paper import PICTURES

DOCUMENT, META = "content.xml", "meta.xml"  # of .ods
OLE = b"\xd0\xcf\x11\xe0"


class OverCells(NamedTuple):
    """The pictures and comments of a workbook."""

    pictures: Sequence[CellPicture] = ()
    comments: Sequence[Comment] = ()


def over_cells(file: str, data: bytes) -> OverCells:
    """Return the pictures and comments of a workbook; those of .ods have no cell, nor pictures those of .xls.

    Raises Refused, or an error of a damaged file.
    """
    if data.startswith(OLE):
        pictures = [CellPicture("", "")] * sum(map(data.count, PICTURES[:2]))
        return OverCells(pictures, old_comments(file, data))
    archive = open_archive(file, data)
    if DOCUMENT in map(spelled, archive.namelist()):
        return _of_document(archive)
    sheets = worksheets(archive)
    placed = chain.from_iterable(pictures_of(archive, name, part) for name, part in sheets.items())
    makers = texts_in(archive, "docProps/core.xml", "creator")
    comments = chain.from_iterable(comments_of(archive, name, part, makers) for name, part in sheets.items())
    return OverCells(list(dict.fromkeys(placed)), list(comments))


def _of_document(archive: ZipFile) -> OverCells:
    makers = [*texts_in(archive, META, "initial-creator"), *texts_in(archive, META, "creator")]
    pictures = [each for each in attributes_in(archive, DOCUMENT, "image", "href") if "ObjectReplacements" not in each]
    others = [author for author in _annotation_authors(xml_part(archive, DOCUMENT)) if author not in makers]
    return OverCells([CellPicture("", "")] * len(pictures), [Comment("", "", author) for author in others])


def _annotation_authors(xml: bytes) -> Iterator[str]:
    """Yield the author of each comment of an OpenDocument sheet."""
    author = ""
    for name, _, text in elements_of(xml, "annotation", "creator"):
        if name == "annotation":
            yield author
        author = text if name == "creator" else ""
