"""The program for outsiders: a record stands under the key that its columns say."""

from __future__ import annotations

from typing import Any

import pytest

from deployments.data.check.folder import reviewed_by_one
from deployments.data.check.records import check_links

KIND = {"title": "期限", "columns": ["rule", "n", "suspensions"], "key": ["rule", "n", "suspensions"], "between": "|"}
PROOF: dict[str, Any] = {"records": {"deadline": KIND}, "marked": set(), "department": None}


@pytest.mark.parametrize(
    ("key", "faulty"),
    [
        ('given_limit|0|[{"last": "2025-09-28", "first": "2025-09-15"}]', False),
        ('given_limit|1|[{"last": "2025-09-28", "first": "2025-09-15"}]', True),
    ],
)
def test_a_deadline_that_was_suspended_has_its_days_in_its_key(key: str, *, faulty: bool) -> None:
    paused = [{"last": "2025-09-28", "first": "2025-09-15"}]
    rows: Any = {"deadline": {key: {"rule": "given_limit", "n": 0, "suspensions": paused}}}
    assert bool(list(check_links(rows, [], PROOF))) == faulty


@pytest.mark.parametrize(("key", "faulty"), [("1", False), ("2", True)])
def test_a_slip_refers_to_its_account_by_a_number(key: str, *, faulty: bool) -> None:
    of_slip = ["account_id", "number"]
    kinds = {
        "account": {"title": "账号", "columns": ["serial"], "key": ["serial"], "between": "|"},
        "slip": {"title": "开通单", "columns": of_slip, "key": of_slip, "between": "|"},
    }
    rows: Any = {"slip": {"1|1": {"account_id": 1, "number": 1}}}
    lines: Any = [{"record": "account", "key": key}]
    assert bool(list(check_links(rows, lines, PROOF | {"records": kinds}))) == faulty


@pytest.mark.parametrize(
    ("corrected", "counted"),
    [
        ([], 1),
        ([("3", "second", "李四", "own")], 0),
        ([("3", "first", "赵六", "own")], 0),
        ([("3", "decided", "", "c")], 2),
    ],
)
def test_a56_the_newest_conclusion_of_each_is_compared_with_the_hand_of_the_first(
    corrected: list[tuple[str, str, str, str]], counted: int
) -> None:
    names = ("serial", "part", "entered_by", "account")
    told = [("1", "first", "王文", "c"), ("2", "second", "李四", "c"), *corrected]
    line = {"period": "2026Q1", "target_id": "2026|T001", "signed_paper": ""}
    assert reviewed_by_one([line | dict(zip(names, each, strict=True)) for each in told]) == counted
