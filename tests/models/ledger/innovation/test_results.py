"""等次: the result of a unit is the best prize of its projects (1-2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.models.ledger.innovation.conftest import results_of, votes_of

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

RESULTS = "SELECT prize, project, paper_number, paper_date::text, recorded_on::text FROM innovation ORDER BY id"


def test_2_16_the_best_prize_of_several_projects_is_that_of_the_unit(
    applied: Acting, expert: dict[str, Any], onsite: dict[str, Any], sql: Sql
) -> None:
    all_in = {f"2026-{n}": "入围 入围 入围" for n in (1, 2, 3)}
    results = results_of(dict.fromkeys(all_in, "入围"))
    applied.do("record_expert_round", **expert | {"votes": votes_of(all_in), "results": results})
    votes = {"2026-1": "三等奖 三等奖 三等奖", "2026-2": "一等奖 一等奖 一等奖", "2026-3": "一等奖 一等奖 一等奖"}
    given = {key: line.split()[0] for key, line in votes.items()}
    held = onsite | {"votes": votes_of(votes), "results": results_of(given)}
    applied.on("2026-12-10").do("record_onsite_round", **held)
    assert sql.rows(RESULTS) == [
        ("first", "一网通办", "评2", "2026-12-09", "2026-12-10"),
        ("first", "数字档案", "评2", "2026-12-09", "2026-12-10"),
    ]
