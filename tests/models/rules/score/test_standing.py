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
from models.rules.score.standing import NOT_OVER, Candidate, DecidedTie, GradeRules, Grades, grade_units

RULES = GradeRules(["甲类", "乙类"], read_quotas("一等奖25%、二等奖50%、其余三等奖"))
totals = st.fractions(min_value=90, max_value=92, max_denominator=3)
units = st.dictionaries(st.sampled_from([f"D{n:03}" for n in range(12)]), totals, max_size=10)


def unit(code: str, value: str | Fraction | None, unit_class: str = "甲类", **more: Any) -> Candidate:
    exact = None if value is None else Fraction(value)
    total = None if exact is None else Decimal(exact.numerator) / exact.denominator
    return Candidate(code, f"第{code[1:]}厅", unit_class, exact, total, **more)


FOUR = [unit("D001", "96"), unit("D002", "96"), unit("D003", "95"), unit("D004", "94")]
DECIDED = DecidedTie("甲类", "96", {"D001": "二等奖", "D002": "一等奖"}, "领导小组会议定，5号")


def grades(candidates: list[Candidate], *decisions: DecidedTie, rules: GradeRules = RULES) -> dict[str, str]:
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


def test_while_the_year_runs_there_are_places_and_no_grades_and_no_ties() -> None:
    found = grade_units(FOUR, replace(RULES, over=False), [DECIDED])
    assert [(each.place, each.grade) for each in found.standings] == [(1, ""), (1, ""), (3, ""), (4, "")]
    assert (found.ties, found.missing, found.lapsed) == ((), (NOT_OVER,), (DECIDED,))


def test_without_names_of_classes_no_department_has_a_place_and_both_settings_are_named() -> None:
    found = grade_units(FOUR, GradeRules(None, None), [])
    assert {(each.place, each.grade) for each in found.standings} == {(None, "")}
    assert found.missing == ("单位类别（unit_classes）未设定", "单位等次比例（grade_quotas）未设定")


def test_without_quotas_there_are_places_only() -> None:
    found = grade_units(FOUR, replace(RULES, quotas=None), [])
    assert [(each.place, each.grade) for each in found.standings] == [(1, ""), (1, ""), (3, ""), (4, "")]
    assert found.missing == ("单位等次比例（grade_quotas）未设定",)


@pytest.mark.parametrize("unit_class", ["丙类", ""])
def test_one_department_outside_the_classes_leaves_every_class_without_places(unit_class: str) -> None:
    found = grade_units([*FOUR, unit("D005", "99", unit_class), unit("D006", "98", "乙类")], RULES, [])
    assert {each.place for each in found.standings} == {None}
    assert len(found.missing) == 1
    assert found.missing[0].startswith("“第005厅”")


@pytest.mark.parametrize("unit_class", ["丙类", "", "甲类"])
def test_who_has_no_grade_is_missed_neither_with_a_class_nor_with_a_total(unit_class: str) -> None:
    without = unit("D005", None, unit_class, lacks=3, ungraded="不定等次（不参加）")
    found = grade_units([*FOUR, without], RULES, [DECIDED])
    assert (found.missing, found.standings[:4]) == ((), grade_units(FOUR, RULES, [DECIDED]).standings)
    assert (found.standings[4].place, found.standings[4].grade) == (None, "")


def test_who_holds_a_class_up_is_named_nearest_to_done_first() -> None:
    three = [unit("D001", None, lacks=5), unit("D002", None, lacks=1), unit("D003", None, lacks=3)]
    assert grade_units(three, RULES, []).missing == ("甲类：“第002厅”、“第003厅”、“第001厅”的合计还缺9项",)


def test_a_class_that_lacks_a_total_does_not_hold_up_another_class() -> None:
    found = grade_units([*FOUR, unit("D005", "99", "乙类"), unit("D006", None, "乙类", lacks=1)], RULES, [DECIDED])
    assert [each.place for each in found.standings] == [1, 1, 3, 4, None, None]
    assert found.missing == ("乙类：“第006厅”的合计还缺1项",)


def test_no_department_has_no_standings_and_nothing_missing() -> None:
    assert grade_units([], RULES, []) == Grades((), (), (), ())


def test_three_are_named_without_their_number() -> None:
    three = [unit(f"D00{n}", "95", "") for n in range(1, 4)]
    assert grade_units(three, RULES, []).missing == ("“第001厅”、“第002厅”、“第003厅”没有登记单位类别",)


# Eight of one class: two have the first prize, four the second, two the third; a tie stands across both edges.
TWO_TIES = [unit(f"D00{n}", value) for n, value in enumerate(["99", "98", "98", "97", "96", "95", "95", "94"], 1)]
UPPER = DecidedTie("甲类", "98", {"D002": "二等奖", "D003": "一等奖"}, "会议一")
LOWER = DecidedTie("甲类", "95", {"D006": "二等奖", "D007": "三等奖"}, "会议二")


def test_each_of_two_ties_of_a_class_has_its_own_decision() -> None:
    assert [tie.units for tie in grade_units(TWO_TIES, RULES, []).ties] == [("D002", "D003"), ("D006", "D007")]
    found = grade_units(TWO_TIES, RULES, [LOWER, UPPER])
    assert [tie.decision for tie in found.ties] == [UPPER, LOWER]
    assert [each.grade for each in found.standings] == [
        *("一等奖", "二等奖", "一等奖", "二等奖", "二等奖", "二等奖", "三等奖", "三等奖"),
    ]


def test_one_tie_stays_open_when_only_the_other_is_decided() -> None:
    found = grade_units(TWO_TIES, RULES, [LOWER])
    assert [(tie.decision, tie.renewed) for tie in found.ties] == [(None, False), (LOWER, False)]
    assert [each.candidate.code for each in found.standings if not each.grade] == ["D002", "D003"]


@pytest.mark.parametrize(
    "other",
    [
        replace(DECIDED, unit_class="乙类"),
        replace(DECIDED, value="96.0"),
        replace(DECIDED, value="192/2"),
        replace(DECIDED, grades={"D001": "二等奖"}),
        replace(DECIDED, grades={**DECIDED.grades, "D003": "二等奖"}),
        replace(DECIDED, grades={"D001": "二等奖", "D003": "一等奖"}),
        replace(DECIDED, grades={"D001": "二等奖", "D002": "二等奖"}),
    ],
)
def test_a45_what_differs_in_class_total_departments_or_grades_decides_nothing(other: DecidedTie) -> None:
    found = grade_units(FOUR, RULES, [other])
    assert [each.grade for each in found.standings[:2]] == ["", ""]
    assert found.ties[0].decision is None


def test_a_decision_of_another_class_renews_no_tie() -> None:
    found = grade_units([*FOUR, unit("D009", "90", "乙类")], RULES, [replace(DECIDED, unit_class="乙类")])
    assert (found.ties[0].renewed, len(found.lapsed)) == (False, 1)


def test_a_decision_of_a_class_that_there_is_no_more_is_not_said_to_have_lapsed() -> None:
    assert grade_units(FOUR, RULES, [replace(DECIDED, unit_class="丙类")]).lapsed == ()


def decided(candidates: list[Candidate], chance: Any) -> list[DecidedTie]:
    """Return a decision for every tie, with its grades in any order."""
    decisions = []
    for tie in grade_units(candidates, RULES, []).ties:
        its = list(tie.grades)
        chance.shuffle(its)
        decisions.append(DecidedTie(tie.unit_class, str(tie.value), dict(zip(tie.units, its, strict=True)), "会议"))
    return decisions


@given(units, st.randoms())
def test_when_every_tie_is_decided_all_have_a_grade_and_no_quota_is_exceeded(
    values: dict[str, Fraction], chance: Any
) -> None:
    candidates = [unit(code, value) for code, value in values.items()]
    found = grade_units(candidates, RULES, decided(candidates, chance))
    given_grades = [each.grade for each in found.standings]
    assert "" not in given_grades
    assert (given_grades.count("一等奖"), given_grades.count("二等奖")) == (len(values) // 4, len(values) // 2)
    assert (found.lapsed, [tie.renewed for tie in found.ties if tie.renewed]) == ((), [])


@given(units, st.randoms())
def test_a_decision_changes_no_grade_outside_its_tie(values: dict[str, Fraction], chance: Any) -> None:
    candidates = [unit(code, value) for code, value in values.items()]
    before, after = grades(candidates), grades(candidates, *decided(candidates, chance))
    assert {code: after[code] for code, grade in before.items() if grade} == {k: v for k, v in before.items() if v}


@given(units, st.fractions(min_value=1, max_value=9, max_denominator=7))
def test_the_same_points_more_for_all_of_a_class_change_no_place_and_no_grade(
    values: dict[str, Fraction], more: Fraction
) -> None:
    both = [[unit(code, value + extra) for code, value in values.items()] for extra in (Fraction(0), more)]
    one, other = (grade_units(each, RULES, []).standings for each in both)
    assert [(each.place, each.grade) for each in one] == [(each.place, each.grade) for each in other]


@given(units, units)
def test_no_class_changes_the_places_and_grades_of_another(
    values: dict[str, Fraction], others: dict[str, Fraction]
) -> None:
    own = [unit(code, value) for code, value in values.items()]
    foreign = [unit(f"E{code[1:]}", value, "乙类") for code, value in others.items()]
    both = grade_units([*foreign, *own], RULES, []).standings
    assert both[len(foreign) :] == grade_units(own, RULES, []).standings
