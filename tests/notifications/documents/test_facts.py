"""考评事实 in papers: the paragraph, the figures of each department, and the rows behind them (1-8.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.rules.score.facts import Fact, FactKind, FactRow, YearFacts
from notifications.documents.facts import BEHIND, FACTS, figures, in_words, sheets_of

LATE = Fact(FactKind.LATE, (FactRow("obligation", "monthly_check|2026-03|D001||0", "3月，期限2026-03-31"),))
YEAR = YearFacts(
    2026,
    date(2027, 3, 1),
    (Fact(FactKind.UNLISTED, (FactRow("", "2026Q1", "2026年第一季度"),)),),
    {"D001": (LATE, Fact(FactKind.UNSEEN))},
    {"D001": "第001厅"},
)


def test_the_paragraph_says_where_its_rows_are() -> None:
    [words] = in_words(YEAR)
    assert words.startswith("事实（截至2027年3月1日的记录")
    assert words.endswith(f"逐项见工作簿中工作表“{BEHIND}”）。")


def test_a_department_has_its_own_facts_with_their_rows() -> None:
    assert [*in_words(replace(YEAR, agency=()))] == [
        "事实·逾期办结：1项：3月，期限2026年3月31日。",
        "事实·没有人看过的目标：0项。",
    ]


def test_a_figure_that_a_department_does_not_have_is_empty() -> None:
    assert figures(YEAR) == [["第001厅", "", 1, "", 0, "", ""]]


def test_the_workbook_has_each_row_that_a_figure_counts() -> None:
    (first, _, numbers), (second, columns, rows) = sheets_of(YEAR)
    assert (first, second, [*columns]) == (FACTS, BEHIND, ["部门", "事实", "内容", "编号"])
    assert numbers == figures(YEAR)
    assert [row[:2] for row in rows] == [["管理机构", "没有负面清单的季度"], ["第001厅", "逾期办结"]]
