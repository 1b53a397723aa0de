"""What is known of entries in addition to their findings: appeals, and what came after the cut-off (4.3, A53)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.score.entry_facts import later_entries, rulings

if TYPE_CHECKING:
    from tests.conftest import Acting

KEY = "2026/T001/1"
LAST = date(2026, 12, 31)


def outcomes(until: date | None) -> list[tuple[str, date | None]]:
    """Return how each appeal against the entry of T001 ended, by the end of a day."""
    with begin() as session:
        return [(each.ruling, each.ended_on) for each in rulings(session, 2, 2026, until).get(KEY, ())]


def test_4_3_what_was_ruled_after_the_day_is_still_open_and_what_was_lodged_later_is_not_there(cleared: Acting) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="已达要求")
    assert outcomes(None) == outcomes(cleared.day) == [("撤销", cleared.day)]
    assert outcomes(date(2026, 9, 27)) == [("尚未办结", None)]
    assert outcomes(date(2026, 3, 1)) == []


def test_a53_without_a_cut_off_that_has_passed_nothing_came_later(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    with begin() as session:
        assert later_entries(session, 2, LAST, None) == {}
        [[later]] = later_entries(session, 2, LAST, date(2026, 3, 9)).values()
        assert later_entries(session, 2, LAST, date(2026, 3, 10)) == {}
    assert (later.entry, later.name, later.listed_on) == (KEY, "目标T001", date(2026, 3, 10))
