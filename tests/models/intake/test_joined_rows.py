"""Pictures and comments over the cells of an answer sheet are of their row; the others are named."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from models.intake.answer_file import AnswerFile, answer_in
from tests.models.intake.sheet.pictured import in_a_cell, pixels
from tests.models.intake.test_answer_file import MEETING, MONTH, SAVED, Rows


def written(*pages: Rows, pictures: dict[str, bytes] | None = None, comments: dict[str, str] | None = None) -> bytes:
    """Returns a workbook; its first sheet has pictures over these cells, and comments of Li Ming."""
    book = Workbook()
    book.properties.creator = "市目标办"
    for rows in pages:
        sheet: Any = book.create_sheet("月度检查")
        for row in rows:
            sheet.append(row)
    for place, data in (pictures or {}).items():
        book.worksheets[1].add_image(Image(BytesIO(data)), place)
    for place, words in (comments or {}).items():
        book.worksheets[1][place].comment = Comment(words, "李明")
    book.save(stream := BytesIO())
    return stream.getvalue()


def cells_of(found: AnswerFile, row: int, title: str) -> Any:
    return found.sheets[0].rows[row].cells[title].value


FILES = "印证材料(附件名)"


def test_a_picture_over_a_row_is_its_evidence_and_stands_behind_the_files_that_are_named() -> None:
    red, blue = pixels("red"), pixels("blue")
    found = answer_in("表.xlsx", written(MONTH, pictures={"K5": red, "B8": blue}))
    first, second = found.pictures
    assert (found.pictures[first], found.pictures[second], found.left) == (red, blue, [])
    assert (first[:8], first[-4:]) == ("月度检查K5图片", ".png")
    assert cells_of(found, 1, FILES) == first
    assert cells_of(found, 2, FILES) == f"验收单.pdf；{second}"
    assert found.sheets[0].rows[1].cells[FILES].said == "表中的图片1张收为本行的印证材料"
    assert found.sheets[0].files_named == {first, "验收单.pdf", second}


def test_one_picture_over_two_rows_is_one_file() -> None:
    found = answer_in("表.xlsx", written(MONTH, pictures={"K5": pixels("red"), "K8": pixels("red")}))
    [name] = found.pictures
    assert (cells_of(found, 1, FILES), cells_of(found, 2, FILES)) == (name, f"验收单.pdf；{name}")


@pytest.mark.parametrize("cell", ["K5", "J5"])
def test_a_picture_in_a_cell_is_evidence_and_its_cell_has_no_fault(cell: str) -> None:
    found = answer_in("表.xlsx", in_a_cell(written(MONTH), "xl/worksheets/sheet2.xml", cell, pixels("red")))
    [(name, data)] = found.pictures.items()
    row = found.sheets[0].rows[1]
    assert (data, row.cells[FILES].value, found.left) == (pixels("red"), name, [])
    assert not any(each.fault for each in row.cells.values())


def test_a_picture_that_belongs_to_no_row_is_named() -> None:
    found = answer_in("表.xlsx", written(MONTH, pictures={"A1": pixels("red"), "B4": pixels("red")}))
    assert found.pictures == {}
    assert found.left == ["“表.xlsx”里的图片2张（A1、B4）没有收取，请把图片作为附件发来，在表中写图片的文件名"]


def test_a_picture_on_a_sheet_without_a_place_for_files_is_named() -> None:
    assert (
        answer_in("表.xlsx", written(MEETING, pictures={"B3": pixels("red")}))
        .left[0]
        .startswith("“表.xlsx”里的图片1张（B3）没有收取")
    )


def test_comments_stand_in_the_remark_of_their_row() -> None:
    found = answer_in("表.xlsx", written(MONTH, comments={"H5": "李明:\n已完工\n待验收", "K8": "见附件"}))
    assert cells_of(found, 1, "说明") == "批注（李明）：已完工待验收"
    assert cells_of(found, 2, "说明") == "路基；批注（李明）：见附件"
    assert (found.sheets[0].rows[1].cells["说明"].said, found.left) == ("批注1条记入说明", [])


def test_comments_on_rows_that_say_nothing_and_on_other_cells_are_named() -> None:
    found = answer_in("表.xlsx", written(MONTH, comments={"H9": "明年", "A1": "好"}))
    assert found.left == ["“表.xlsx”里的批注2条（A1、H9）没有收取，要说明的请写在表的单元格里"]
    assert cells_of(found, 3, "说明") is None


@pytest.mark.process
def test_pictures_and_comments_of_other_workbooks_are_named() -> None:
    assert answer_in("表.ods", (SAVED / "回复表.ods").read_bytes()).left == []
    assert answer_in("表.xls", (SAVED / "回复表.xls").read_bytes()).left == []


def test_a_workbook_whose_drawing_is_damaged_is_read() -> None:
    data = written(MONTH, pictures={"K5": pixels("red")}).replace(
        b"xl/drawings/drawing1.xml", b"xl/drawings/drawingx.xml"
    )
    found = answer_in("表.xlsx", data)
    assert (len(found.sheets), found.pictures) == (1, {})
