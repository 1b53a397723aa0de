"""The file of what keeps cycles closed: it is read as it was written; an invalid one keeps nothing closed."""

from datetime import date
from pathlib import Path

import pytest

from deployments.pauses_copy import COPY, KeptClosed, load_pauses, save_pauses
from models.rules.pause import Halt
from models.rules.periods import parse_period

HALTS = [
    Halt("monthly_check", date(2026, 4, 20), date(2026, 6, 10), "机构改革"),
    Halt("quarterly_meeting", date(2026, 7, 1), None, "汛期"),
]
KEPT = KeptClosed(HALTS, date(2026, 11, 27), {("year_end_check", "2026")})


def test_a_copy_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_pauses(tmp_path, KEPT)
    assert load_pauses(tmp_path) == KEPT


def test_a_missing_home_is_created(tmp_path: Path) -> None:
    save_pauses(tmp_path / "new" / "home", KeptClosed())
    assert [each.name for each in (tmp_path / "new" / "home").iterdir()] == [COPY]


def test_a_second_copy_takes_the_place_of_the_first(tmp_path: Path) -> None:
    save_pauses(tmp_path, KEPT)
    save_pauses(tmp_path, KeptClosed(HALTS[:1]))
    assert load_pauses(tmp_path).halts == HALTS[:1]


@pytest.mark.parametrize(
    ("cycle", "period", "left_out"),
    [
        ("year_end_check", "2026", False),
        ("year_end_reverification", "2026", True),
        ("monthly_check", "2026-11", True),
        ("monthly_check", "2026-12", False),
    ],
)
def test_a_period_that_began_before_go_live_is_left_out_without_an_order(
    cycle: str, period: str, *, left_out: bool
) -> None:
    assert KEPT.is_left_out(cycle, parse_period(period)) == left_out


@pytest.mark.parametrize("content", ["", "{", "[1]", "{}", '{"halts": [["a", "x", null, ""]]}', "3"])
def test_without_a_valid_copy_nothing_is_kept_closed(tmp_path: Path, content: str) -> None:
    (tmp_path / COPY).write_text(content, encoding="utf-8")
    assert load_pauses(tmp_path) == KeptClosed()
    assert load_pauses(tmp_path / "nowhere") == KeptClosed()
