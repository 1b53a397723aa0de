"""联络员、目标办主任、主要领导、分管省领导."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from models.intake.complaints import Checked
from models.intake.contact import (
    COLUMNS,
    ContactRow,
    LiaisonNamed,
    read_contacts,
)
from models.intake.opinion import OpinionFedBack, OpinionPublished
from models.intake.quality import QualityReportCompiled
from models.intake.reform import DepartmentRenamed, TargetsTransferred
from models.intake.representation import RepresentationWithdrawn, RepresentativeNamed
from models.rules.kinds import ContactRole
from tests.models.intake.complaint import complaint

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked


TITLES = "部门编码,角色,姓名,邮箱,手机,企业微信号,生效日期,失效日期"


def read(folder: Path, *lines: str) -> Checked[ContactRow]:
    path = folder / "联系人.csv"
    path.write_text("\n".join([TITLES, *lines]), encoding="utf-8")
    return read_contacts(path)


def test_every_column_of_a_contact_is_read(tmp_path: Path) -> None:
    line = "GZ01,联络员,张三,zs@example.cn,138-0013-8000,zhangsan,2026-01-01,2026-12-31"
    assert read(tmp_path, line).rows[0].row == ContactRow(
        department="GZ01",
        role=ContactRole.LIAISON,
        name="张三",
        email="zs@example.cn",
        mobile="13800138000",
        wecom_id="zhangsan",
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
    )


def test_department_role_and_name_are_enough(tmp_path: Path) -> None:
    expected = ContactRow(department="GZ01", role=ContactRole.HEAD, name="李四")
    assert read(tmp_path, "GZ01,主要领导,李四").rows[0].row == expected


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("GZ01,处长,张三", "第2行“角色”列：角色“处长”不在可选范围内，可填：联络员、目标办主任、主要领导、分管省领导"),
        ("GZ01,,张三", "第2行“角色”列：角色不能为空"),
        ("GZ01,联络员,张三,,,,2026-02-01,2026-01-31", "早于生效日期“2026-02-01”"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, line: str, text: str) -> None:
    (complaint,) = read(tmp_path, line).complaints
    assert text in str(complaint)


@pytest.mark.parametrize(
    ("first", "second"),
    [(",", ","), (",", "2026-05-01,"), ("2026-01-01,2026-05-01", "2026-05-01,"), ("2027-01-01,", ",")],
)
def test_a_person_twice_in_one_role_at_one_time_is_refused(tmp_path: Path, first: str, second: str) -> None:
    checked = read(tmp_path, f"GZ01,联络员,张三,,,,{first}", f"ＧＺ01,联络员,张三,,,,{second}")
    (complaint,) = checked.complaints
    assert re.search("第[23]行与第[23]行的角色相同、有效期重叠，请只保留一行", complaint.message)


def test_a_long_term_overlaps_every_later_one(tmp_path: Path) -> None:
    terms = [",", "2026-01-01,2026-02-01", "2026-03-01,"]
    checked = read(tmp_path, *(f"GZ01,联络员,张三,,,,{term}" for term in terms))
    assert [complaint.cell for complaint in checked.complaints] == ["第3行“姓名”列", "第4行“姓名”列"]


def test_a_person_who_returned_is_not_a_repetition(tmp_path: Path) -> None:
    lines = [
        "GZ01,联络员,张三,,,,2026-06-01,",
        "GZ01,联络员,张三,,,,,2026-05-31",
        "GZ01,目标办主任,张三",
        "GZ02,联络员,张三",
    ]
    assert read(tmp_path, *lines).complaints == ()


GOOD = {"部门编码": "GZ01", "角色": "联络员", "姓名": "张三"}
ROLES = "可填：联络员、目标办主任、主要领导、分管省领导、省领导"
DATE = "请写成2026-06-30这样的日期"
MOBILE = "不是11位手机号码，固定电话前须写区号，如0851-85360001"


def read_cells(folder: Path, *rows: dict[str, Any]) -> Checked[ContactRow]:
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
    checked = read_cells(tmp_path, {"姓名": "李四"}, {column: value})
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
    checked = read_cells(tmp_path, {column: value})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == read_as


def test_all_faults_of_a_row_come_at_once_in_the_order_of_the_columns(tmp_path: Path) -> None:
    checked = read_cells(tmp_path, {"角色": "处长", "邮箱": "无", "手机": "无", "生效日期": "无", "失效日期": "无"})
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
    checked = read_cells(tmp_path, *({"生效日期": first, "失效日期": last} for first, last in terms))
    assert [each.cell for each in checked.complaints] == cells


def test_an_overlap_names_both_rows(tmp_path: Path) -> None:
    (complaint,) = read_cells(tmp_path, {}, {"姓名": "李四"}, {}).complaints
    expected = "联系人.xlsx 工作表“联系人” C4：姓名“张三”重复：第2行与第4行的角色相同、有效期重叠，请只保留一行"
    assert str(complaint) == expected


LIAISON = {"department": "D001", "name": "李明"}
TERM = {
    "department": "D001",
    "person": "李明",
    "representative": "王芳",
    "email": "wf@example.org",
    "first_day": "2026-03-10",
    "last_day": "2026-03-20",
}
REFORM = {"department": "D001", "effective_on": "2026-06-01", "basis": "黔机编〔2026〕1号"}
RENAMED = REFORM | {"name": "省体育局"}
MOVED = REFORM | {"successor": "D002", "targets": "T001"}
QUALITY = {"period": "2026Q3", "problems": "资金到位慢", "plans": "按月调度"}
EMAIL = "不是有效的邮箱地址，请写成name@example.gov.cn。"
MOBILE_OF_LIAISON_VALUES = "“手机”格式不对，手机号应为11位数字，固定电话前写区号，如0851-85360001。"
LONG = "字" * 20_001
WRONG: list[tuple[type[BaseModel], dict[str, Any], str]] = [
    (LiaisonNamed, LIAISON | {"email": "liming"}, f"“邮箱”“liming”{EMAIL}"),
    (LiaisonNamed, LIAISON | {"email": "a@b.cn,c@d.cn"}, f"“邮箱”“a@b.cn,c@d.cn”{EMAIL}"),
    (LiaisonNamed, LIAISON | {"mobile": "1380013800"}, MOBILE_OF_LIAISON_VALUES),
    (LiaisonNamed, LIAISON | {"mobile": "138001380000"}, MOBILE_OF_LIAISON_VALUES),
    (LiaisonNamed, LIAISON | {"mobile": "138-0013-8000"}, MOBILE_OF_LIAISON_VALUES),
    (LiaisonNamed, LIAISON | {"mobile": "13800138000\n"}, MOBILE_OF_LIAISON_VALUES),
    (LiaisonNamed, LIAISON | {"mobile": 13800138000}, "“手机”应为文字。"),
    (LiaisonNamed, LIAISON | {"wecom_id": None}, "“企业微信号”应为文字。"),
    (RepresentativeNamed, TERM | {"email": " "}, "“受托人邮箱”不能为空。"),
    (RepresentativeNamed, TERM | {"email": "wangfang"}, f"“受托人邮箱”“wangfang”{EMAIL}"),
    (
        RepresentativeNamed,
        TERM | {"mobile": "138"},
        f"“受托人{MOBILE_OF_LIAISON_VALUES[1:]}",
    ),
    (RepresentativeNamed, TERM | {"last_day": "月底"}, "“结束日期”不是有效日期，应为2026-06-30这样的写法。"),
    (RepresentationWithdrawn, {"department": "D001", "person": "李明", "reason": ""}, "“原因”不能为空。"),
    (DepartmentRenamed, RENAMED | {"name": "局" * 101}, "“新名称”不能超过100个字。"),
    (DepartmentRenamed, RENAMED | {"short_name": "局" * 101}, "“新简称”不能超过100个字。"),
    (DepartmentRenamed, RENAMED | {"short_name": 3}, "“新简称”应为文字。"),
    (TargetsTransferred, MOVED | {"targets": []}, "“目标编号”不能为空。"),
    (TargetsTransferred, MOVED | {"targets": ["T001", ""]}, "“目标编号”第2项不能为空。"),
    (TargetsTransferred, MOVED | {"targets": ["T001", 2]}, "“目标编号”第2项应为文字。"),
    (QualityReportCompiled, QUALITY | {"problems": LONG}, "“存在的问题及原因”不能超过20000个字。"),
    (QualityReportCompiled, QUALITY | {"plans": LONG}, "“下步打算”不能超过20000个字。"),
    (QualityReportCompiled, QUALITY | {"completion": LONG}, "“目标完成的特点”不能超过20000个字。"),
    (QualityReportCompiled, QUALITY | {"running": LONG}, "“目标运行的特点”不能超过20000个字。"),
    (OpinionFedBack, {"opinion": "2026-1", "feedback": "已增开", "evidence": [{}]}, "“印证材料”第1项“文件”必填。"),
    (OpinionPublished, {"opinion": "2026-1", "published_in": [""]}, "“公布渠道”应为文字。"),
]


@pytest.mark.parametrize(("form", "data", "words"), WRONG)
def test_a_wrong_value_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


@pytest.mark.parametrize("email", ["", " ", None, "ＬＭ＠edu.gov.cn"])
def test_the_address_of_a_liaison_is_optional_and_read_as_in_a_sheet(email: str | None) -> None:
    expected = "LM@edu.gov.cn" if email and email.strip() else ""
    assert LiaisonNamed.model_validate(LIAISON | {"email": email}).email == expected


def test_the_longest_names_and_texts_are_accepted() -> None:
    renamed = DepartmentRenamed.model_validate(RENAMED | {"name": "局" * 100, "short_name": "局" * 100})
    compiled = QualityReportCompiled.model_validate(QUALITY | {"running": LONG[1:]})
    assert (len(renamed.name), len(renamed.short_name), len(compiled.running)) == (100, 100, 20_000)


@pytest.mark.parametrize("name", ["<b>李明</b>", "=1+1", "ming@gz.gov.cn"])
def test_a_name_with_signs_or_an_address_is_refused_in_its_cell(tmp_path: Path, name: str) -> None:
    checked = read(tmp_path, f"SJYT,联络员,{name},a@b.cn,,,,")
    assert [(each.cell, "请只写姓名" in each.message) for each in checked.complaints] == [("第2行“姓名”列", True)]
    with pytest.raises(ValueError, match="请只写姓名"):
        LiaisonNamed(department="SJYT", name=name)
