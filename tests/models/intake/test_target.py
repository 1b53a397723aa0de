"""绩效目标: the sheet of targets."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.intake.complaints import Checked
from models.intake.target import COLUMNS, TargetRow, read_targets
from models.rules.kinds import Category, ManagementMode, Origin

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
