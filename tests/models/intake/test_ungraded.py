"""The input of 不定等次: one of two types, with reason, basis and paper (2.19)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.ungraded import UngradedGiven, UngradedWithdrawn
from models.rules.score.grade import UngradedReason

GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "kind": "不参加", "reason": "年内新设", "basis": "办法第十二条",
    "number": "黔目标办〔2027〕4号", "dated": "2027-01-12", "evidence": ["文件.pdf"],
}  # fmt: skip


def test_the_type_is_read_by_its_label() -> None:
    assert UngradedGiven(**GIVEN).kind is UngradedReason.NOT_ELIGIBLE
    assert UngradedGiven(**GIVEN | {"kind": "取消"}).kind is UngradedReason.EXCLUDED


@pytest.mark.parametrize("field", ["kind", "reason", "basis", "number", "dated", "evidence"])
def test_nothing_of_it_may_be_left_out(field: str) -> None:
    with pytest.raises(ValidationError):
        UngradedGiven(**{name: value for name, value in GIVEN.items() if name != field})


@pytest.mark.parametrize("wrong", [{"kind": "缓评"}, {"reason": "/"}, {"basis": " "}, {"evidence": []}, {"year": 1}])
def test_what_says_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        UngradedGiven(**GIVEN | wrong)


def test_a_withdrawal_has_a_reason() -> None:
    with pytest.raises(ValidationError):
        UngradedWithdrawn(department="D001", year=2026, reason="")
