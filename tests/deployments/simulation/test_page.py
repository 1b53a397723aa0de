"""The page of a simulated year: one file, every deadline named, nothing fetched from anywhere."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.page import draw
from deployments.simulation.picture import Mark, Picture, Row
from models.intake.shipped import shipped_calendar
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from pathlib import Path

DUE = date(2026, 4, 22)
WEEK = date(2026, 4, 20)


@pytest.fixture
def page(tmp_path: Path) -> str:
    picture = Picture(
        days=list(days_between(date(2026, 1, 1), date(2026, 5, 31))),
        calendar=shipped_calendar(),
        opened=[Mark(date(2026, 4, 1), "第一季度分析会开启", 3)],
        due=[Mark(DUE, "第一季度分析会", 3, "《目标管控》6.1.2", late=1, provisional=True)],
        agency=[Row("催办任务", {WEEK: 4})],
        departments=[Row("<b>厅</b>", {WEEK: 1}, {WEEK: 27}), Row("闲厅", {})],
    )
    draw(tmp_path / "year.html", "2026年推演", picture, [("应办事项", 1234)])
    return (tmp_path / "year.html").read_text(encoding="utf-8")


def test_a_deadline_is_named_with_its_number_and_what_became_of_it(page: str) -> None:
    assert "4月22日（周三） 第一季度分析会，3项（暂定），逾期1项" in page
    assert 'title="第一季度分析会到期（3项）">22</b>' in page
    assert "4月1日（周三） 第一季度分析会开启，3项" in page


def test_rest_days_make_up_days_and_opening_days_look_different(page: str) -> None:
    days = re.findall(r'<b class="([a-z ]+)"[^>]*>(\d+)</b>', page)
    april = days[31 + 28 + 31 :][:30]
    assert [april[i] for i in (0, 3, 21)] == [("work opens", "1"), ("rest", "4"), ("work due", "22")]
    assert ("work makeup", "9") in days[31 + 28 + 31 + 30 :]


def test_a_week_says_how_much_it_asks_and_a_name_is_no_markup(page: str) -> None:
    assert 'title="&lt;b&gt;厅&lt;/b&gt;，2026-04-20至2026-04-26：1项，填报27行">1</td>' in page
    assert 'class="s5" title="催办任务，2026-04-20至2026-04-26：4项">4</td>' in page
    assert "<b>厅" not in page


def test_it_says_what_provisional_means_and_what_the_figures_are(page: str) -> None:
    assert "标注“暂定”的期限" in page
    assert "<b>1234</b><span>应办事项</span>" in page


def test_it_fetches_nothing_and_runs_nothing(page: str) -> None:
    assert re.findall(r"<script|<link|src=|href=|url\(|@import", page) == []
