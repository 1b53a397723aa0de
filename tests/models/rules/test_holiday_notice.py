"""The arithmetic of the yearly holiday notices."""

from datetime import date, timedelta

import pytest

from models.intake.shipped import shipped_rows
from models.rules.holiday_notice import (
    YEARLY,
    AnnouncedDay,
    Pressing,
    announced_years,
    misplaced,
    missing_notice,
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
    result = YEARLY.search(day.notice_title)
    return int(result[1]) if result else None


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


def test_a_doubled_make_up_day_is_reported_with_both_numbers() -> None:
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


def test_a_reverted_day_does_not_count_in_the_balance() -> None:
    back = AnnouncedDay(date(2026, 5, 6), DayKind.NORMAL, NOTICE_2026)
    assert misplaced(back) == ""
    assert unbalanced([*SHIPPED, back]) == {}


# A year after its revisions, from a file that merges all its notices


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


def test_a_year_is_known_by_its_yearly_notice_or_by_the_statutory_number_of_days_off() -> None:
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


UNTIL = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "pressing"),
    [
        (date(2026, 1, 1), None),
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), Pressing.EXPECTED),
        (date(2026, 12, 9), Pressing.EXPECTED),
        (date(2026, 12, 10), Pressing.LATE),
        (date(2026, 12, 31), Pressing.LATE),
        (date(2027, 1, 1), Pressing.LACKING),
        (date(2028, 7, 1), Pressing.LACKING),
    ],
)
def test_the_missing_year_presses_from_november_from_10_december_and_from_its_first_day(
    day: date, pressing: Pressing | None
) -> None:
    result = missing_notice(UNTIL, day)
    assert (result and result.pressing) == pressing
    assert result is None or result.year == 2027


@pytest.mark.parametrize("stage", Pressing)
def test_a_stage_is_named_by_the_day_on_which_it_begins(stage: Pressing) -> None:
    year = [date(2026, 10, 1) + timedelta(days=n) for n in range(120)]
    reached = [day for day in year if (result := missing_notice(UNTIL, day)) and result.pressing is stage]
    assert f"{reached[0]:%m-%d}" == stage.value


def test_a_year_that_was_announced_in_time_is_never_missing() -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365 + 304)]
    assert {missing_notice(date(2027, 12, 31), day) for day in year} == {None}


@pytest.mark.parametrize(
    ("day", "lacks"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True), (date(2028, 1, 1), True)]
)
def test_from_its_first_day_on_today_itself_is_not_known(day: date, *, lacks: bool) -> None:
    result = missing_notice(UNTIL, day)
    assert result is not None
    assert result.lacks_today(day) is lacks


def test_the_warning_names_the_missing_year_and_the_instruction() -> None:
    result = missing_notice(UNTIL, date(2026, 12, 15))
    assert result is not None
    assert result.words == "2027年放假安排尚未导入，往年此时多已公布，请核对；已公布的请尽快导入"
