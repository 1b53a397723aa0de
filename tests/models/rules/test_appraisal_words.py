"""A score sheet in words: each line with its weight, points, entries and basis, to two digits (A46)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.appraisal import NAMED, entries_of, line_in_words, lines_in_words, named, points_in_words, read_sheet
from models.rules.score.canonical import canonical_sheet
from models.rules.score.component import RATED, Component
from models.rules.score.deduction import Deduction, Line, deducted_line, shown

CUT_OFF = date(2027, 2, 26)
WORDS = st.lists(st.text("甲乙丙丁", min_size=1, max_size=3), min_size=1, max_size=8)
POINTS = st.decimals(min_value=0, max_value=50, places=3)
TAKEN = st.lists(st.decimals(min_value=-5, max_value=0, places=2), max_size=6)


def sheet(*lines: Line) -> str:
    return canonical_sheet("SJYT", 2026, CUT_OFF, lines)


def entries(*sizes: Decimal) -> list[Deduction]:
    return [Deduction(f"2026/T{n}/1", size) for n, size in enumerate(sizes, 1)]


@given(WORDS)
def test_a_list_says_how_many_there_are_and_names_no_more_than_three(words: list[str]) -> None:
    said = named(words, "个部门")
    assert said.startswith(f"{len(words)}个部门：")
    assert said.endswith("等") is (len(words) > NAMED)
    assert said.partition("：")[2].removesuffix("等").split("；") == words[:NAMED]


@given(POINTS)
def test_points_have_two_digits_rounded_half_up(points: Decimal) -> None:
    said = points_in_words(f"{points}")
    assert said == shown(points)
    assert abs(Decimal(said) - points) <= Decimal("0.005")


@pytest.mark.parametrize(("text", "said"), [(None, "0.00"), ("0", "0.00"), ("2.625", "2.63"), ("2.624", "2.62")])
def test_points_that_are_no_decimal_of_two_digits_are_rounded_where_they_are_shown(text: str | None, said: str) -> None:
    assert points_in_words(text) == said


@given(TAKEN)
def test_every_entry_of_a_line_is_named_once_in_its_words(sizes: list[Decimal]) -> None:
    content = sheet(deducted_line(Component.FUNCTIONAL, Decimal(50), entries(*sizes)))
    [(title, words), _] = lines_in_words(content)
    assert title == "职能绩效目标"
    assert [part.partition("扣")[0] for part in words.split("；")[1:]] == [
        f"条目{each}" for each in entries_of(content, Component.FUNCTIONAL)
    ]


@given(TAKEN)
def test_what_the_entries_take_is_what_the_line_lacks_of_its_weight(sizes: list[Decimal]) -> None:
    line = deducted_line(Component.FUNCTIONAL, Decimal(50), entries(*sizes))
    read = read_sheet(sheet(line))["lines"][0]
    assert Decimal(read["weight"]) - Decimal(read["points"]) == sum(Decimal(each["taken"]) for each in read["entries"])


@given(st.lists(st.sampled_from(list(Component)), unique=True))
def test_the_words_follow_the_order_of_the_components_and_end_with_the_total(components: list[Component]) -> None:
    said = lines_in_words(sheet(*(Line(each, Decimal(3), Decimal(2)) for each in components)))
    assert [title for title, _ in said] == [each.label for each in Component if each in components] + ["合计"]
    assert said[-1][1] == f"{2 * len(components)}.00分"


def test_an_entry_that_takes_the_weight_of_its_target_says_what_it_took() -> None:
    line = deducted_line(Component.TEAM, Decimal(8), [Deduction("2026/T1/1", Decimal(-5), Decimal("1.5"))])
    assert lines_in_words(sheet(line))[0][1] == "满分8.00分，得6.50分；条目2026/T1/1扣1.50分"


def test_an_entry_that_takes_nothing_is_still_named() -> None:
    line = deducted_line(Component.TEAM, Decimal(8), [Deduction("2026/T1/1", Decimal(0))])
    assert lines_in_words(sheet(line))[0][1] == "满分8.00分，得8.00分；条目2026/T1/1扣0.00分"


def test_a_line_without_points_is_not_shown_as_full() -> None:
    line = {"at_floor": False, "weight": "3", "points": None, "entries": [], "basis": []}
    assert line_in_words(line) == "满分3.00分，得0.00分"


def test_what_was_left_out_is_said_behind_the_entries() -> None:
    line = deducted_line(Component.FUNCTIONAL, Decimal(50), entries(Decimal(-2)))
    whole = Line(line.component, line.weight, line.points, line.deductions, basis=("条目2026/T9/1不计，依据更正",))
    assert line_in_words(read_sheet(sheet(whole))["lines"][0]).endswith(
        "条目2026/T1/1扣2.00分；条目2026/T9/1不计，依据更正"
    )


@pytest.mark.parametrize("component", sorted(RATED))
def test_a_given_component_has_no_entries(component: Component) -> None:
    content = sheet(
        Line(component, Decimal(3), Decimal(2)), deducted_line(Component.TEAM, Decimal(8), entries(Decimal(-1)))
    )
    assert entries_of(content, component) == []
    assert entries_of(content, Component.TEAM) == ["2026/T1/1"]


def test_a_basis_with_signs_of_json_is_read_back_as_it_was() -> None:
    basis = ('张"平"\\，平均90.00', "第二行\n第三行", "𠮷")
    content = sheet(Line(Component.LEADERS, Decimal(3), Decimal(2), basis=basis))
    assert read_sheet(content)["lines"][0]["basis"] == list(basis)
    assert lines_in_words(content)[0][1].endswith("；".join(basis))
