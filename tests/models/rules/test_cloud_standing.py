"""How a key project stands in a month, for how long, and its work against its time (7.5, A22)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.cloud import UploadWarning, elapsed, is_behind
from models.rules.cloud_standing import Standing, Told, pace, standings, unbroken
from models.rules.periods import parse_period

YEAR = date(2026, 1, 1), date(2026, 12, 31)
BEHIND, REUSED, MISSING = UploadWarning.BEHIND, UploadWarning.REUSED, UploadWarning.MISSING


def told(month: str, *warnings: UploadWarning, progress: str | None = "10") -> Told:
    amount = None if progress is None else Decimal(progress)
    return Told(parse_period(month), amount, date.fromisoformat(f"{month}-20"), frozenset(warnings))


@pytest.mark.parametrize("excused", [False, True])
@pytest.mark.parametrize("overdue", [False, True])
@pytest.mark.parametrize(
    ("upload", "expected"),
    [
        (told("2026-03"), (Standing.UPLOADED,)),
        (told("2026-03", BEHIND), (Standing.UPLOADED, Standing.BEHIND)),
        (told("2026-03", REUSED), (Standing.UPLOADED, Standing.REUSED)),
        (told("2026-03", REUSED, BEHIND), (Standing.UPLOADED, Standing.BEHIND, Standing.REUSED)),
    ],
)
def test_what_was_uploaded_stands_by_its_warnings_whenever_it_came(
    upload: Told, expected: tuple[Standing, ...], *, excused: bool, overdue: bool
) -> None:
    assert standings(upload, excused=excused, overdue=overdue) == expected


@pytest.mark.parametrize("upload", [None, told("2026-03", MISSING, progress=None)])
@pytest.mark.parametrize(
    ("excused", "overdue", "expected"),
    [
        (False, False, Standing.WAITING),
        (False, True, Standing.MISSING),
        (True, False, Standing.EXCUSED),
        (True, True, Standing.EXCUSED),
    ],
)
def test_what_did_not_come_is_awaited_missing_or_owed_no_more(
    upload: Told | None, expected: Standing, *, excused: bool, overdue: bool
) -> None:
    assert standings(upload, excused=excused, overdue=overdue) == (expected,)


def test_a_warning_holds_from_the_first_of_its_months_in_a_row() -> None:
    months = [told("2026-01", BEHIND), told("2026-02"), told("2026-03", BEHIND), told("2026-04", BEHIND, REUSED)]
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
def test_what_is_behind_is_always_shown_as_less(progress: Decimal, day: date) -> None:
    found = pace(progress, day, YEAR)
    assert found.behind is is_behind(Fraction(progress), elapsed(day, *YEAR))
    assert found.done < found.gone or not found.behind
    assert ("落后" in found.words) is found.behind
