"""Places, grades, ties and decisions as pure rules: order changes nothing, a decision is of one tie (2.19, A45)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.quotas import read_quotas
from models.rules.score.standing import Candidate, Decision, GradeRules, grade_units

RULES = GradeRules(["甲类", "乙类"], read_quotas("一等奖25%、二等奖50%、其余三等奖"))
totals = st.fractions(min_value=90, max_value=92, max_denominator=3)
units = st.dictionaries(st.sampled_from([f"D{n:03}" for n in range(12)]), totals, max_size=10)


def unit(code: str, value: str | Fraction | None, unit_class: str = "甲类", **more: Any) -> Candidate:
    exact = None if value is None else Fraction(value)
    total = None if exact is None else Decimal(exact.numerator) / exact.denominator
    return Candidate(code, f"第{code[1:]}厅", unit_class, exact, total, **more)


FOUR = [unit("D001", "96"), unit("D002", "96"), unit("D003", "95"), unit("D004", "94")]
DECIDED = Decision("甲类", "96", {"D001": "二等奖", "D002": "一等奖"}, "领导小组会议定，5号")


def grades(candidates: list[Candidate], *decisions: Decision, rules: GradeRules = RULES) -> dict[str, str]:
    return {each.candidate.code: each.grade for each in grade_units(candidates, rules, decisions).standings}


def test_a45_a_decision_gives_the_tied_their_grades_and_keeps_their_place() -> None:
    assert grades(FOUR) == {"D001": "", "D002": "", "D003": "二等奖", "D004": "三等奖"}
    found = grade_units(FOUR, RULES, [DECIDED])
    assert grades(FOUR, DECIDED) == {"D001": "二等奖", "D002": "一等奖", "D003": "二等奖", "D004": "三等奖"}
    assert ([each.place for each in found.standings], found.lapsed) == ([1, 1, 3, 4], ())
    assert found.ties[0].decision is DECIDED


def test_the_newest_decision_of_a_tie_holds() -> None:
    newest = replace(DECIDED, grades={"D001": "一等奖", "D002": "二等奖"})
    assert grades(FOUR, newest, DECIDED)["D001"] == "一等奖"


@pytest.mark.parametrize(
    ("changed", "renewed"),
    [
        ([unit("D001", "95.9"), unit("D002", "95.9"), *FOUR[2:]], True),  # the same tie at another total
        ([*FOUR[:2], unit("D003", "96"), FOUR[3]], True),  # a third one is tied now
        ([*FOUR, *[unit(f"D01{n}", "97") for n in range(4)]], False),  # both have the same grade now
    ],
)
def test_a45_a_decision_ends_to_count_when_the_tie_is_another(changed: list[Candidate], *, renewed: bool) -> None:
    found = grade_units(changed, RULES, [DECIDED])
    assert [tie.decision for tie in found.ties if "D001" in tie.units] == ([None] if renewed else [])
    assert [tie.renewed for tie in found.ties if "D001" in tie.units] == ([True] if renewed else [])
    assert found.lapsed == (DECIDED,)


def test_a_decision_about_other_places_is_of_no_tie() -> None:
    wrong = replace(DECIDED, grades={"D001": "一等奖", "D002": "一等奖"})
    found = grade_units(FOUR, RULES, [wrong])
    assert (found.lapsed, found.ties[0].decision, found.ties[0].renewed) == ((wrong,), None, True)


def test_of_a_class_that_cannot_be_ranked_no_decision_is_said_to_have_lapsed() -> None:
    found = grade_units([*FOUR[:3], unit("D004", None, lacks=2)], RULES, [DECIDED])
    assert (found.lapsed, found.ties) == ((), ())
    assert found.missing == ("甲类：“第004厅”的合计还缺2项",)


def test_classes_are_ranked_apart_and_quotas_may_differ() -> None:
    rules = replace(RULES, quotas=read_quotas("甲类：一等奖50%、其余不获奖"))
    two = [unit("D001", "90"), unit("D002", "80"), unit("D003", "99", "乙类")]
    found = grade_units(two, rules, [])
    assert [(each.place, each.grade) for each in found.standings] == [(1, "一等奖"), (2, "不获奖"), (1, "")]
    assert found.missing == ("乙类的等次比例（grade_quotas）未设定",)


def test_quotas_of_a_class_that_there_is_not_are_named() -> None:
    rules = replace(RULES, quotas=read_quotas("甲类：一等奖50%、其余二等奖；丙类：一等奖50%、其余二等奖"))
    assert grade_units(FOUR, rules, []).missing == ("单位等次比例（grade_quotas）中的“丙类”不在单位类别中",)


def test_many_are_named_by_three_and_their_number() -> None:
    four = [unit(f"D00{n}", None, "", lacks=1) for n in range(1, 5)]
    assert grade_units(four, RULES, []).missing == (
        "“第001厅”、“第002厅”、“第003厅”等4个部门没有登记单位类别",
        "没有类别的：“第001厅”、“第002厅”、“第003厅”等4个部门的合计还缺4项",
    )


@given(units, st.randoms(), st.sets(st.sampled_from([f"D{n:03}" for n in range(12)])))
def test_order_changes_nothing_and_who_has_no_grade_changes_no_one_elses(
    values: dict[str, Fraction], chance: Any, without: set[str]
) -> None:
    candidates = [unit(code, value, ungraded="不定等次" if code in without else "") for code, value in values.items()]
    mixed = list(candidates)
    chance.shuffle(mixed)
    assert grades(mixed) == grades(candidates)
    rest = grades([each for each in candidates if not each.ungraded])
    assert {code: grade for code, grade in grades(candidates).items() if code in rest} == rest


@given(units)
def test_equal_totals_have_one_place_and_a_higher_total_never_a_lower_grade(values: dict[str, Fraction]) -> None:
    order = ["一等奖", "二等奖", "三等奖"]
    found = grade_units([unit(code, value) for code, value in values.items()], RULES, []).standings
    for one in found:
        for other in found:
            same = one.candidate.value == other.candidate.value
            assert same == (one.place == other.place)
            if one.grade and other.grade and (one.candidate.value or 0) > (other.candidate.value or 0):
                assert order.index(one.grade) <= order.index(other.grade)
