"""绩效目标: every column of the sheet with good and bad cells, each complaint with its place and words."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from models.intake.target import COLUMNS, TargetRow, read_targets
from models.rules.kinds import Category, Handling, ManagementMode, Origin, PartyItem

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked

GOOD = {"编号": "T-01", "年度": "2026", "目标名称": "修路", "责任部门": "省交通厅"}
TITLES = [column.name for column in COLUMNS]
YEAR = "不是2013到2100之间的年份，请写成2026"
NUMBER = "不是数，请只填数字，把单位填在“单位”列"
DATE = "不是有效日期，请写成2026-06-30这样的日期"


def read(folder: Path, *rows: dict[str, str], titles: list[str] | None = None) -> Checked[TargetRow]:
    with (folder / "目标.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles or TITLES)
        writer.writerows([(GOOD | row).get(name, "") for name in TITLES] for row in rows)
    return read_targets(folder / "目标.csv")


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
    checked = read(tmp_path, {column: cell}, {"编号": "T-02"})
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
    checked = read(tmp_path, {column: cell})
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
    (located,) = read(tmp_path, {"责任部门": lead, "配合部门": others}).rows
    assert (located.row.lead, *located.row.cooperating) == departments


@pytest.mark.parametrize("title", ["责任单位", "牵头部门*", " 牵头 单位 ＊"])
def test_a_complaint_uses_the_title_of_the_file(tmp_path: Path, title: str) -> None:
    titles = [title if name == "责任部门" else name for name in TITLES]
    (complaint,) = read(tmp_path, {"责任部门": "；"}, titles=titles).complaints
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
    assert [each.cell for each in read(tmp_path, *rows).complaints] == cells
