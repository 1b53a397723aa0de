"""复查 in a paper: the people, the one who signed and the paper, or the inspection; empty before the recheck."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from models.ledger.papers.recheck import recheck_in_words

NONE: dict[str, Any] = {"rechecked_by": [], "recheck_signed_by": "", "basis": None, "source": {}}
PAPER = {"paper": "黔目标复签〔2026〕1号", "paper_date": "2026-09-21"}
BY_TWO = {"rechecked_by": ["郑玲", "韩丽"], "recheck_signed_by": "郑玲"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({}, ""),
        ({"rechecked_by": None, "recheck_signed_by": None, "source": None}, ""),
        (BY_TWO | {"source": PAPER}, "郑玲、韩丽复查，郑玲签字，签字文件黔目标复签〔2026〕1号（2026年9月21日）"),
        (BY_TWO | {"source": {"page": "1f9c0a7b3d5e77"}}, "郑玲、韩丽复查，郑玲签字，签字页1f9c0a7b3d5e"),
        ({"basis": "2026-2", "source": PAPER}, "依据核查2026-2的核查结果"),
    ],
)
def test_a_recheck_is_told_with_its_hand(row: dict[str, Any], words: str) -> None:
    assert recheck_in_words(SimpleNamespace(**NONE | row)) == words
