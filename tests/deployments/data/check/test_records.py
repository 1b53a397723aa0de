"""The program for outsiders: a record stands under the key that its columns say."""

from __future__ import annotations

from typing import Any

import pytest

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
