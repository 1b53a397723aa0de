"""Pictures over cells and comments of a workbook are named; those in cells are faults of their cells."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from PIL import Image as Pixels

from models.intake.complaints import ReadColumn
from models.intake.sheet.left_out import left_out
from models.intake.sheet.reading import rows_of
from models.intake.sheet.workbook_cells import PICTURE
from tests.models.intake.sheet.written import package, parts_of

AGENCY = "市目标办"


def book(*places: str, comments: dict[str, str] | None = None) -> bytes:
    """Returns a workbook of the agency with pictures over these cells, and comments by author."""
    workbook = Workbook()
    workbook.properties.creator = AGENCY
    assert workbook.active is not None
    workbook.active.append(["编码", "材料"])
    workbook.active.append(["X1", "见图"])
    for place in places:
        Pixels.new("RGB", (4, 4)).save(pixels := BytesIO(), "png")
        workbook.active.add_image(Image(pixels), place)
    for cell, author in (comments or {}).items():
        workbook.active[cell].comment = Comment("见附件", author)
    workbook.save(stream := BytesIO())
    return stream.getvalue()


def test_pictures_over_cells_are_named_with_their_rows() -> None:
    assert list(left_out("表.xlsx", book("B2", "B7", "C7"))) == [
        "“表.xlsx”里放在单元格上的图片3张（第2、7行）没有收取，请把图片作为附件发来，在表中写图片的文件名"
    ]


def test_comments_are_named_but_not_those_of_the_agency() -> None:
    assert list(left_out("表.xlsx", book(comments={"A2": AGENCY, "B2": "李明"}))) == [
        "“表.xlsx”里的批注1条（B2）没有收取，要说明的请写在表的单元格里"
    ]


@pytest.mark.parametrize("name", ["表.xlsx", "表.xls", "表.csv"])
def test_of_a_plain_workbook_nothing_is_said(name: str) -> None:
    assert list(left_out(name, book())) == []


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>',
        '<c r="B2" t="e" vm="1"><v>#VALUE!</v></c>',
    ],
)
def test_a_picture_in_a_cell_is_named_as_a_picture(cell: str) -> None:
    parts = parts_of(book())
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    before, _, after = sheet.partition('<c r="B2"')
    parts["xl/worksheets/sheet1.xml"] = (before + cell + after.partition("</c>")[2]).encode()
    [row] = rows_of("表.xlsx", package(parts), (ReadColumn("编码", required=True), ReadColumn("材料"))).rows
    assert row.faults == {"材料": PICTURE}
