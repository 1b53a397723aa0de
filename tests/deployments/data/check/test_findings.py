"""The program for outsiders ties each failure to one entry, and each entry to its finding (6.2.4, 7.2, A20)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from deployments.data.check.findings import check_entry, check_failure, leaders_of
from deployments.data.check.records import Move, as_it_was, check_states, with_value

if TYPE_CHECKING:
    from deployments.data.check.records import Moves, Rows

KEY, FOUND = "2026|T001|1", "2026-1|2026|T001|1"
ENTRY = {"target_id": "2026|T001", "state": "remedying", "finding": "未完成", "found_on": "2026-05-05"}
ENTRY |= {"listed_on": "2026-05-06"}
ORIGIN = {"finding_id": FOUND, "proposed_on": None}
FINDING: dict[str, Any] = {"target_id": "2026|T001", "conclusion": "fails", "found": "未完成", "found_on": "2026-05-05"}
FINDING |= {"signed_on": "2026-05-06", "inspection_id": "2026-1", "serial": 1}
RULED = {"subject_key": "2026-1/2026/T001", "ruling": "changed", "entry_id": None}
PROOF: dict[str, Any] = {"marked": set(), "department": None, "hidden": set()}
PROPOSED = {"finding_id": None, "proposed_on": "2026-05-02"}
NOT_CLEARED = "已撤下或更正，却没有认定符合目标要求的核查结果。"
NO_ENTRY = ["未按质按量完成，却没有对应的负面清单条目，或不止对应一条。"]


def move(height: int, event: str, after: str, before: str = "", day: str = "2026-05-06", code: str = "0") -> Move:
    return Move(height, day, event, before, after, code, {})


def held(**more: Any) -> tuple[Rows, Moves]:
    rows: Rows = defaultdict(dict, negative_entry={KEY: ENTRY}, entry_origin={KEY: ORIGIN}, finding={FOUND: FINDING})
    rows.update(more)
    moves: Moves = defaultdict(list)
    moves["negative_entry", KEY] = [move(5, "listed", "listed"), move(5, "set_limit", "remedying", "listed")]
    return rows, moves


@pytest.mark.parametrize(
    ("finding", "height", "serial", "is_named"),
    [
        (FOUND, 5, 1, False),  # it listed the target
        ("other", 9, 1, False),  # it found it on the list
        ("other", 4, 1, True),  # before it was listed
        ("other", 4, 2, False),  # a ruling made it
    ],
)
def test_a_failure_belongs_to_one_entry(finding: str, height: int, serial: int, *, is_named: bool) -> None:
    other = FINDING | {"serial": serial}
    rows, moves = held(finding={FOUND: FINDING, "other": other}, appeal={"1": RULED})
    assert list(check_failure(finding, move(height, "sign", "signed"), rows, moves)) == NO_ENTRY * is_named


def test_a_failure_of_a_proposal_waits_for_the_finding_on_site() -> None:
    rows, moves = held(entry_origin={KEY: PROPOSED}, finding={"other": FINDING})
    moves["negative_entry", KEY] = [move(3, "proposed", "proposed")]
    assert list(check_failure("other", move(4, "sign", "signed"), rows, moves)) == []
    moves["negative_entry", KEY] += [move(6, "dismiss", "dismissed", "proposed")]
    assert list(check_failure("other", move(7, "sign", "signed"), rows, moves)) == NO_ENTRY


@pytest.mark.parametrize(
    ("entry", "more", "told"),
    [
        ({}, {}, []),
        ({}, {"entry_origin": {}}, ["没有来源。"]),
        ({}, {"finding": {}}, ["没有认定它的核查结果。"]),
        ({"listed_on": "2026-05-07"}, {}, ["与认定它的核查结果不同。"]),
        ({"finding": "已完成"}, {}, ["情况与认定它的核查结果不同。"]),
        ({"state": "proposed"}, {}, ["拟列入的没有提出的日期。"]),
        ({"state": "withdrawn"}, {}, ["经裁定撤销，却没有撤销它的裁定。"]),
        ({"state": "withdrawn"}, {"appeal": {"1": {"entry_id": KEY, "ruling": "withdrawn"}}}, []),
        ({"state": "corrected"}, {}, [NOT_CLEARED]),
        ({"state": "corrected"}, {"finding": {FOUND: FINDING, "2": FINDING | {"conclusion": "conforms"}}}, []),
        ({"state": "dismissed"}, {"entry_origin": {KEY: PROPOSED}}, [NOT_CLEARED]),
        ({"state": "dismissed"}, {"entry_origin": {KEY: PROPOSED | {"way": "covert"}}}, []),
    ],
)
def test_an_entry_has_the_finding_or_the_origin_that_its_state_asks_for(
    entry: dict[str, Any], more: dict[str, Any], told: list[str]
) -> None:
    rows, moves = held(**more, negative_entry={KEY: ENTRY | entry})
    assert list(check_entry(KEY, rows, moves, PROOF)) == told


def test_a_finding_that_is_shown_by_its_digest_is_no_fault() -> None:
    rows, moves = held(finding={})
    assert list(check_entry(KEY, rows, moves, PROOF | {"hidden": {("finding", FOUND)}})) == []


def test_only_who_led_the_team_between_finding_and_signature_signs() -> None:
    seat = {"inspection_id": "2026-1", "team": 1, "leader": True, "joined_on": "2026-05-01", "left_on": None}
    members = {"1": seat | {"inspector_id": "某机构/王文"}, "2": seat | {"inspector_id": "李天", "leader": False}}
    members["3"] = seat | {"inspector_id": "赵五", "left_on": "2026-05-02"}
    rows, _ = held(team_member=members)
    assert leaders_of(rows, FINDING | {"inspection_id": "2026-1", "team": 1}) == {"王文"}


def test_a_state_is_put_back_into_the_text_of_a_record_and_nothing_else_changes() -> None:
    text = '["a, \\"b\\"", 1.50, "made_good", null, ["x"]]'
    assert with_value(text, 2, "listed") == text.replace("made_good", "listed")
    row = {"name": "a", "number": 1.5, "state": "made_good", "day": None, "list": ["x"]}
    unknown = as_it_was(row, text, move(3, "listed", "listed"), move(9, "make_good", "made_good", code="1"))
    assert unknown == row | {"state": "listed", "later": "2026-05-06"}


def test_a_state_that_no_move_made_and_a_missing_move_between_two_are_named() -> None:
    rows, moves = held()
    titles = {kind: {"title": "条目"} for kind in rows}
    assert list(check_states(rows, moves, titles)) == []
    moves["negative_entry", KEY] = [move(5, "listed", "listed"), move(8, "reopen", "remedying", "made_good")]
    assert list(check_states(rows, moves, titles)) == [f"条目 {KEY}：前后两次变动不相接，其间有变动被删除或更改。"]
    rows["negative_entry"] = {KEY: ENTRY | {"state": "listed"}}
    assert len(list(check_states(rows, moves, titles))) == 2
