"""《目标完成质量分析报告》: five headings with their figures, and a workbook of every row counted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from openpyxl import load_workbook

from models.ledger.papers.quality_report import QualityPaper
from models.ledger.papers.signature import Signature
from models.rules.quality import Figure, Section
from notifications.documents.quality_report import document, workbook

if TYPE_CHECKING:
    from tests.notifications.documents.conftest import Reading

REPORT = QualityPaper(
    "2026Q3",
    7,
    3,
    {
        Section.COMPLETION: "",
        Section.RUNNING: "前低后高",
        Section.PROBLEMS: "资金到位慢\n人手不足",
        Section.PLANS: "按月调度",
    },
    (
        Figure(Section.COMPLETION, "全部目标", "自查完成", ("2026/T001", "2026/=T2")),
        Figure(Section.COMPLETION, "全部目标", "自查未完成", ("2026/T003",)),
        Figure(Section.RUNNING, "2026年7月月度检查", "应办", ("1", "2")),
        Figure(Section.RUNNING, "2026年7月月度检查", "按时办结", ("1", "2")),
        Figure(Section.RUNNING, "平均进度", "2026年7月", ("2026/T001",), "62.5"),
        Figure(Section.NEGATIVE_LIST, "负面清单", "已列入", ("T003#1",)),
    ),
    Signature("省目标办", date(2026, 10, 30)),
)


def test_the_report_as_a_paper(read: Reading) -> None:
    found = read(document(REPORT))
    assert found.lines == [
        "2026年第三季度目标完成质量分析报告\n（第7号）",
        "数据截至2026年10月30日，取自目标绩效管理台账；每个数据所计的事项另附明细。",
        "一、目标完成情况及特点",
        "图1 全部目标（项）",
        "二、目标运行情况及特点",
        "图2 平均进度（%）",
        "前低后高",
        "三、存在的问题及原因",
        "资金到位慢",
        "人手不足",
        "四、下步打算",
        "按月调度",
        "五、负面清单",
        "图3 负面清单（项）",
        "第3号负面清单共1项，清单另行印发。",
        "附件：数据和明细的工作簿",
        "省目标办",
        "2026年10月30日",
        "附件",
        "数据和明细的工作簿",
        "本报告的数据取自同时生成的工作簿，其中每个数据所计的事项逐行列出。",
        "工作簿的文件校验码（SHA-256）：",
        sha256(workbook(REPORT)).hexdigest(),
    ]
    assert found.tables[:3] == [
        [
            ["事项", "情况", "数量", "占比"],
            ["全部目标", "自查完成", "2", "66.7%"],
            ["全部目标", "自查未完成", "1", "33.3%"],
        ],
        [
            ["事项", "情况", "数量", "占比"],
            ["2026年7月月度检查", "应办", "2", "100.0%"],
            ["2026年7月月度检查", "按时办结", "2", "100.0%"],
            ["平均进度", "2026年7月", "1", "62.5%"],
        ],
        [["事项", "情况", "数量", "占比"], ["负面清单", "已列入", "1", "100.0%"]],
    ]


def test_a_report_of_an_empty_list_says_so(read: Reading) -> None:
    empty = QualityPaper("2026Q3", 1, 1, {}, (), Signature("省目标办", date(2026, 10, 30)))
    lines = read(document(empty)).lines
    assert "第1号负面清单没有列入的目标。" in lines
    assert lines.count("本季度没有这一部分的数据。") == len(Section) - 1  # no heading stands alone
    [places] = read(document(empty)).tables
    assert {tuple(row[1:]) for row in places[1:]} == {("无", "无")}
    assert "word/charts/chart1.xml" not in ZipFile(BytesIO(document(empty))).namelist()


def test_the_appendix_names_the_rows_of_both_sheets_in_which_the_figures_of_a_section_stand(read: Reading) -> None:
    [*_, places] = read(document(REPORT)).tables
    assert places == [
        ["部分", "工作表“数据”", "工作表“明细”"],
        ["目标完成情况及特点", "第2行至第3行", "第2行至第4行"],
        ["目标运行情况及特点", "第4行至第6行", "第5行至第9行"],
        ["存在的问题及原因", "无", "无"],
        ["下步打算", "无", "无"],
        ["负面清单", "第7行", "第10行"],
    ]
    book = load_workbook(BytesIO(workbook(REPORT)))
    for section, figures, counted in places[1:]:
        for sheet, rows in (("数据", figures), ("明细", counted)):
            named = [row[0] for row in book[sheet].iter_rows(min_row=2, values_only=True)]
            assert [number for number, name in enumerate(named, 2) if name == section] == list(_numbers(rows))


def _numbers(rows: str) -> range:
    first, _, last = rows.replace("第", "").replace("行", "").partition("至")
    return range(0) if rows == "无" else range(int(first), int(last or first) + 1)


def test_figures_out_of_order_stand_in_the_order_of_the_sections_in_the_workbook() -> None:
    mixed = replace(REPORT, figures=REPORT.figures[::-1])
    book = load_workbook(BytesIO(workbook(mixed)))
    sections = [str(row[0]) for row in book["数据"].iter_rows(min_row=2, values_only=True)]
    order = [section.label for section in Section]
    assert sections == sorted(sections, key=order.index)


def test_the_charts_have_the_numbers_of_the_figures() -> None:
    with ZipFile(BytesIO(document(REPORT))) as file:
        charts = [file.read(f"word/charts/chart{number}.xml").decode() for number in (1, 2, 3)]
    values = [re.findall("<c:v>(.*?)</c:v>", chart) for chart in charts]
    assert values == [
        ["图1 全部目标（项）", "自查完成", "自查未完成", "2", "1"],
        ["图2 平均进度（%）", "2026年7月", "62.5"],
        ["图3 负面清单（项）", "已列入", "1"],
    ]
    assert document(REPORT) == document(replace(REPORT))


def test_the_workbook_has_every_number_and_every_row_and_no_formula() -> None:
    book = load_workbook(BytesIO(workbook(REPORT)))
    figures = list(book["数据"].iter_rows(values_only=True))
    assert figures[1] == ("目标完成情况及特点", "全部目标", "自查完成", 2, None)
    assert figures[5] == ("目标运行情况及特点", "平均进度", "2026年7月", 1, "62.5%")
    counted = [row[3] for row in book["明细"].iter_rows(min_row=2, values_only=True)]
    assert counted == ["2026/T001", "2026/=T2", "2026/T003", "1", "2", "1", "2", "2026/T001", "T003#1"]
    assert {cell.data_type for row in book["明细"] for cell in row} == {"s"}
    assert workbook(REPORT) == workbook(REPORT)
