"""What a correction may set right: a slip of the pen, not another target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.typing_error import changed_figures, is_typing_error, rewritten, typing_distance

TEXT = st.text("建成公里0一1", max_size=8)


@pytest.mark.parametrize(
    ("before", "after", "distance"),
    [
        ("", "", 0),
        ("农村公路", "农村公路", 0),
        ("农存公路", "农村公路", 1),
        ("农村公", "农村公路", 1),
        ("农公村路", "农村公路", 1),
        ("建成1000公里", "建成900公里", 2),
        ("", "办结", 2),
        ("abc", "cab", 2),
    ],
)
def test_the_distance_counts_characters_and_exchanged_neighbours(before: str, after: str, distance: int) -> None:
    assert typing_distance(before, after) == distance


@given(TEXT, TEXT)
def test_the_distance_is_the_same_both_ways_and_never_longer_than_the_longer_text(one: str, other: str) -> None:
    assert typing_distance(one, other) == typing_distance(other, one) <= max(len(one), len(other))
    assert (typing_distance(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("before", "after", "slip"),
    [
        ("农存公路", "农村公路", True),
        ("公路", "水库", True),  # two characters are always few
        ("农村公路", "城市水库", False),
        ("一二三四五六七八九十一二三四五", "一二三四五六七八九十甲乙丙四五", True),
        ("一二三四五六七八九十一二三四五", "一二三四五六七八九十甲乙丙丁五", False),
        ("", "建成农村公路1000公里", True),
        ("建成农村公路1000公里", "", False),
    ],
)
def test_a_fifth_of_the_text_may_differ(before: str, after: str, *, slip: bool) -> None:
    assert is_typing_error(before, after) is slip


def test_only_words_are_compared_by_their_characters() -> None:
    changes = {"quantity": ("1000", "86"), "name": ("农村公路", "城市水库"), "requirement": ("建成路", "建成桥")}
    assert rewritten(changes, {}) == ["name"]
    assert rewritten(changes | {"requirement": ("建成农村公路", "改造危房百户")}, {}) == ["name", "requirement"]


def test_words_are_compared_with_the_first_ones_too() -> None:
    changes = {"name": ("县乡公路", "县乡医院")}
    assert rewritten(changes, {"name": "县乡公路"}) == rewritten(changes, {"name": None}) == []
    assert rewritten(changes, {"name": "农村公路"}) == ["name"]
    assert rewritten({"name": ("县乡公路", "农村公路")}, {"name": "农村公路"}) == []


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({}, []),
        ({"name": ("路1", "路2"), "source_document": ("1号", "2号")}, []),
        ({"requirement": ("建城1000公里", "建成1000公里")}, []),
        ({"requirement": ("建成1000公里", "建成900公里")}, ["requirement"]),
        ({"requirement": ("建成一百公里", "建成二百公里")}, ["requirement"]),
        ({"requirement": ("完成90%", "完成90")}, ["requirement"]),
        ({"quantity": ("1", "2"), "requirement": ("建1处", "建2处")}, ["requirement", "quantity"]),
        (
            {"key_project": ("是", "否"), "issued_on": ("", "2026-02-27"), "deadline": ("", "1"), "unit": ("里", "米")},
            ["unit", "deadline", "issued_on", "key_project"],
        ),
    ],
)
def test_figures_are_what_is_owed_and_by_when(changes: dict[str, tuple[str, str]], figures: list[str]) -> None:
    assert changed_figures(changes) == figures


def test_the_direction_of_an_indicator_is_a_figure_and_so_are_the_numbers_of_its_words() -> None:
    changes = {"direction": ("不少于", "等于"), "standard": ("验收3次", "验收4次"), "words": ("公路", "公路养护")}
    assert changed_figures(changes) == ["standard", "direction"]
    assert rewritten({"standard": ("验收合格", "由省级部门组织竣工验收")}, {}) == ["standard"]
