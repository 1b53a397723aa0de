"""Why each entry takes what it takes: the settings of its day of listing, and no share at the floor (A11, A53)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.entries import explained_entries
from models.ledger.score.entry_derivations import Entries, versions
from models.rules.score.component import Component, Deduction, deducted_line

if TYPE_CHECKING:
    from tests.conftest import Acting

KEY = "2026/T001/1"
SET: dict[str, Any] = {"key": "negative_points", "basis": "黔目标办〔2026〕5号"}


@pytest.fixture
def entries(march: Acting) -> Entries:
    """T001 was listed on 10 March, when an entry took 2 points; from 1 June it takes 3."""
    march.do("set_policy", value="-2", valid_from="2026-01-01", **SET)
    march.on("2026-03-10").lists("T001")
    march.on("2026-03-11").do("set_policy", value="-3", valid_from="2026-06-01", **SET)
    with begin() as session:
        rows = explained_entries(session, 2, date(2026, 12, 31), None, None)
        return Entries({row.key: row for row in rows}, {}, versions(session, 2))


def test_the_points_are_those_of_the_day_of_listing(entries: Entries) -> None:
    line = deducted_line(Component.FUNCTIONAL, Decimal(50), [Deduction(KEY, Decimal(-2))])
    [entry] = entries.of(line.deductions, shared=True)
    assert (entry.points_version, entry.size, entry.taken) == (1, Decimal(-2), Decimal(2))
    [used] = entries.settings_of([entry])
    assert (used.version, used.words) == (1, "每项-2分")


def test_at_the_floor_no_entry_has_a_share(entries: Entries) -> None:
    line = deducted_line(Component.FUNCTIONAL, Decimal(1), [Deduction(KEY, Decimal(-2))])
    assert line.at_floor
    [entry] = entries.of(line.deductions, shared=False)
    assert (line.points, entry.taken, entry.size) == (Decimal(0), None, Decimal(-2))


def test_the_settings_of_a_day_are_read_once(entries: Entries) -> None:
    assert entries.of_day(date(2026, 6, 1)) is entries.of_day(date(2026, 6, 1))
    assert entries.of_day(date(2026, 6, 1)).points.version == 2
    assert entries.of_day(date(2025, 12, 31)).table is None
