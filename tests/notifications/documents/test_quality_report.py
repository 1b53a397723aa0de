"""《目标完成质量分析报告》: five headings with their figures, and a workbook of every row counted."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

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
        "2026年第三季度目标完成质量分析报告（第7号）",
        "数据截至2026年10月30日，取自系统台账；每个数据所计的事项另附明细。",
        "一、目标完成情况及特点",
        "二、目标运行情况及特点",
        "前低后高",
        "三、存在的问题及原因",
        "资金到位慢",
        "人手不足",
        "四、下步打算",
        "按月调度",
        "五、负面清单",
        "第3号负面清单共1项，清单另行印发。",
        "省目标办",
        "2026年10月30日",
    ]
    assert found.tables == [
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
    assert "第1号负面清单共0项，清单另行印发。" in read(document(empty)).lines
    assert read(document(empty)).tables == []


def test_the_workbook_has_every_number_and_every_row_and_no_formula() -> None:
    book = load_workbook(BytesIO(workbook(REPORT)))
    figures = list(book["数据"].iter_rows(values_only=True))
    assert figures[1] == ("目标完成情况及特点", "全部目标", "自查完成", 2, None)
    assert figures[5] == ("目标运行情况及特点", "平均进度", "2026年7月", 1, "62.5%")
    counted = [row[3] for row in book["明细"].iter_rows(min_row=2, values_only=True)]
    assert counted == ["2026/T001", "2026/=T2", "2026/T003", "1", "2", "1", "2", "2026/T001", "T003#1"]
    assert {cell.data_type for row in book["明细"] for cell in row} == {"s"}
    assert workbook(REPORT) == workbook(REPORT)
