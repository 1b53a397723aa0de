"""The results of each kind that D001 was told of and may contest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.databases import story
from tests.models.ledger.answer.contests import with_mailbox

if TYPE_CHECKING:
    from tests.conftest import Acting


@pytest.fixture
@story
def lacking(shared: Acting) -> Acting:
    """The material of T001 was found lacking on 20 April, and D001 was told that day."""
    with_mailbox(shared)
    lines = [{"target": "T001", "outcome": "材料不足", "note": "验收报告未盖章"}]
    shared.do("record_online_review", period="2026Q1", reviewer="张三", lines=lines)
    return shared


@pytest.fixture
def evaluated(mid_term: Acting) -> Acting:
    """D001 was evaluated in the mid-term inspection 2026-1 on 20 August."""
    with_mailbox(mid_term)
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", overall="完成情况一般。")
    return mid_term


@pytest.fixture
def compared(january: Acting) -> Acting:
    """D001 and D002 filed nothing for 2026 and were told of their gaps on 11 January 2027."""
    with_mailbox(january)
    january.system.do("compare_filings")
    return january
