"""The input of 讲规矩守纪律: a fact comes with what it reduces and the file of its paper (1-6.1, A44)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.discipline import DisciplineRecorded, DisciplineWithdrawn

GIVEN: dict[str, Any] = {
    "department": "D001", "year": 2026, "fact": "未按规定报告重大事项", "reduces": "绩效奖下调一档",
    "number": "黔纪通〔2027〕2号", "dated": "2027-01-12", "evidence": ["通报.pdf"],
}  # fmt: skip


def test_a_fact_comes_with_its_paper() -> None:
    given = DisciplineRecorded(**GIVEN)
    assert (given.fact, given.reduces, given.evidence[0].file.name) == (
        "未按规定报告重大事项",
        "绩效奖下调一档",
        "通报.pdf",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"fact": " "},
        {"fact": "。" * 3},
        {"fact": "长" * 1001},
        {"reduces": ""},
        {"reduces": "扣2分"},
        {"reduces": "扣500元"},
        {"number": ""},
        {"dated": "昨天"},
        {"evidence": []},
        {"year": 1999},
        {"points": "2"},
    ],
)
def test_without_a_paper_with_points_or_with_money_it_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DisciplineRecorded(**GIVEN | wrong)


@pytest.mark.parametrize("wrong", [{"serial": 0}, {"serial": 10_000}, {"serial": "一"}, {"reason": " "}])
def test_a_withdrawal_names_one_record_and_a_reason(wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"department": "D001", "year": 2026, "serial": 1, "reason": "误登记"}
    assert DisciplineWithdrawn(**given).serial == 1
    with pytest.raises(ValidationError):
        DisciplineWithdrawn(**given | wrong)
