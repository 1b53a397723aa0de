"""The year as people see it: what opens and falls due on which day, and what each week asks of whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.picture import Picture, Row, picture_of
from models.database import begin
from models.ledger.acting import home
from models.ledger.calendars import calendar_of
from models.rules.workdays import days_between

if TYPE_CHECKING:
    from tests.conftest import Acting

DAYS = list(days_between(date(2026, 1, 1), date(2027, 1, 31)))


def seen() -> Picture:
    with begin() as session:
        return picture_of(session, DAYS, calendar_of(session, home(session)))


def test_what_opens_and_falls_due_is_named_with_how_many_owe_it(march: Acting) -> None:
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    picture = seen()
    assert [(mark.on, mark.words, mark.n) for mark in picture.opened] == [
        ("3月1日（周日）", "2026年3月月度检查开启", 2),
        ("4月1日（周三）", "2026年第一季度分析会开启", 2),
    ]
    assert [(mark.on, mark.words, mark.n, mark.basis) for mark in picture.due] == [
        ("3月31日（周二）", "2026年3月月度检查", 2, "《目标管控》6.1.1"),
        ("4月22日（周三）", "2026年第一季度分析会", 2, "《目标管控》6.1.2"),
    ]


def test_what_was_late_or_is_still_owed_counts_as_late(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-02").report("D002", "2026-03", "T003")
    assert [mark.late for mark in seen().due] == [1]


def test_a_remediation_goes_by_its_name(march: Acting) -> None:
    march.do("list_finding", target="T001", finding="进度滞后", found_on="2026-03-04")
    march.do("set_limit", target="T001", limit="2026-04-30")
    assert [mark.words for mark in seen().due if mark.day == date(2026, 4, 30)] == ["整改"]


@pytest.mark.usefixtures("march")
def test_each_week_asks_so_many_items_and_lines_of_a_department() -> None:
    week = date(2026, 3, 30)
    picture = seen()
    assert [(row.name, row.items[week], row.lines[week]) for row in picture.departments] == [
        ("第001厅", 1, 2),
        ("第002厅", 1, 1),
    ]
    assert (picture.all_departments.items[week], picture.all_departments.lines[week]) == (2, 3)


def test_what_the_agency_itself_owes_is_in_a_row_of_its_own(march: Acting) -> None:
    march.on("2027-01-11").open("year_end_reverification", "2026")
    own, urged, sent = seen().agency
    assert (own.name, sum(own.items.values())) == ("贵州省目标绩效管理机构", 2)
    assert (urged, sent) == (Row("催办任务", {}), Row("发出消息", {}))


@pytest.mark.usefixtures("march")
def test_the_weeks_begin_on_the_monday_before_the_first_day_and_reach_the_last() -> None:
    weeks = seen().weeks
    assert (weeks[0], weeks[-1], len(weeks)) == (date(2025, 12, 29), date(2027, 1, 25), 57)
