"""The arithmetic of the yearly holiday notices."""

from datetime import date, timedelta

import pytest

from models.intake.shipped import shipped_rows
from models.rules.holiday_notice import (
    YEARLY,
    AnnouncedDay,
    announced_years,
    misplaced,
    rest_day_anyway,
    statutory_days,
    unbalanced,
    year_named,
)
from models.rules.kinds import DayKind

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


# The year that a notice is about


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("国务院办公厅关于2027年部分节假日安排的通知", 2027),
        ("国务院办公厅关于调整2019年劳动节假期安排的通知", 2019),
        ("国务院办公厅关于延长2020年春节假期的通知", 2020),
        ("国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知", None),
        ("黔南州人民政府办公室通知", None),
    ],
)
def test_a_title_names_its_year(title: str, year: int | None) -> None:
    assert year_named(title) == year


@pytest.mark.parametrize(
    ("on", "fault"),
    [
        (date(2025, 11, 30), "2025-11-30不在2026年，而通知标题说的是2026年，请核对年份"),
        (date(2025, 12, 1), ""),  # as 29 to 31 December 2018 are days of the notice for 2019
        (date(2026, 12, 31), ""),
        (date(2027, 1, 1), "2027-01-01不在2026年，而通知标题说的是2026年，请核对年份"),
    ],
)
def test_a_day_lies_in_the_year_of_its_notice_or_the_december_before(on: date, fault: str) -> None:
    assert misplaced(AnnouncedDay(on, DayKind.HOLIDAY, NOTICE_2026)) == fault


@pytest.mark.parametrize(
    ("later", "kind", "rests"),
    [
        (0, DayKind.HOLIDAY, True),
        (1, DayKind.HOLIDAY, True),
        (2, DayKind.HOLIDAY, False),
        (0, DayKind.MAKEUP_WORKDAY, False),
    ],
)
def test_a_weekend_given_off_changes_nothing(later: int, kind: DayKind, *, rests: bool) -> None:
    assert rest_day_anyway(AnnouncedDay(SATURDAY + timedelta(days=later), kind, NOTICE_2026)) is rests


def test_a_day_taken_back_counts_for_nothing_in_the_balance() -> None:
    back = AnnouncedDay(date(2026, 5, 6), DayKind.NORMAL, NOTICE_2026)
    assert misplaced(back) == ""
    assert unbalanced([*SHIPPED, back]) == {}


# A year after its revisions, as a file that sums up all its notices has it


@pytest.mark.parametrize(("year", "more"), [(2015, 1), (2019, 0), (2020, 2)])
def test_a_revised_year_may_have_more_days_off_than_the_law_gives(year: int, more: int) -> None:
    title = f"国务院办公厅关于{year}年部分节假日安排的通知"
    days = [AnnouncedDay(d.date, d.kind, title) for d in SHIPPED if d.date.year == year and d.date < date(year, 12, 20)]
    days += [AnnouncedDay(d.date, d.kind, title) for d in SHIPPED if year_of(d) == year and d.date.year < year]
    assert unbalanced(days, revised=True) == {}
    assert (unbalanced(days) != {}) is bool(more)
    fewer = [day for day in days if not (changes_a_workday(day) and day.kind is DayKind.HOLIDAY)]
    assert [*unbalanced(fewer, revised=True)] == [year]


def test_a_revised_year_with_just_the_days_of_the_law_is_right() -> None:
    title = "国务院办公厅关于2020年部分节假日安排的通知"
    days = [AnnouncedDay(date(2020, 6, 1) + timedelta(days=7 * n), DayKind.HOLIDAY, title) for n in range(11)]
    assert unbalanced(days, revised=True) == {}
    assert [*unbalanced(days)] == [2020]  # one make-up day of that year's notice was cancelled later


# Which years are known


def test_the_shipped_years_are_known() -> None:
    assert announced_years(SHIPPED) == list(range(2013, 2027))


@pytest.mark.parametrize("title", ["国务院办公厅关于调整2027年劳动节假期安排的通知", "关于放假的通知"])
def test_a_single_day_does_not_make_its_year_known(title: str) -> None:
    assert announced_years([*SHIPPED, AnnouncedDay(date(2027, 5, 6), DayKind.HOLIDAY, title)])[-1] == 2026


def test_a_year_is_known_by_its_yearly_notice_or_by_as_many_days_off_as_the_law_asks_for() -> None:
    weekdays = [day for day in (date(2027, 1, 4) + timedelta(days=n) for n in range(40)) if day.weekday() < 5]
    by_number = [AnnouncedDay(day, DayKind.HOLIDAY, "放假通知") for day in weekdays[:13]]
    assert announced_years([*SHIPPED, *by_number])[-1] == 2027
    assert announced_years([*SHIPPED, *by_number[:12]])[-1] == 2026
    yearly = AnnouncedDay(date(2027, 1, 1), DayKind.HOLIDAY, "国务院办公厅关于2027年部分节假日安排的通知")
    assert announced_years([*SHIPPED, yearly])[-1] == 2027


def test_saturdays_sundays_and_days_worked_do_not_make_a_year_known() -> None:
    january = [date(2027, 1, 4) + timedelta(days=n) for n in range(28)]
    off = [AnnouncedDay(day, DayKind.HOLIDAY, "放假通知") for day in january[:16]]  # twelve of them weekdays
    worked = [AnnouncedDay(day, DayKind.NORMAL, "放假通知") for day in january[16:]]
    assert announced_years([*SHIPPED, *off, *worked])[-1] == 2026


def test_a_year_behind_a_gap_is_not_known_yet() -> None:
    yearly = AnnouncedDay(date(2028, 1, 3), DayKind.HOLIDAY, "国务院办公厅关于2028年部分节假日安排的通知")
    assert announced_years([*SHIPPED, yearly])[-1] == 2026
    assert announced_years([]) == []
