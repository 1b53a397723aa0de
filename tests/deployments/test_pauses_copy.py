"""The pauses file: the saved pauses are loaded again; an invalid file means no pause."""

from datetime import date
from pathlib import Path

import pytest

from deployments.pauses_copy import COPY, load_pauses, save_pauses
from models.rules.pause import Halt

HALTS = [
    Halt("monthly_check", date(2026, 4, 20), date(2026, 6, 10), "机构改革"),
    Halt("quarterly_meeting", date(2026, 7, 1), None, "汛期"),
]


def test_a_copy_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_pauses(tmp_path, HALTS)
    assert load_pauses(tmp_path) == HALTS


def test_a_missing_home_is_created(tmp_path: Path) -> None:
    save_pauses(tmp_path / "new" / "home", [])
    assert [each.name for each in (tmp_path / "new" / "home").iterdir()] == [COPY]


def test_a_second_copy_takes_the_place_of_the_first(tmp_path: Path) -> None:
    save_pauses(tmp_path, HALTS)
    save_pauses(tmp_path, HALTS[:1])
    assert load_pauses(tmp_path) == HALTS[:1]


@pytest.mark.parametrize("content", ["", "{", "[1]", '[["monthly_check"]]', '[["a", "x", null, ""]]', "3"])
def test_without_a_valid_copy_there_is_no_pause(tmp_path: Path, content: str) -> None:
    (tmp_path / COPY).write_text(content, encoding="utf-8")
    assert load_pauses(tmp_path) == []
    assert load_pauses(tmp_path / "nowhere") == []
