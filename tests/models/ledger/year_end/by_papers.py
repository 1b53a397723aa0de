"""A year-end inspection that visits D002 and names D001 as not visited, by the decision of the year (3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acting import SEEN_THERE
from tests.conftest import CHECKED
from tests.models.ledger.inspection.test_evaluation import IN_ORDER, sampled

if TYPE_CHECKING:
    from tests.conftest import Acting

PEOPLE = ("复核甲", "复核乙")  # they inspect nothing else
DECIDED = {"decision_number": "黔目标〔2026〕40号", "decision_date": "2026-12-10", "evidence": str(SEEN_THERE)}
DECIDED |= {"decision_by": "领导小组"}


def by_papers(acting: Acting) -> dict[str, str]:
    """Issue the plan on 21 December; the target of D002 was found in order. Returns the key of the inspection."""
    december = acting.on("2026-12-21")
    december.do("register_body", name="领导小组", kind="领导小组")
    for name in PEOPLE:
        december.do("register_inspector", name=name)
    named = {"departments": "D002", "unvisited": "D001：当年未抽中", **DECIDED}
    plan = {"kind": "年度核查", "title": "年终现场复核", "period": "2026", "ends_on": "2027-01-31", **CHECKED, **named}
    this = {"inspection": december.do("draft_inspection", **plan).data["inspection"]}
    sampled(december, this["inspection"], "2026/T003")
    december.do("appoint_team", **this, leader=PEOPLE[0], members=PEOPLE[1])
    december.do("issue_plan", **this, document_number="黔目标核〔2026〕99号")
    found = IN_ORDER | {"found_by": [*PEOPLE], "found_on": december.day}
    december.do("record_finding", **this, target="T003", **found)
    december.do("sign_off", **this, leader=PEOPLE[0])
    return this
