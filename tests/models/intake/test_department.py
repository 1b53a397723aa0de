"""纳入管理部门: the sheet of managed departments."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.complaints import Checked
from models.intake.department import COLUMNS, DepartmentRow, read_departments
from models.rules.kinds import Management

FULL = {
    "编码": "GZ01",
    "名称": "贵州省教育厅",
    "简称": "省教育厅",
    "管理类别": "直接管理",
    "目标办邮箱": "mb@edu.example.gov.cn",
    "企业微信机器人": "https://qyapi.example/send?key=abc",
    "联络员": "张三",
    "联络员邮箱": "zs@edu.example.gov.cn",
    "联络员手机": 13800138000,
    "主要领导": "李四",
    "分管省领导": "王五",
    "生效日期": date(2020, 1, 1),
    "失效日期": "2026年12月31日",
    "核对码": None,
}


def read(folder: Path, *changes: dict[str, object]) -> Checked[DepartmentRow]:
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    workbook.active.append([column.name for column in COLUMNS])
    for change in changes:
        workbook.active.append([(FULL | change)[column.name] for column in COLUMNS])
    workbook.save(folder / "部门.xlsx")
    return read_departments(folder / "部门.xlsx")


def test_every_column_of_a_department_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, {}).rows[0].row == DepartmentRow(
        code="GZ01",
        name="贵州省教育厅",
        short_name="省教育厅",
        management=Management.DIRECT,
        office_email="mb@edu.example.gov.cn",
        wecom_robot="https://qyapi.example/send?key=abc",
        liaison="张三",
        liaison_email="zs@edu.example.gov.cn",
        liaison_mobile="13800138000",
        head="李四",
        leader_in_charge="王五",
        valid_from=date(2020, 1, 1),
        valid_to=date(2026, 12, 31),
    )


def test_code_and_name_are_enough(tmp_path: Path) -> None:
    (tmp_path / "部门.csv").write_text("名称,编码\n省目标办,AGENCY\n", encoding="utf-8")
    checked = read_departments(tmp_path / "部门.csv")
    assert [located.row for located in checked.rows] == [DepartmentRow(code="AGENCY", name="省目标办")]
    assert checked.complaints == ()


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("名称", None, "B2：名称不能为空"),
        ("管理类别", "代管", "D2：管理类别“代管”不在可选范围内，可填：直接管理、委托管理"),
        ("目标办邮箱", "无", "E2：目标办邮箱“无”不是有效的邮箱地址"),
        ("企业微信机器人", "张三的群", "F2：企业微信机器人不是有效的地址，请填机器人key、完整的webhook地址"),
        ("联络员手机", "12345", "I2：联络员手机“12345”不是11位手机号码，固定电话前须写区号，如0851-85360001"),
        ("失效日期", "2019-12-31", "M2：失效日期“2019-12-31”早于生效日期“2020-01-01”"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, value: object, text: str) -> None:
    (complaint,) = read(tmp_path, {column: value}).complaints
    assert text in str(complaint)


def test_one_code_for_two_names_is_refused_with_both_rows_even_with_other_faults(tmp_path: Path) -> None:
    checked = read(tmp_path, {}, {"编码": "ＧＺ０１", "名称": "贵州省科技厅", "目标办邮箱": "无"})
    assert [complaint.cell for complaint in checked.complaints] == ["E3", "A3"]
    assert "重复：第2行与第3行" in checked.complaints[1].message


def test_the_key_of_a_robot_is_not_shown(tmp_path: Path) -> None:
    (complaint,) = read(tmp_path, {"企业微信机器人": "key=a_x0001_bc"}).complaints
    assert complaint.value == "***"
    assert "key=" not in str(complaint)


def test_hostile_names_are_only_text(tmp_path: Path) -> None:
    hostile = ["'); DROP TABLE unit;--", "{{7*7}}", "<script>", "𠮷林厅"]
    changes: list[dict[str, object]] = [{"编码": f"D{number}", "名称": name} for number, name in enumerate(hostile)]
    assert [located.row.name for located in read(tmp_path, *changes).rows] == hostile
