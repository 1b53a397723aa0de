"""The state of a key project in a month, for how long, and its progress against time (7.5, A22)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.cloud import UploadWarning, elapsed, is_behind
from models.rules.cloud_status import MonthUpload, UploadStatus, pace, statuses, unbroken
from models.rules.periods import parse_period

YEAR = date(2026, 1, 1), date(2026, 12, 31)
BEHIND, REUSED, MISSING = UploadWarning.BEHIND, UploadWarning.REUSED, UploadWarning.MISSING


def upload_of(month: str, *warnings: UploadWarning, progress: str | None = "10") -> MonthUpload:
    amount = None if progress is None else Decimal(progress)
    return MonthUpload(parse_period(month), amount, date.fromisoformat(f"{month}-20"), frozenset(warnings))


@pytest.mark.parametrize("excused", [False, True])
@pytest.mark.parametrize("overdue", [False, True])
@pytest.mark.parametrize(
    ("upload", "expected"),
    [
        (upload_of("2026-03"), (UploadStatus.UPLOADED,)),
        (upload_of("2026-03", BEHIND), (UploadStatus.UPLOADED, UploadStatus.BEHIND)),
        (upload_of("2026-03", REUSED), (UploadStatus.UPLOADED, UploadStatus.REUSED)),
        (upload_of("2026-03", REUSED, BEHIND), (UploadStatus.UPLOADED, UploadStatus.BEHIND, UploadStatus.REUSED)),
    ],
)
def test_the_states_of_an_upload_follow_from_its_warnings(
    upload: MonthUpload, expected: tuple[UploadStatus, ...], *, excused: bool, overdue: bool
) -> None:
    assert statuses(upload, excused=excused, overdue=overdue) == expected


@pytest.mark.parametrize("upload", [None, upload_of("2026-03", MISSING, progress=None)])
@pytest.mark.parametrize(
    ("excused", "overdue", "expected"),
    [
        (False, False, UploadStatus.WAITING),
        (False, True, UploadStatus.MISSING),
        (True, False, UploadStatus.EXCUSED),
        (True, True, UploadStatus.EXCUSED),
    ],
)
def test_a_month_without_an_upload_is_waiting_missing_or_excused(
    upload: MonthUpload | None, expected: UploadStatus, *, excused: bool, overdue: bool
) -> None:
    assert statuses(upload, excused=excused, overdue=overdue) == (expected,)


def test_a_warning_holds_from_the_first_of_its_months_in_a_row() -> None:
    months = [
        upload_of("2026-01", BEHIND),
        upload_of("2026-02"),
        upload_of("2026-03", BEHIND),
        upload_of("2026-04", BEHIND, REUSED),
    ]
    assert unbroken(months, BEHIND) == months[2:]
    assert unbroken(months, REUSED) == months[3:]
    assert unbroken(months, MISSING) == []
    assert unbroken([], BEHIND) == []


@pytest.mark.parametrize(
    ("progress", "day", "words"),
    [
        ("49.58", date(2026, 6, 30), "完成49.5%，截至6月30日时间过去49.6%，落后0.1个百分点"),
        ("0", date(2026, 12, 31), "完成0%，截至12月31日时间过去100%，落后100个百分点"),
        ("30", date(2026, 3, 20), "完成30%，截至3月20日时间过去21.7%，超前8.3个百分点"),
        ("49.59", date(2026, 6, 30), "完成49.5%，截至6月30日时间过去49.6%，与时间同步"),
        ("100", date(2026, 12, 31), "完成100%，截至12月31日时间过去100%，与时间同步"),
    ],
)
def test_work_and_time_are_compared_in_words(progress: str, day: date, words: str) -> None:
    assert pace(Decimal(progress), day, YEAR).words == words


@given(st.decimals(0, 100, places=3), st.dates(*YEAR))
def test_a_late_progress_is_always_displayed_below_the_elapsed_time(progress: Decimal, day: date) -> None:
    result = pace(progress, day, YEAR)
    assert result.behind is is_behind(Fraction(progress), elapsed(day, *YEAR))
    assert result.done < result.gone or not result.behind
    assert ("落后" in result.words) is result.behind
