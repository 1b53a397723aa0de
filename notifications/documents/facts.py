"""考评事实 in papers: the paragraph, a row for each department, and the rows behind each figure (1-8.2)."""

from collections.abc import Iterator, Mapping

from models.rules.chinese_dates import days_in_full
from models.rules.score.facts import OF_DEPARTMENTS, YearFacts
from notifications.documents.grid import Columns, Row

FACTS, BEHIND, AGENCY = "考评事实", "考评事实依据", "管理机构"
FIGURES: Mapping[str, int] = {"部门": 24} | {each.label: 10 for each in OF_DEPARTMENTS}
ROWS: Columns = {"部门": 24, "事实": 20, "内容": 60, "编号": 40}


def in_words(facts: YearFacts) -> Iterator[str]:
    """Yields the paragraph; of one department its own facts, each with its rows."""
    if facts.agency:
        yield f"事实（{days_in_full(facts.words)}。逐项见工作簿中工作表“{BEHIND}”）。"
        return
    for each in (each for its in facts.departments.values() for each in its):
        title, words = each.told(len(each.rows))
        yield f"{title}：{days_in_full(words)}。"


def figures(facts: YearFacts) -> list[Row]:
    """Returns the numbers of each department, in the order of their titles."""
    return [
        [facts.names[code], *(number.get(each, "") for each in OF_DEPARTMENTS)]
        for code, its in facts.departments.items()
        for number in [{each.kind: each.number for each in its}]
    ]


def sheets_of(facts: YearFacts) -> list[tuple[str, Columns, list[Row]]]:
    """Returns the two sheets of a workbook: the figures of each department, and every row that a figure counts."""
    owners = {"": (AGENCY, facts.agency)} | {code: (facts.names[code], its) for code, its in facts.departments.items()}
    behind: list[Row] = [
        [name, each.kind.label, days_in_full(row.words), row.key]
        for name, its in owners.values()
        for each in its
        for row in each.rows
    ]
    return [(FACTS, FIGURES, figures(facts)), (BEHIND, ROWS, behind)]
