"""The requirements of a target, stored and formatted."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.kinds import Origin
from models.rules.requirements import (
    NEEDS,
    Value,
    changed_figures,
    described,
    differences,
    in_words,
    is_typing_error,
    last_day,
    measured,
    read,
    rewritten,
    shown,
    shown_value,
    typing_distance,
    written,
)

ROAD: dict[str, Value] = {
    "requirement": "建成1000公里",
    "quantity": Decimal(1000),
    "unit": "公里",
    "deadline": date(2026, 12, 31),
}
NOTHING: dict[str, Value] = {"requirement": "", "quantity": None, "unit": "", "deadline": None}


@pytest.mark.parametrize("asked", [ROAD, NOTHING])
def test_stored_values_are_parsed_back(asked: dict[str, Value]) -> None:
    assert {name: read(name, written(asked[name])) for name in NEEDS} == asked


def test_only_changed_values_are_differences() -> None:
    assert differences(ROAD, ROAD) == {}
    assert differences(ROAD, {}) == {}
    assert differences(ROAD, {"quantity": Decimal("1000.0"), "unit": "千米"}) == {"unit": ("公里", "千米")}


def test_an_empty_value_is_shown_as_none_in_chinese() -> None:
    gone = differences(ROAD, NOTHING)
    assert gone["deadline"] == ("2026-12-31", "无")
    assert differences(NOTHING, ROAD)["quantity"] == ("无", "1000")


def test_changes_are_formatted_in_order_with_a_requirement_in_quotes() -> None:
    later = ROAD | {"requirement": "建成860公里", "quantity": Decimal(860)}
    assert in_words(differences(ROAD, later)) == "绩效要求由“建成1000公里”改为“建成860公里”，数量由1000改为860"
    assert in_words(differences(NOTHING, {"requirement": "办结"})) == "绩效要求由无改为“办结”"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (ROAD, "建成1000公里（完成时限2026年12月31日）"),
        (ROAD | {"deadline": None}, "建成1000公里"),
        (ROAD | {"requirement": "建成公路"}, "建成公路（1000公里，完成时限2026年12月31日）"),
        (ROAD | {"quantity": Decimal(600)}, "建成1000公里（600公里，完成时限2026年12月31日）"),
        (
            ROAD | {"requirement": "新建1000公里，改建200公里"},
            "新建1000公里，改建200公里（1000公里，完成时限2026年12月31日）",
        ),
        (ROAD | {"unit": ""}, "建成1000公里（1000，完成时限2026年12月31日）"),
        (ROAD | {"requirement": ""}, "1000公里，完成时限2026年12月31日"),
        (ROAD | {"quantity": None}, "建成1000公里（完成时限2026年12月31日）"),
        (NOTHING | {"requirement": "办结"}, "办结"),
        (NOTHING, "未写明"),
    ],
)
def test_all_requirements_are_formatted_in_one_line(asked: dict[str, Value], words: str) -> None:
    assert described(asked) == words


def test_a_target_is_carried_out_until_its_year_ends_or_its_deadline_if_that_is_later() -> None:
    assert last_day(2026, None) == last_day(2026, date(2026, 6, 30)) == date(2026, 12, 31)
    assert last_day(2026, date(2027, 3, 31)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, None),
        ("", None),
        ("公里", "公里"),
        ("无", "无"),
        (Decimal(0), "0"),
        (Decimal("12.50"), "12.50"),
        (date(2026, 12, 31), "2026-12-31"),
    ],
)
def test_only_an_empty_value_is_stored_as_nothing(value: Value, stored: str | None) -> None:
    assert written(value) == stored


@pytest.mark.parametrize(
    ("name", "stored", "value"),
    [
        ("quantity", None, None),
        ("quantity", "0", Decimal(0)),
        ("deadline", None, None),
        ("deadline", "2027-01-31", date(2027, 1, 31)),
        ("unit", None, ""),
        ("requirement", None, ""),
        ("requirement", "建成", "建成"),
    ],
)
def test_each_column_has_its_own_empty_value(name: str, stored: str | None, value: Value) -> None:
    assert read(name, stored) == value


def test_a_quantity_of_zero_is_a_requirement() -> None:
    assert differences(ROAD, {"quantity": Decimal(0)}) == {"quantity": ("1000", "0")}
    assert described(ROAD | {"quantity": Decimal(0), "deadline": None}) == "建成1000公里（0公里）"


def test_a_requirement_that_reads_none_is_not_quoted() -> None:
    assert in_words({"requirement": ("无", "办结"), "unit": ("处", "无")}) == "绩效要求由无改为“办结”，单位由处改为无"
    assert in_words({}) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "是"),
        (False, "否"),
        (None, ""),
        (Origin.OWN, "本级目标"),
        (Decimal(1000), "1000"),
        (date(2026, 2, 27), "2026-02-27"),
    ],
)
def test_a_value_is_shown_as_a_sheet_has_it(value: object, text: str) -> None:
    assert shown(value) == text


def test_dates_are_told_in_full_whether_kept_as_text_or_not() -> None:
    changes = {"deadline": ("2026-12-31", "无")}
    assert in_words(changes) == "完成时限由2026年12月31日改为无"
    told = "建成1000公里（完成时限2026年12月31日）"
    assert described(ROAD) == described(ROAD | {"deadline": "2026-12-31"}) == told
    assert [shown_value(value) for value in (date(2026, 9, 1), Decimal(3), None, "")] == [
        "2026年9月1日",
        "3",
        "无",
        "无",
    ]


@pytest.mark.parametrize(
    ("quantity", "unit", "told"),
    [
        ("7.50", "公里", "7.5公里"),
        ("100.00", "个", "100个"),
        ("1000", "", "1000"),
        ("0.00", "件", "0件"),
        ("0.05", "%", "0.05%"),
    ],
)
def test_a_quantity_has_no_zeros_at_its_end(quantity: str, unit: str, told: str) -> None:
    assert measured(Decimal(quantity), unit) == told
    asked: dict[str, Value] = {"requirement": "建成", "quantity": Decimal(quantity), "unit": unit, "deadline": None}
    assert described(asked) == f"建成（{told}）"


def test_without_a_quantity_there_is_no_unit() -> None:
    assert measured(None, "公里") == ""


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
