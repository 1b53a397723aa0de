"""Parts against their whole: converted, qualified, short or not; published figures of Anshun, Meishan and Anshan."""

import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.target.amount import Amount, Direction, asked_in
from models.rules.target.parts import Sum, TargetPart, Uncounted, say, sums
from tests.models.rules.target.published import Row, published

D = Decimal


def amount_of(text: str) -> Amount:
    """Returns the amount that a text states: 不少于6.76万人, 1,000公里以内."""
    found = re.search(r"(\d[\d,]*\.?\d*)(.*?)(?:以上|以内|左右|以下)?$", text)
    assert found
    return asked_in(text.replace(",", ""), Decimal(found[1].replace(",", "")), found[2])


def only_sum(whole: str, *parts: str, addable: bool | None = None) -> Sum:
    """Returns the sum of a whole T and its parts T1, T2 …, each as a person writes it; empty has no quantity."""
    amounts = [amount_of(text) if text else None for text in parts]
    below = [TargetPart(f"T{n}", "T", amount, addable) for n, amount in enumerate(amounts, 1)]
    (found,) = sums([TargetPart("T", "", amount_of(whole) if whole else None), *below])
    return found


ENOUGH = [
    ("1000公里", ["600公里", "400公里"]),
    ("1000公里", ["600公里", "500公里"]),
    ("6.76万人", ["60000人", "0.76万人"]),
    ("100公顷", ["1000亩", "500亩"]),
    ("1公里", ["1000米"]),
    ("1亿元", ["5000万元", "50000000元"]),
    ("6万人左右", ["5.5万人"]),  # rounds to its printed digits
    ("100亿元以内", ["60亿元以内", "30亿元"]),
    ("10名", []),
]


@pytest.mark.parametrize(("whole", "parts"), ENOUGH)
def test_parts_that_are_together_not_less_are_enough(whole: str, parts: list[str]) -> None:
    if parts:
        found = only_sum(whole, *parts)
        assert not found.short
        assert not found.over
        assert not found.uncounted
    else:
        assert sums([TargetPart("T", "", amount_of(whole))]) == []


SHORT = [
    ("1000公里", ["600公里", "300公里"], "“T”1000公里，分解2项合计900公里，少100公里"),
    ("7.5万人", ["74970人"], "“T”7.5万人，分解1项合计7.497万人，少0.003万人"),
    ("100公顷", ["1000亩"], "“T”100公顷，分解1项合计约66.6667公顷，少约33.3333公顷"),
    ("6万人左右", ["5.49万人"], "“T”6万人，分解1项合计5.49万人，少0.51万人"),
    ("1000公里以上", ["999公里左右"], "“T”1000公里，分解1项合计999公里，少1公里"),
    ("100亿元以内", ["60亿元", "50亿元"], "“T”100亿元，分解2项合计110亿元，多10亿元"),
    (
        "1000人",
        ["900人", "200人以内"],
        "“T”1000人，分解1项合计900人，少100人；不计入合计：“T2”（只有上限，不能保证上级目标的数量）",
    ),
]


@pytest.mark.parametrize(("whole", "parts", "words"), SHORT)
def test_what_is_short_is_named_in_the_unit_of_the_whole(whole: str, parts: list[str], words: str) -> None:
    found = only_sum(whole, *parts)
    assert found.words == words
    assert bool(found.short) != bool(found.over)


@pytest.mark.parametrize(("done", "short", "over"), [("7", 1, 0), ("8", 0, 0), ("9", 0, 1)])
def test_the_parts_of_an_exact_quantity_are_neither_less_nor_more(done: str, short: int, over: int) -> None:
    (found,) = sums(
        [TargetPart("T", "", Amount(D(8), "所", Direction.EQUAL)), TargetPart("T1", "T", Amount(D(done), "所"))]
    )
    assert found.short == short
    assert found.over == over


UNCOUNTED = [
    ("1000公里", "300户", None, "单位“户”不能换算为“公里”", False),
    ("1000公里", "300户", True, "单位“户”不能换算为“公里”", True),
    ("1000公里", "300公里", False, "填明不可加", False),
    ("1000公里", "", None, "没有数量", False),
    ("1000公里", "", True, "没有数量", False),
    ("", "300公里", True, "上级目标没有数量", False),
    ("6%", "6.5%", None, "单位“%”不可加", False),
    ("6%", "6.5%", True, "单位“%”是比率或均值，不能相加", True),
    ("300元/人", "300元/人", True, "单位“元/人”是比率或均值，不能相加", True),
    ("10名", "3名", None, "单位“名”不可加", False),
    ("10人", "3", None, "没有单位，不可加", False),
    ("10人", "3", True, "没有单位，不能换算为“人”", True),
    ("10", "3人", True, "单位“人”不能换算为“无”", True),
]


@pytest.mark.parametrize(("whole", "part", "addable", "why", "refused"), UNCOUNTED)
def test_what_cannot_be_added_is_left_out_and_refused_only_where_it_says_so(
    whole: str,
    part: str,
    addable: bool | None,  # noqa: FBT001
    why: str,
    refused: bool,  # noqa: FBT001
) -> None:
    found = only_sum(whole, part, addable=addable)
    assert found.uncounted == (Uncounted("T1", why, refused),)
    assert found.refusals == (list(found.uncounted) if refused else [])
    assert found.together is None
    assert found.adds_up is None
    assert not found.short
    assert not found.over
    assert found.words == f"不计入合计：“T1”（{why}）"


def test_people_of_several_classifiers_are_added_where_it_says_so() -> None:
    found = only_sum("1万人", "6000名", "4000位", addable=True)
    assert found.together == 1
    assert not found.short


def test_parts_of_a_whole_managed_elsewhere_are_in_no_sum() -> None:
    assert sums([TargetPart("T1", "省01", amount_of("6人"))]) == []


def test_a_tree_is_added_level_by_level() -> None:
    tree = [("A", "", "100套"), ("B", "A", "60套"), ("C", "A", "40套"), ("D", "B", "50套")]
    found = sums(TargetPart(code, parent, amount_of(text)) for code, parent, text in tree)
    assert {each.whole.code: int(each.short) for each in found} == {"A": 0, "B": 10}


NUMBERS = st.decimals(0, 10**15, places=4)


@given(st.lists(NUMBERS, min_size=1))
def test_the_sum_is_exact(numbers: list[Decimal]) -> None:
    parts = [TargetPart(str(n), "T", Amount(number, "万元")) for n, number in enumerate(numbers)]
    (found,) = sums([TargetPart("T", "", Amount(D(10**15), "元")), *parts])
    assert found.together == sum((10_000 * Fraction(number) for number in numbers), Fraction(0))
    assert found.short == max(10**15 - found.together, 0)


@given(st.lists(st.tuples(NUMBERS, st.sampled_from(["亩", "公顷", "平方公里"])), min_size=1))
def test_the_order_of_the_parts_changes_nothing(amounts: list[tuple[Decimal, str]]) -> None:
    parts = [TargetPart(str(n), "T", Amount(*each)) for n, each in enumerate(amounts)]
    whole = TargetPart("T", "", Amount(D(5), "亩"))
    assert sums([whole, *parts])[0].together == sums([*reversed(parts), whole])[0].together


@given(st.fractions(0, 10**6))
def test_a_number_is_said_exactly_or_as_about(number: Fraction) -> None:
    words = say(number)
    if words.startswith("约"):
        assert abs(Fraction(words[1:]) - number) <= Fraction(1, 20_000)
    else:
        assert Fraction(words) == number


# Published figures


def groups(rows: list[Row], key: str) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def published_sum(rows: list[Row], column: str) -> Sum:
    """Returns the sum of a published indicator: its first row is the whole, the other rows are its parts."""
    whole, *parts = (TargetPart(row["area"], "", Amount(D(row[column]), row["unit"])) for row in rows)
    (found,) = sums([whole, *(TargetPart(part.code, whole.code, part.amount) for part in parts)])
    return found


def test_the_counties_of_anshun_give_the_city() -> None:
    found = published_sum(groups(published("anshun_2019"), "item_no")["1.1"], "actual")
    assert found.together == Fraction(74_970, 10_000)  # 万人
    assert (len(found.counted), found.adds_up) == (6, True)
    assert not found.short


@pytest.mark.parametrize("column", ["target", "actual"])
def test_the_districts_of_meishan_give_the_city_in_every_indicator_that_can_be_added(column: str) -> None:
    indicators = {name: rows for name, rows in groups(published("meishan_2019"), "indicator").items() if len(rows) > 1}
    found = {name: published_sum(rows, column) for name, rows in indicators.items()}
    assert [each.adds_up for name, each in found.items() if name != "城镇登记失业率"] == 4 * [True]
    assert found["城镇登记失业率"].adds_up is None


def test_a_reported_whole_that_its_parts_do_not_give_is_found() -> None:
    rows = groups(published("anshun_2019"), "item_no")["1.1"]
    changed = published_sum([{**rows[0], "actual": "7.498"}, *rows[1:]], "actual")
    assert (changed.adds_up, changed.words) == (
        False,
        "“安顺市”7.498万人，分解6项合计7.497万人，少0.001万人",
    )


def test_a_whole_with_fewer_digits_adds_up_at_its_own() -> None:
    assert only_sum("7.5万人", "74970人").adds_up
    assert only_sum("74970人", "7.5万人").adds_up  # the coarser one decides
    assert only_sum("7.50万人", "74900人").adds_up is False


def test_while_a_part_has_not_reported_it_is_open_whether_they_add_up() -> None:
    found = only_sum("7.5万人", "40000人", "")
    assert (found.together, found.adds_up) == (Fraction(4), None)


def test_three_levels_of_rates_in_anshan_are_not_added() -> None:
    rows = [row for row in published("anshan_2023") if row["year"] == "2023" and row["quantity"]]
    above = {"鞍山市": "", "海城市": "鞍山市", "鞍山市立山区": "鞍山市"}
    parts = [
        TargetPart(
            f"{row['jurisdiction']}{row['task']}",
            above[row["jurisdiction"]] and f"{above[row['jurisdiction']]}{row['task']}",
            asked_in(f"{row['quantity']}{row['unit']}{row['qualifier']}", D(row["quantity"]), row["unit"]),
        )
        for row in rows
    ]
    found = sums(parts)
    assert len(found) == 5
    assert {each.together for each in found} == {None}
    assert {why.why for each in found for why in each.uncounted} == {"单位“%”不可加"}
    assert [len(each.uncounted) for each in found] == [2, 2, 2, 2, 2]
    assert [part.amount.about for part in parts if part.amount][:5] == 5 * [True]
