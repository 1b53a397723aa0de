"""纳入管理部门: the sheet of managed departments."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.complaints import Checked
from models.intake.department import COLUMNS, DepartmentRow, read_departments
from models.rules.kinds import Management

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked


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


EMAIL = "不是有效的邮箱地址，请写成name@example.gov.cn"
MOBILE = "不是11位手机号码，固定电话前须写区号，如0851-85360001"
ROBOT = (
    "不是有效的地址，请填机器人key、完整的webhook地址（企业微信https://……?key=……，"
    "钉钉https://……?access_token=……，飞书https://……/hook/……）或其他服务的Apprise地址"
)
DATE = "请写成2026-06-30这样的日期"
CONTROL = "含有看不见的控制字符（U+0007），请删除后重新导入"


def read_cells(folder: Path, *rows: dict[str, str]) -> Checked[DepartmentRow]:
    with (folder / "部门.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.name for column in COLUMNS])
        writer.writeheader()
        writer.writerows({"编码": f"D{number}", "名称": "省教育厅"} | row for number, row in enumerate(rows, 1))
    return read_departments(folder / "部门.csv")


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("编码", "", "不能为空"),
        ("编码", "\u200b\ufeff", "不能为空"),
        ("编码", "D\x0701", CONTROL),
        ("名称", "\u3000 ", "不能为空"),
        ("名称", "省\u202e教育厅", "含有看不见的控制字符（U+202E），请删除后重新导入"),
        ("简称", "\x07", CONTROL),
        ("管理类别", "直接", "“直接”不在可选范围内，可填：直接管理、委托管理"),
        ("管理类别", "直接管理、委托管理", "“直接管理、委托管理”不在可选范围内，可填：直接管理、委托管理"),
        ("目标办邮箱", "mb@edu", f"“mb@edu”{EMAIL}"),
        ("目标办邮箱", "a@b.cn、c@d.cn", f"“a@b.cn、c@d.cn”{EMAIL}"),
        ("目标办邮箱", "李明<lm@edu.cn>", f"“李明<lm@edu.cn>”{EMAIL}"),
        ("联络员邮箱", ".lm@edu.cn", f"“.lm@edu.cn”{EMAIL}"),
        ("联络员邮箱", "lm.@edu.cn", f"“lm.@edu.cn”{EMAIL}"),
        ("联络员邮箱", f"lm@{'a' * 64}.cn", f"“lm@{'a' * 64}.cn”{EMAIL}"),
        ("联络员邮箱", "lm@edu.123", f"“lm@edu.123”{EMAIL}"),
        ("企业微信机器人", "http://", ROBOT),
        ("企业微信机器人", "https://qyapi.weixin.qq.com/send", ROBOT),
        ("企业微信机器人", "https:///send?key=abc", ROBOT),
        ("企业微信机器人", "https://abc", ROBOT),
        ("企业微信机器人", "a" * 129, ROBOT),
        ("联络员手机", "12345678901x", f"“12345678901x”{MOBILE}"),
        (
            "联络员手机",
            "13800138000、13800138001",
            f"“13800138000、13800138001”{MOBILE}",
        ),
        ("联络员手机", "+86 13800138000", f"“+86 13800138000”{MOBILE}"),
        ("联络员手机", "1.38E+10", f"“1.38E+10”{MOBILE}"),
        ("生效日期", "2026年", f"“2026年”不是有效日期，{DATE}"),
        ("生效日期", "2026-02-29", "“2026-02-29”不是有效日期"),
        ("生效日期", "46203", f"“46203”是数字，不是日期，{DATE}"),
        ("生效日期", "2012-12-31", "“2012-12-31”的年份应在2013到2100之间"),
        ("失效日期", "长期", f"“长期”不是有效日期，{DATE}"),
        ("失效日期", "2026-12-31 9点", f"“2026-12-31 9点”不是有效日期，{DATE}"),
        ("失效日期", "2101-01-01", "“2101-01-01”的年份应在2013到2100之间"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, words: str) -> None:
    checked = read_cells(tmp_path, {}, {column: cell})
    assert [str(each) for each in checked.complaints] == [f"部门.csv 第3行“{column}”列：{column}{words}"]
    assert [located.source.number for located in checked.rows] == [2]


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("编码", " ｇｚ０１ ", "code", "gz01"),
        ("编码", "G\u200bZ\u200d01", "code", "GZ01"),
        ("名称", "\u3000贵州省（教育）厅\ufeff", "name", "贵州省（教育）厅"),
        ("名称", "教" * 32_000, "name", "教" * 32_000),
        ("管理类别", " 委托管理", "management", Management.DELEGATED),
        ("管理类别", "direct", "management", Management.DIRECT),
        ("管理类别", "", "management", None),
        ("目标办邮箱", "ＭＢ＠edu.gov.cn", "office_email", "MB@edu.gov.cn"),
        ("目标办邮箱", f"{'a' * 247}@edu.cn", "office_email", f"{'a' * 247}@edu.cn"),
        ("企业微信机器人", "0a-b_C", "wecom_robot", "0a-b_C"),
        ("企业微信机器人", "HTTPS://h.cn:8443/x?a=1&key=K", "wecom_robot", "https://h.cn:8443/x?a=1&key=K"),
        ("联络员手机", "１３８－００１３ 8000", "liaison_mobile", "13800138000"),
        ("生效日期", "２０２６.1.1", "valid_from", date(2026, 1, 1)),
        ("失效日期", "2026 年 6 月 5 日", "valid_to", date(2026, 6, 5)),
        ("分管省领导", "", "leader_in_charge", ""),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    checked = read_cells(tmp_path, {column: cell})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == value


@pytest.mark.parametrize(
    ("first", "last", "sound"), [("2026-01-01", "2026-01-01", True), ("2026-01-02", "2026-01-01", False)]
)
def test_a_validity_may_be_one_day_and_not_less(tmp_path: Path, first: str, last: str, *, sound: bool) -> None:
    words = f"部门.csv 第2行“失效日期”列：失效日期“{last}”早于生效日期“{first}”"
    checked = read_cells(tmp_path, {"生效日期": first, "失效日期": last})
    assert [str(each) for each in checked.complaints] == [words] * (not sound)


@pytest.mark.parametrize("column", ["目标办邮箱", "联络员邮箱"])
def test_an_address_of_more_than_254_characters_is_refused_and_shown_shortened(tmp_path: Path, column: str) -> None:
    (complaint,) = read_cells(tmp_path, {column: f"{'a' * 248}@edu.cn"}).complaints
    assert complaint.cell == f"第2行“{column}”列"
    assert complaint.message.endswith(f"a@edu.cn”{EMAIL}")
    assert len(complaint.message) < 180


def test_an_invalid_first_day_does_not_hide_an_invalid_last_day(tmp_path: Path) -> None:
    checked = read_cells(tmp_path, {"生效日期": "年初", "失效日期": "年底"})
    assert [each.cell for each in checked.complaints] == ["第2行“生效日期”列", "第2行“失效日期”列"]


def test_a_code_repeated_three_times_is_named_at_each_later_row(tmp_path: Path) -> None:
    checked = read_cells(tmp_path, {"编码": "A"}, {"编码": "B"}, {"编码": "Ａ"}, {"编码": "A "})
    assert [each.message for each in checked.complaints] == [
        "编码“Ａ”重复：第2行与第4行，请只保留一行",
        "编码“A”重复：第2行与第5行，请只保留一行",
    ]


def test_a_robot_with_a_control_character_is_not_shown(tmp_path: Path) -> None:
    (complaint,) = read_cells(tmp_path, {"企业微信机器人": "key\x07abc"}).complaints
    assert (complaint.value, "abc" in f"{complaint}{complaint.message}") == ("***", False)
