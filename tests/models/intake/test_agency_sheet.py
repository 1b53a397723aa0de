"""The columns of a sheet come from the input of its act; its cells are read as people write them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.intake.agency_sheet import Takes, find_in, number, of_input, parse_cells, stands_as, texts_of
from models.intake.complaints import Heading, Row, RowsOrigin
from models.intake.duty import UrgingDone
from models.intake.inspection import FindingRecorded, InspectorNamed
from models.ledger.agency_sheet.kind import code_column, grey
from models.rules.inspection import Conclusion, Method
from models.rules.reminders import UrgingMethod

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("field", "takes"),
    [
        ("target", Takes.TEXT),
        ("year", Takes.NUMBER),
        ("declared_complete", Takes.CHOICE),
        ("conclusion", Takes.CHOICE),
        ("methods", Takes.NAMES),
        ("found_on", Takes.DAY),
        ("found_by", Takes.NAMES),
        ("evidence", Takes.FILES),
    ],
)
def test_what_a_column_takes_is_read_from_its_field(field: str, takes: Takes) -> None:
    assert of_input(FindingRecorded, field).takes is takes


def test_title_choices_and_whether_it_is_required_are_those_of_the_field() -> None:
    column = of_input(FindingRecorded, "conclusion", width=30)
    assert (column.title, column.required, column.width) == ("核查结论", True, 30)
    assert column.choices == tuple(each.label for each in Conclusion)
    assert of_input(UrgingDone, "skipped").choices == ("是", "否")
    assert of_input(UrgingDone, "outcome", title="通话结果").title == "通话结果"


def test_a_shown_column_has_no_field_and_a_code_keeps_its_zeros() -> None:
    assert grey(mobile=("电话", 14))[0].field == ""
    column = code_column(of_input(InspectorNamed, "name"))
    assert (column.takes, column.of_file.code, column.parse("０101")) == (Takes.CODE, True, "0101")


def row_of(**cells: Any) -> Row:
    headings = {title: Heading(title, place, "ABCDEF"[place - 1]) for place, title in enumerate(cells, 1)}
    return Row(RowsOrigin("表.xlsx", "表", len(cells), headings), 2, cells)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("urging", "１２", 12),
        ("outcome", " 已接听 ", "已接听"),
        ("skipped", "√", True),
        ("replaced_by", "发函", UrgingMethod.LETTER),
    ],
)
def test_a_cell_is_parsed_as_people_write_it(field: str, cell: str, value: object, tmp_path: Path) -> None:
    column = of_input(UrgingDone, field)
    [(title, parsed, fault)] = parse_cells(row_of(**{column.title: cell}), [column], lambda name: tmp_path / name)
    assert (title, parsed, fault) == (column.title, value, "")


def test_an_empty_cell_says_nothing_and_a_wrong_one_why(tmp_path: Path) -> None:
    columns = [of_input(UrgingDone, "urging"), of_input(UrgingDone, "skipped")]
    row = row_of(**{columns[0].title: "三", columns[1].title: " "})
    assert list(parse_cells(row, columns, lambda name: tmp_path / name)) == [
        (columns[0].title, None, "“三”不是整数，请只填数字")
    ]


@pytest.mark.parametrize("cell", ["三", date(2026, 3, 5), "", "-1", "1.5"])
def test_what_is_no_whole_number_is_refused(cell: str | date) -> None:
    with pytest.raises(ValueError, match="不是整数"):
        number(cell)


def test_years_are_read_with_their_word() -> None:
    assert [number(cell) for cell in (2026, "2026年", "2026年度", "２０２６")] == [2026] * 4


def test_a_file_lies_in_the_folder_of_the_sheet_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "现场.jpg").write_bytes(b"x")
    (tmp_path / "里").mkdir()
    (tmp_path / "里" / "现场2.jpg").write_bytes(b"x")
    assert find_in(tmp_path, "现场.jpg") == tmp_path / "现场.jpg"
    for name in ("没有.jpg", "里/现场2.jpg", "../现场.jpg", "里", str(tmp_path / "现场.jpg")):
        with pytest.raises(ValueError, match="不在表格所在的文件夹里"):
            find_in(tmp_path, name)


def test_values_stand_in_cells_as_people_read_them() -> None:
    values = {"a": UrgingMethod.LETTER, "b": True, "c": (Method.SITE if hasattr(Method, "SITE") else "甲", "乙")}
    texts = texts_of(values | {"d": None, "e": date(2026, 3, 5), "f": False, "g": 7})
    assert (texts["a"], texts["b"], texts["d"], texts["f"]) == ("发函", "是", "", "否")
    assert texts["c"].endswith("、乙")
    assert (texts["e"], texts["g"]) == (date(2026, 3, 5), 7)


def test_what_the_reader_makes_of_a_text_is_foreseen() -> None:
    assert stands_as('="0101"') == ("0101", "")
    assert stands_as(" 前后 ") == ("前后", "")
    assert stands_as("a\u202eb")[1].startswith("含有看不见的控制字符")
    assert stands_as(7) == (7, "")
