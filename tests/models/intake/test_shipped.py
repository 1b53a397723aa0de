"""The data files of the package."""

from datetime import date, timedelta

from models.intake.shipped import expected_breaks, shipped_calendar, shipped_rows


def test_the_shipped_calendar_runs_from_the_first_notice_to_the_last_expected_break() -> None:
    calendar = shipped_calendar()
    assert (calendar.first, calendar.announced_until) == (date(2013, 1, 1), date(2026, 12, 31))
    assert calendar.last == date(2030, 12, 31)


def test_every_row_of_the_calendar_is_announced_with_its_notice() -> None:
    rows = shipped_rows("calendar_cn.csv")
    announced = shipped_calendar().announced_days()
    assert [(d.date.isoformat(), d.kind.value, d.name, d.notice) for d in announced] == [
        (row["date"], row["kind"], row["name"], row["notice_number"]) for row in sorted(rows, key=lambda r: r["date"])
    ]


def test_the_shipped_calendar_is_built_once() -> None:
    assert shipped_calendar() is shipped_calendar()
    assert expected_breaks() is expected_breaks()


def test_every_expected_day_belongs_to_exactly_one_break() -> None:
    days = [day for expected in expected_breaks() for day in expected.days]
    assert sorted(days) == sorted(date.fromisoformat(row["date"]) for row in shipped_rows("expected_breaks.csv"))
    assert len(days) == len(set(days))


def test_expected_breaks_lie_after_the_last_announced_day() -> None:
    assert all(b.days[0] > shipped_calendar().announced_until for b in expected_breaks())


def test_a_break_of_2027_or_2028_is_consecutive_days_with_its_make_up_days_counted_once() -> None:
    breaks = [b for b in expected_breaks() if b.days[0].year <= 2028]
    assert all(b.days[-1] - b.days[0] == timedelta(days=len(b.days) - 1) for b in breaks)
    assert [(b.name, b.days[0].year, b.makeup_days) for b in breaks if b.makeup_days] == [
        ("春节", 2027, 2),
        ("劳动节", 2027, 1),
        ("国庆节", 2027, 2),
        ("春节", 2028, 2),
        ("清明节", 2028, 1),
        ("劳动节", 2028, 1),
        ("国庆节、中秋节", 2028, 1),
    ]


def test_every_expected_break_names_its_basis() -> None:
    assert all(b.basis for b in expected_breaks())


def test_clause_keys_are_unique() -> None:
    keys = [row["id"] for row in shipped_rows("clauses.csv")]
    assert len(keys) == len(set(keys)) == 199
