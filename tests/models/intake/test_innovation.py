"""The input of 创新项目评选: a result of the closed list with the number, the date and the file of its paper (2.16)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.innovation import InnovationResult
from models.rules.score.innovation import Prize, Rank

GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "prize": "一等奖", "project": "一次办", "rank": "副厅级",
    "number": "黔目标办〔2027〕2号", "dated": "2027-01-11", "evidence": ["结果.pdf"],
}  # fmt: skip


def test_a_result_comes_with_its_paper() -> None:
    given = InnovationResult(**GIVEN)
    assert (given.prize, given.rank, given.evidence[0].file.name) == (Prize.FIRST, Rank.DEPUTY, "结果.pdf")


@pytest.mark.parametrize(
    "wrong",
    [
        {"prize": "特等奖"},
        {"prize": ""},
        {"rank": "科级"},
        {"year": 0},
        {"year": 9999},
        {"number": " "},
        {"dated": ""},
        {"evidence": []},
    ],
)
def test_outside_the_lists_or_without_a_paper_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        InnovationResult(**GIVEN | wrong)
