"""Readers of workbooks find every text again and see every look of a cell; equal content gives equal bytes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook
from xlsxwriter.sharedstrings import SharedStrings

from models.rules.plain_text import plain
from notifications.documents.locked_workbook import Page, _set_up, write_workbook
from notifications.documents.looks import Look
from notifications.documents.office_file import pack

DAY = date(2026, 3, 5)
NUMBER = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100}
SAID = {"error_title": "进度", "error_message": "请填数。"}
HOSTILE = (
    "=1+1",
    "<b>&amp;]]>",
    "  前后有空格  ",
    "引号\"与'",
    "一行\n二行",
    "\x00\x0b控制符",
    "𠀀",
    "_x000D_",
    "+86",
    "@",
)


def page(*texts: str, name: str = "表") -> Page:
    made = Page(name, [10, 20])
    for text in texts:
        made.append((text, Look.TEXT))
    return made


def write(*pages: Page) -> bytes:
    return write_workbook("题", "办", DAY, pages)


def read(*pages: Page) -> Any:
    return load_workbook(BytesIO(write(*pages)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_as_it_is_and_is_never_a_formula(text: str) -> None:
    cell = read(page(text))["表"]["A1"]
    assert cell.data_type != "f"
    assert cell.value == plain(text)


def test_a_text_is_never_taken_for_markup() -> None:
    assert read(page("<r><t>一</t></r>"))["表"]["A1"].value == "<r><t>一</t></r>"


def with_the_library_alone(made: Page) -> bytes:
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": "题", "author": "办"})
        sheet = book.add_worksheet(made.name)
        looks = {look: book.add_format(dict(look.value)) for look in Look}
        for span in made.spans:
            sheet.merge_range(*span, "", looks[Look.TEXT])
        for row, values in enumerate(made.rows):
            for place, (text, look) in enumerate(values):
                write_cell = sheet.write_string if text else sheet.write_blank
                write_cell(row, place, plain(text or ""), looks[look])
        _set_up(sheet, made)
    return pack(file.getvalue(), DAY)


def test_cells_are_written_in_the_bytes_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    made = page("题目", *HOSTILE, *map(str, range(20)))
    made.append(height=30)
    made.append(*((text, look) for look in Look for text in ("字", "", None)), height=45)
    made.append(("跨列", Look.BOLD))
    made.spans += [(0, 0, 0, 1), (len(made.rows) - 1, 0, len(made.rows) - 1, 3)]
    ours = write(made)
    monkeypatch.setattr("xlsxwriter.packager.SharedStrings", SharedStrings)
    assert with_the_library_alone(made) == ours


@given(st.lists(st.text(min_size=1).filter(lambda text: plain(text) and "_x" not in text), min_size=1, max_size=5))
def test_two_readers_find_every_text_again(texts: list[str]) -> None:
    kept = [plain(text) for text in texts]
    assert [row[0].value for row in read(page(*texts))["表"].iter_rows()] == kept
    by_other = CalamineWorkbook.from_filelike(BytesIO(write(page("始", *texts)))).get_sheet_by_index(0)
    assert [row[0] for row in by_other.to_python()][1:] == kept


def test_an_empty_cell_has_its_look_only() -> None:
    made = Page("表", [10])
    made.append(("", Look.GREY), (None, Look.WHITE), (None, Look.TEXT), ("后", Look.TEXT))
    sheet = read(made)["表"]
    assert [cell.value for cell in sheet[1]] == [None, None, None, "后"]
    assert not sheet["B1"].protection.locked


def test_heights_widths_and_the_header_are_those_of_the_page() -> None:
    made = page("上")
    made.header = made.append(("头", Look.GREY_BOLD), height=30)
    made.append(("行", Look.GREY))
    sheet = read(made)["表"]
    assert {number: row.height for number, row in sheet.row_dimensions.items() if row.height} == {2: 30}
    assert [sheet.column_dimensions[each].width for each in "AB"] == pytest.approx([10, 20], abs=0.8)  # with padding
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C3", "$2:$2")


def test_merged_cells_and_checks_are_both_kept() -> None:
    made = page("一", "二")
    made.spans += [(0, 0, 0, 1), (1, 0, 1, 1)]
    made.rules.append((1, 0, 1, 0, NUMBER | SAID))
    sheet = read(made)["表"]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:B1", "A2:B2"]
    assert len(sheet.data_validations.dataValidation) == 1


def test_names_of_pages_may_have_any_character_that_excel_allows() -> None:
    names = ["整改“甲&乙”", "a<b>'c\"", "第三 页"]
    pages = [page("甲", name=name) for name in names]
    for each in pages:
        each.header = 1
    book = read(*pages)
    assert book.sheetnames == names
    assert [sheet.print_title_rows for sheet in book] == ["$1:$1"] * 3


def test_a_rule_is_checked_at_its_cells_and_says_its_error() -> None:
    made = page("一", "二")
    chosen = {"validate": "list", "source": ["甲&乙", "丙"]}
    made.rules.append((0, 0, 1, 0, chosen | {"error_title": "状态<1>", "error_message": '请选："甲&乙"。'}))
    made.rules.append((0, 1, 0, 1, NUMBER | SAID))
    listed, between = read(made)["表"].data_validations.dataValidation
    assert (str(listed.sqref), listed.type, listed.formula1) == ("A1:A2", "list", '"甲&乙,丙"')
    assert (listed.errorTitle, listed.error, listed.showErrorMessage) == ("状态<1>", '请选："甲&乙"。', True)
    assert (between.type, between.operator, between.formula1, between.formula2) == ("decimal", None, "0", "100")


def test_title_author_and_day_are_those_of_the_document() -> None:
    about = load_workbook(BytesIO(write_workbook("甲<乙>", "省&办", DAY, [page("甲")]))).properties
    assert (about.title, about.creator) == ("甲<乙>", "省&办")
    assert about.created.date() == about.modified.date() == DAY


def test_the_bytes_depend_on_the_content_alone_and_need_no_compression() -> None:
    assert write(page("甲")) == write(page("甲"))
    assert len({write(page("甲")), write(page("乙")), write_workbook("题", "办", date(2026, 3, 6), [page("甲")])}) == 3
    with ZipFile(BytesIO(write(page("甲")))) as file:
        assert {part.compress_type for part in file.infolist()} == {ZIP_STORED}
        assert sum(part.file_size for part in file.infolist()) < 15_000  # half of it is a theme
