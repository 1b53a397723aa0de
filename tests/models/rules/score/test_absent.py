"""本级没有的考评项目: what has no weight at a level, and what the others carry of it (1-6.1, A41, A78)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.score.absent import (
    MAY_BE_ABSENT,
    Absence,
    AbsentWay,
    apportioned,
    full_mark,
    in_full,
    read_component,
    weights_of,
)
from models.rules.score.component import FIXED, Component, Line, exact_total, given_line, total

L, I, S = Component.LEADERS, Component.INNOVATION, Component.SECOND_LEVEL  # noqa: E741 - as the table names them
CARRIED, OUT = AbsentWay.CARRIED, AbsentWay.LEFT_OUT
WAYS = list(product((None, CARRIED, OUT), repeat=2))  # of 省领导评价 and of 二级考评; None: the level has it
marks = st.decimals(min_value=0, max_value=100, places=2)


def absent(leaders: AbsentWay | None = None, second: AbsentWay | None = None) -> dict[Component, Absence]:
    ways = {L: leaders, S: second}
    return {each: Absence(each, way, "县组", "1号", date(2027, 1, 5)) for each, way in ways.items() if way}


def lines(
    value: Decimal = Decimal(90), project: Decimal = Decimal(2), *, left_out: bool = False
) -> dict[Component, Line]:
    """Leaders and the second level give the same value, the project has its points, or is left out."""
    prize = Line(I, Decimal(0), Decimal(0)) if left_out else Line(I, FIXED[I], project)
    rated = {each: given_line(each, FIXED[each], (value, Decimal(100)), []) for each in (L, S)}
    return {L: rated[L], I: prize, S: rated[S]}


@pytest.mark.parametrize(
    ("leaders", "second", "left_out", "weights"),
    [
        (None, None, False, "3 3 3"),
        (None, None, True, "4.5 0 4.5"),
        (CARRIED, None, False, "0 4.5 4.5"),
        (CARRIED, None, True, "0 0 9"),
        (OUT, None, False, "0 3 3"),
        (OUT, None, True, "0 0 6"),
        (None, CARRIED, False, "4.5 4.5 0"),
        (None, OUT, True, "6 0 0"),
        (CARRIED, CARRIED, False, "0 9 0"),
        (OUT, CARRIED, False, "0 6 0"),
        (CARRIED, OUT, False, "0 6 0"),
        (OUT, OUT, False, "0 3 0"),
    ],
)
def test_a78_the_weight_of_what_is_absent_is_carried_in_proportion_or_not_counted(
    leaders: AbsentWay | None, second: AbsentWay | None, weights: str, *, left_out: bool
) -> None:
    found = apportioned(lines(left_out=left_out), absent(leaders, second))
    assert [line.weight for line in found.values()] == list(map(Decimal, weights.split()))
    assert list(found) == [L, I, S]


@given(marks, st.decimals(min_value=0, max_value=3, places=2), st.sampled_from(WAYS))
def test_a78_full_marks_are_what_is_left_and_shares_stay_exact(
    value: Decimal, project: Decimal, ways: tuple[AbsentWay | None, AbsentWay | None]
) -> None:
    its = absent(*ways)
    found = list(apportioned(lines(value, project), its).values())
    assert sum(line.weight or 0 for line in found) == full_mark(its) - 91
    assert exact_total(found) == sum(
        Fraction(line.weight or 0)
        * (Fraction(value) / 100 if line.component in MAY_BE_ABSENT else Fraction(project) / 3)
        for line in found
    )


@given(st.sampled_from(WAYS))
def test_a78_who_has_full_marks_has_what_is_left(ways: tuple[AbsentWay | None, AbsentWay | None]) -> None:
    full = apportioned(lines(Decimal(100), Decimal(3)), absent(*ways))
    assert total(list(full.values())) == full_mark(absent(*ways)) - 91
    assert {each: line.weight for each, line in full.items()} == weights_of(absent(*ways))


@pytest.mark.parametrize(
    ("ways", "lacking"), [((CARRIED, CARRIED), {L, I, S}), ((OUT, CARRIED), {I, S}), ((OUT, OUT), {I})]
)
def test_a78_while_nothing_remains_that_could_carry_there_are_no_points(
    ways: tuple[AbsentWay, AbsentWay], lacking: set[Component]
) -> None:
    found = apportioned(lines(left_out=True), absent(*ways))
    assert {each for each, line in found.items() if line.points is None} == lacking
    assert "没有其余机关管理项目承担：改为不计（withdraw_exception）" in found[I].lacks[0]
    assert found[I].basis == ("不计",)


def test_a78_a_line_says_its_paper_and_one_without_a_project_who_carries() -> None:
    found = apportioned(lines(left_out=True), absent(OUT))
    assert found[L].basis == ("本级没有省领导评价，不计，与1-6.1不同（县组，1号，2027-01-05）",)
    assert found[I].basis == ("不计，二级考评占6",)
    assert apportioned(lines(left_out=True), {})[I].basis == ("不计，省领导评价和二级考评各占4.5",)
    assert in_full(absent(OUT)) == f"{found[L].basis[0]}；满分97分"
    assert (in_full({}), full_mark({})) == ("", Decimal(100))


def test_a78_what_is_open_stays_open_with_its_weight_here() -> None:
    open_one = {**lines(), S: Line(S, FIXED[S], None, lacks=("尚无",))}
    found = apportioned(open_one, absent(CARRIED))[S]
    assert (found.weight, found.points, found.lacks) == (Decimal("4.5"), None, ("尚无",))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("职能绩效目标", "各级都有，不能登记为没有；可以登记的：省领导评价、二级考评"),
        ("思想建设", "各级都有"),
        ("创新项目评选", "登记为“未参加”（record_innovation）"),
        ("公众测评", "不在可选范围内"),
    ],
)
def test_a78_a_component_of_the_targets_and_the_contest_cannot_be_absent(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_component(text)
    assert [read_component(each.label) for each in MAY_BE_ABSENT] == [L, S]
