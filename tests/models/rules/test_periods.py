"""Periods of the management year."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.periods import Period, Span, parse_period, period_of, periods_of_year

SPANS = [Span.MONTH, Span.QUARTER, Span.HALF, Span.YEAR]
YEARS = st.integers(1, 9998)
PERIODS = st.tuples(st.sampled_from(SPANS), YEARS, st.integers(0, 11)).map(
    lambda drawn: periods_of_year(drawn[0], drawn[1])[drawn[2] * drawn[0].months // 12 % (12 // drawn[0].months)]
)
TABLE = [
    ("2026-03", Period(Span.MONTH, 2026, 3), "2026-03-01", "2026-03-31", "2026年3月"),
    ("2026-12", Period(Span.MONTH, 2026, 12), "2026-12-01", "2026-12-31", "2026年12月"),
    ("2024-02", Period(Span.MONTH, 2024, 2), "2024-02-01", "2024-02-29", "2024年2月"),
    ("2026Q1", Period(Span.QUARTER, 2026, 1), "2026-01-01", "2026-03-31", "2026年第一季度"),
    ("2026Q4", Period(Span.QUARTER, 2026, 4), "2026-10-01", "2026-12-31", "2026年第四季度"),
    ("2026H1", Period(Span.HALF, 2026, 1), "2026-01-01", "2026-06-30", "2026年上半年"),
    ("2026H2", Period(Span.HALF, 2026, 2), "2026-07-01", "2026-12-31", "2026年下半年"),
    ("2026", Period(Span.YEAR, 2026), "2026-01-01", "2026-12-31", "2026年"),
]


@pytest.mark.parametrize(("text", "period", "start", "end", "label"), TABLE)
def test_a_period_has_a_text_two_ends_and_a_label(text: str, period: Period, start: str, end: str, label: str) -> None:
    assert parse_period(f" {text}\n") == period
    assert (str(period), period.label) == (text, label)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-0",
        "2026-3",
        "2026-13",
        "2026-00",
        "2026Q0",
        "2026Q5",
        "2026H3",
        "2026q1",
        "第一季度",
        "2026-03-31",
    ],
)
def test_anything_else_is_refused_with_the_four_forms(text: str) -> None:
    with pytest.raises(
        Refused, match=f"期间“{text}”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。"
    ):
        parse_period(text)


@pytest.mark.parametrize("text", ["0000", "0000-12", "9999", "9999Q4"])
def test_a_year_without_a_year_after_it_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=f"期间“{text}”的年份超出范围。"):
        parse_period(text)


@pytest.mark.parametrize(("span", "number"), [(Span.MONTH, 12), (Span.QUARTER, 4), (Span.HALF, 2), (Span.YEAR, 1)])
def test_the_number_of_periods_in_a_year(span: Span, number: int) -> None:
    periods = periods_of_year(span, 2026)
    assert [p.number for p in periods] == list(range(1, number + 1))
    assert (periods[0].start, periods[-1].end) == (date(2026, 1, 1), date(2026, 12, 31))


def test_an_event_has_no_length_and_no_periods() -> None:
    assert Span.EVENT.months == 0
    assert periods_of_year(Span.EVENT, 2026) == []


@pytest.mark.parametrize("span", SPANS)
def test_the_periods_of_a_year_follow_one_another_without_gap_or_overlap(span: Span) -> None:
    year = periods_of_year(span, 2026)
    assert year[0].start == date(2026, 1, 1)
    for earlier, later in pairwise([*year, *periods_of_year(span, 2027)]):
        assert earlier.next == later
        assert earlier.end + timedelta(days=1) == later.start


@given(PERIODS)
def test_every_period_is_read_back_from_its_text(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(st.sampled_from(SPANS), st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_every_day_lies_in_its_period(span: Span, day: date) -> None:
    period = period_of(span, day)
    assert period.start <= day <= period.end
    assert period in periods_of_year(span, day.year)


# Edges


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        ("2026-01-01", "2026-01 2026Q1 2026H1 2026"),
        ("2026-03-31", "2026-03 2026Q1 2026H1 2026"),
        ("2026-04-01", "2026-04 2026Q2 2026H1 2026"),
        ("2026-06-30", "2026-06 2026Q2 2026H1 2026"),
        ("2026-07-01", "2026-07 2026Q3 2026H2 2026"),
        ("2026-09-30", "2026-09 2026Q3 2026H2 2026"),
        ("2026-10-01", "2026-10 2026Q4 2026H2 2026"),
        ("2026-12-31", "2026-12 2026Q4 2026H2 2026"),
        ("2028-02-29", "2028-02 2028Q1 2028H1 2028"),
    ],
)
def test_the_four_periods_of_a_day(day: str, texts: str) -> None:
    assert " ".join(str(period_of(span, date.fromisoformat(day))) for span in SPANS) == texts


@pytest.mark.parametrize(
    ("text", "following"),
    [
        ("2026-01", "2026-02"),
        ("2026-11", "2026-12"),
        ("2026-12", "2027-01"),
        ("2026Q3", "2026Q4"),
        ("2026Q4", "2027Q1"),
        ("2026H1", "2026H2"),
        ("2026H2", "2027H1"),
        ("2026", "2027"),
        ("0999", "1000"),
    ],
)
def test_the_period_after_a_period(text: str, following: str) -> None:
    assert str(parse_period(text).next) == following


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("0001", "0001-01-01", "0001-12-31"),
        ("0001-01", "0001-01-01", "0001-01-31"),
        ("9998", "9998-01-01", "9998-12-31"),
        ("9998Q4", "9998-10-01", "9998-12-31"),
        ("2100-02", "2100-02-01", "2100-02-28"),  # no leap year
        ("2000-02", "2000-02-01", "2000-02-29"),
    ],
)
def test_the_first_and_the_last_years_have_whole_periods(text: str, start: str, end: str) -> None:
    period = parse_period(text)
    assert (str(period.start), str(period.end), str(period)) == (start, end, text)


@pytest.mark.parametrize(
    ("span", "labels"),
    [
        (Span.MONTH, [f"2026年{month}月" for month in range(1, 13)]),
        (Span.QUARTER, ["2026年第一季度", "2026年第二季度", "2026年第三季度", "2026年第四季度"]),
        (Span.HALF, ["2026年上半年", "2026年下半年"]),
        (Span.YEAR, ["2026年"]),
    ],
)
def test_the_labels_of_a_year(span: Span, labels: list[str]) -> None:
    assert [period.label for period in periods_of_year(span, 2026)] == labels


@pytest.mark.parametrize(
    "text",
    [
        "2026-1",
        "2026-003",
        "2026 Q1",
        "2026/03",
        "2026H0",
        "2026Q",
        "2026H",
        "-2026",
        "02026",
        "2026-03\n1",
        "2026年13月",
        "26年3月",
        "2026年第五季度",
        "2026年中半年",
        "Q1",
    ],
)
def test_a_period_is_not_guessed_from_another_form(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_period(text)
    assert refusal.value.message == (
        f"期间“{text}”无法识别，应为2026-03（月）、2026Q1（季）、2026H1（半年）或2026（年）。"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026年3月", "2026-03"),
        ("2026年03月份", "2026-03"),
        ("２０２６－０３", "2026-03"),
        ("２０２６年１１月", "2026-11"),
        ("2026年第一季度", "2026Q1"),
        ("2026年四季度", "2026Q4"),
        ("2026年2季度", "2026Q2"),
        ("２０２６Ｑ２", "2026Q2"),
        ("2026年上半年", "2026H1"),
        ("2026年下半年", "2026H2"),
        ("2026年", "2026"),
        ("2026年度", "2026"),
    ],
)
def test_a_period_is_read_in_chinese_and_in_wide_characters(typed: str, meant: str) -> None:
    assert str(parse_period(typed)) == meant


@given(PERIODS)
def test_the_words_for_a_period_are_read_as_that_period(period: Period) -> None:
    if len(str(period.year)) == len("2026"):  # years have four digits
        assert parse_period(period.label) == period


@given(PERIODS)
def test_a_period_is_as_long_as_its_span_and_touches_the_next_one(period: Period) -> None:
    months = [
        Period(Span.MONTH, period.year, m)
        for m in range(1, 13)
        if period.start <= date(period.year, m, 1) <= period.end
    ]
    assert len(months) == period.span.months
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert period.next.start == period.end + timedelta(days=1)


@given(PERIODS)
def test_the_first_and_the_last_day_lie_in_the_period_and_their_neighbours_do_not(period: Period) -> None:
    assert period_of(period.span, period.start) == period_of(period.span, period.end) == period
    if period.year < 9998:
        assert period_of(period.span, period.end + timedelta(days=1)) == period.next


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [("2026-09", "2026Q3", True), ("2026Q3", "2026", True), ("2026Q3", "2026-10", False), ("2026H1", "2025", False)],
)
def test_periods_with_a_day_in_common_overlap(one: str, other: str, *, overlap: bool) -> None:
    assert parse_period(one).overlaps(parse_period(other)) is overlap
    assert parse_period(other).overlaps(parse_period(one)) is overlap
