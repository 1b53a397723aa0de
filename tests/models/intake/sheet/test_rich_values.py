"""Pictures in cells: which part each is, in the packages of WPS and Excel."""

from __future__ import annotations

from models.intake.sheet.over_cells import over_cells
from tests.models.intake.sheet.pictured import (
    BLUE,
    RED,
    SHEET,
    book,
    in_a_cell,
    relations,
    with_cell,
)
from tests.models.intake.sheet.written import package, parts_of


def test_a_picture_in_a_cell_of_wps_has_its_bytes() -> None:
    [found] = over_cells("表.xlsx", in_a_cell(book(), SHEET, "B2", RED)).pictures
    assert (found.cell, found.data) == ("B2", RED)


def test_a_picture_in_a_cell_that_the_workbook_lacks_has_no_bytes() -> None:
    parts = parts_of(in_a_cell(book(), SHEET, "B2", RED)) | {"xl/cellimages.xml": b"<x/>"}
    [found] = over_cells("表.xlsx", package(parts)).pictures
    assert (found.cell, found.data, found.ending) == ("B2", b"", "")


def excel(structure: str = "_localImage") -> bytes:
    """Returns a workbook with two pictures in cells, as Excel writes them."""
    folder = "xl/richData/"
    blocks = "".join(f'<bk><extLst><ext><xlrd:rvb i="{each}"/></ext></extLst></bk>' for each in (1, 0))
    cells = "".join(f'<bk><rc t="1" v="{each}"/></bk>' for each in (0, 1))
    more = {
        "xl/metadata.xml": f'<metadata xmlns:xlrd="x"><futureMetadata name="XLRICHVALUE">{blocks}</futureMetadata>'
        f'<cellMetadata><bk><rc t="2" v="9"/></bk></cellMetadata><valueMetadata>{cells}</valueMetadata></metadata>',
        f"{folder}rdrichvaluestructure.xml": f'<rvStructures><s t="{structure}"><k n="_rvRel:LocalImageIdentifier"/>'
        '<k n="CalcOrigin"/></s></rvStructures>',
        f"{folder}rdrichvalue.xml": '<rvData><rv s="0"><v>0</v><v>5</v></rv><rv s="0"><v>1</v><v>5</v></rv></rvData>',
        f"{folder}richValueRel.xml": '<richValueRels xmlns:r="r"><rel r:id="a"/><rel r:id="b"/></richValueRels>',
    }
    binary = {
        f"{folder}_rels/richValueRel.xml.rels": relations(
            ("a", "image", "../media/1.png"), ("b", "image", "../media/2.jpg")
        ),
        "xl/media/1.png": RED,
        "xl/media/2.jpg": BLUE,
    }
    parts = with_cell(
        book(), SHEET, "B2", '<c r="B2" t="e" vm="1"><v>#VALUE!</v></c><c r="C2" t="e" vm="2"><v>#VALUE!</v></c>'
    )
    return package(parts | {name: text.encode() for name, text in more.items()} | binary)


def test_pictures_in_cells_of_excel_are_found_through_their_rich_values() -> None:
    assert [(each.cell, each.data) for each in over_cells("表.xlsx", excel()).pictures] == [("B2", BLUE), ("C2", RED)]


def test_a_rich_value_that_is_no_picture_of_the_file_has_no_bytes() -> None:
    assert [each.data for each in over_cells("表.xlsx", excel("_webimage")).pictures] == [b"", b""]
