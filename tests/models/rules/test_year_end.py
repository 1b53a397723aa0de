"""年终复核: the year-end inspection lies in December and January (3.3)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.year_end import check_season

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def test_a_year_end_inspection_from_the_first_to_the_last_day_of_its_season_is_in_order() -> None:
    check_season(2026, date(2026, 12, 1), date(2027, 1, 31))


def test_the_refusal_names_season_and_plan() -> None:
    with pytest.raises(Refused) as refused:
        check_season(2026, date(2026, 9, 1), date(2026, 9, 30))
    assert str(refused.value) == (
        "2026年的年度核查在当年12月至次年1月进行（3.3），即2026-12-01至2027-01-31；方案写的是2026-09-01至2026-09-30，"
        "请改开始日期（begins_on）、核查时限（ends_on）或所属年度（period）。"
    )


@given(DAYS, DAYS)
def test_every_day_of_it_is_in_december_or_in_the_january_after_it(begins: date, ends: date) -> None:
    of_season = {(2026, 12), (2027, 1)}
    months = {(day.year, day.month) for day in (begins, ends)}
    try:
        check_season(2026, begins, ends)
    except Refused:
        assert not months <= of_season or begins > ends
    else:
        assert months <= of_season
        assert begins <= ends
