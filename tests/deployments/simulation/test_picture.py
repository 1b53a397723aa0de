"""The year as read by people: what opens and falls due on which day, and the work per department and week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.picture import DepartmentWeeks, Picture, picture_of
from models.database import begin
from models.ledger.jurisdiction import calendar_of, home
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from tests.conftest import Acting

DAYS = list(days_between(date(2026, 1, 1), date(2027, 1, 31)))


def picture_now() -> Picture:
    with begin() as session:
        return picture_of(session, DAYS, calendar_of(session, home(session)))


def test_openings_and_due_days_show_how_many_departments_owe_them(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    picture = picture_now()
    assert [(mark.day, mark.words, mark.number) for mark in picture.opened] == [
        (date(2026, 3, 1), "2026年3月月度检查", "2个部门"),
        (date(2026, 4, 1), "2026年第一季度分析会", "2个部门"),
    ]
    assert [(mark.day, mark.title, mark.number, mark.basis) for mark in picture.due] == [
        (date(2026, 3, 31), "3月月度检查", "2个部门", "《目标管控》6.1.1"),
        (date(2026, 4, 22), "第一季度分析会", "2个部门", "《目标管控》6.1.2"),
    ]
    assert [(mark.provisional, mark.advice) for mark in picture.due] == [("", ""), ("", "")]


def test_a_date_without_a_holiday_notice_shows_its_earliest_day(march: Acting) -> None:
    march.on("2027-10-01").open("quarterly_meeting", "2027Q3")
    march.on("2027-10-01").open("monthly_check", "2026-10")
    meeting, check = (next(m for m in picture_now().due if m.title.endswith(end)) for end in ("分析会", "10月月度检查"))
    assert (meeting.day, meeting.provisional) == (date(2027, 10, 28), "暂定，最早10月26日")
    assert (check.provisional, check.advice) == ("", "建议10月30日前办结")


def test_for_a_fixed_date_only_the_advised_day_is_provisional(march: Acting) -> None:
    march.on("2026-12-01").open("year_end_check", "2026")
    assert [(m.title, m.provisional, m.advice) for m in picture_now().due if m.day == date(2027, 1, 10)] == [
        ("2026年年终检查", "", "建议1月8日前办结（暂定）")
    ]


def test_late_and_still_open_duties_count_as_late(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-02").report("D002", "2026-03", "T003")
    assert [mark.late for mark in picture_now().due] == [1]


def test_a_remediation_goes_by_its_name(march: Acting) -> None:
    march.lists("T001", "进度滞后", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-04-30")
    marks = [(mark.title, mark.number, mark.chance) for mark in picture_now().due if mark.day == date(2026, 4, 30)]
    assert marks == [("整改", "1项", True)]


def test_a_returned_report_falls_due_again_by_chance(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-01").do("return_report", department="D001", period="2026-03", reason="进度与上期不符")
    assert [(mark.day, mark.title, mark.number, mark.chance) for mark in picture_now().due] == [
        (date(2026, 3, 31), "3月月度检查", "1个部门", False),
        (date(2026, 4, 7), "3月月度检查（退回重报）", "1个部门", True),
    ]


@pytest.mark.usefixtures("march")
def test_the_work_of_a_week_counts_each_target_of_a_report() -> None:
    week = date(2026, 3, 30)
    picture = picture_now()
    assert [(row.name, row.items[week], row.work[week]) for row in picture.departments] == [
        ("第001厅", 1, 2),
        ("第002厅", 1, 1),
    ]
    assert (picture.all_departments.items[week], picture.all_departments.work[week]) == (2, 3)


def test_a_duty_without_lines_counts_as_one_unit_of_work(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    assert [row.work[date(2026, 4, 20)] for row in picture_now().departments] == [1, 1]


@pytest.mark.usefixtures("march")
def test_a_week_has_as_many_working_days_as_the_calendar_leaves() -> None:
    picture = picture_now()
    weeks = (date(2026, 2, 16), date(2026, 3, 2), date(2026, 4, 6), date(2026, 9, 14))
    assert [picture.workdays(week) for week in weeks] == [0, 5, 4, 6]


def test_the_duties_of_the_agency_are_in_a_separate_row(march: Acting) -> None:
    march.on("2027-01-11").open("year_end_reverification", "2026")
    own, urged, sent = picture_now().agency
    assert (own.name, sum(own.work.values())) == ("贵州省目标绩效管理机构", 2)
    assert [mark.number for mark in picture_now().due if mark.day == date(2027, 1, 31)] == ["2项"]
    assert (urged, sent) == (DepartmentWeeks("催办任务", {}), DepartmentWeeks("发出消息", {}))


@pytest.mark.usefixtures("march")
def test_the_weeks_begin_on_the_monday_before_the_first_day_and_reach_the_last() -> None:
    weeks = picture_now().weeks
    assert (weeks[0], weeks[-1], len(weeks)) == (date(2025, 12, 29), date(2027, 1, 25), 57)


def test_each_opinion_is_named_by_its_own_number(march: Acting) -> None:
    for _ in range(2):
        march.on("2026-08-20").do("record_opinion", department="D001", content="没有班车", channel="问卷")
    titles = [mark.title for mark in picture_now().due if "公众意见" in mark.title]
    assert len({*titles}) == len(titles) == 2
    assert [number for number in ("2026-1", "2026-2") if not any(number in title for title in titles)] == []
