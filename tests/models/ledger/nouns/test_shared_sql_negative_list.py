"""Entries as they stood at the end of a day, by the days of their moves (1-8, A53)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.nouns.shared_sql import ENTRIES_THEN
from models.statements import run
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

THEN = f"SELECT e.occurrence, e.state FROM {ENTRIES_THEN} e ORDER BY e.occurrence"  # noqa: S608 - a constant


@pytest.fixture
@story
def remedied(march: Acting) -> Acting:
    """T001 is proposed on 6 March, listed on the 10th, made good on the 20th and listed again on the 25th."""
    march.on("2026-03-06").do("propose_entry", target="T001", way="在线", finding="未完成", found_on="2026-03-06")
    march.on("2026-03-10").lists("T001")
    march.on("2026-03-10").do("set_limit", target="T001", limit="2026-04-20")
    done = march.on("2026-03-20")
    done.do("declare_completion", target="T001", completed_on=done.day, measures="已补建")
    done.do("file_feedback", target="T001", feedback="已完成")
    done.rechecks("T001")
    march.on("2026-03-25").lists("T001")
    return march


def then(until: str | None) -> list[tuple[int, str]]:
    with begin() as session:
        return [(row.occurrence, row.state) for row in run(session, THEN, until=until)]


@pytest.mark.parametrize(
    ("day", "entries"),
    [
        ("2026-03-05", []),
        ("2026-03-06", [(1, "listed")]),  # proposed then, and confirmed later (A53)
        ("2026-03-09", [(1, "listed")]),
        ("2026-03-10", [(1, "remedying")]),
        ("2026-03-24", [(1, "made_good")]),
        ("2026-03-25", [(1, "made_good"), (2, "listed")]),
    ],
)
def test_each_day_has_the_entries_and_states_of_its_end(
    remedied: Acting, day: str, entries: list[tuple[int, str]]
) -> None:
    assert remedied.day.isoformat() == "2026-03-05"
    assert then(day) == entries


def test_without_a_day_they_are_as_the_table_has_them(remedied: Acting, sql: Sql) -> None:
    assert remedied.day.isoformat() == "2026-03-05"
    assert then(None) == sql.rows("SELECT occurrence, state FROM negative_entry ORDER BY occurrence")
