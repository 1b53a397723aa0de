"""The calendar file: the saved calendar is loaded again; an invalid file falls back to the shipped calendar."""

from datetime import date
from pathlib import Path

import pytest

from deployments.calendar_copy import COPY, load_calendar, save_calendar
from models.intake.shipped import expected_breaks, shipped_calendar
from models.rules.kinds import DayKind
from models.rules.workdays import MarkedDay, WorkCalendar


def local() -> WorkCalendar:
    shipped = shipped_calendar()
    third = MarkedDay(date(2026, 4, 21), DayKind.HOLIDAY, "三月三", "黔府办〔2026〕1号")
    return WorkCalendar([*shipped.announced_days(), third], expected_breaks(), shipped.announced_until)


def test_a_copy_answers_as_the_calendar_did(tmp_path: Path) -> None:
    save_calendar(tmp_path, local())
    copy = load_calendar(tmp_path)
    assert (copy.version, copy.announced_until) == (local().version, local().announced_until)
    assert copy.nth_after(date(2026, 3, 31), 15) == date(2026, 4, 23)
    assert copy.why_off(date(2026, 4, 21)) == "三月三放假（黔府办〔2026〕1号）"


def test_a_missing_home_is_created(tmp_path: Path) -> None:
    save_calendar(tmp_path / "new" / "home", local())
    assert [each.name for each in (tmp_path / "new" / "home").iterdir()] == [COPY]


def test_a_second_copy_takes_the_place_of_the_first(tmp_path: Path) -> None:
    save_calendar(tmp_path, local())
    save_calendar(tmp_path, shipped_calendar())
    assert load_calendar(tmp_path).version == shipped_calendar().version


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"days": 1, "announced_until": "2026-12-31"}', "\udcff"])
def test_without_a_valid_copy_the_shipped_calendar_is_used(tmp_path: Path, content: str) -> None:
    (tmp_path / COPY).write_text(content, encoding="utf-8", errors="surrogateescape")
    assert load_calendar(tmp_path).version == shipped_calendar().version
    assert load_calendar(tmp_path / "nowhere").version == shipped_calendar().version
