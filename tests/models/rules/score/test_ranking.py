"""Ranks and grades: exact values, whole places, ties listed and never decided (1-2.19, A24, A45)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.ranking import Quotas, QuotaTie, check_individuals, graded, places, ranks

QUOTAS = Quotas((("优秀", Decimal(30)), ("良好", Decimal(40))), "合格")
scores = st.decimals(min_value=90, max_value=100, places=1)
classes = st.dictionaries(st.sampled_from([f"D{n:03}" for n in range(20)]), scores, max_size=12)


def of(*values: str) -> dict[str, Decimal]:
    return {f"D{n:03}": Decimal(value) for n, value in enumerate(values, 1)}


def test_equal_values_share_a_rank_and_the_next_one_is_left_out() -> None:
    assert ranks(of("98", "99", "98.0", "97")) == {"D002": 1, "D001": 2, "D003": 2, "D004": 4}


def test_values_are_compared_exactly_and_not_as_they_are_shown() -> None:
    assert ranks(of("98.001", "98.002")) == {"D002": 1, "D001": 2}


@pytest.mark.parametrize(
    ("number", "share", "whole"), [(10, "30", 3), (9, "30", 2), (3, "33.33", 0), (3, "100", 3), (0, "50", 0)]
)
def test_places_are_whole_and_rounded_down(number: int, share: str, whole: int) -> None:
    assert places(number, Decimal(share)) == whole


def test_the_quotas_are_filled_from_the_top_and_the_rest_has_the_last_grade() -> None:
    found = graded(of("99", "98", "97", "96"), QUOTAS)
    assert found.grades == {"D001": "优秀", "D002": "良好", "D003": "合格", "D004": "合格"}
    assert found.ties == ()


def test_a_tie_within_a_quota_needs_no_decision() -> None:
    assert graded(of("99", "98", "97", "97"), QUOTAS).ties == ()


def test_a_tie_across_an_edge_is_listed_with_its_grades_and_not_decided() -> None:
    found = graded(of("99", "99", "99", "96"), QUOTAS)
    assert found.ties == (QuotaTie(("D001", "D002", "D003"), ("优秀", "良好", "合格")),)
    assert found.grades == {"D004": "合格"}


def test_an_empty_class_has_no_grades() -> None:
    assert (graded({}, QUOTAS).grades, graded({}, QUOTAS).ties) == ({}, ())


@given(classes, st.randoms())
def test_the_order_changes_nothing(values: dict[str, Decimal], chance: object) -> None:
    mixed = list(values.items())
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert graded(dict(mixed), QUOTAS) == graded(values, QUOTAS)
    assert ranks(dict(mixed)) == ranks(values)


@given(classes.filter(bool), st.decimals(min_value=0, max_value=10, places=1))
def test_a_higher_value_never_lowers_a_rank(values: dict[str, Decimal], more: Decimal) -> None:
    unit = min(values)
    assert ranks(values | {unit: values[unit] + more})[unit] <= ranks(values)[unit]


@given(classes)
def test_each_unit_has_a_grade_or_stands_in_one_tie_and_no_quota_is_exceeded(values: dict[str, Decimal]) -> None:
    found = graded(values, QUOTAS)
    tied = [unit for tie in found.ties for unit in tie.units]
    assert sorted([*found.grades, *tied]) == sorted(values)
    for grade, share in QUOTAS.shares:
        assert list(found.grades.values()).count(grade) <= places(len(values), share)


def test_a_unit_names_no_more_individuals_than_its_ratio_leaves_it() -> None:
    check_individuals(4, 19, Decimal("25.00"))
    with pytest.raises(ValueError, match="19人按25%最多4人，填报了5人"):
        check_individuals(5, 19, Decimal("25.00"))


def test_a_tie_has_a_grade_for_each_of_its_units() -> None:
    found = graded(of("99", "98", "98", "98", "98", "98", "97", "96", "95", "94"), QUOTAS)
    assert [tie.grades for tie in found.ties] == [("优秀", "优秀", "良好", "良好", "良好")]


def test_values_that_no_decimal_holds_are_compared_as_fractions() -> None:
    thirds = {"D001": Fraction(1, 3), "D002": Fraction(2, 6), "D003": Fraction(333, 1000)}
    assert ranks(thirds) == {"D001": 1, "D002": 1, "D003": 3}


@given(st.integers(0, 3000), st.decimals(min_value=0, max_value=100, places=2))
def test_a24_places_are_the_whole_part_of_the_share_and_never_more(number: int, share: Decimal) -> None:
    exact = Fraction(share) * number / 100
    assert places(number, share) <= exact < places(number, share) + 1


@given(classes)
def test_a45_a_rank_is_one_more_than_the_units_with_a_higher_value(values: dict[str, Decimal]) -> None:
    for code, rank in ranks(values).items():
        assert rank == 1 + sum(value > values[code] for value in values.values())


@given(st.integers(0, 40))
def test_different_values_fill_every_quota_to_its_last_place(number: int) -> None:
    found = graded({f"D{n:03}": Decimal(n) for n in range(number)}, QUOTAS)
    counts = [list(found.grades.values()).count(grade) for grade in ("优秀", "良好", "合格")]
    assert found.ties == ()
    assert counts[:2] == [number * 30 // 100, number * 40 // 100]
    assert sum(counts) == number


@pytest.mark.parametrize(
    ("number", "left"),
    [
        (2, None),  # no quota has a place: all have the last grade
        (3, ("良好", "合格", "合格")),
        (4, ("优秀", "良好", "合格", "合格")),
        (5, ("优秀", "良好", "良好", "合格", "合格")),
    ],
)
def test_a_class_of_equals_is_one_tie_unless_all_have_the_same_grade(number: int, left: tuple[str, ...] | None) -> None:
    found = graded(of(*["99"] * number), QUOTAS)
    assert [tie.grades for tie in found.ties] == ([left] if left else [])
    assert set(found.grades.values()) == (set() if left else {"合格"})


@pytest.mark.parametrize(("share", "grade"), [("100", "优秀"), ("0", "合格")])
def test_a_quota_of_all_or_of_no_unit_leaves_no_tie(share: str, grade: str) -> None:
    found = graded(of("99", "99", "98"), Quotas((("优秀", Decimal(share)),), "合格"))
    assert (set(found.grades.values()), found.ties) == ({grade}, ())


def test_without_a_quota_all_have_the_last_grade() -> None:
    assert graded(of("99", "98"), Quotas((), "合格")).grades == {"D001": "合格", "D002": "合格"}


def test_a_tie_within_a_quota_is_none_and_a_tie_across_two_edges_is_one() -> None:
    within = graded(of("99", "99", "98", "97", "96", "95", "94", "93", "92", "91"), QUOTAS)
    assert (within.ties, within.grades["D001"], within.grades["D002"]) == ((), "优秀", "优秀")
    across = graded(of("99", "99", "98", "98", "98", "98", "98", "98", "92", "91"), QUOTAS)
    assert [tie.grades for tie in across.ties] == [("优秀", "良好", "良好", "良好", "良好", "合格")]


@given(classes)
def test_the_grades_of_a_tie_are_never_all_the_same_and_its_units_have_one_value(values: dict[str, Decimal]) -> None:
    for tie in graded(values, QUOTAS).ties:
        assert len(set(tie.grades)) > 1
        assert len(tie.grades) == len(tie.units)
        assert len({values[unit] for unit in tie.units}) == 1


@pytest.mark.parametrize(
    ("named", "people", "share", "words"),
    [
        (1, 0, "25", "0人按25%最多0人，填报了1人"),
        (3, 20, "12.5", "20人按12.5%最多2人，填报了3人"),
        (1, 9, "10.00", "9人按10%最多0人，填报了1人"),
    ],
)
def test_a24_a_part_of_a_person_is_no_place(named: int, people: int, share: str, words: str) -> None:
    check_individuals(named - 1, people, Decimal(share))
    with pytest.raises(ValueError, match=words):
        check_individuals(named, people, Decimal(share))
