"""创新项目评选: who may take part, the points of the prizes, and what a unit without a project has (2.16, A2, A41)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.kinds import Management
from models.rules.score.component import FIXED, Component
from models.rules.score.deduction import Line
from models.rules.score.given import given_line
from models.rules.score.innovation import (
    PRIZE_EXAMPLE,
    PRIZES,
    Absent,
    Prize,
    Rank,
    absent_in_words,
    carried,
    check_entitled,
    innovation_line,
    prizes_in_words,
    read_absent,
    read_prizes,
)

THREE = Decimal(3)
POINTS = read_prizes(PRIZE_EXAMPLE)
ROOM = Component.LEADERS
points = st.decimals(min_value=0, max_value=3, places=2)


def line(prize: Prize, prizes: dict[str, str] | None = POINTS, absent: str | None = None) -> Line:
    return innovation_line(THREE, prize, ["文件"], prizes, absent)


@pytest.mark.parametrize(
    ("management", "rank"),
    [
        (Management.DIRECT, None),
        (Management.DIRECT, Rank.BELOW),
        (Management.DELEGATED, Rank.FULL),
        (Management.DELEGATED, Rank.DEPUTY),
    ],
)
def test_2_16_direct_units_and_delegated_ones_of_deputy_rank_may_take_part(
    management: Management, rank: Rank | None
) -> None:
    check_entitled("第001厅", management, rank)


@pytest.mark.parametrize(
    ("management", "rank", "words"),
    [
        (Management.DELEGATED, Rank.BELOW, "是副厅级以下的委托管理单位，不可申报创新项目，结果登记为“未参加”。"),
        (Management.DELEGATED, None, "是委托管理单位，请写明级别（--rank）：副厅级以上的才可申报创新项目。"),
        (None, Rank.FULL, "没有填写管理类别，不能判断可否参加创新项目评选。请在部门表中补填后再登记。"),
    ],
)
def test_2_16_others_are_refused_with_what_to_do(management: Management | None, rank: Rank | None, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_entitled("第001厅", management, rank)
    assert refusal.value.message == f"“第001厅”{words}"


@pytest.mark.parametrize(
    "raw",
    [
        PRIZE_EXAMPLE,
        "一等奖：3分，二等奖：2分，三等奖：1.00分，鼓励奖：0.50分",
        {"一等奖": 3, "二等奖": "2", "三等奖": 1, "鼓励奖": 0.5},
    ],
)
def test_the_points_of_the_prizes_are_read_as_people_write_them(raw: Any) -> None:
    assert read_prizes(raw) == {"first": "3", "second": "2", "third": "1", "encouragement": "0.5"}
    assert prizes_in_words(read_prizes(raw)) == PRIZE_EXAMPLE


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "应写明四个等次各记几分"),
        ("一等奖3、二等奖2、三等奖1", "应写明四个等次各记几分"),
        ("一等奖3、二等奖2、三等奖1、特等奖0.5", "应写明四个等次各记几分"),
        ("一等奖3、一等奖2、二等奖2、三等奖1、鼓励奖0", "应写明四个等次各记几分"),
        ("一等奖3、二等奖2、三等奖1、鼓励奖", "每个等次应为0至3分"),
        ("一等奖3.01、二等奖2、三等奖1、鼓励奖0", "每个等次应为0至3分"),
        ("一等奖3、二等奖2、三等奖1、鼓励奖-1", "每个等次应为0至3分"),
        ("一等奖3、二等奖2、三等奖1、鼓励奖0.555", "每个等次应为0至3分"),
        ("一等奖2、二等奖3、三等奖1、鼓励奖0", "低的等次不能多于高的等次"),
    ],
)
def test_a2_points_that_are_missing_too_many_or_rising_are_refused(raw: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_prizes(raw)


@pytest.mark.parametrize(("raw", "stored"), [("0", "zero"), ("０分", "zero"), ("不计", "left_out")])
def test_a41_what_a_unit_without_a_project_has_is_0_or_left_out(raw: str, stored: str) -> None:
    assert read_absent(raw) == stored
    assert read_absent(absent_in_words(stored)) == stored


def test_a41_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match="可填：0分、不计"):
        read_absent("平均分")


@pytest.mark.parametrize(
    ("prize", "expected"), [*zip((*PRIZES, Prize.NONE), ("3", "2", "1", "0.5", "0"), strict=True)], ids=str
)
def test_2_16_each_prize_has_its_points_and_no_prize_is_0(prize: Prize, expected: str) -> None:
    assert line(prize) == Line(Component.INNOVATION, THREE, Decimal(expected), basis=("文件",))


def test_what_is_not_set_is_not_computed() -> None:
    assert line(Prize.FIRST, None).lacks == ("创新项目评选各等次的分值（innovation_prizes）未设定",)
    assert line(Prize.ABSENT).lacks == ("创新项目评选未参加的怎样计分（innovation_absent）未设定",)
    assert line(Prize.FIRST, None).points is line(Prize.ABSENT).points is None
    assert line(Prize.NONE, None).points == 0


def test_a41_an_absent_unit_has_0_or_the_other_two_carry_the_9() -> None:
    zero, out = (line(Prize.ABSENT, absent=each.value) for each in (Absent.ZERO, Absent.LEFT_OUT))
    assert (zero.weight, zero.points) == (THREE, Decimal(0))
    assert (out.weight, out.points) == (Decimal(0), Decimal(0))
    assert out.basis == ("文件", "不计，省领导评价和二级考评各占4.5")


@given(points, points)
def test_a41_a_carried_line_keeps_its_share_and_the_order(one: Decimal, other: Decimal) -> None:
    lower, higher = (carried(Line(ROOM, THREE, each)) for each in sorted((one, other)))
    assert lower.points is not None
    assert higher.points is not None
    assert lower.weight == Decimal("4.5")
    assert 0 <= lower.points <= higher.points <= Decimal("4.5")


def test_a41_full_marks_stay_full_marks_and_nothing_stays_nothing() -> None:
    assert carried(Line(ROOM, FIXED[ROOM], THREE)).points == Decimal("4.5")
    assert carried(Line(ROOM, THREE, None, lacks=("尚无",))) == Line(ROOM, Decimal("4.5"), None, lacks=("尚无",))


def test_a41_what_is_carried_is_exact_too() -> None:
    third = given_line(Component.LEADERS, Decimal(3), (Decimal(1), Decimal(9)), [])
    assert (third.exact, carried(third).exact) == (Fraction(1, 3), Fraction(1, 2))
    assert carried(Line(Component.LEADERS, Decimal(3), None)).exact is None


falling = st.lists(points, min_size=4, max_size=4).map(lambda each: sorted(each, reverse=True))


@given(falling)
def test_a2_points_are_read_as_they_are_written_in_words(values: list[Decimal]) -> None:
    stored = read_prizes({prize.label: value for prize, value in zip(PRIZES, values, strict=True)})
    assert read_prizes(prizes_in_words(stored)) == stored
    assert [Decimal(each) for each in stored.values()] == values


@given(falling)
def test_a2_a_better_prize_never_has_fewer_points(values: list[Decimal]) -> None:
    stored = read_prizes({prize.label: value for prize, value in zip(PRIZES, values, strict=True)})
    given_points = [line(prize, stored).points for prize in (*PRIZES, Prize.NONE)]
    assert given_points == sorted(given_points, key=lambda each: each or 0, reverse=True)
    assert all(0 <= (each or 0) <= THREE for each in given_points)


@given(st.lists(points, min_size=4, max_size=4))
def test_a2_points_that_rise_are_refused(values: list[Decimal]) -> None:
    given_points = {prize.label: value for prize, value in zip(PRIZES, values, strict=True)}
    if values == sorted(values, reverse=True):
        assert len(read_prizes(given_points)) == 4
    else:
        with pytest.raises(ValueError, match="低的等次不能多于高的等次"):
            read_prizes(given_points)


@pytest.mark.parametrize("text", ["", "0.0", "零", "不计分", "left", "未参加"])
def test_a41_only_0_and_left_out_are_read(text: str) -> None:
    with pytest.raises(ValueError, match="不在可选范围内，可填：0分、不计"):
        read_absent(text)


@given(points)
def test_a41_carrying_adds_and_takes_nothing_in_proportion(value: Decimal) -> None:
    before = Line(ROOM, THREE, value, basis=("文件",))
    after = carried(before)
    assert after.points is not None
    assert after.points / Decimal("4.5") == pytest.approx(value / THREE)
    assert after.basis == before.basis


@pytest.mark.parametrize("prize", [Prize.FIRST, Prize.NONE, Prize.ABSENT])
def test_the_basis_of_a_result_stays_with_its_line(prize: Prize) -> None:
    assert line(prize, absent="zero").basis == ("文件",)
    assert line(prize, None, None).basis == ("文件",)
