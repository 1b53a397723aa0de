"""Offices agree to most drafts; some object to the first and the last of a list, and a few say nothing (1-2.22)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from deployments.simulation.people.draft_opinions import OBJECTING, SILENT, decide_draft_opinions, objected
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.plan import Plan
from models.database import begin

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

UNPROTECTED = "SET LOCAL session_replication_role = replica; "
# The list of D002 is asked about again, until 20 March.
ASK_AGAIN = """
UPDATE obligation o SET state = 'open', round = {round}, deadline_id = x.id, opened_on = '{opened}'
FROM (SELECT max(id) AS id FROM deadline WHERE due BETWEEN '2025-03-14' AND '2025-03-31') x
WHERE o.kind = 'consultation' AND o.round = {round}
"""
PLAN = Plan(2025, departments=100, targets=10)
LAST = date(2025, 3, 28)


def decided(year: Year, day: date) -> list[PlannedAct]:
    with begin() as session:
        return list(decide_draft_opinions(Scene(year.plan, day, year.calendar, session), year.world.materials))


def opinions(step: PlannedAct) -> dict[str, Any]:
    return {line["target"]: line["opinion"] for line in step.data["lines"]}


def test_the_first_list_and_some_others_are_objected_to_at_both_ends() -> None:
    first, *others = PLAN.drafting()
    assert objected(PLAN, first) == [f"{first}-01", f"{first}-10"]
    kinds = Counter(len(objected(PLAN, code)) for code in others)
    assert set(kinds) <= {0, 2}
    small = Plan(2025, departments=2, targets=1)
    assert objected(small, small.drafting()[0]) == small.targets_of(small.drafting()[0])


@pytest.mark.parametrize("first", [True, False])
def test_an_office_answers_its_whole_list_by_the_day_it_was_given(drafted: Year, sql: Sql, *, first: bool) -> None:
    assert decided(drafted, LAST) == []
    sql(UNPROTECTED + ASK_AGAIN.format(round=1, opened="2025-03-10"))
    [step] = decided(drafted, LAST)
    wanted = {"D002-01", "D002-05"} if first else set()
    assert {code for code, opinion in opinions(step).items() if (opinion == "有异议") == first} >= wanted
    assert set(opinions(step)) == {f"D002-0{number}" for number in range(1, 6)}
    assert (step.act.name, step.office and step.office.name) == ("give_opinions", "第2厅目标办")


@pytest.mark.parametrize(("round_", "opened"), [(2, "2025-03-10"), (1, "2025-03-28")])
def test_the_first_office_is_silent_when_asked_again_and_none_answers_on_the_day_it_is_asked(
    drafted: Year, sql: Sql, round_: int, opened: str
) -> None:
    sql(UNPROTECTED + ASK_AGAIN.format(round=round_, opened=opened))
    assert decided(drafted, LAST) == []


def test_some_other_offices_are_silent_at_once() -> None:
    silent = sum(OBJECTING <= PLAN.chance("objects", code) < SILENT for code in PLAN.codes())
    assert 10 < silent < 30
