"""A list of acts in a file: a JSON array, or a sheet whose columns are the titles of an input."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from openpyxl import Workbook
from pydantic import BeforeValidator, Field

from models.intake.act_items import ABOUT, ItemList, ListRefused, columns_of, read_array, read_sheet
from models.intake.input import Input, PeriodText, Text, YesNo
from models.rules.errors import Refused


class Given(Input):
    department: Text = Field(title="部门")
    period: PeriodText | None = Field(default=None, title="期间")
    year: int | None = Field(default=None, title="年度")
    held_on: date | None = Field(default=None, title="召开日期")
    passed: YesNo = Field(default=True, title="是否通过")
    amount: Annotated[Decimal, BeforeValidator(lambda each: each)] | None = Field(default=None, title="数量")
    since: str = Field(default="", title="起始", alias="from")
    lines: tuple[str, ...] = Field(default=(), title="各行")


class Received(Input):
    received_on: date = Field(title="收到日期")
    by: str = Field(default="", title="方式")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "清单.xlsx"


def write(file: Path, *lines: list[Any]) -> Path:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    book.save(file)
    return file


def read(file: Path, *lines: list[Any], given: tuple[str, ...] = ()) -> ItemList:
    return read_sheet(write(file, *lines), Given, given)


def test_the_objects_of_an_array_are_acts_in_their_order() -> None:
    found = read_array("a.json", [{"x": 1}, {"x": 2}])
    assert [(each.place, each.data) for each in found.items] == [("第1项", {"x": 1}), ("第2项", {"x": 2})]


def test_an_empty_array_is_refused() -> None:
    with pytest.raises(Refused, match=r"“a\.json”是空的清单"):
        read_array("a.json", [])


def test_every_item_that_is_no_object_is_named() -> None:
    with pytest.raises(ListRefused) as refusal:
        read_array("a.json", [{}, 1, None])
    assert [each.cell for each in refusal.value.complaints] == ["第2项", "第3项"]
    assert refusal.value.message.startswith("未办理：共发现2处问题，未作任何改动。\n")


def test_a_column_has_the_title_of_its_field_and_its_name() -> None:
    columns = columns_of(Given)
    assert (columns["held_on"].name, columns["held_on"].aliases) == ("召开日期", ("held_on",))
    assert [column.name for column in columns.values() if column.required] == ["部门"]
    assert columns["from"].name == "起始"
    assert list(columns)[-len(ABOUT) :] == list(ABOUT)


def test_a_field_that_every_act_has_already_needs_no_column() -> None:
    assert not columns_of(Given, {"department"})["department"].required


def test_a_field_of_the_input_takes_the_column_that_every_act_may_have() -> None:
    columns = columns_of(Received)
    assert columns["received_on"].name == "收到日期"
    assert columns["by"].name == "方式"
    assert "received" not in columns


@pytest.mark.parametrize(
    ("title", "cell", "name", "value"),
    [
        ("期间", "2026-03", "period", "2026-03"),
        ("期间", "2026年3月", "period", "2026-03"),
        ("期间", datetime(2026, 3, 1), "period", "2026-03"),  # noqa: DTZ001 - a cell of a sheet has no zone
        ("期间", "2026年第一季度", "period", "2026Q1"),
        ("期间", "２０２６Ｈ１", "period", "2026H1"),
        ("年度", "2026年度", "year", 2026),
        ("年度", 2026, "year", 2026),
        ("召开日期", datetime(2026, 3, 9), "held_on", "2026-03-09"),  # noqa: DTZ001 - as above
        ("召开日期", "2026.3.9", "held_on", "2026-03-09"),
        ("召开日期", "20260309", "held_on", "2026-03-09"),
        ("召开日期（年/月/日）", "2026年3月9日", "held_on", "2026-03-09"),
        ("held_on", "2026-03-09", "held_on", "2026-03-09"),
        ("是否通过", "√", "passed", True),
        ("是否通过", "否", "passed", False),
        ("数量", "１,２００", "amount", "1200"),
        ("数量", 12.5, "amount", "12.5"),
        ("数量", "95%", "amount", "95"),
        ("起始", " 四月 ", "from", "四月"),
        ("各行", '["甲", "乙"]', "lines", ["甲", "乙"]),
        ("各行", "甲、乙", "lines", "甲、乙"),
        ("由谁办理", "D001/李明", "by", "D001/李明"),
        ("收到日期", "2026年3月9日", "received", "2026-03-09"),
        ("签字文件日期", "2026/3/9", "paper_date", "2026-03-09"),
    ],
)
def test_a_cell_is_read_as_its_field_takes_it(file: Path, title: str, cell: object, name: str, value: object) -> None:
    [item] = read(file, ["部门", title], ["D001", cell]).items
    assert item.data == {"department": "D001", name: value}


def test_an_empty_cell_leaves_its_field_out(file: Path) -> None:
    found = read(file, ["部门", "召开日期", "是否通过"], ["D001", None, ""], ["D002", "2026-03-09", None])
    assert [each.data for each in found.items] == [
        {"department": "D001"},
        {"department": "D002", "held_on": "2026-03-09"},
    ]
    assert [each.place for each in found.items] == ["第2行", "第3行"]


def test_all_wrong_cells_are_named(file: Path) -> None:
    found = read(
        file, ["部门", "召开日期", "是否通过", "各行"], ["D001", "明天", "也许", "[1"], [None, None, "是", None]
    )
    assert [str(each) for each in found.complaints] == [
        "清单.xlsx 工作表“Sheet” A3：部门不能为空",
        "清单.xlsx 工作表“Sheet” B2：召开日期“明天”不是有效日期，请写成2026-06-30这样的日期",
        "清单.xlsx 工作表“Sheet” C2：是否通过“也许”不在可选范围内，可填：是、否",
        "清单.xlsx 工作表“Sheet” D2：各行不是有效的JSON",
    ]


def test_a_fault_of_a_field_is_at_its_cell_and_one_of_the_whole_at_its_row(file: Path) -> None:
    [item] = read(file, ["部门", "召开日期"], ["D001", "2026-03-09"]).items
    assert item.complain("召开日期", "晚了。").cell == "B2"
    assert item.complain("年度", "必填。").cell == "第2行"
    assert item.complain("", "不全。").cell == "第2行"


def test_a_fault_of_an_object_is_at_its_place_and_knows_what_it_is_about() -> None:
    [item] = read_array("a.json", [{"target": "T001"}]).items
    complaint = item.complain("目标编号", "不存在。")
    assert (str(complaint), complaint.row) == ("a.json 第1项：不存在。", ("T001",))


def test_a_sheet_without_a_required_column_is_refused(file: Path) -> None:
    with pytest.raises(Refused, match="缺少列：部门"):
        read(file, ["召开日期"], ["2026-03-09"])
    [item] = read(file, ["召开日期"], ["2026-03-09"], given=("department",)).items
    assert item.data == {"held_on": "2026-03-09"}


def test_what_is_not_read_and_what_was_guessed_goes_with_the_list(file: Path) -> None:
    found = read(file, ["部门", "备忘"], ["0101", "x"], [101, "y"], ["合计", "2"])
    assert found.ignored == ("备忘",)
    assert [each.data["department"] for each in found.items] == ["0101", "0101"]
    assert found.guessed == ("第4行是合计，未导入", "部门丢了前导零，已补：A3读作“0101”")


def test_a_text_file_is_read_too(tmp_path: Path) -> None:
    with (tmp_path / "清单.csv").open("w", encoding="gb18030", newline="") as opened:
        csv.writer(opened).writerows([["部门", "召开日期"], ["省教育厅", "2026年3月9日"]])
    [item] = read_sheet(tmp_path / "清单.csv", Given, ()).items
    assert item.data == {"department": "省教育厅", "held_on": "2026-03-09"}
    assert item.complain("召开日期", "晚了。").cell == "第2行“召开日期”列"
