"""Progress from quantities, stated percentages, and the pace against time; published figures of Meishan and others."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.kinds import LineStatus
from models.rules.target.amount import Amount, Direction
from models.rules.target.progress import (
    FULL,
    Fit,
    PaceColour,
    Progress,
    differs,
    is_done,
    is_unfounded,
    measure,
    pace_colour,
    paces_in_words,
    read_yellow,
    whole_progress,
    whole_status,
    worst,
    yellow_in_words,
)
from tests.models.rules.target.published import Row, published

D = Decimal
LESS, MORE, EQUAL = Direction.NOT_LESS, Direction.NOT_MORE, Direction.EQUAL
GREEN, YELLOW, RED, GREY = PaceColour.GREEN, PaceColour.YELLOW, PaceColour.RED, PaceColour.GREY


def progress(direction: Direction, asked: str, reported: str | None, stated: str | None = None) -> Progress:
    done, said = (None if each is None else D(each) for each in (reported, stated))
    return measure(Amount(D(asked), "公里", direction), done, said)


MEASURED = [
    (LESS, "1000", "500", None, Progress(Fraction(50))),
    (LESS, "1000", "1330", None, Progress(Fraction(133))),  # taken and shown
    (LESS, "1000", "0", None, Progress(Fraction(0))),
    (LESS, "0", "0", None, Progress(fit=Fit.MET)),
    (LESS, "1000", None, None, Progress()),
    (LESS, "1000", None, "40", Progress(Fraction(40))),  # only stated
    (LESS, "3", "1", "33.3", Progress(Fraction(100, 3))),
    (LESS, "3", "1", "33", Progress(Fraction(100, 3))),
    (LESS, "3", "1", "34", Progress(Fraction(100, 3), differs=True)),
    (LESS, "3", "1", "33.30", Progress(Fraction(100, 3), differs=True)),  # at its own digits
    (MORE, "4.3", "3.57", None, Progress(fit=Fit.MET)),
    (MORE, "4.3", "4.3", "100", Progress(fit=Fit.MET)),
    (MORE, "4.3", "4.31", "100", Progress(fit=Fit.EXCEEDED)),
    (MORE, "0", "1", None, Progress(fit=Fit.EXCEEDED)),
    (EQUAL, "8", "8", None, Progress(Fraction(100), Fit.MET)),
    (EQUAL, "8", "9", None, Progress(Fraction(900, 8), Fit.EXCEEDED)),
    (EQUAL, "8", "4", "50", Progress(Fraction(50), Fit.SHORT)),
    (EQUAL, "0", "0", None, Progress(fit=Fit.MET)),
]


@pytest.mark.parametrize(("direction", "asked", "reported", "stated", "found"), MEASURED)
def test_progress_follows_from_the_quantity_in_its_direction(
    direction: Direction, asked: str, reported: str | None, stated: str | None, found: Progress
) -> None:
    assert progress(direction, asked, reported, stated) == found


def test_a_qualitative_leaf_has_the_stated_percentage() -> None:
    assert measure(None, None, D(60)) == Progress(Fraction(60))
    assert measure(None, D(3), None) == Progress()


def test_a_percentage_that_the_quantity_does_not_give_is_marked() -> None:
    assert progress(LESS, "3", "1", "34").mark == "与数量不符"
    assert progress(LESS, "3", "1", "33").mark == ""


@pytest.mark.parametrize(
    ("percent", "reported", "unfounded"), [("100", None, False), ("104", None, True), ("104", "1040", False)]
)
def test_more_than_all_is_stated_with_its_quantity(percent: str, reported: str | None, *, unfounded: bool) -> None:
    assert is_unfounded(D(percent), None if reported is None else D(reported)) is unfounded


@pytest.mark.parametrize(("reported", "counted"), [("500", 50), ("1330", 100), (None, None)])
def test_more_than_the_quantity_counts_as_all(reported: str | None, counted: int | None) -> None:
    assert progress(LESS, "1000", reported).counted == counted


@given(st.decimals(1, 10**6, places=2), st.decimals(0, 10**6, places=2), st.integers(0, 3))
def test_a_percentage_rounded_from_the_quantity_never_differs(asked: Decimal, done: Decimal, places: int) -> None:
    percent = 100 * Fraction(done) / Fraction(asked)
    unit = 10**places
    stated = D(round(percent * unit)).scaleb(-places)
    assert not measure(Amount(asked, "人"), done, stated).differs
    assert differs(stated + D(1).scaleb(-places), percent) or abs(Fraction(stated) - percent) * unit == Fraction(1, 2)


# Published figures


def stated(row: Row) -> Progress:
    """Returns the progress of a published row, with the percentage that is printed in it."""
    return progress(LESS, row["target"], row["actual"], row["published_completion_pct"])


def printed(file: str) -> list[Row]:
    """Returns the rows that print both quantities and a percentage."""
    return [row for row in published(file) if row["actual"] and row["published_completion_pct"]]


def test_every_percentage_of_meishan_recomputes() -> None:
    rows = printed("meishan_2019")
    assert (len(published("meishan_2019")), len(rows)) == (37, 30)
    assert [row for row in rows if stated(row).differs] == []


def test_the_rows_of_meishan_without_a_percentage_stay_below_their_ceiling() -> None:
    rows = [row for row in published("meishan_2019") if row["direction"] == "max"]
    assert len(rows) == 7
    assert {progress(MORE, row["target"], row["actual"]).fit for row in rows} == {Fit.MET}


def test_two_percentages_of_yueyanglou_do_not_recompute() -> None:
    wrong = [row for row in printed("yueyanglou_2017_08") if stated(row).differs]
    exact = [(row["published_completion_pct"], stated(row).percent) for row in wrong]
    assert [(text, f"{float(percent or 0):.2f}") for text, percent in exact] == [("119", "119.97"), ("100", "110.24")]


# Pace


PACED = [
    (Progress(Fraction(50)), Fraction(1, 2), GREEN),
    (Progress(Fraction(133)), Fraction(1), GREEN),
    (Progress(Fraction(499, 10)), Fraction(1, 2), YELLOW),
    (Progress(Fraction(40)), Fraction(1, 2), YELLOW),
    (Progress(Fraction(399, 10)), Fraction(1, 2), RED),
    (Progress(Fraction(0)), Fraction(1, 365), RED),
    (Progress(Fraction(0)), Fraction(0), GREEN),  # before the first day
    (Progress(), Fraction(1, 2), GREY),
    (Progress(fit=Fit.MET), Fraction(1, 2), GREEN),
    (Progress(fit=Fit.EXCEEDED), Fraction(1, 2), RED),
    (Progress(Fraction(900, 8), Fit.EXCEEDED), Fraction(1, 2), RED),
    (Progress(Fraction(50), Fit.SHORT), Fraction(1, 2), GREEN),
    (Progress(Fraction(50), Fit.SHORT), Fraction(1), RED),
]


@pytest.mark.parametrize(("done", "share", "colour"), PACED)
def test_the_colour_is_progress_against_elapsed_time(done: Progress, share: Fraction, colour: PaceColour) -> None:
    assert pace_colour(done, share) is colour


def test_the_agency_may_set_from_where_a_target_is_yellow() -> None:
    assert pace_colour(Progress(Fraction(40)), Fraction(1, 2), Fraction(9, 10)) is RED


@pytest.mark.parametrize(
    ("written", "stored", "words"),
    [("80%", "0.8", "80%"), ("０.９", "0.9", "90%"), ("62.5%", "0.625", "62.5%"), (0.75, "0.75", "75%")],
)
def test_the_share_is_set_as_people_write_it(written: object, stored: str, words: str) -> None:
    assert read_yellow(written) == stored
    assert yellow_in_words(stored) == words


@pytest.mark.parametrize("written", ["0", "0%", "100%", "1", "八成", "-5%", True, ""])
def test_another_share_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="应为大于0、小于100%的比例，如80%"):
        read_yellow(written)


SHARES = st.fractions(0, 1)


@given(st.fractions(0, 200), st.fractions(0, 200), SHARES)
def test_more_progress_is_never_a_worse_colour(one: Fraction, two: Fraction, share: Fraction) -> None:
    order = [RED, YELLOW, GREEN]
    low, high = (order.index(pace_colour(Progress(each), share)) for each in sorted((one, two)))
    assert low <= high


@pytest.mark.parametrize(
    ("colours", "colour"),
    [
        ([GREEN, GREEN], GREEN),
        ([GREEN, GREY], GREY),
        ([GREY, YELLOW], YELLOW),
        ([GREEN, RED, GREY], RED),
        ([], GREY),
    ],
)
def test_a_target_has_the_worst_colour_of_its_leaves(colours: list[PaceColour], colour: PaceColour) -> None:
    assert worst(colours) is colour


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], ""),
        ([("T1", "绿"), ("T2", "绿")], "进度状态：绿2项。"),
        ([("T1", "灰"), ("T2", "绿")], "进度状态：灰1项、绿1项。"),
        ([("T1", "绿"), ("T2", "黄"), ("T3", "红")], "进度状态：红1项（T3）、黄1项（T2）、绿1项。"),
        ([(f"T{n}", "红") for n in range(1, 4)], "进度状态：红3项（T1、T2、T3）。"),
        ([(f"T{n}", "红") for n in range(1, 6)], "进度状态：红5项（T1、T2、T3等）。"),
        ([("T1//1-1", "黄")], "进度状态：黄1项（T1//1-1）。"),
    ],
)
def test_paces_are_counted_and_those_behind_are_named(lines: list[tuple[str, str]], words: str) -> None:
    assert paces_in_words(lines) == words


@given(st.lists(st.sampled_from([each.label for each in PaceColour]), max_size=30))
def test_every_line_is_counted_once(found: list[str]) -> None:
    words = paces_in_words([(f"T{n}", pace) for n, pace in enumerate(found)])
    assert sum(int(number) for number in re.findall(r"(\d+)项", words)) == len(found)


DONE, GOING, IDLE, BLOCKED = (LineStatus(name) for name in ("done", "in_progress", "not_started", "blocked"))
SHARES_OF_LEAF_LINES = st.decimals(0, 300, places=2)
LINES = st.lists(st.tuples(SHARES_OF_LEAF_LINES, st.sampled_from([None, *LineStatus])), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("shares", "whole"),
    [
        (["40"], "40.00"),
        (["100", "0"], "50.00"),
        (["133", "50"], "75.00"),
        (["100", "100", "99.99"], "99.99"),
        (["1", "1", "0"], "0.66"),
    ],
)
def test_the_progress_of_a_target_is_the_mean_of_its_leaves_rounded_down(shares: list[str], whole: str) -> None:
    assert whole_progress([(Decimal(share), None) for share in shares]) == Decimal(whole)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([(40, None), (60, None)], None),
        ([(100, DONE), (90, DONE)], DONE),
        ([(100, DONE), (133, None)], DONE),
        ([(100, DONE), (40, GOING)], GOING),
        ([(100, DONE), (40, None)], GOING),
        ([(0, IDLE), (0, IDLE)], IDLE),
        ([(0, IDLE), (100, DONE)], GOING),
        ([(100, DONE), (40, BLOCKED)], BLOCKED),
    ],
)
def test_the_status_of_a_target_follows_from_those_of_its_leaves(
    lines: list[tuple[int, LineStatus | None]], status: LineStatus | None
) -> None:
    assert whole_status([(Decimal(progress), stated) for progress, stated in lines]) is status


def test_what_says_that_it_was_not_started_is_not_declared_complete() -> None:
    assert [is_done(Decimal(100), status) for status in (None, GOING, IDLE, BLOCKED)] == [True, True, False, True]
    assert whole_status([(Decimal(100), DONE), (Decimal(100), IDLE)]) is IDLE


@given(LINES)
def test_a_target_is_complete_only_if_each_of_its_leaves_is(lines: list[tuple[Decimal, LineStatus | None]]) -> None:
    whole = whole_progress(lines), whole_status(lines)
    assert 0 <= whole[0] <= FULL
    assert is_done(*whole) == all(is_done(*line) for line in lines)
