"""核查方案: which periods owe one, and which periods a plan names (6.2.1, A69)."""

from __future__ import annotations

from datetime import date

import pytest

from models.rules.inspection import InspectionKind
from models.rules.owed_plan import YEAR_END_PLAN_DAY, owed_periods, periods_named, year_end_rule

LIVE = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        (date(2026, 3, 31), []),
        (date(2026, 4, 1), [("2026Q2", date(2026, 3, 31))]),
        (date(2026, 7, 1), [("2026Q3", date(2026, 6, 30)), ("2026H1", date(2026, 6, 30))]),
        (date(2026, 11, 30), [("2026Q4", date(2026, 9, 30))]),
        (date(2026, 12, 1), [("2026Q4", date(2026, 9, 30)), ("2026", date(2026, 12, 1))]),
    ],
)
def test_the_first_full_quarter_after_the_go_live_date_is_the_first(day: date, periods: list[tuple[str, date]]) -> None:
    assert owed_periods(day, LIVE) == periods


def test_an_installation_of_november_owes_no_plan_for_its_first_year_end() -> None:
    assert owed_periods(date(2026, 12, 1), date(2026, 11, 2)) == []


@pytest.mark.parametrize(
    ("kind", "period", "also", "named"),
    [
        (InspectionKind.QUARTERLY, "2026Q3", (), {"2026Q3"}),
        (InspectionKind.QUARTERLY, "2026Q2", ("2026H1",), {"2026Q2", "2026H1"}),
        (InspectionKind.MID_TERM, "", ("2026Q2",), {"2026H1", "2026Q2"}),
        (InspectionKind.ANNUAL, "", (), {"2026"}),
        (InspectionKind.QUARTERLY, "", (), set()),
        (InspectionKind.SPECIAL, "2026Q3", (), set()),
        (InspectionKind.URGENT, "2026Q3", (), set()),
    ],
)
def test_a_plan_names_its_periods(kind: InspectionKind, period: str, also: tuple[str, ...], named: set[str]) -> None:
    assert periods_named(kind, period, also, date(2026, 7, 6)) == named


def test_the_day_of_the_year_end_plan_is_a_day_of_december() -> None:
    assert YEAR_END_PLAN_DAY.words(YEAR_END_PLAN_DAY.read("12月15日")) == "12月15日"
    assert year_end_rule(15).words.startswith("年度核查，12月15日前下达核查方案")
    for wrong in ("12月0日", "12月32日", "11月20日", "20", ""):
        with pytest.raises(ValueError, match="不是12月的日期"):
            YEAR_END_PLAN_DAY.read(wrong)
