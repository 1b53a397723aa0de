"""Proposals and completions that stand between a department and its total after the year, and what ends them (A37)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.score.entries import counted_entries
from models.ledger.score.gate import gate_facts
from models.ledger.score.sheets import score_sheets
from models.rules.kinds import Known
from models.rules.score.gate import GateKind, gate
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

LAST, AFTER, CUT_OFF = date(2026, 12, 31), date(2027, 1, 20), date(2027, 1, 31)
PROPOSED = "1个拟列入的条目尚未认定：2026/T001/1（list_finding）"
COMPLETED = "1个条目整改完成尚未复查：2026/T001/1（recheck）"
ENTRIES = {GateKind.PROPOSED, GateKind.RECHECKS}


def found(until: date | None = None, day: date = AFTER) -> list[str]:
    with begin() as session:
        facts = gate_facts(session, 2, LAST, until, day)
    return [line.words for each in facts.values() for line in gate(each) if line.kind in ENTRIES]


@pytest.fixture
def proposed(march: Acting) -> Acting:
    """T001 of D001 is proposed for the negative list since March."""
    march.do("propose_entry", target="T001", finding="未完成", found_on="2026-03-04", way="在线")
    return march


@pytest.fixture
@story
def completed(march: Acting) -> Acting:
    """T001 of D001 is listed; its remediation was declared complete on 20 December and fed back, not rechecked."""
    march.on("2026-12-10").lists("T001")
    march.on("2026-12-10").do("set_limit", target="T001", limit="2026-12-31")
    office = march.on("2026-12-20").office("D001")
    office.do("declare_completion", target="T001", completed_on="2026-12-20", measures="已补建")
    office.do("file_feedback", target="T001", feedback="已完成")
    return march.on("2027-01-20")


def test_a_proposal_without_a_decision_is_open_once_the_year_is_over(proposed: Acting) -> None:
    assert found(day=LAST) == []
    assert found() == [PROPOSED]
    with begin() as session:
        sheets = {each.code: each for each in score_sheets(session, 2026, AFTER)}
    assert PROPOSED in sheets["D001"].lacks
    assert PROPOSED not in sheets["D002"].lacks
    proposed.on("2026-03-10").lists("T001")
    assert found() == []


def test_a_proposal_made_after_the_sheets_were_drafted_opens_no_line(proposed: Acting, sql: Sql) -> None:
    assert proposed.day.year == 2026
    insert = "INSERT INTO score_sheet (department_id, year, version, content, digest, total, state, drafted_on, facts) "
    sql(f"{insert} SELECT id, 2026, 1, '', '', 0, 'drafted', '2026-03-01', '{{}}' FROM department WHERE code = 'D001'")  # noqa: S608
    assert found() == []


def test_a_completion_that_waits_for_its_recheck_is_open_if_it_was_declared_by_the_cut_off(completed: Acting) -> None:
    assert found() == [COMPLETED]
    assert found(until=date(2026, 12, 20)) == [COMPLETED]
    assert found(until=date(2026, 12, 19)) == []
    completed.rechecks("T001", year=2026)
    assert found() == []


def test_a53_it_is_the_day_of_the_declaration_that_counts_not_the_one_it_states(march: Acting) -> None:
    march.on("2026-12-10").lists("T001")
    march.on("2026-12-10").do("set_limit", target="T001", limit="2026-12-31")
    office = march.on("2027-02-03").office("D001")
    mailed = replace(office, actor=replace(office.actor, known=Known.KNOWN)).on_behalf("回复表", "来信1", "2027-02-01")
    mailed.do("declare_completion", target="T001", year=2026, completed_on="2026-12-20", measures="已补建")
    days = (date(2027, 1, 31), date(2027, 2, 1))
    assert [found(until=day, day=date(2027, 2, 4)) for day in days] == [[], [COMPLETED]]
    march.on("2027-02-04").office("D001").do("file_feedback", target="T001", year=2026, feedback="已完成")
    march.on("2027-02-05").rechecks("T001", year=2026)
    with begin() as session:
        states = [counted_entries(session, 2, LAST, day)[0].state for day in days]
    assert states == ["remedying", "made_good"]


def test_a53_a_recheck_counts_as_of_the_cut_off_whenever_it_is_recorded(completed: Acting) -> None:
    completed.on("2027-02-10").rechecks("T001", year=2026)
    with begin() as session:
        states = [
            [entry.state for entry in counted_entries(session, 2, LAST, until)]
            for until in (CUT_OFF, date(2026, 12, 20), date(2026, 12, 19))
        ]
    assert states == [["made_good"], ["made_good"], ["remedying"]]
