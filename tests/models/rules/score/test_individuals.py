"""个人等次: numbers against the ratio of the unit's grade (1-2.19, A24)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.individuals import Correction, Numbers, check_sum, fault_of, numbers_of
from models.rules.score.quotas import read_ratios

RATIOS = read_ratios("一等奖25%、二等奖20%、三等奖15%")


def test_the_grades_are_those_of_all_people() -> None:
    check_sum(numbers_of((20, 5, 14, 1)))
    with pytest.raises(ValueError, match="参评20人，各等次合计19人，应当相等"):
        check_sum(numbers_of((20, 5, 14, 0)))


@pytest.mark.parametrize(
    ("grade", "ratios", "fault"),
    [
        ("一等奖", RATIOS, ""),
        ("二等奖", RATIOS, "单位等次为二等奖，20人按20%最多4人，填报了5人优秀"),
        ("不获奖", RATIOS, "不获奖的个人优秀比例（individual_ratios）未设定"),
        ("一等奖", None, "一等奖的个人优秀比例（individual_ratios）未设定"),
        ("", RATIOS, "单位等次未定，不能核对个人优秀比例"),
    ],
)
def test_2_19_the_grade_of_the_unit_sets_the_ratio(grade: str, ratios: list[list[str]] | None, fault: str) -> None:
    assert fault_of(Numbers(20, (5, 15, 0)), grade, ratios) == fault


@given(st.integers(min_value=1, max_value=5000), st.integers(min_value=0, max_value=5000))
def test_never_more_than_the_ratio_are_excellent(people: int, excellent: int) -> None:
    fits = not fault_of(Numbers(people, (excellent, 0, 0)), "二等奖", RATIOS)
    assert fits == (excellent * 100 <= people * 20)


def test_numbers_are_said_in_words_and_a_reason_is_one_of_three() -> None:
    assert numbers_of((20, 5, 14, 1)).words == "参评20人：优秀5人、达标14人、不达标1人"
    assert [each.label for each in Correction] == ["填报有误", "单位等次有变", "参评人数有变"]
