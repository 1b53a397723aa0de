"""联系人: every column of the sheet with good and bad cells, each complaint with its place and words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.contact import COLUMNS, ContactRow, read_contacts
from models.rules.kinds import ContactRole

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked

GOOD = {"部门编码": "GZ01", "角色": "联络员", "姓名": "张三"}
ROLES = "可填：联络员、目标办主任、主要领导、分管省领导、省领导"
DATE = "请写成2026-06-30这样的日期"
MOBILE = "不是11位手机号码，固定电话前须写区号，如0851-85360001"


def read(folder: Path, *rows: dict[str, Any]) -> Checked[ContactRow]:
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    workbook.active.title = "联系人"
    for row in [{column.name: column.name for column in COLUMNS}, *(GOOD | row for row in rows)]:
        workbook.active.append([row.get(column.name) for column in COLUMNS])
    workbook.save(folder / "联系人.xlsx")
    return read_contacts(folder / "联系人.xlsx")


@pytest.mark.parametrize(
    ("column", "value", "place", "words"),
    [
        ("部门编码", None, "A3", "不能为空"),
        ("部门编码", date(2026, 1, 1), "A3", "“2026-01-01”被存成了日期，请把单元格改为文本格式后重新填写"),
        (
            "部门编码",
            1234567890123456,
            "A3",
            "“1234567890123456”超过15位，Excel已丢失末尾数字，请把单元格改为文本格式后重新填写",
        ),
        ("部门编码", "#N/A", "A3", "“#N/A”是Excel错误值，请改正公式后重新导入"),
        ("角色", "联络人", "B3", f"“联络人”不在可选范围内，{ROLES}"),
        ("角色", "联络员、主要领导", "B3", f"“联络员、主要领导”不在可选范围内，{ROLES}"),
        ("角色", 1, "B3", f"“1”不在可选范围内，{ROLES}"),
        ("角色", "Liaison", "B3", f"“Liaison”不在可选范围内，{ROLES}"),
        ("姓名", " \u200b", "C3", "不能为空"),
        ("姓名", "=A1", "C3", "的公式没有计算结果，请用Excel打开并保存后重新导入"),
        ("邮箱", "zs#example.cn", "D3", "“zs#example.cn”不是有效的邮箱地址，请写成name@example.gov.cn"),
        ("手机", 1380013800, "E3", f"“1380013800”{MOBILE}"),
        ("手机", 13800138000.5, "E3", f"“13800138000.5”{MOBILE}"),
        ("手机", "86891234", "E3", f"“86891234”{MOBILE}"),
        ("手机", True, "E3", f"“TRUE”{MOBILE}"),
        ("企业微信号", date(2026, 1, 1), "F3", "“2026-01-01”被存成了日期，请把单元格改为文本格式后重新填写"),
        ("生效日期", 46203, "G3", f"“46203”是数字，不是日期，{DATE}"),
        ("生效日期", date(2012, 12, 31), "G3", "“2012-12-31”的年份应在2013到2100之间"),
        ("失效日期", "2026.2.30", "H3", "“2026.2.30”不是有效日期"),
        ("失效日期", 2026.5, "H3", f"“2026.5”是数字，不是日期，{DATE}"),
    ],
)
def test_a_bad_cell_is_named_by_its_letter_and_row(
    tmp_path: Path, column: str, value: object, place: str, words: str
) -> None:
    checked = read(tmp_path, {"姓名": "李四"}, {column: value})
    assert [str(each) for each in checked.complaints] == [f"联系人.xlsx 工作表“联系人” {place}：{column}{words}"]
    assert [located.row.name for located in checked.rows] == ["李四"]


@pytest.mark.parametrize(
    ("column", "value", "field", "read_as"),
    [
        ("部门编码", 1001, "department", "1001"),
        ("部门编码", "ＡＧＥＮＣＹ", "department", "AGENCY"),
        ("角色", "head", "role", ContactRole.HEAD),
        ("角色", " 目标办主任\n", "role", ContactRole.OFFICE_DIRECTOR),
        ("姓名", "买买提·艾力", "name", "买买提·艾力"),
        ("姓名", 7, "name", "7"),
        ("邮箱", " ZS@Example.cn ", "email", "ZS@Example.cn"),
        ("手机", 13800138000, "mobile", "13800138000"),
        ("手机", "138 0013 8000", "mobile", "13800138000"),
        ("企业微信号", "ｚhangsan", "wecom_id", "zhangsan"),
        ("生效日期", date(2013, 1, 1), "valid_from", date(2013, 1, 1)),
        ("失效日期", "2100年12月31日", "valid_to", date(2100, 12, 31)),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, value: object, field: str, read_as: object) -> None:
    checked = read(tmp_path, {column: value})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == read_as


def test_all_faults_of_a_row_come_at_once_in_the_order_of_the_columns(tmp_path: Path) -> None:
    checked = read(tmp_path, {"角色": "处长", "邮箱": "无", "手机": "无", "生效日期": "无", "失效日期": "无"})
    assert [each.cell for each in checked.complaints] == ["B2", "D2", "E2", "G2", "H2"]


@pytest.mark.parametrize(
    ("terms", "cells"),
    [
        ([("2026-01-01", "2026-06-30"), ("2026-07-01", None)], []),
        ([("2026-01-01", "2026-06-30"), ("2026-06-30", None)], ["C3"]),
        ([(None, None), (None, None), (None, None)], ["C3", "C4"]),
        ([("2026-07-01", None), ("2026-01-01", "2026-07-01")], ["C2"]),
        ([("2026-01-01", "2026-12-31"), ("2026-03-01", "2026-03-31"), ("2026-05-01", "2026-05-31")], ["C3", "C4"]),
    ],
)
def test_overlapping_terms_are_named_at_the_later_term(
    tmp_path: Path, terms: list[tuple[str | None, str | None]], cells: list[str]
) -> None:
    checked = read(tmp_path, *({"生效日期": first, "失效日期": last} for first, last in terms))
    assert [each.cell for each in checked.complaints] == cells


def test_an_overlap_names_both_rows(tmp_path: Path) -> None:
    (complaint,) = read(tmp_path, {}, {"姓名": "李四"}, {}).complaints
    expected = "联系人.xlsx 工作表“联系人” C4：姓名“张三”重复：第2行与第4行的角色相同、有效期重叠，请只保留一行"
    assert str(complaint) == expected
