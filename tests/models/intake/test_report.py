"""检查填报: the sheet in which offices report progress."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from models.intake.complaints import Checked
from models.intake.evidence import EvidenceGiven, Piece, Proof
from models.intake.report import COLUMNS, ReportedLine, ReportFiled, ReportGiven, ReportRow, ResultRead, read_reports
from models.rules.kinds import LineStatus
from tests.models.intake.complaint import complaint

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.complaints import Checked


LINE = ["GZ01", "2026-03", "T-01", 85, "进行中", "按计划推进"]


def read(folder: Path, *lines: list[Any], form: str = "General") -> Checked[ReportRow]:
    workbook = Workbook()
    assert isinstance(workbook.active, Worksheet)
    for line in [[column.name for column in COLUMNS], *lines]:
        workbook.active.append(line)
    workbook.active["D2"].number_format = form
    workbook.save(folder / "填报.xlsx")
    return read_reports(folder / "填报.xlsx")


def test_every_column_of_a_report_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, [*LINE]).rows[0].row == ReportRow(
        department="GZ01",
        period="2026-03",
        target="T-01",
        progress=Decimal(85),
        status=LineStatus.IN_PROGRESS,
        remark="按计划推进",
    )


@pytest.mark.parametrize(("value", "form"), [(0.85, "0%"), (0.85, "0.00%"), ("85%", "General"), (85, "General")])
def test_a_progress_is_the_value_that_people_see_in_the_cell(tmp_path: Path, value: object, form: str) -> None:
    assert read(tmp_path, [*LINE[:3], value], form=form).rows[0].row.progress == 85


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (["GZ01", "2026-03", "T-01", 130], "D2：进度“130”应在0到100之间"),
        (["GZ01", "2026-03", "T-01", None], "D2：进度不能为空"),
        (["GZ01", "2026H1", "T-01", 50], "B2：期间“2026H1”不是月份或季度，请写成2026-03或2026Q1"),
        (["GZ01", "2026-03", "T-01", 50, "顺利"], "E2：状态“顺利”不在可选范围内，可填：已完成、进行中、未开展、受阻"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, line: list[object], text: str) -> None:
    (complaint,) = read(tmp_path, line).complaints
    assert text in str(complaint)


def test_a_target_is_reported_once_for_a_department_and_month(tmp_path: Path) -> None:
    others: list[list[object]] = [["GZ02", *LINE[1:]], ["GZ01", "2026-04", *LINE[2:]], ["GZ01", "2026-03", "T-02", 1]]
    checked = read(tmp_path, [*LINE], *others, ["GZ01", "2026年3月", "Ｔ-01", 90])
    (complaint,) = checked.complaints
    assert complaint.cell == "C6"
    assert "重复：第2行与第6行" in complaint.message


GOOD: dict[str, Any] = {"部门编码": "GZ01", "期间": "2026-03", "目标编号": "T-01", "进度": "85"}
TITLES = [column.name for column in COLUMNS]
PERIOD = "不是月份或季度，请写成2026-03或2026Q1"
PROGRESS = "应在0到100之间，请填数字或百分数"
UNFOUNDED = "应在0到100之间；超额完成的，须另填完成数量"


def read_cells(folder: Path, *rows: dict[str, Any]) -> Checked[ReportRow]:
    with (folder / "填报.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, TITLES)
        writer.writeheader()
        writer.writerows(GOOD | row for row in rows)
    return read_reports(folder / "填报.csv")


def read_workbook(folder: Path, value: object, *, column: str, form: str = "General") -> Checked[ReportRow]:
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.append(TITLES)
    sheet.append([(GOOD | {column: value}).get(name) for name in TITLES])
    sheet.cell(2, TITLES.index(column) + 1).number_format = form
    workbook.save(folder / "填报.xlsx")
    return read_reports(folder / "填报.xlsx")


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("部门编码", "", "不能为空"),
        ("期间", "", "不能为空"),
        ("期间", "2026", f"“2026”{PERIOD}"),
        ("期间", "2026年", f"“2026年”{PERIOD}"),
        ("期间", "2026H1", f"“2026H1”{PERIOD}"),
        ("期间", "3月", f"“3月”{PERIOD}"),
        ("期间", "2026年三月", f"“2026年三月”{PERIOD}"),
        ("期间", "2026/03", f"“2026/03”{PERIOD}"),
        ("期间", "2026-03-01", f"“2026-03-01”{PERIOD}"),
        ("期间", "2026Q5", f"“2026Q5”{PERIOD}"),
        ("期间", "2026年五季度", f"“2026年五季度”{PERIOD}"),
        ("期间", "2026-13", "“2026-13”不是有效日期"),
        ("期间", "2026-00", "“2026-00”不是有效日期"),
        ("目标编号", "\u200b", "不能为空"),
        ("进度", "", "不能为空"),
        ("进度", "100.01", f"“100.01”{UNFOUNDED}"),
        ("进度", "-0.01", f"“-0.01”{PROGRESS}"),
        ("进度", "101%", f"“101”{UNFOUNDED}"),
        ("进度", "1001", "“1001”超过1000%，请核对"),
        ("进度", "八成五", f"“八成五”{PROGRESS}"),
        ("进度", "85/100", f"“85/100”{PROGRESS}"),
        ("进度", "%", f"“%”{PROGRESS}"),
        ("进度", "85‰", f"“85‰”{PROGRESS}"),
        ("状态", "完成", "“完成”不在可选范围内，可填：已完成、进行中、未开展、受阻"),
        ("状态", "已完成、受阻", "“已完成、受阻”不在可选范围内，可填：已完成、进行中、未开展、受阻"),
        ("说明", "按计划\x7f推进", "含有看不见的控制字符（U+007F），请删除后重新导入"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(tmp_path: Path, column: str, cell: str, words: str) -> None:
    checked = read_cells(tmp_path, {"目标编号": "T-00"}, {column: cell})
    assert [str(each) for each in checked.complaints] == [f"填报.csv 第3行“{column}”列：{column}{words}"]
    assert [located.row.target for located in checked.rows] == ["T-00"]


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("期间", "２０２６年１２月", "period", "2026-12"),
        ("期间", "2026年第二季度", "period", "2026Q2"),
        ("期间", "2026年4季度", "period", "2026Q4"),
        ("期间", "2026q3", "period", "2026Q3"),
        ("进度", "0", "progress", Decimal(0)),
        ("进度", "１００％", "progress", Decimal(100)),
        ("进度", "85 %", "progress", Decimal(85)),
        ("进度", "33.335", "progress", Decimal("33.34")),
        ("进度", "99.995", "progress", Decimal("100.00")),
        ("状态", "not_started", "status", LineStatus.NOT_STARTED),
        ("状态", "", "status", None),
        ("说明", " 第一行\r\n第二行 ", "remark", "第一行\n第二行"),
        ("说明", '=HYPERLINK("http://x")', "remark", '=HYPERLINK("http://x")'),
        ("说明", "推" * 30_000, "remark", "推" * 30_000),
    ],
)
def test_a_good_cell_is_normalised(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    checked = read_cells(tmp_path, {column: cell})
    assert checked.complaints == ()
    assert getattr(checked.rows[0].row, field) == value


@pytest.mark.parametrize(
    ("value", "form", "progress"),
    [
        (85, "General", "85"),
        (85.125, "0.00", "85.13"),
        (0.85, "0%", "85"),
        (0.12345, "0.00%", "12.35"),
        (1, "0%", "100"),
        (0.85, "[Red]0%;[Blue]-0%", "85"),
        (85, '0"%"', "85"),
        (85, r"0\%", "85"),
        (0.1 + 0.2, "General", "0.3"),
    ],
)
def test_a_progress_is_what_excel_shows(tmp_path: Path, value: float, form: str, progress: str) -> None:
    checked = read_workbook(tmp_path, value, column="进度", form=form)
    assert [located.row.progress for located in checked.rows] == [Decimal(progress)]


@pytest.mark.parametrize(
    ("column", "value", "form", "complaint"),
    [
        ("进度", 1.01, "0%", f"D2：进度“101”{UNFOUNDED}"),
        ("进度", True, "General", f"D2：进度“TRUE”{PROGRESS}"),
        ("进度", date(2026, 3, 31), "yyyy-mm-dd", f"D2：进度“2026-03-31”{PROGRESS}"),
        ("期间", 202603, "General", f"B2：期间“202603”{PERIOD}"),
        ("期间", 2026.03, "0.00", f"B2：期间“2026.03”{PERIOD}"),
        ("目标编号", date(2026, 1, 1), "m-d", "C2：目标编号“1月1日”被存成了日期，请把单元格改为文本格式后重新填写"),
    ],
)
def test_a_bad_typed_cell_is_named_by_its_letter(
    tmp_path: Path, column: str, value: object, form: str, complaint: str
) -> None:
    checked = read_workbook(tmp_path, value, column=column, form=form)
    assert [str(each) for each in checked.complaints] == [f"填报.xlsx 工作表“Sheet” {complaint}"]


@pytest.mark.parametrize(("cell", "progress"), [("104%", 104), ("133", 133), ("187.9", Decimal("187.9"))])
def test_more_than_all_is_taken_with_its_quantity(tmp_path: Path, cell: str, progress: Decimal) -> None:
    checked = read_cells(tmp_path, {"进度": cell, "完成数量": "52242"})
    assert checked.complaints == ()
    assert [located.row.progress for located in checked.rows] == [progress]


def test_a_quantity_with_a_unit_is_asked_for_in_the_unit_of_its_target(tmp_path: Path) -> None:
    """The sheet has no column of units."""
    checked = read_cells(tmp_path, {"进度": "50", "完成数量": "1.2万亩"})
    assert ["不是数，请只填数字，按目标“单位”一栏的单位" in str(each) for each in checked.complaints] == [True]


def test_an_unreadable_quantity_is_the_only_fault_of_its_row(tmp_path: Path) -> None:
    checked = read_cells(tmp_path, {"进度": "104", "完成数量": "多"})
    [fault] = map(str, checked.complaints)
    assert fault.startswith("填报.csv 第2行“完成数量”列：完成数量“多”不是数")


@pytest.mark.parametrize(
    ("rows", "complaints"),
    [
        ([{}, {"期间": "2026Q1"}, {"部门编码": "GZ02"}, {"目标编号": "T-02"}], []),
        ([{}, {"期间": "2026年3月", "进度": "90"}], ["第3行“目标编号”列"]),
        ([{"期间": "2026Q1"}, {"期间": "2026年第一季度"}], ["第3行“目标编号”列"]),
        ([{}, {"期间": "三月"}, {}], ["第3行“期间”列", "第4行“目标编号”列"]),
    ],
)
def test_a_line_is_unique_by_department_period_and_target(
    tmp_path: Path, rows: list[dict[str, str]], complaints: list[str]
) -> None:
    assert [each.cell for each in read_cells(tmp_path, *rows).complaints] == complaints


LINE_VALUES = {"target": "T001", "progress": 30}
REPORT: dict[str, Any] = {"department": "D001", "period": "2026-03", "lines": [LINE_VALUES]}
LINE_FIELDS = (
    "target（目标编号）、indicator（指标编号）、progress（进度）、status（状态）、quantity（完成数量）、remark（说明）"
)
PROOF_FIELDS = "file（文件）、about（反映的日期）、made_on（形成日期）、target（目标编号）、indicator（指标编号）"
NO_DATE = "不是有效日期，应为2026-06-30这样的写法。"
STATUSES = "不在可选范围内，可填：已完成、进行中、未开展、受阻。"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"progress": 100.5}, "（目标T001）的进度“100.5”应在0到100之间；超额完成的，须另填完成数量。"),
        ({"progress": 1000.5, "quantity": 9}, "“进度”不能大于1000。"),
        ({"progress": -1}, "“进度”不能小于0。"),
        ({"progress": "85%"}, "“进度”不是数字。"),
        ({"progress": ""}, "“进度”不是数字。"),
        ({"progress": [85]}, "“进度”不是数字。"),
        ({"progress": "NaN"}, "“进度”不是数字。"),
        ({"status": "顺利"}, f"“状态”“顺利”{STATUSES}"),
        ({"status": " 受阻"}, f"“状态”“ 受阻”{STATUSES}"),
        ({"status": 1}, "“状态”不在可选范围内。"),
        ({"remark": None}, "“说明”应为文字。"),
        ({"target": ""}, "“目标编号”不能为空。"),
        ({"note": "x"}, f"“note”没有这个字段，可填：{LINE_FIELDS}。"),
    ],
)
@pytest.mark.parametrize(("form", "period"), [(ReportGiven, "2026-03"), (ReportFiled, "2026Q1"), (ReportFiled, "2026")])
def test_a_wrong_line_is_named_by_its_number(
    form: type[BaseModel], period: str, line: dict[str, Any], words: str
) -> None:
    data = REPORT | {"period": period, "lines": [LINE_VALUES, LINE_VALUES | line]}
    assert complaint(form, data) == f"“填报内容”第2项{words}"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"lines": []}, "“填报内容”不能为空。"),
        ({"lines": {}}, "“填报内容”应为列表。"),
        ({"lines": None}, "“填报内容”应为列表。"),
        ({"lines": LINE_VALUES}, "“填报内容”应为列表。"),
        ({"lines": ["T001 30%"]}, "“填报内容”第1项应为{…}形式的内容。"),
        ({"lines": [{}]}, "“填报内容”第1项“目标编号”必填；“填报内容”第1项“进度”必填。"),
        ({"reason": 3}, "“代录原因”应为文字。"),
    ],
)
def test_a_report_is_a_list_of_lines(more: dict[str, Any], words: str) -> None:
    assert complaint(ReportGiven, REPORT | more) == words


@pytest.mark.parametrize(
    ("proofs", "words"),
    [
        ([3], "“印证材料”第1项应为{…}形式的内容。"),
        ([{"target": "T001"}], "“印证材料”第1项“文件”必填。"),
        ([{"file": "a.jpg"}, {"file": "b.jpg", "about": "昨天"}], f"“印证材料”第2项“反映的日期”{NO_DATE}"),
        ([{"file": "a.jpg", "made_on": "2026-02-30"}], f"“印证材料”第1项“形成日期”{NO_DATE}"),
        ([{"file": "a.jpg", "target": None}], "“印证材料”第1项“目标编号”应为文字。"),
        ([{"file": "a.jpg", "day": "2026-03-01"}], f"“印证材料”第1项“day”没有这个字段，可填：{PROOF_FIELDS}。"),
    ],
)
def test_a_wrong_proof_of_a_filing_is_named_by_its_number(proofs: object, words: str) -> None:
    assert complaint(ReportFiled, REPORT | {"evidence": proofs}) == words


def test_a_monthly_report_has_no_proofs() -> None:
    expected = (
        "“evidence”没有这个字段，可填：department（部门）、period（期间）、lines（填报内容）、reason（代录原因）。"
    )
    assert complaint(ReportGiven, REPORT | {"evidence": []}) == expected


def test_lines_stay_in_their_order() -> None:
    lines = [LINE_VALUES | {"target": code, "progress": place} for place, code in enumerate(["T2", "T1", "T3"])]
    given = ReportGiven.model_validate(REPORT | {"lines": lines}).lines
    assert [(line.target, line.progress) for line in given] == [
        ("T2", Decimal(0)),
        ("T1", Decimal(1)),
        ("T3", Decimal(2)),
    ]


@pytest.mark.parametrize("number", ["30", "30.25", " 7 ", "0", "100"])
def test_a_progress_given_as_text_is_the_same_as_a_number(number: str) -> None:
    assert ReportedLine.model_validate(LINE_VALUES | {"progress": number}) == ReportedLine.model_validate(
        LINE_VALUES | {"progress": float(number)}
    )


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (
            EvidenceGiven,
            {"department": "D001", "period": "三月", "file": "a.jpg"},
            "“期间”“三月”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。",
        ),
        (EvidenceGiven, {"department": "D001", "period": "2026-03"}, "“文件”必填。"),
        (
            EvidenceGiven,
            {"department": "D001", "period": "2026-03", "file": "a.jpg", "about": "2026"},
            f"“反映的日期”{NO_DATE}",
        ),
        (ResultRead, {"obligation": "3、4"}, "“事项编号”不是整数。"),
        (ResultRead, {"obligation": 3, "read_on": "今天"}, f"“阅知日期”{NO_DATE}"),
        (ResultRead, {"obligation": 3, "read_by": ["李四"]}, "“阅知人”应为文字。"),
    ],
)
def test_a_wrong_value_outside_the_lines_is_named(form: type[BaseModel], data: dict[str, Any], words: str) -> None:
    assert complaint(form, data) == words


def test_a_piece_has_no_target_and_a_proof_may_have_one() -> None:
    assert complaint(Piece, {"file": "a.jpg", "target": "T001"}).startswith("“target”没有这个字段")
    assert Proof.model_validate({"file": "a.jpg", "target": "T001"}).target == "T001"
