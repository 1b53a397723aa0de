"""What is known of each entry of a year: finding, listings so far, appeals, later changes (A53)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.score.entry_facts import FACTS
from models.statements import run

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def facts(keys: list[str] | None = None, until: date | None = None) -> dict[str, Any]:
    """Return the facts of the entries of 2026, or of some of them, by key."""
    with begin() as session:
        rows = run(session, FACTS, jurisdiction=2, year=2026, keys=keys, until=until).all()
    return {row.key: row for row in rows}


def test_an_entry_has_its_finding_with_inspection_and_signature(march: Acting) -> None:
    march.on("2026-03-10").lists("T001", "少建34公里")
    fact = facts()["2026/T001/1"]
    assert (fact.finding, fact.inspection, fact.signed_on, fact.time) == (
        "少建34公里",
        "2026-1",
        date(2026, 3, 10),
        1,
    )
    assert (fact.key_project, fact.made_good_on) == (False, None)


def test_listings_that_do_not_count_are_left_out_of_the_number(march: Acting, sql: Sql) -> None:
    march.on("2026-03-10").lists("T001")
    sql("UPDATE negative_entry SET state = 'made_good'")
    march.on("2026-06-10").lists("T001")
    assert {key: fact.time for key, fact in facts().items()} == {"2026/T001/1": 1, "2026/T001/2": 2}
    sql("UPDATE negative_entry SET state = 'withdrawn' WHERE occurrence = 1")
    assert facts()["2026/T001/2"].time == 1


def test_only_the_entries_that_were_asked_for_are_returned(march: Acting) -> None:
    for target in ("T001", "T003"):
        march.on("2026-03-10").lists(target)
    assert set(facts(["2026/T003/1"])) == {"2026/T003/1"}
    assert facts([]) == {}
