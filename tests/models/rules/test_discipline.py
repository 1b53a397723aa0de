"""讲规矩守纪律: what is reduced is of the award only: no points, no money (1-6.1, A1, A44)."""

from __future__ import annotations

import pytest

from models.rules.discipline import EXAMPLE, read_reduction


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE,
        "年度目标绩效奖扣减20%",
        "绩效奖扣减十分之一",
        "绩效奖扣减百分之十",
        "部分绩效奖不予发放",
        "绩效奖按单元分档，下调一档",
        "取消评优资格，绩效奖分两档执行",
    ],
)
def test_a_step_or_a_share_of_the_award_is_taken(text: str) -> None:
    assert read_reduction(f" {text} ") == text


@pytest.mark.parametrize("text", ["扣2分", "扣二十分", "得分扣0.5 分", "扣３分", "综合得分减半分", "扣十分"])
def test_points_are_refused_because_the_score_stays(text: str) -> None:
    with pytest.raises(ValueError, match="只扣奖不扣分，得分不变"):
        read_reduction(text)


@pytest.mark.parametrize(
    "text", ["扣发500元", "扣发二千元", "扣￥500", "扣 $50", "人民币三千", "扣3万块", "扣发３００元", "扣5 块"]
)
def test_amounts_of_money_stay_outside(text: str) -> None:
    with pytest.raises(ValueError, match="金额不入本系统"):
        read_reduction(text)
