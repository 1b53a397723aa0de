"""Indicators: the leaves of a target, and the faults of its tree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.target.amount import Amount, Direction
from models.rules.target.indicator import Indicator, IndicatorFault, Requirement, below, faults, last_day, leaves

D = Decimal
ASKED = Requirement(2026, "新建公路1000公里以上", D(1000), "公里", date(2026, 11, 30))


def leaf(code: str = "1", parent: str = "", **changed: Any) -> Indicator:
    """Returns a complete quantitative leaf."""
    given: dict[str, Any] = {
        "quantity": D(600),
        "unit": "公里",
        "direction": Direction.NOT_LESS,
        "deadline": date(2026, 9, 30),
    }
    return replace(Indicator(code, f"指标{code}", parent), **(given | changed))


def branch(code: str, parent: str = "") -> Indicator:
    return Indicator(code, f"指标{code}", parent)


TREE = [
    branch("1"),
    branch("1.1", "1"),
    leaf("1.1.1", "1.1"),
    leaf("1.1.2", "1.1", quantity=None, unit="", direction=None, standard="通过竣工验收", deadline=date(2026, 10, 31)),
    leaf("2", quantity=D(400), deadline=date(2026, 6, 30)),
]


def test_a_target_without_a_tree_is_its_own_leaf() -> None:
    (own,) = leaves(ASKED)
    assert (own.code, own.amount, own.standard) == ("", Amount(D(1000), "公里"), "新建公路1000公里以上")
    assert (own.until, own.by_default) == ("2026年11月30日", False)


def test_an_empty_deadline_is_31_december() -> None:
    asked = Requirement(2026, "出台实施方案")
    (own,) = leaves(asked)
    assert (own.amount, own.deadline, own.until) == (None, date(2026, 12, 31), "年底（默认）")
    assert last_day(asked) == date(2026, 12, 31)


def test_the_leaves_of_a_tree_have_quantity_unit_and_deadline() -> None:
    found = leaves(ASKED, TREE)
    assert [(each.code, each.until) for each in found] == [
        ("1.1.1", "2026年9月30日"),
        ("1.1.2", "2026年10月31日"),
        ("2", "2026年6月30日"),
    ]
    assert [each.amount and each.amount.words for each in found] == ["600公里", None, "400公里"]
    assert found[1].standard == "通过竣工验收"


def test_the_last_leaf_gives_the_deadline_of_the_target() -> None:
    assert last_day(ASKED, TREE) == date(2026, 10, 31)


def test_a_leaf_without_a_finishing_time_ends_with_its_target() -> None:
    (own,) = leaves(ASKED, [leaf(deadline=None, direction=None)])
    assert (own.until, own.amount) == ("2026年11月30日", Amount(D(600), "公里"))
    assert leaves(replace(ASKED, deadline=None), [leaf(deadline=None)])[0].until == "年底（默认）"


def test_a_complete_tree_has_no_fault() -> None:
    assert faults(ASKED, TREE) == []
    assert faults(ASKED, []) == []


FAULTY = [
    ([leaf(deadline=None)], "完成时限", "未填写，最下一级指标须写明完成时限"),
    ([leaf(deadline=date(2026, 12, 1))], "完成时限", "2026年12月1日晚于目标的完成时限（2026年11月30日）"),
    ([leaf(deadline=date(2025, 9, 30))], "完成时限", "2025年9月30日早于目标的年度2026年"),
    ([leaf(unit="")], "单位", "未填写，有数量的指标须写明单位"),
    ([leaf(direction=None)], "方向", "未填写，有数量的指标须写明方向，可填：不少于、不多于、等于"),
    ([leaf(quantity=None)], "数量", "未填写，已有单位或方向的指标须写明数量"),
    ([leaf(quantity=None, unit="")], "数量", "未填写，已有单位或方向的指标须写明数量"),
    ([leaf(quantity=None, unit="", direction=None)], "标准", "未填写，没有数量的指标须写明可核查的标准"),
    ([leaf(parent="9")], "上级指标", "“9”不存在，请核对其编号"),
    ([leaf(parent="1", deadline=None)], "上级指标", "不能是它自己，没有上级指标的请留空"),
    ([leaf(), leaf()], "指标编号", "“1”重复，同一目标之内不能有两项指标编号相同"),
    ([leaf("2"), leaf("2", "2", deadline=None)], "指标编号", "“2”重复，同一目标之内不能有两项指标编号相同"),
    ([replace(branch("1"), quantity=D(1)), leaf("1.1", "1")], "数量", "由下一级指标填写，此处请留空"),
    ([replace(branch("1"), unit="人"), leaf("1.1", "1")], "单位", "由下一级指标填写，此处请留空"),
    ([replace(branch("1"), deadline=date(2026, 5, 1)), leaf("1.1", "1")], "完成时限", "由下一级指标填写，此处请留空"),
    (
        [branch("1"), branch("1.1", "1"), branch("1.1.1", "1.1"), leaf("1.1.1.1", "1.1.1")],
        "上级指标",
        "“1.1.1”已是三级指标，“1.1.1.1”在其下为第4级，指标最多三级",
    ),
]


@pytest.mark.parametrize(("tree", "column", "words"), FAULTY)
def test_each_fault_names_its_column(tree: list[Indicator], column: str, words: str) -> None:
    assert (column, words) in [(fault.column, fault.words) for fault in faults(ASKED, tree)]


def test_a_leaf_after_31_december_is_named_where_the_target_has_no_deadline() -> None:
    (fault,) = faults(replace(ASKED, deadline=None), [leaf(deadline=date(2027, 1, 5))])
    assert fault == IndicatorFault("1", "完成时限", "2027年1月5日晚于目标的完成时限（年底（默认），即2026年12月31日）")


def test_indicators_in_a_circle_are_named_and_have_no_level() -> None:
    found = faults(ASKED, [branch("1", "2"), branch("2", "1")])
    assert [(each.code, each.column) for each in found] == [("1", "上级指标")]
    assert found[0].words == "首尾相接：“1”、“2”，请改正其中一项"


@pytest.mark.parametrize("tree", [[leaf(parent="1")], [leaf("1", "2"), leaf("2", "1", unit="")]])
def test_nothing_else_is_said_of_what_is_above_itself(tree: list[Indicator]) -> None:
    assert [(fault.code, fault.column) for fault in faults(ASKED, tree)] == [("1", "上级指标")]


@given(st.integers(1, 8))
def test_every_level_below_the_third_is_named(depth: int) -> None:
    chain = [branch(str(n), str(n - 1) if n > 1 else "") for n in range(1, depth)]
    tree = [*chain, leaf(str(depth), str(depth - 1) if depth > 1 else "")]
    assert [fault.code for fault in faults(ASKED, tree)] == [str(n) for n in range(4, depth + 1)]


CODES = st.sampled_from(["1", "2", "3", "4", "5"])


@given(st.lists(st.builds(branch, CODES, st.one_of(st.just(""), CODES))))
def test_any_tree_is_judged_and_every_target_has_a_last_day(tree: list[Indicator]) -> None:
    found = faults(ASKED, tree)
    assert {fault.code for fault in found} <= {each.code for each in tree}
    assert last_day(ASKED, tree) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("code", "found"),
    [("1", {"1", "1-1", "1-1-1"}), ("1-1", {"1-1", "1-1-1"}), ("2", {"2"}), ("9", {"9"}), ("a", {"a", "b"})],
)
def test_what_is_below_an_indicator_even_in_a_circle(code: str, found: set[str]) -> None:
    parents = {"1": "", "1-1": "1", "1-1-1": "1-1", "2": "", "a": "b", "b": "a"}
    assert below(code, parents) == found
