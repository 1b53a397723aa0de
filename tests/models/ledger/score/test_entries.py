"""Entries that the sheets of a year count: finding, listings so far, whose they are (1-8, A37, A53)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.score.entries import HEIRS_THEN, LED, CountedEntry, counted_entries, explained_entries
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


LAST = date(2026, 12, 31)


def explained(departments: list[int] | None = None, until: date | None = None) -> dict[str, Any]:
    """Return the entries of 2026, or those of some departments, by key."""
    with begin() as session:
        return {row.key: row for row in explained_entries(session, 2, LAST, until, departments)}


def test_an_entry_has_its_finding_with_inspection_and_signature(march: Acting) -> None:
    march.on("2026-03-10").lists("T001", "少建34公里")
    entry = explained()["2026/T001/1"]
    assert (entry.finding, entry.inspection, entry.signed_on, entry.time) == (
        "少建34公里",
        "2026-1",
        date(2026, 3, 10),
        1,
    )
    assert (entry.listed_for, entry.key_project, entry.made_good_on) == ("第001厅", False, None)


def test_listings_that_do_not_count_are_left_out_of_the_number(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE negative_entry SET state = 'made_good'")
    march.on("2026-06-10").lists("T001")
    assert {key: entry.time for key, entry in explained().items()} == {"2026/T001/1": 1, "2026/T001/2": 2}
    sql("UPDATE negative_entry SET state = 'withdrawn' WHERE occurrence = 1")
    assert explained()["2026/T001/2"].time == 1


def test_only_the_entries_of_the_departments_that_were_asked_for_are_returned(march: Acting, sql: Sql) -> None:
    for target in ("T001", "T003"):
        march.on("2026-03-10").lists(target)
    second = sql.value("SELECT id FROM department WHERE code = 'D002'")
    assert set(explained([second])) == {"2026/T003/1"}
    assert explained([]) == {}


def test_the_entries_are_the_same_with_and_without_what_explains_them(march: Acting) -> None:
    for target in ("T003", "T001"):
        march.on("2026-03-10").lists(target)
    march.on("2026-03-11").do("propose_entry", target="T002", way="在线", finding="未完成", found_on="2026-03-11")
    with begin() as session:
        counted = counted_entries(session, 2, LAST, None)
    assert [each.key for each in counted] == ["2026/T001/1", "2026/T003/1"]
    bare = CountedEntry._field_defaults
    assert [each._replace(**bare) for each in explained().values()] == counted


def test_a53_entries_are_those_of_the_end_of_a_day(march: Acting) -> None:
    march.on("2026-03-10").lists("T001")
    march.on("2026-03-20").lists("T003")
    assert list(explained(until=date(2026, 3, 19))) == ["2026/T001/1"]


MERGED = f"SELECT count(*) FROM {HEIRS_THEN} h"  # noqa: S608 - a constant
LEADS = f"SELECT {LED.format(before='1')} FROM (SELECT CAST(:since AS date) AS since, 2 AS department_id) x"  # noqa: S608


@pytest.mark.parametrize(("day", "successors"), [("2026-12-31", 1), ("2027-01-01", 0)])
def test_only_a_merger_by_the_last_day_has_a_successor(march: Acting, day: str, successors: int) -> None:
    reform = {"department": "D001", "successor": "D002", "basis": "黔机编〔2026〕12号"}
    march.on(day).do("merge_department", effective_on=day, **reform)
    with begin() as session:
        assert run(session, MERGED, last=LAST).scalar_one() == successors


@pytest.mark.parametrize(("since", "lead"), [(None, 2), ("2026-12-31", 2), ("2027-01-01", 1)])
def test_a_lead_since_after_the_year_was_not_it_then(march: Acting, since: str | None, lead: int) -> None:
    assert march.day.year == 2026
    with begin() as session:
        assert run(session, LEADS, since=since, last=LAST).scalar_one() == lead
