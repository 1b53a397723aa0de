"""`mubiao why --score` of a year that was approved: its total and paper, what is left out, what came later (1-8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.appraisal.test_drafting import mark
from tests.models.ledger.appraisal.year import APPROVAL, CORRECTION, complete, drafted

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

ASKED = ("why", "--score", "D001", "--year", "2026", "--on", "2027-04-01")
BEFORE = ("why", "--score", "D001", "--year", "2026", "--on", "2027-03-01")


@pytest.fixture
def frozen(line: Mubiao, anyone: Acting, sql: Sql) -> Acting:
    """The sheets of 2026 are approved on 8 March; D001 has 50 - 2 + 41 + 2.7 + 0 + 2.4."""
    assert line.database
    complete(anyone.on("2026-03-05"), sql)
    drafted(anyone)
    agency = anyone.on("2027-03-08")
    agency.do("approve_appraisal", year=2026, **APPROVAL)
    return agency


def test_before_the_approval_it_is_a_trial(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    complete(anyone.on("2026-03-05"), sql)
    said = line.done(*BEFORE).splitlines()
    assert said[0] == "第001厅（D001）2026年得分：94.10"
    assert said[1].endswith("，不是考评结果。")
    assert line.json(*BEFORE)["approved"] is None


def test_the_approved_total_comes_with_its_paper(line: Mubiao, frozen: Acting) -> None:
    assert frozen.day.year == 2027
    said = line.done(*ASKED).splitlines()
    assert said[0] == "第001厅（D001）2026年得分：94.10，已审定（黔绩领〔2027〕1号，2027-03-08，第1版）"
    assert said[1].startswith("考评截止日：")
    assert not [each for each in said if "试算" in each or "不是考评结果" in each]
    approved = line.json(*ASKED)["approved"]
    assert (approved["number"], approved["version"], approved["same"]) == ("黔绩领〔2027〕1号", 1, True)


def test_what_came_later_does_not_move_the_approved_total(line: Mubiao, frozen: Acting) -> None:
    mark(frozen.on("2027-03-29"), "90")
    said = line.done(*ASKED).splitlines()
    assert said[:2] == [
        "第001厅（D001）2026年得分：94.10，已审定（黔绩领〔2027〕1号，2027-03-08，第1版）",
        "审定以后台账有变化，不影响审定结果；以下是按台账今日记录的依据，合计94.40。",
    ]
    found = line.json(*ASKED)
    assert (found["approved"]["sheet"]["total"], found["approved"]["same"], found["total"]) == ("94.1", False, "94.4")


def test_an_entry_that_is_left_out_is_named_with_its_paper(line: Mubiao, frozen: Acting) -> None:
    frozen.on("2027-04-01").do("supersede_sheet", **CORRECTION, left_out="2026/T001/1")
    said = line.done(*ASKED).splitlines()
    paper = f"{CORRECTION['number']}，{CORRECTION['dated']}"
    assert said[0] == f"第001厅（D001）2026年得分：96.10，已审定（{paper}，第2版）"
    at = said.index("职能绩效目标（50）：50.00")
    assert said[at + 2] == f"  条目2026/T001/1不计，依据更正（{paper}）"
    [functional, *others] = line.json(*ASKED)["lines"]
    assert functional["left_out"] == [f"条目2026/T001/1不计，依据更正（{paper}）"]
    assert {tuple(each["left_out"]) for each in others} == {()}
