"""纳入管理部门: every column of the sheet with good and bad cells, each complaint with its place and words."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.intake.department import COLUMNS, DepartmentRow, read_departments
from models.rules.kinds import Management

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked

EMAIL = "不是有效的邮箱地址，请写成name@example.gov.cn"
MOBILE = "不是11位手机号码，固定电话前须写区号，如0851-85360001"
ROBOT = "不是有效的地址，请填机器人key、完整的webhook地址（https://……?key=……）或其他服务的Apprise地址"
DATE = "请写成2026-06-30这样的日期"
CONTROL = "含有看不见的控制字符（U+0007），请删除后重新导入"


def read(folder: Path, *rows: dict[str, str]) -> Checked[DepartmentRow]:
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
        ("企业微信机器人", "wecombot://abc", ROBOT),
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
        ("失效日期", "2026-12-31 09:00", f"“2026-12-31 09:00”不是有效日期，{DATE}"),
        ("失效日期", "2101-01-01", "“2101-01-01”的年份应在2013到2100之间"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, words: str) -> None:
    checked = read(tmp_path, {}, {column: cell})
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
    checked = read(tmp_path, {column: cell})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == value


@pytest.mark.parametrize(
    ("first", "last", "sound"), [("2026-01-01", "2026-01-01", True), ("2026-01-02", "2026-01-01", False)]
)
def test_a_validity_may_be_one_day_and_not_less(tmp_path: Path, first: str, last: str, *, sound: bool) -> None:
    words = f"部门.csv 第2行“失效日期”列：失效日期“{last}”早于生效日期“{first}”"
    checked = read(tmp_path, {"生效日期": first, "失效日期": last})
    assert [str(each) for each in checked.complaints] == [words] * (not sound)


@pytest.mark.parametrize("column", ["目标办邮箱", "联络员邮箱"])
def test_an_address_of_more_than_254_characters_is_refused_and_shown_shortened(tmp_path: Path, column: str) -> None:
    (complaint,) = read(tmp_path, {column: f"{'a' * 248}@edu.cn"}).complaints
    assert complaint.cell == f"第2行“{column}”列"
    assert complaint.message.endswith(f"a@edu.cn”{EMAIL}")
    assert len(complaint.message) < 180


def test_an_invalid_first_day_does_not_hide_an_invalid_last_day(tmp_path: Path) -> None:
    checked = read(tmp_path, {"生效日期": "年初", "失效日期": "年底"})
    assert [each.cell for each in checked.complaints] == ["第2行“生效日期”列", "第2行“失效日期”列"]


def test_a_code_repeated_three_times_is_named_at_each_later_row(tmp_path: Path) -> None:
    checked = read(tmp_path, {"编码": "A"}, {"编码": "B"}, {"编码": "Ａ"}, {"编码": "A "})
    assert [each.message for each in checked.complaints] == [
        "编码“Ａ”重复：第2行与第4行，请只保留一行",
        "编码“A”重复：第2行与第5行，请只保留一行",
    ]


def test_a_robot_with_a_control_character_is_not_shown(tmp_path: Path) -> None:
    (complaint,) = read(tmp_path, {"企业微信机器人": "key\x07abc"}).complaints
    assert (complaint.value, "abc" in f"{complaint}{complaint.message}") == ("***", False)
