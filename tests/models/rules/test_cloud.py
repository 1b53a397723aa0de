"""The warnings of an upload: behind schedule, reused, missing (7.5, A22)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.cloud import (
    Reuse,
    TakenPicture,
    UploadWarning,
    Warned,
    doubts,
    elapsed,
    is_behind,
    is_in_china,
    judge,
    missing,
    months_in_words,
    read_warning,
    time_of,
)
from models.rules.kinds import ManagementMode

ISSUED, NEW_YEAR, SILVESTER = date(2026, 2, 27), date(2026, 1, 1), date(2026, 12, 31)
YEAR = NEW_YEAR, SILVESTER
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
REUSE = Reuse("三月.jpg", "二月.jpg", "农村公路", "2026-02")


@pytest.mark.parametrize(
    ("deadline", "management", "time"),
    [
        (None, ManagementMode.INITIAL, YEAR),
        (None, None, YEAR),
        (date(2026, 6, 30), ManagementMode.INITIAL, (NEW_YEAR, date(2026, 6, 30))),
        (date(2027, 6, 30), None, (NEW_YEAR, date(2027, 6, 30))),
        (date(2026, 9, 30), ManagementMode.DYNAMIC, (ISSUED, date(2026, 9, 30))),
        (None, ManagementMode.DYNAMIC, (ISSUED, SILVESTER)),
        (date(2026, 1, 31), ManagementMode.DYNAMIC, (ISSUED, ISSUED)),
    ],
)
def test_the_time_of_a_project_runs_to_its_deadline(
    deadline: date | None, management: ManagementMode | None, time: tuple[date, date]
) -> None:
    assert time_of(2026, ISSUED, deadline, management) == time


@pytest.mark.parametrize(
    ("day", "share"),
    [
        (date(2025, 12, 31), Fraction(0)),
        (NEW_YEAR, Fraction(1, 365)),
        (date(2026, 6, 30), Fraction(181, 365)),
        (SILVESTER, Fraction(1)),
        (date(2027, 1, 1), Fraction(1)),
    ],
)
def test_the_elapsed_share_of_the_year(day: date, share: Fraction) -> None:
    assert elapsed(day, *YEAR) == share


@given(days, days, st.integers(0, 800))
def test_elapsed_time_grows_from_zero_to_one_without_decreasing(day: date, first: date, length: int) -> None:
    last = first + timedelta(length)
    before, after = elapsed(day, first, last), elapsed(day + timedelta(1), first, last)
    assert 0 <= before <= after <= 1
    assert (before == 0) == (day < first)
    assert (before == 1) == (day >= last)


@pytest.mark.parametrize(
    ("progress", "share", "behind"),
    [
        (Fraction(0), Fraction(0), False),
        (Fraction(50), Fraction(1, 2), False),
        (Fraction("49.99"), Fraction(1, 2), True),
        (Fraction(50), Fraction(181, 365), False),
        (Fraction(0), Fraction(1, 365), True),
        (Fraction(100), Fraction(1), False),
        (Fraction("99.99"), Fraction(1), True),
    ],
)
def test_half_of_the_work_is_due_at_half_of_the_time(progress: Fraction, share: Fraction, *, behind: bool) -> None:
    assert is_behind(progress, share) is behind


@given(st.fractions(0, 100), days)
def test_an_upload_that_is_neither_behind_nor_reused_is_judged_fine(progress: Fraction, day: date) -> None:
    assert (judge(progress, day, YEAR, []) == []) == (progress >= 100 * elapsed(day, *YEAR))


def test_a_late_upload_gets_a_warning_with_time_and_progress() -> None:
    warnings = judge(Fraction("49.58"), date(2026, 6, 30), YEAR, [])
    words = "截至6月30日时间过去49.6%，申报进度49.5%，未达到时间进度"
    assert warnings == [Warned(UploadWarning.BEHIND, words)]


def test_an_upload_can_be_behind_and_show_several_old_pictures() -> None:
    warnings = judge(Fraction(0), SILVESTER, YEAR, [REUSE, REUSE])
    assert [each.warning for each in warnings] == [UploadWarning.BEHIND, UploadWarning.REUSED, UploadWarning.REUSED]
    assert warnings[0].words == "截至12月31日时间过去100%，申报进度0%，未达到时间进度"
    assert warnings[1].words == "“三月.jpg”与“农村公路”2026年2月上传的“二月.jpg”相同或几乎相同"


def test_a_missing_upload_gets_a_warning_with_month_and_due_date() -> None:
    warned = missing("2026-03", date(2026, 3, 25))
    assert warned == Warned(UploadWarning.MISSING, "2026年3月实施进度应于3月25日前上传，至今未上传")


@pytest.mark.parametrize("warning", UploadWarning)
def test_a_warning_is_read_back_as_it_was_written(warning: UploadWarning) -> None:
    warned = Warned(warning, "因为")
    assert read_warning(warned.as_json()) == warned


HERE, THERE = (Decimal("26.6"), Decimal("106.7")), (Decimal("48.9"), Decimal("2.3"))


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (TakenPicture("一.jpg", blank=True), ["“一.jpg”只有一种颜色，没有内容"]),
        (
            TakenPicture("一.jpg", blank=False, day=date(2026, 3, 7)),
            ["“一.jpg”的拍摄日期2026-03-07晚于收到日期2026-03-06"],
        ),
        (TakenPicture("一.jpg", blank=False, day=date(2026, 3, 6), place=HERE), []),
        (TakenPicture("一.jpg", blank=False, place=THERE), ["“一.jpg”的拍摄地点（纬度48.9，经度2.3）在境外"]),
    ],
)
def test_a_picture_of_one_colour_of_the_future_or_from_abroad_is_in_doubt(
    picture: TakenPicture, words: list[str]
) -> None:
    assert doubts([picture], date(2026, 3, 6)) == [Warned(UploadWarning.DOUBTFUL, each) for each in words]


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        (("3.8", "112.3"), True),
        (("3.7", "112.3"), False),
        (("53.6", "123"), True),
        (("53.7", "123"), False),
        (("39", "73.4"), True),
        (("39", "73.3"), False),
        (("48", "135.1"), True),
        (("48", "135.2"), False),
    ],
)
def test_a_place_beyond_the_outermost_points_is_abroad(place: tuple[str, str], inside: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert is_in_china(*map(Decimal, place)) is inside


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (["2026-03"], "2026年3月"),
        (["2026-06", "2026-04", "2026-05", "2026-04"], "2026年4月、5月、6月"),
        (["2026-12", "2027-01"], "2026年12月、2027年1月"),
        (["2026-04", "2026-05", "2026-07", "2026-09"], "2026年4月至9月共4个月"),
        (["2026-11", "2026-12", "2027-01", "2027-02"], "2026年11月至2027年2月共4个月"),
    ],
)
def test_months_are_named_without_repeating_the_year(months: list[str], words: str) -> None:
    assert months_in_words(months) == words
