"""Pictures and comments of workbooks of other formats are counted."""

from __future__ import annotations

import pytest

from models.intake.sheet.over_cells import over_cells
from tests.models.intake.sheet.pictured import (
    AGENCY,
    book,
)
from tests.models.intake.sheet.written import NAMES, package


@pytest.mark.parametrize(("author", "count"), [("李明", 1), (AGENCY, 0)])
def test_pictures_and_comments_of_a_document_are_counted(author: str, count: int) -> None:
    note = f"<office:annotation><dc:creator>{author}</dc:creator><text:p>x</text:p></office:annotation>"
    images = '<draw:image xlink:href="Pictures/1.png"/><draw:image xlink:href="./ObjectReplacements/Object 1"/>'
    names = f'xmlns:dc="d" xmlns:draw="w" xmlns:xlink="l" xmlns:meta="m" {NAMES}'
    xml = f"<office:document-content {names}>{note}{images}</office:document-content>"
    meta = f"<office:meta {names}><meta:initial-creator>{AGENCY}</meta:initial-creator></office:meta>"
    found = over_cells("表.ods", package({"content.xml": xml.encode(), "meta.xml": meta.encode()}))
    assert (len(found.pictures), len(found.comments)) == (1, count)


def test_of_a_plain_workbook_nothing_is_said() -> None:
    assert over_cells("表.xlsx", book()) == ([], [])
