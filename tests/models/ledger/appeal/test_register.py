"""申诉 as a list: state, re-inspection, ruling and the days it took (4.3 a)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.appeal.register import list_appeals

if TYPE_CHECKING:
    from tests.conftest import Acting


def listed(*wanted: Any, running: bool = False) -> list[dict[str, Any]]:
    with begin() as session:
        return list_appeals(session, date(2026, 9, 28), *wanted, running=running)


def test_an_appeal_is_listed_until_it_is_ruled(reinspected: Acting) -> None:
    [row] = listed(running=True)
    assert (row["target"], row["state"], row["ground"]) == ("T001", "accepted", "另有34公里已完工")
    assert (row["inspection"], row["lodged_on"], row["days"]) == ("2026-2", date(2026, 9, 21), 7)
    reinspected.do("rule_appeal", target="T001", ruling="维持", reason="核实无误")
    assert listed(running=True) == []
    assert [(row["ruling"], row["reason"]) for row in listed()] == [("upheld", "核实无误")]


@pytest.mark.usefixtures("contested")
def test_appeals_are_listed_by_year_and_department() -> None:
    assert [len(listed(*wanted)) for wanted in ((2026, "D001"), (2025, None), (None, "D002"))] == [1, 0, 0]


def test_an_appeal_is_listed_with_kind_and_key(mid_term: Acting) -> None:
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", overall="完成情况一般。")
    for kind, key in (("总体评价", "2026-1/D001"), ("核查结果", "2026-1/T001")):
        mid_term.do("lodge_appeal", kind=kind, key=key, ground="有误")
    rows = [(row["kind"], row["key"], row["target"]) for row in listed(2026)]
    assert rows == [("finding", "2026-1/2026/T001", "T001"), ("evaluation", "2026-1/D001", None)]
    assert listed(2025) == []


def test_an_appeal_about_a_marked_target_shows_no_ground(contested: Acting) -> None:
    contested.do("mark_secret", target="T001", marking="工作秘密", reason="未公开")
    assert [row["ground"] for row in listed()] == ["内容不在此显示"]


def test_neither_does_one_about_the_finding_of_a_marked_target(unverified: Acting) -> None:
    unverified.do("lodge_appeal", kind="核查结果", key="2026-1/T001", ground="资料齐全")
    unverified.do("mark_secret", target="T001", marking="工作秘密", reason="未公开")
    assert [row["ground"] for row in listed()] == ["内容不在此显示"]
