"""What refers to a target is named in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.target.attached import opened_with, reported_of, under_way
from models.rules.states import EntryState
from models.rules.states.negative_list import ENDED

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


def test_what_was_found_and_what_runs_is_named(april: Acting, sql: Sql) -> None:
    april.lists("T009", "进度滞后", "2026-04-02")
    april.office("D001").report("D001", "2026-04", "T001", "T002", "T009")
    ids: dict[str, int] = dict(sql.rows("SELECT code, id FROM target"))
    with begin() as session:
        targets = list(ids.values())
        assert under_way(session, targets) == {ids["T009"]: ["第1次列入负面清单，尚未了结"]}
        assert reported_of(session, targets)[ids["T009"]] == sorted(["填报", "核查结果", "负面清单"], key=str)
        assert reported_of(session, [ids["T003"]]) == {}
        assert opened_with(session, [ids["T009"]]) == {ids["T009"]: ["已列入开启的填报"]}


def running(sql: Sql) -> list[str]:
    """Return what is under way of T001."""
    number = sql.value("SELECT id FROM target WHERE code = 'T001'")
    with begin() as session:
        return under_way(session, [number]).get(number, [])


@pytest.mark.parametrize("state", EntryState)
def test_an_entry_is_under_way_until_it_has_ended_in_any_way(march: Acting, sql: Sql, state: EntryState) -> None:
    march.lists("T001", "进度滞后", "2026-03-04")
    sql("UPDATE negative_entry SET state = :state", state=state.value)
    assert running(sql) == ([] if state in ENDED else ["第1次列入负面清单，尚未了结"])


def test_an_appeal_against_a_finding_without_an_entry_is_under_way_too(unverified: Acting, sql: Sql) -> None:
    finding = {"kind": "核查结果", "key": "2026-1/T001", "ground": "资料齐全"}
    unverified.office("D001").do("lodge_appeal", **finding)
    assert running(sql) == ["第1次申诉正在办理"]
