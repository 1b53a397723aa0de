"""The arithmetic of the yearly holiday notices."""

from datetime import date, timedelta

import pytest

from models.intake.shipped import shipped_rows
from models.rules.kinds import DayKind
from models.rules.statutory import YEARLY, AnnouncedDay, misplaced, statutory_days, unbalanced

SHIPPED = [
    AnnouncedDay(date.fromisoformat(row["date"]), DayKind.from_label(row["kind"]), row["notice_title"])
    for row in shipped_rows("calendar_cn.csv")
]
NOTICE_2026 = "国务院办公厅关于2026年部分节假日安排的通知"
SATURDAY = date(2026, 10, 10)


def year_of(day: AnnouncedDay) -> int | None:
    found = YEARLY.search(day.notice_title)
    return int(found[1]) if found else None


def changes_a_workday(day: AnnouncedDay) -> bool:
    return day.kind is DayKind.MAKEUP_WORKDAY or day.date.weekday() < 5


def test_every_shipped_year_balances() -> None:
    assert {year_of(day) for day in SHIPPED} == {*range(2013, 2027), None}
    assert unbalanced(SHIPPED) == {}


def test_no_shipped_make_up_day_is_a_plain_workday() -> None:
    assert [day for day in SHIPPED if misplaced(day)] == []


def test_any_dropped_row_that_matters_unbalances_its_own_year_only() -> None:
    mattering = [i for i, day in enumerate(SHIPPED) if year_of(day) and changes_a_workday(day)]
    for i in mattering:
        assert [*unbalanced(SHIPPED[:i] + SHIPPED[i + 1 :])] == [year_of(SHIPPED[i])]


def test_a_dropped_weekend_of_a_holiday_leaves_the_balance() -> None:
    weekends = [day for day in SHIPPED if not changes_a_workday(day)]
    assert unbalanced(day for day in SHIPPED if day not in weekends) == {}


def test_a_doubled_make_up_day_is_told_with_both_numbers() -> None:
    doubled = AnnouncedDay(SATURDAY, DayKind.MAKEUP_WORKDAY, NOTICE_2026)
    assert unbalanced([*SHIPPED, doubled]) == {
        2026: "2026年放假安排不平衡：工作日放假减调休上班为12天，法定节假日为13天，请核对是否漏行"
    }


@pytest.mark.parametrize(
    "title",
    [
        "国务院办公厅关于调整2026年劳动节假期安排的通知",
        "国务院办公厅关于延长2026年春节假期的通知",
        "黔南州人民政府办公室通知",
    ],
)
def test_revisions_and_local_notices_are_not_summed(title: str) -> None:
    assert unbalanced([*SHIPPED, AnnouncedDay(date(2026, 5, 6), DayKind.HOLIDAY, title)]) == {}


def test_the_notice_counts_for_the_year_it_names_not_for_the_year_of_its_dates() -> None:
    day = next(day for day in SHIPPED if day.date == date(2018, 12, 31))
    assert [*unbalanced(other for other in SHIPPED if other != day)] == [2019]


@pytest.mark.parametrize(("year", "days"), [(2013, 11), (2024, 11), (2025, 13), (2026, 13), (2027, 13)])
def test_the_law_of_2025_added_two_statutory_days(year: int, days: int) -> None:
    assert statutory_days(year) == days


@pytest.mark.parametrize(("later", "weekday"), [(2, "周一"), (3, "周二"), (4, "周三"), (5, "周四"), (6, "周五")])
def test_a_plain_workday_cannot_be_made_up(later: int, weekday: str) -> None:
    day = SATURDAY + timedelta(days=later)
    complaint = misplaced(AnnouncedDay(day, DayKind.MAKEUP_WORKDAY, NOTICE_2026))
    assert complaint == f"{day}是{weekday}，本来就是工作日，不能标为调休上班"


@pytest.mark.parametrize(
    ("later", "kind"),
    [(0, DayKind.MAKEUP_WORKDAY), (1, DayKind.MAKEUP_WORKDAY), (0, DayKind.HOLIDAY), (2, DayKind.HOLIDAY)],
)
def test_a_weekend_may_be_made_up_and_any_day_may_be_given_off(later: int, kind: DayKind) -> None:
    assert misplaced(AnnouncedDay(SATURDAY + timedelta(days=later), kind, NOTICE_2026)) == ""
