"""《目标完成质量分析报告》 as a paper: exactly as frozen (6.2.6)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.quality_report import quality_paper
from models.rules.errors import Refused
from models.rules.quality import Section

if TYPE_CHECKING:
    from tests.conftest import Acting


def test_a_paper_has_the_words_the_figures_and_the_list_it_is_about(march: Acting) -> None:
    april = march.on("2026-04-08")
    april.do("freeze_negative_list", period="2026Q1")
    april.do("compile_quality_report", period="2026Q1", problems="资金到位慢", plans="按月调度", running="前低后高")
    with begin() as session:
        paper = quality_paper(session, "2026Q1")
    assert (paper.title, paper.number, paper.list_number) == ("2026年第一季度目标完成质量分析报告", 1, 1)
    assert paper.words == {
        Section.COMPLETION: "",
        Section.RUNNING: "前低后高",
        Section.PROBLEMS: "资金到位慢",
        Section.PLANS: "按月调度",
    }
    assert paper.signature.day == date(2026, 4, 8)
    assert {figure.section for figure in paper.figures} == {Section.COMPLETION, Section.RUNNING}


@pytest.mark.usefixtures("march")
def test_a_quarter_without_a_report_has_no_paper() -> None:
    with begin() as session, pytest.raises(Refused, match="质量分析报告尚未编制"):
        quality_paper(session, "2026Q1")
