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


@given(st.integers(0, 3000), st.tuples(*[st.integers(0, 1000)] * 3))
def test_numbers_hold_exactly_when_their_sum_is_that_of_all_people(people: int, counts: tuple[int, int, int]) -> None:
    check_sum(Numbers(sum(counts), counts))
    if sum(counts) != people:
        with pytest.raises(ValueError, match=f"^参评{people}人，各等次合计{sum(counts)}人，应当相等$"):
            check_sum(Numbers(people, counts))


@given(st.integers(1, 1000), st.integers(0, 1000))
def test_a_higher_grade_of_the_unit_never_leaves_fewer_people_excellent(people: int, excellent: int) -> None:
    faults = [
        bool(fault_of(Numbers(people, (excellent, 0, 0)), grade, RATIOS)) for grade in ("一等奖", "二等奖", "三等奖")
    ]
    assert faults == sorted(faults)


@pytest.mark.parametrize(
    ("people", "most"), [(1, 0), (3, 0), (4, 1), (7, 1), (8, 2), (20, 5), (23, 5), (100_000, 25_000)]
)
def test_a24_of_25_in_a_hundred_only_whole_people_count(people: int, most: int) -> None:
    assert fault_of(Numbers(people, (most, people - most, 0)), "一等奖", RATIOS) == ""
    fault = fault_of(Numbers(people, (most + 1, people - most - 1, 0)), "一等奖", RATIOS)
    assert fault == f"单位等次为一等奖，{people}人按25%最多{most}人，填报了{most + 1}人优秀"


def test_a_unit_without_a_grade_has_the_ratio_that_is_set_for_it() -> None:
    ratios = read_ratios("一等奖25%、不定等次10%、不获奖0%")
    assert fault_of(Numbers(10, (1, 9, 0)), "不定等次", ratios) == ""
    assert fault_of(Numbers(10, (1, 9, 0)), "不获奖", ratios) == "单位等次为不获奖，10人按0%最多0人，填报了1人优秀"


def test_with_no_person_excellent_any_ratio_fits_and_an_unset_one_still_does_not() -> None:
    none_excellent = Numbers(10, (0, 9, 1))
    assert [fault_of(none_excellent, grade, RATIOS) for grade in ("一等奖", "二等奖", "三等奖")] == ["", "", ""]
    assert fault_of(none_excellent, "三等奖", []) == "三等奖的个人优秀比例（individual_ratios）未设定"
