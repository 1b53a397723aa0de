"""While the next year's notice is missing, the agency gets three warnings with the provisional dates (A34)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.calendar.missing_notice import awaiting_notice, missing_on
from tests.models.ledger.calendar.test_days import WEEKDAYS

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql

TOLD = "SELECT occasion, audience, payload FROM notice WHERE kind = 'calendar_missing' ORDER BY id"
YEARLY = {
    "kind": "放假",
    "name": "节日",
    "notice_title": "国务院办公厅关于2027年部分节假日安排的通知",
    "notice_number": "国办发明电〔2026〕9号",
    "notice_date": "2026-11-10",
}


def watch(acting: Acting, day: str) -> dict[str, int]:
    return dict(acting.on(day).system.do("watch_calendar").counts)


def announce(acting: Acting, day: str) -> None:
    acting.on(day).take("calendar", *({"date": f"2027-{each}", **YEARLY} for each in WEEKDAYS))


@pytest.mark.parametrize("day", ["2026-01-05", "2026-10-31"])
def test_before_november_no_warning_is_sent(acting: Acting, sql: Sql, day: str) -> None:
    assert watch(acting, day) == {"notices": 0, "provisional": 0}
    assert acting.on(day).system.do("watch_calendar").words == "放假安排已导入至2026-12-31。"
    assert sql.rows(TOLD) == []


def test_the_agency_is_warned_in_november_on_10_december_and_on_1_january_once_each(acting: Acting, sql: Sql) -> None:
    days = ["2026-11-01", "2026-11-02", "2026-12-09", "2026-12-10", "2026-12-31", "2027-01-01", "2027-06-01"]
    assert [watch(acting, day)["notices"] for day in days] == [1, 0, 0, 1, 0, 1, 0]
    assert [(occasion, audience) for occasion, audience, _ in sql.rows(TOLD)] == [
        ("2027|11-01", "agency"),
        ("2027|12-10", "agency"),
        ("2027|01-01", "agency"),
    ]


def test_after_a_gap_only_the_current_warning_is_sent(acting: Acting, sql: Sql) -> None:
    assert watch(acting, "2026-12-20")["notices"] == 1
    assert sql.rows(TOLD)[0][0] == "2027|12-10"


def test_the_import_of_the_notice_ends_the_warnings(acting: Acting, sql: Sql) -> None:
    watch(acting, "2026-11-01")
    announce(acting, "2026-11-15")
    assert [watch(acting, day)["notices"] for day in ("2026-12-10", "2027-01-01", "2027-10-31")] == [0, 0, 0]
    assert watch(acting, "2027-11-01")["notices"] == 1
    assert [occasion for occasion, *_ in sql.rows(TOLD)] == ["2027|11-01", "2028|11-01"]


def payload(sql: Sql) -> dict[str, Any]:
    found: dict[str, Any] = sql.rows(TOLD)[-1][2]
    return found


def test_it_says_which_dates_are_provisional_how_many_and_which_are_coming(
    acting: Acting, departments: Make, targets: Make, sql: Sql
) -> None:
    for code in departments(3):
        targets(code)
    acting.on("2026-12-01").open("year_end_check", "2026")
    assert watch(acting, "2026-12-10") == {"notices": 1, "provisional": 0}
    text = payload(sql)
    assert (text["year"], text["fixed"], text["deadlines"]) == (2027, 3, [])
    coming = {"title": "2026年第四季度分析会", "due": "2027-01-22", "earliest": "2027-01-22"}
    assert coming in text["coming"]
    assert {"title": "2026年第四季度自查", "due": "2027-01-15", "earliest": "2027-01-15"} in text["coming"]
    assert [each["due"] for each in text["coming"]] == sorted(each["due"] for each in text["coming"])
    acting.on("2027-01-01").open("quarterly_meeting", "2026Q4")
    assert watch(acting, "2027-01-01") == {"notices": 1, "provisional": 3}
    assert payload(sql)["deadlines"] == [coming | {"number": 3, "moves": True}]


def test_the_clocks_of_remediations_are_counted_together(march: Acting, sql: Sql) -> None:
    for target in ("T001", "T003"):
        march.on("2026-12-28").lists(target, "未完成", "2026-12-28")
        march.on("2026-12-28").do("set_limit", target=target, limit="2027-02-19")
        march.on("2026-12-29").do("declare_completion", target=target, completed_on="2026-12-29", measures="已补建")
    watch(march, "2026-12-30")
    [feedback] = payload(sql)["deadlines"]
    assert (feedback["title"], feedback["due"], feedback["number"]) == ("整改反馈", "2027-01-06", 2)


@pytest.mark.usefixtures("database")
def test_what_began_before_the_installation_was_live_is_not_announced_as_coming(anyone: Acting, sql: Sql) -> None:
    anyone.on("2026-12-20").do("init", name="贵州省", go_live="2026-12-20")
    assert watch(anyone, "2026-12-20")["notices"] == 1
    assert payload(sql)["coming"] == []


@pytest.mark.usefixtures("march")
def test_dates_beyond_the_end_of_the_calendar_do_not_stop_the_watch(march: Acting, sql: Sql) -> None:
    assert watch(march, "2030-11-01")["notices"] == 1
    assert {each["title"][:4] for each in payload(sql)["coming"]} <= {"2030"}


def test_the_missing_notice_can_be_queried(acting: Acting) -> None:
    with begin() as session:
        found = missing_on(session, 2, acting.on("2026-12-10").day)
        assert found is not None
        assert found.year == 2027
        assert missing_on(session, 2, acting.day) is None
        assert awaiting_notice(session, 2) == []
