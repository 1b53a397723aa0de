"""The program for outsiders: each entry counts once, and the cut-off is not before the fourth list (A53)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.records import add_what_moves_say
from deployments.data.check.sources import check_after_list, check_days, check_entries_listed, check_papers

if TYPE_CHECKING:
    from deployments.data.check.records import Rows

KEY, UNTIL = "2026|T001|1", "2027-02-26"
LATE = {"state": "listed", "found_on": "2027-03-02", "listed_on": "2027-03-02", "department_id": "D001"}
LATE |= {"target_id": "2026|T001"}
PROOF: dict[str, Any] = {"year": 2026, "department": None, "marked": set()}
PROOF |= {"calendar": {"days": [["2027-01-01", "holiday"], ["2027-02-08", "holiday"]]}}
PLANNED = "2027-02-15"  # the 30th working day of 2027


def rows(**more: dict[str, dict[str, Any]]) -> Rows:
    found: Rows = defaultdict(dict, negative_entry={KEY: dict(LATE)}, target={"2026|T001": {"category": "functional"}})
    found.update(more)
    return found


@pytest.mark.parametrize(
    ("origin", "own", "faulty"),
    [({}, None, False), ({"proposed_on": UNTIL}, None, True), ({"proposed_on": UNTIL}, "D001", False)],
)
def test_an_entry_that_was_proposed_by_the_cut_off_stands_in_a_sheet(
    origin: dict[str, Any], own: str | None, *, faulty: bool
) -> None:
    found = rows(entry_origin={KEY: origin})
    told = list(check_entries_listed(found, [], UNTIL, PROOF | {"department": own}))
    assert told == ([f"负面清单条目 {KEY}：应在一个部门的得分中列一次，列了0次。"] if faulty else [])


def test_what_a_later_list_says_is_not_scored_stands_in_none() -> None:
    found = rows(entry_origin={KEY: {"proposed_on": UNTIL}}, remediation={"r": {}})
    moves = [
        '["negative_list", "2027Q1", "frozen", "", "", "", {"unscored": {"2026/T001/1": "上年度条目，不计分"}}]',
        '["remediation", "r", "complete", "", "", "", {}]',
        "0" * 64,
    ]
    add_what_moves_say([{"header": {"business_date": "2027-05-06"}, "moves": moves}], found)
    assert list(check_entries_listed(found, [], UNTIL, PROOF)) == []
    assert found["remediation"]["r"]["declared_on"] == "2027-05-06"


@pytest.mark.parametrize(
    ("frozen_on", "value", "day"),
    [
        (None, [1, 31], PLANNED),
        ("2027-02-15", [1, 31], "2027-02-16"),
        ("2027-02-16", [1, 31], PLANNED),
        ("2027-02-17", [2, 28], "2027-02-18"),
    ],
)
def test_the_working_day_after_the_fourth_list_is_counted(frozen_on: str | None, value: list[int], day: str) -> None:
    found = rows(negative_list={"2026Q4": {"frozen_on": frozen_on}} if frozen_on else {})
    sheet = {"code": "D001", "department": "第001厅", "year": 2026, "cut_off": {"value": value}, "after_list": day}
    assert list(check_after_list(found, [sheet], PROOF)) == []
    told = list(check_after_list(found, [sheet | {"after_list": "2027-02-12"}], PROOF))
    assert told == [f"第001厅（D001）：第四季度负面清单形成后的工作日应为{day}。"]
    assert list(check_after_list(found, [sheet | {"after_list": None}], PROOF | {"department": "D001"})) == []
    assert list(check_after_list(found, [sheet | {"cut_off": {"value": None}}], PROOF)) == []


def test_who_an_answer_or_a_correction_frees_stands_in_none() -> None:
    left = {"left_out": ["2026/T001/1"]}
    for kind in ("appraisal", "score_objection"):
        found = rows(**{kind: {"1": left}}, entry_origin={KEY: {"proposed_on": UNTIL}})
        assert list(check_entries_listed(found, [], UNTIL, PROOF)) == []
    raised = rows(score_objection={"1": left | {"state": "raised"}}, entry_origin={KEY: {"proposed_on": UNTIL}})
    assert len(list(check_entries_listed(raised, [], UNTIL, PROOF))) == 1


TARGET = {"weight": 5, "key_project": False}
ENTRY = LATE | {"entry": "2026/T001/1", "limit": "5", "key_project": False}


@pytest.mark.parametrize(
    ("told", "state", "until", "faulty"),
    [
        ({}, "listed", None, False),
        ({}, "remedying", None, False),
        ({}, "made_good", UNTIL, False),
        ({}, "made_good", None, True),
        ({"state": "made_good"}, "remedying", UNTIL, True),
        ({"state": "withdrawn"}, "made_good", UNTIL, True),
        ({"limit": "0"}, "listed", None, True),
        ({"limit": None}, "listed", None, True),
        ({"key_project": True}, "listed", None, True),
    ],
)
def test_an_entry_is_as_the_ledger_has_it(told: dict[str, Any], state: str, until: str | None, *, faulty: bool) -> None:
    found = rows(negative_entry={KEY: LATE | {"state": state}}, target={"2026|T001": TARGET})
    faults = list(check_days({"until": until}, {"entries": [ENTRY | told]}, found))
    assert len(faults) == faulty


@pytest.mark.parametrize(
    ("papers", "known", "told"),
    [
        ([{"value": "未参加"}], "absent", []),
        ([{"value": "未获奖"}], "absent", ["创新项目与台账登记的不同。"]),
        ([{"value": "没有"}], "absent", ["创新项目与台账登记的不同。"]),
        ([{"value": "未参加"}], None, ["创新项目的文件，得分和台账中只有一处有。"]),
        ([], "absent", ["创新项目的文件，得分和台账中只有一处有。"]),
    ],
)
def test_a_prize_is_that_of_the_ledger(papers: list[dict[str, Any]], known: str | None, told: list[str]) -> None:
    paper = {"paper_number": "1号", "paper_date": "2027-01-12"}
    row = paper | {"department_id": "D001", "year": 2026, "serial": 1, "prize": known}
    line = {"component": "innovation", "papers": [paper | each for each in papers]}
    found = rows(innovation={"1": row} if known else {})
    sheet = {"code": "D001", "year": 2026}
    assert list(check_papers(sheet, line, found)) == told
