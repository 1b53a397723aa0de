"""`mubiao facts`: the figures of a year, each with exactly the rows that it counts (1-8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

ASKED = ("facts", "--year", "2026", "--on", "2026-04-01")


def test_each_figure_is_the_number_of_its_rows(line: Mubiao, march: Acting) -> None:
    march.lists("T001")
    figures = line.json(*ASKED)
    assert [each["number"] for each in figures] == [len(each["rows"]) for each in figures]
    rows = line.json(*ASKED, "--rows")
    assert len(rows) == sum(each["number"] for each in figures)
    one = line.json(*ASKED, "--department", "D001", "--fact", "没有人看过的目标", "--rows")
    assert [(each["number"], each["words"]) for each in one] == [("2026|T002", "T002")]


def test_the_agency_has_its_own(line: Mubiao, march: Acting) -> None:
    march.lists("T001")
    [duty] = line.json(*ASKED, "--department", "AGENCY", "--fact", "应办未办")
    assert (duty["code"], duty["number"]) == ("AGENCY", 1)
    assert duty["rows"][0]["record"] == "obligation"


def test_the_paragraph_stands_under_the_figures(line: Mubiao) -> None:
    told = line.done(*ASKED)
    assert "截至2026年4月1日的记录，不影响得分，也不阻止合计：" in told
    assert "第001厅" in line.done(*ASKED, "--fact", "应办未办", "--rows")
    assert line.done(*ASKED, "--fact", "逾期办结", "--rows").startswith("没有这样的事实")
