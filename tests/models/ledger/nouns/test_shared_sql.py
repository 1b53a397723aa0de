"""What was last reported is about the latest month, and of one month the newest, whatever came in when."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.ledger.nouns.shared_sql import LAST_MONTH, LATEST_REPORT
from models.rules.periods import parse_period
from tests.conftest import Sql

MONTH = f"SELECT {LAST_MONTH} FROM (SELECT CAST(:period AS text) AS period) o"  # noqa: S608 - a constant
ORDERED = f"""
SELECT r.id FROM (SELECT CAST(x ->> 0 AS int) AS id, CAST(x ->> 1 AS date) AS received_on, x ->> 2 AS period
    FROM jsonb_array_elements(CAST(:reports AS jsonb)) x) r
    CROSS JOIN LATERAL (SELECT r.period) o
ORDER BY {LATEST_REPORT}
"""  # noqa: S608 - constants only
periods = st.one_of(
    st.builds("{}-{:02d}".format, st.integers(2026, 2028), st.integers(1, 12)),
    st.builds("{}Q{}".format, st.integers(2026, 2028), st.integers(1, 4)),
    st.integers(2026, 2028).map(str),
)


def order(sql: Sql, *reports: tuple[int, str, str]) -> list[int]:
    """Return the ids of reports, each with its day of receipt and its period, the last first."""
    written = ",".join(f'[{number},"{day}","{period}"]' for number, day, period in reports)
    return sql.column(ORDERED, reports=f"[{written}]")


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("2026-03", "2026-03"),
        ("2026-12", "2026-12"),
        ("2026Q1", "2026-03"),
        ("2026Q2", "2026-06"),
        ("2026Q3", "2026-09"),
        ("2026Q4", "2026-12"),
        ("2026", "2026-12"),
    ],
)
def test_a_period_ends_with_its_last_month(march: object, sql: Sql, period: str, month: str) -> None:
    assert march
    assert sql.value(MONTH, period=period) == month


@pytest.mark.usefixtures("march")
@settings(
    max_examples=settings().max_examples * 3 // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(period=periods)
def test_the_last_month_of_a_period_is_that_of_its_end(sql: Sql, period: str) -> None:
    assert sql.value(MONTH, period=period) == f"{parse_period(period).end:%Y-%m}"


@pytest.mark.parametrize(
    "reports",
    [
        ((1, "2026-05-08", "2026-04"), (2, "2026-04-10", "2026-03")),
        ((1, "2026-05-08", "2026-04"), (2, "2026-06-20", "2026-03")),
        ((1, "2026-07-05", "2026Q2"), (2, "2026-07-20", "2026Q1")),
        ((1, "2026-07-05", "2026-06"), (2, "2026-07-01", "2026Q2")),
        ((2, "2026-07-05", "2026-06"), (1, "2026-07-05", "2026Q2")),
        ((1, "2026-12-20", "2026"), (2, "2027-01-10", "2026-11")),
        ((1, "2027-02-05", "2027-01"), (2, "2027-03-01", "2026")),
    ],
)
@pytest.mark.usefixtures("march")
def test_a_late_report_about_an_earlier_month_is_not_the_last(sql: Sql, reports: tuple[tuple[int, str, str]]) -> None:
    wanted = [number for number, *_ in reports]
    assert [order(sql, *each) for each in permutations(reports)] == [wanted, wanted]
