"""The version of a setting that was in force on a day, with its basis; 未设定 without one (A53)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.score.entry_derivations import versions
from models.rules.appraisal_settings import LEADER_LEAST
from models.rules.policy import NEGATIVE_POINTS

if TYPE_CHECKING:
    from tests.conftest import Acting

SET = {"key": "negative_points", "basis": "黔目标办〔2026〕5号"}


@pytest.fixture
def twice(march: Acting) -> Acting:
    """An entry takes 2 points, from 1 June on 3."""
    march.do("set_policy", value="-2", valid_from="2026-01-01", **SET)
    march.do("set_policy", value="-3", valid_from="2026-06-01", **SET)
    return march


@pytest.mark.parametrize(
    ("day", "version", "words"),
    [(date(2026, 1, 1), 1, "每项-2分"), (date(2026, 5, 31), 1, "每项-2分"), (date(2026, 6, 1), 2, "每项-3分")],
)
def test_the_version_of_the_day_is_used(twice: Acting, day: date, version: int, words: str) -> None:
    assert twice.day == date(2026, 3, 5)
    with begin() as session:
        used = versions(session, 2).used_on(NEGATIVE_POINTS, day)
    assert (used.version, used.words, used.basis) == (version, words, "黔目标办〔2026〕5号")
    assert used.recorded_on == date(2026, 3, 5)


def test_before_the_first_version_a_setting_is_unset(twice: Acting) -> None:
    assert twice.day == date(2026, 3, 5)
    with begin() as session:
        used = versions(session, 2).used_on(NEGATIVE_POINTS, date(2025, 12, 31))
        other = versions(session, 2).used_on(LEADER_LEAST, date(2026, 12, 31))
    assert (used.words, used.version, used.value) == ("未设定", None, None)
    assert other.words == "未设定"


def test_a_setting_of_a_day_is_looked_up_once(twice: Acting) -> None:
    assert twice.day == date(2026, 3, 5)
    with begin() as session:
        found = versions(session, 2)
    assert found.used_on(NEGATIVE_POINTS, date(2026, 6, 1)) is found.used_on(NEGATIVE_POINTS, date(2026, 6, 1))
    assert found.used_on(NEGATIVE_POINTS, date(2026, 5, 31)).version == 1
    assert found.used_on(LEADER_LEAST, date(2026, 6, 1)).key == LEADER_LEAST.key
