"""What the tests of the score share: the paper of a result, and a day of the next January."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting


@pytest.fixture
def january(march: Acting) -> Acting:
    """D001 and D002 have targets of 2026; today is 20 January 2027."""
    return march.on("2027-01-20")


@pytest.fixture
def mark(policy: str) -> dict[str, Any]:
    """The value of D001 for 2026 with its paper."""
    paper = {"number": "黔目标办〔2027〕3号", "dated": "2027-01-12", "evidence": policy}
    return {"department": "D001", "year": 2026, "value": "87.5", **paper}


@pytest.fixture
def ranked(policy: str) -> dict[str, Any]:
    """D001 is of 副厅级 since 2018."""
    paper = {"number": "黔编〔2018〕7号", "dated": "2018-12-01", "evidence": policy}
    return {"department": "D001", "rank": "副厅级", "since": "2018-12-01", **paper}
