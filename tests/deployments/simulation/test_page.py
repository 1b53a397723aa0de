"""The page of a simulated year: one file, every deadline named, no external resource."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.page import draw
from deployments.simulation.picture import DayMark, DepartmentWeeks, Picture
from models.intake.shipped import shipped_calendar
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from pathlib import Path

DUE, SOONER = date(2026, 4, 22), date(2026, 4, 20)
WEEK = date(2026, 4, 20)


@pytest.fixture
def page(tmp_path: Path) -> str:
    picture = Picture(
        days=list(days_between(date(2026, 1, 1), date(2026, 5, 31))),
        calendar=shipped_calendar(),
        opened=[
            DayMark(date(2026, 4, 1), "2026年第一季度分析会", 3),
            DayMark(date(2026, 4, 1), "2026年4月月度检查", 3),
        ],
        due=[
            DayMark(date(2026, 1, 31), "2026年1月月度检查", 3, target=date(2026, 1, 30)),
            DayMark(date(2026, 3, 31), "整改", 2, each=False, chance=True),
            DayMark(DUE, "2026年第一季度分析会", 3, "《目标管控》6.1.2", late=1, earliest=SOONER),
        ],
        agency=[DepartmentWeeks("催办任务", {WEEK: 4})],
        departments=[
            DepartmentWeeks("<b>厅</b>", {WEEK: 27}, {WEEK: 1}),
            DepartmentWeeks("小厅", {WEEK: 2}, {WEEK: 2}),
            DepartmentWeeks("闲厅", {}),
        ],
    )
    draw(tmp_path / "year.html", "2026年推演", picture, [("应办事项", 1234)], ["以2025年目标<代替>。"])
    return (tmp_path / "year.html").read_text(encoding="utf-8")


def words(page: str) -> str:
    """Returns the visible text, without the grids."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<body>")[2]))


def test_a_deadline_shows_its_number_its_late_ones_and_its_earliest_day(page: str) -> None:
    assert "22日 周三 第一季度分析会 3个部门 逾期1 暂定，最早4月20日" in words(page)
    assert "31日 周六 1月月度检查 3个部门 建议1月30日前办结" in words(page)
    assert "1日 周三 开启：第一季度分析会、4月月度检查" in words(page)


def test_a_day_lists_all_its_marks_and_links_to_its_line(page: str) -> None:
    assert 'href="#d2026-04-22" title="第一季度分析会到期，3个部门，暂定，最早4月20日">22</a>' in page
    assert '<li id="d2026-04-22">' in page
    assert set(re.findall(r'href="#(\S+)"', page)) == set(re.findall(r'<li id="(\S+)"', page))


def test_days_have_the_style_of_their_kind(page: str) -> None:
    styles = {day[1:]: style for style, day in re.findall(r'<a class="([a-z ]+)" href="#(\S+)"', page)}
    assert styles == {
        "2026-01-31": "rest due",
        "2026-03-31": "chance",
        "2026-04-01": "opens",
        "2026-04-22": "maybe",
    }
    plain = re.findall(r'<b class="([a-z ]*)">(\d+)</b>', page)
    assert {("sooner", "20"), ("rest", "4"), ("makeup", "9"), ("", "7")} <= set(plain)


def test_a_week_shows_its_work_and_names_are_escaped(page: str) -> None:
    assert 'class="s5" title="&lt;b&gt;厅&lt;/b&gt; 4月20日至4月26日：1项到期，共27件">27</td>' in page
    assert 'class="s5" title="催办任务 4月20日至4月26日：4件">4</td>' in page
    assert "<b>厅" not in page
    assert "<代替>" not in page


def test_departments_are_shaded_on_one_scale(page: str) -> None:
    assert 'class="s1" title="小厅' in page


def test_weeks_are_headed_by_their_working_days(page: str) -> None:
    header = page.partition("工作日</th>")[2].partition("</tr>")[0]
    found = re.findall(r"<th( class=\"off\")?>(\d)</th>", header)
    assert [found[1], found[7]] == [("", "5"), (' class="off"', "0")]  # from 5 January, and 春节 from 16 February


def test_it_explains_provisional_dates_assumptions_and_figures(page: str) -> None:
    assert "放假安排公布至2026年12月31日" in page
    assert "<li>以2025年目标&lt;代替&gt;。</li>" in page
    assert "<b>1234</b><span>应办事项</span>" in page


def test_a_settled_year_shows_no_provisional_date(tmp_path: Path) -> None:
    firm = Picture([DUE], shipped_calendar(), [], [DayMark(DUE, "2026年第一季度分析会", 3)], [], [])
    draw(tmp_path / "year.html", "2026年推演", firm, [])
    assert "暂定" not in (tmp_path / "year.html").read_text(encoding="utf-8")


def test_it_has_no_script_and_no_external_resource(page: str) -> None:
    assert re.findall(r'<script|<link|<iframe|<img|src=|href="[^#]|url\(|@import', page) == []
