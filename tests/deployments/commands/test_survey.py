"""`mubiao survey`: the table of each department, from the sheet that was handed out and came back (1-2.14, 1-8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from models.rules.survey import Dimension
from tests.surveys import GROUPS, PARTY, edited

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

DAY = ("--on", "2026-12-10")
DIMENSIONS = [each.label for each in Dimension]


@pytest.fixture
def sheet(line: Mubiao, anyone: Acting, tmp_path: Path) -> Path:
    """The sheet of 2026 as the command writes it."""
    october = anyone.on("2026-10-15")
    october.do("set_policy", key="survey_groups", value=GROUPS, basis="31号", valid_from="2026-01-01")
    october.do("register_third_party", name="民意调查公司", **PARTY)
    (tmp_path / "合同.pdf").write_bytes(b"%PDF-1.4")
    paper = {"number": "合同8", "dated": "2026-10-12", "evidence": str(tmp_path / "合同.pdf")}
    october.do("hand_out_survey", year=2026, third_party="民意调查公司", **paper)
    place = tmp_path / "测评表.xlsx"
    said = line.done("document", "survey-sheet", "--survey", "2026-1", "-o", str(place))
    assert said.startswith("已写入公众测评表《2026年公众测评表》（2026-1），落款日期2026-10-15：")
    return place


def fill(page: Any) -> None:
    """Fill in 30 asked, 8 answered and 1 dissatisfied everywhere."""
    for row in page.iter_rows(min_row=2):
        for cell, value in zip(row[5:20], (30, 8, 1) * 5, strict=True):
            cell.value = value


def test_a_sheet_goes_out_comes_back_and_is_a_table_with_every_number(
    line: Mubiao, anyone: Acting, sheet: Path
) -> None:
    edited(sheet, fill)
    tried = line.done("import", "survey-results", str(sheet), "--dry-run", *DAY)
    assert tried == "（仅核对，未导入）公众测评表2026-1的结果已收回：共4行。\n"
    assert line.done("survey", "--year", "2026").startswith("没有测评结果。\n测评表2026-1，")
    assert line.json("import", "survey-results", str(sheet), *DAY)["new"] == 4
    weights = {"key": "survey_group_weights", "value": "人大代表20%、社会公众80%", "basis": "31号"}
    anyone.on("2026-12-10").do("set_policy", **weights)
    said = line.done("survey", "--year", "2026", "--department", "D001").splitlines()
    assert said[2].split() == ["D001", "第001厅", "执行能力", "人大代表", "30", "8", "1", "12.50%"]
    assert said[4].split() == ["D001", "第001厅", "执行能力", "加权", "12.50%"]
    assert said[-2] == "共15项。"
    assert said[-1] == "测评表2026-1，委托“民意调查公司”（合同8，2026-10-12），2026-12-10收回。"


def test_all_departments_have_a_row_each_and_groups_only_with_all(line: Mubiao, anyone: Acting, sheet: Path) -> None:
    line.done("import", "survey-results", str(edited(sheet, fill)), *DAY)
    unset = line.done("survey", "--year", "2026").splitlines()
    assert unset[0].split() == ["编码", "部门", "调查", "作答", *DIMENSIONS]
    assert unset[2].split() == ["D001", "第001厅", "60", "16", *["未设定"] * 5]
    assert unset[4:] == [
        "共2项。",
        "未设定：群体权重（survey_group_weights）。",
        "各方面加权的不满意度，人数是各群体之和；各群体的人数和不满意度：--department 部门，全部部门：--all。",
        "测评表2026-1，委托“民意调查公司”（合同8，2026-10-12），2026-12-10收回。",
    ]
    weights = {"key": "survey_group_weights", "value": "人大代表20%、社会公众80%", "basis": "31号"}
    anyone.on("2026-12-10").do("set_policy", **weights)
    assert line.done("survey", "--year", "2026").splitlines()[3].split() == [
        "D002",
        "第002厅",
        "60",
        "16",
        *["12.50%"] * 5,
    ]
    everything = line.done("survey", "--year", "2026", "--all").splitlines()
    assert everything[-2] == "共30项。"
    assert len(line.json("survey", "--year", "2026")) == 30


def test_an_unfilled_sheet_is_refused_in_a_few_lines(line: Mubiao, sheet: Path) -> None:
    refused = line.refused("import", "survey-results", str(sheet), *DAY)
    assert refused.splitlines()[-2:] == [
        "未导入：共发现60处问题，未作任何改动。",
        "测评表.xlsx 工作表“公众测评表” F2:T5，共60处：执行能力·调查人数等15列不能为空",
    ]


def test_rates_are_exact_in_json_and_none_without_answers(line: Mubiao, sheet: Path) -> None:
    def unanswered(page: Any) -> None:
        fill(page)
        page["G2"].value = page["H2"].value = 0

    line.done("import", "survey-results", str(edited(sheet, unanswered)), *DAY)
    [_, _, row, *_] = line.done("survey", "--year", "2026").splitlines()
    assert row.split() == ["D001", "第001厅", "60", "8–16", "未设定", *["未设定"] * 4]
    first, second, weighted, *_ = line.json("survey", "--year", "2026", "--department", "D001")
    numbers = {"code": "D001", "department": "第001厅", "dimension": "执行能力", "asked": 30}
    assert first == numbers | {"group": "人大代表", "answered": 0, "dissatisfied": 0, "rate": None, "words": "无法计算"}
    assert second == numbers | {"group": "社会公众", "answered": 8, "dissatisfied": 1, "rate": "1/8", "words": "12.50%"}
    assert (weighted["group"], weighted["asked"], weighted["rate"]) == (None, None, None)
    assert weighted["words"] == "未设定：群体权重（survey_group_weights）"


def test_a_correction_is_told_and_a_wrong_sheet_says_where(line: Mubiao, sheet: Path) -> None:
    line.done("import", "survey-results", str(edited(sheet, fill)), *DAY)
    same = line.done("import", "survey-results", str(sheet), *DAY)
    assert same == "公众测评表2026-1的结果此前已于2026-12-10收回，未作改动。\n"
    book = load_workbook(sheet)
    book["公众测评表"]["H2"].value = 2
    book.save(sheet)
    assert "用 --correction 写明原因" in line.refused("import", "survey-results", str(sheet), *DAY)
    done = line.json("import", "survey-results", str(sheet), "--correction", "录入错误", *DAY)
    assert (done["changed"], done["same"]) == (1, 3)
    book["公众测评表"]["H2"].value = 9
    book.save(sheet)
    refused = line.refused("import", "survey-results", str(sheet), *DAY)
    assert "测评表.xlsx 工作表“公众测评表” H2：执行能力·不满意人数“9”多于作答人数8，请核对" in refused


def test_there_is_no_empty_sheet_and_an_unknown_number_is_refused(line: Mubiao, sheet: Path, tmp_path: Path) -> None:
    said = line("template", "survey-results", str(tmp_path / "空.xlsx")).err
    assert "公众测评没有空白表：填在下发的测评表里" in said
    place = ("-o", str(tmp_path / "另.xlsx"))
    assert "没有编号为“2026-2”的公众测评表" in line.refused("document", "survey-sheet", "--survey", "2026-2", *place)
    assert sheet.exists()


def test_before_a_survey_there_is_nothing(line: Mubiao, anyone: Acting) -> None:
    assert anyone.day.year == 2026
    assert line.done("survey", "--year", "2026") == "没有测评结果。\n尚未测评。\n"
    assert line.json("survey", "--year", "2026") == []
