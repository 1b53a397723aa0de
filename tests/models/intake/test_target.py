"""绩效目标: the sheet of targets."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.complaints import Checked
from models.intake.target import COLUMNS, TargetRow, read_targets
from models.rules.kinds import Category, Handling, ManagementMode, Origin, PartyItem

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked


FULL = {
    "编号": "T-01",
    "年度": 2026,
    "目标名称": "新建农村公路120公里",
    "绩效要求": "年底前建成；质量合格率100%。",
    "目标类别": "职能绩效目标",
    "建设目标分类": None,
    "党建项目": None,
    "目标来源": "本级目标",
    "管理方式": "初始目标",
    "来源文件": "黔府发〔2026〕1号",
    "是否重点项目": "是",
    "数量": 120,
    "单位": "公里",
    "完成时限": date(2026, 12, 31),
    "责任部门": "省交通厅、省财政厅",
    "配合部门": "省水利厅；省财政厅；省交通厅",
    "内设机构": "建设处",
    "上级目标编号": "T-00",
    "上级目标名称": "农村公路建设",
    "上级管理单位": "国家发展改革委",
    "可加": "是",
    "下达日期": "2026-02-27",
    "下达文号": "黔目标〔2026〕1号",
    "发文日期": "2026-02-26",
    "说明": "其余由市县承担",
    "核对码": None,
}


DYNAMIC: tuple[dict[str, object], ...] = (
    {"目标来源": "动态目标", "管理方式": None},
    {"编号": "T-02", "目标来源": " 动态", "管理方式": "动态目标"},
    {"编号": "T-03", "目标来源": "dynamic", "管理方式": "dynamic"},
    {"编号": "T-04", "目标来源": None, "管理方式": "动态"},
)


def read(folder: Path, *changes: dict[str, object], lead: str = "责任部门") -> Checked[TargetRow]:
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    workbook.active.title = "目标"
    workbook.active.append([lead if column.name == "责任部门" else column.name for column in COLUMNS])
    for change in changes:
        workbook.active.append([(FULL | change)[column.name] for column in COLUMNS])
    workbook.save(folder / "目标表.xlsx")
    return read_targets(folder / "目标表.xlsx")


def test_every_column_of_a_target_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, {}).rows[0].row == TargetRow(
        code="T-01",
        year=2026,
        name="新建农村公路120公里",
        requirement="年底前建成；质量合格率100%。",
        category=Category.FUNCTIONAL,
        origin=Origin.OWN,
        management=ManagementMode.INITIAL,
        source_document="黔府发〔2026〕1号",
        key_project=True,
        quantity=Decimal(120),
        unit="公里",
        deadline=date(2026, 12, 31),
        lead="省交通厅",
        cooperating=("省财政厅", "省水利厅"),
        division="建设处",
        parent_code="T-00",
        parent_name="农村公路建设",
        parent_unit="国家发展改革委",
        addable=True,
        issued_on=date(2026, 2, 27),
        paper_number="黔目标〔2026〕1号",
        paper_date=date(2026, 2, 26),
        note="其余由市县承担",
    )


def test_four_columns_are_enough(tmp_path: Path) -> None:
    (tmp_path / "目标.csv").write_text("编号,年度,目标名称,牵头单位\nT-01,2026,修路,省交通厅\n", encoding="utf-8")
    (located,) = read_targets(tmp_path / "目标.csv").rows
    assert located.row == TargetRow(code="T-01", year=2026, name="修路", lead="省交通厅")


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("编号", date(2026, 1, 1), "A2：编号“2026-01-01”被存成了日期"),
        ("年度", "明年", "B2：年度“明年”不是2013到2100之间的年份"),
        (
            "目标来源",
            "县级目标",
            "H2：目标来源“县级目标”不在可选范围内，可填：脱贫攻坚目标、本级目标、上级目标",
        ),
        ("是否重点项目", "重点", "K2：是否重点项目“重点”不在可选范围内，可填：是、否"),
        ("数量", "约120公里", "L2：数量“约120公里”不是数"),
        ("完成时限", "2026年2月30日", "N2：完成时限“2026年2月30日”不是有效日期"),
        ("责任部门", "；", "O2：责任部门不能为空"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, value: object, text: str) -> None:
    (complaint,) = read(tmp_path, {column: value}).complaints
    assert text in str(complaint)


def test_all_complaints_of_a_file_come_at_once(tmp_path: Path) -> None:
    checked = read(
        tmp_path, {"年度": "?", "数量": "?"}, {"编号": "T-02", "完成时限": "?"}, {"编号": "T-03", "目标名称": "=A1"}
    )
    assert [complaint.cell for complaint in checked.complaints] == ["B2", "L2", "N3", "C4"]


def test_a_code_is_there_once_in_a_year(tmp_path: Path) -> None:
    checked = read(tmp_path, {}, {"年度": 2027}, {"年度": "2026年"})
    (complaint,) = checked.complaints
    assert str(complaint) == "目标表.xlsx 工作表“目标” A4：编号“T-01”重复：第2行与第4行，请只保留一行"


def test_a_later_check_complains_under_the_title_of_the_file(tmp_path: Path) -> None:
    (located,) = read(tmp_path, {}, lead="牵头单位").rows
    result = str(located.complain("责任部门", "“省交通厅”不在部门名单中，请改正后重新导入"))
    assert result == "目标表.xlsx 工作表“目标” O2：牵头单位“省交通厅”不在部门名单中，请改正后重新导入"


def test_a35_a_dynamic_origin_is_read_as_the_way_of_management(tmp_path: Path) -> None:
    rows = [located.row for located in read(tmp_path, *DYNAMIC).rows]
    assert {(row.origin, row.management) for row in rows} == {(None, ManagementMode.DYNAMIC)}
    assert len(rows) == len(DYNAMIC)


def test_a35_a_dynamic_origin_of_an_initial_target_is_refused(tmp_path: Path) -> None:
    checked = read(tmp_path, {"目标来源": "动态目标"})
    assert [str(each) for each in checked.complaints] == [
        "目标表.xlsx 工作表“目标” H2：目标来源“动态目标”与“管理方式”一列不一致：动态目标填在“管理方式”，请核对"
    ]


GOOD = {"编号": "T-01", "年度": "2026", "目标名称": "修路", "责任部门": "省交通厅"}
TITLES = [column.name for column in COLUMNS]
YEAR = "不是2013到2100之间的年份，请写成2026"
NUMBER = "不是数，请只填数字，把单位填在“单位”列"
DATE = "不是有效日期，请写成2026-06-30这样的日期"


def read_cells(folder: Path, *rows: dict[str, str], titles: list[str] | None = None) -> Checked[TargetRow]:
    with (folder / "目标.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles or TITLES)
        writer.writerows([(GOOD | row).get(name, "") for name in TITLES] for row in rows)
    return read_targets(folder / "目标.csv")


@pytest.mark.parametrize(
    ("cell", "unit", "quantity"), [("120公里", "公里", 120), ("1.2万", "亩", 12000), ("1 200", "户", 1200)]
)
def test_a_quantity_with_its_unit_is_the_number_in_the_column_of_units(
    tmp_path: Path, cell: str, unit: str, quantity: int
) -> None:
    checked = read_cells(tmp_path, {"数量": cell, "单位": unit})
    assert [each.row.quantity for each in checked.rows] == [quantity]


def test_a_multiple_that_may_be_meant_twice_is_no_quantity(tmp_path: Path) -> None:
    [complaint] = read_cells(tmp_path, {"数量": "1.2万", "单位": "万亩"}).complaints
    assert complaint.message == f"数量“1.2万”{NUMBER}"


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("编号", " ", "不能为空"),
        ("年度", "", "不能为空"),
        ("年度", "2012", f"“2012”{YEAR}"),
        ("年度", "2101年", f"“2101年”{YEAR}"),
        ("年度", "二〇二六年", f"“二〇二六年”{YEAR}"),
        ("年度", "2026财年", f"“2026财年”{YEAR}"),
        ("年度", "2026-01", f"“2026-01”{YEAR}"),
        ("年度", "2026.0", f"“2026.0”{YEAR}"),
        ("目标名称", "", "不能为空"),
        ("目标名称", "修\x1b路", "含有看不见的控制字符（U+001B），请删除后重新导入"),
        ("目标类别", "职能目标", "“职能目标”不在可选范围内，可填：机关建设目标、职能绩效目标"),
        ("目标来源", "省级目标", "“省级目标”不在可选范围内，可填：脱贫攻坚目标、本级目标、上级目标"),
        ("建设目标分类", "年底检查", "“年底检查”不在可选范围内，可填：日常管理目标、年终抽查目标"),
        (
            "党建项目",
            "创新项目评选",
            "“创新项目评选”不在可选范围内，可填：" + "、".join(each.label for each in PartyItem),
        ),
        ("管理方式", "临时", "“临时”不在可选范围内，可填：初始目标、动态目标"),
        ("发文日期", "2月底", f"“2月底”{DATE}"),
        ("是否重点项目", "○", "“○”不在可选范围内，可填：是、否"),
        ("数量", "120公里", f"“120公里”{NUMBER}"),
        ("数量", "1.2万", f"“1.2万”{NUMBER}"),
        ("数量", "100%", f"“100%”{NUMBER}"),
        ("数量", "100-200", f"“100-200”{NUMBER}"),
        ("数量", "1,0000", f"“1,0000”{NUMBER}"),
        ("数量", "1e3", f"“1e3”{NUMBER}"),
        ("数量", "1" + "0" * 15, f"“1{'0' * 15}”超出范围，最多15位整数"),
        ("完成时限", "12月底", f"“12月底”{DATE}"),
        ("完成时限", "2026-6", f"“2026-6”{DATE}"),
        ("完成时限", "2026/06-30", f"“2026/06-30”{DATE}"),
        ("完成时限", "2026年6月31日", "“2026年6月31日”不是有效日期"),
        ("责任部门", "、", "不能为空"),
        ("责任部门", "", "不能为空"),
        ("下达日期", "46080", "“46080”是数字，不是日期，请写成2026-06-30这样的日期"),
        ("下达日期", "1999-01-01", "“1999-01-01”的年份应在2013到2100之间"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, words: str) -> None:
    checked = read_cells(tmp_path, {column: cell}, {"编号": "T-02"})
    assert [str(each) for each in checked.complaints] == [f"目标.csv 第2行“{column}”列：{column}{words}"]
    assert [located.row.code for located in checked.rows] == ["T-02"]


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("编号", "ＧＺ２０２６－０１", "code", "GZ2026-01"),
        ("年度", "２０２６年", "year", 2026),
        ("目标名称", "“两不愁”；１００％\n第二行", "name", "“两不愁”；１００％\n第二行"),
        ("目标类别", "building", "category", Category.BUILDING),
        ("目标类别", "机关建设", "category", Category.BUILDING),
        ("建设目标分类", "年终抽查", "handling", Handling.SPOT_CHECK),
        ("党建项目", "同步小康驻村", "item", PartyItem.VILLAGE),
        ("目标来源", "本级", "origin", Origin.OWN),
        ("目标来源", "动态目标 ", "origin", None),
        ("目标来源", "动态目标 ", "management", ManagementMode.DYNAMIC),
        ("管理方式", "初始", "management", ManagementMode.INITIAL),
        ("管理方式", "", "management", None),
        ("下达文号", " 黔府办发〔2026〕3号", "paper_number", "黔府办发〔2026〕3号"),
        ("发文日期", "2026年2月20日", "paper_date", date(2026, 2, 20)),
        ("是否重点项目", "否", "key_project", False),
        ("是否重点项目", "\u3000", "key_project", False),
        ("数量", "１，２００．５", "quantity", Decimal("1200.5")),
        ("数量", "+7", "quantity", Decimal(7)),
        ("数量", "0.50", "quantity", Decimal("0.5")),
        ("数量", "9" * 15, "quantity", Decimal("9" * 15)),
        ("数量", "", "quantity", None),
        ("完成时限", "2026.12.1", "deadline", date(2026, 12, 1)),
        ("责任部门", "；省交通厅；", "lead", "省交通厅"),
        ("上级目标编号", "Ｔ\u200b-00", "parent_code", "T-00"),
        ("下达日期", "", "issued_on", None),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    checked = read_cells(tmp_path, {column: cell})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == value


@pytest.mark.parametrize(
    ("lead", "others", "departments"),
    [
        ("甲", "", ("甲",)),
        ("甲、乙;丙；丁", "", ("甲", "乙", "丙", "丁")),
        ("甲、乙", "丙、乙、甲", ("甲", "乙", "丙")),
        ("甲、甲", "甲", ("甲",)),
        (" 甲 、\u3000乙\n", "", ("甲", "乙")),
        ("甲，乙", "", ("甲，乙",)),
    ],
)
def test_the_first_department_leads_and_each_is_named_once(
    tmp_path: Path, lead: str, others: str, departments: tuple[str, ...]
) -> None:
    (located,) = read_cells(tmp_path, {"责任部门": lead, "配合部门": others}).rows
    assert (located.row.lead, *located.row.cooperating) == departments


@pytest.mark.parametrize("title", ["责任单位", "牵头部门*", " 牵头 单位 ＊"])
def test_a_complaint_uses_the_title_of_the_file(tmp_path: Path, title: str) -> None:
    titles = [title if name == "责任部门" else name for name in TITLES]
    (complaint,) = read_cells(tmp_path, {"责任部门": "；"}, titles=titles).complaints
    assert complaint.message == f"{title.strip().rstrip('*＊ ')}不能为空"


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([{"年度": "2025"}, {"年度": "2026"}], []),
        ([{}, {"编号": "t-01"}], ["第3行“编号”列"]),
        ([{}, {"编号": "Ｔ－０１"}], ["第3行“编号”列"]),
        ([{}, {"年度": "明年"}, {}], ["第3行“年度”列", "第4行“编号”列"]),
    ],
)
def test_a_code_is_unique_within_its_year(tmp_path: Path, rows: list[dict[str, str]], cells: list[str]) -> None:
    assert [each.cell for each in read_cells(tmp_path, *rows).complaints] == cells
