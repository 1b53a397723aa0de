"""1+6+N: what a list lacks, and weights that do not give their sum."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.kinds import Origin, PartyItem
from models.rules.target.gaps import Minima, gaps, item_weight_faults, weight_faults

D = Decimal
POOR: Origin | None = Origin.POVERTY_RELIEF
OWN: Origin | None = Origin.OWN
UP: Origin | None = Origin.SUPERIOR
NO_POVERTY = Minima(poverty=0)

LISTS: list[tuple[list[Origin | None], Minima, list[str]]] = [
    ([POOR] + 6 * [OWN], Minima(), []),
    ([POOR] + 6 * [OWN] + 9 * [UP], Minima(), []),
    ([POOR] + 4 * [OWN], Minima(), ["缺本级目标2项"]),
    ([POOR] + 4 * [OWN] + 9 * [UP], Minima(), ["缺本级目标2项"]),
    (6 * [OWN], Minima(), ["缺脱贫攻坚目标1项"]),
    ([], Minima(), ["缺脱贫攻坚目标1项", "缺本级目标6项"]),
    (6 * [OWN], Minima("巩固脱贫成果目标", 2), ["缺巩固脱贫成果目标2项"]),
    (6 * [OWN], NO_POVERTY, ["职能绩效目标合计不少于7项，另缺1项"]),
    (5 * [OWN], NO_POVERTY, ["缺本级目标1项", "职能绩效目标合计不少于7项，另缺1项"]),
    ([*6 * [OWN], None], NO_POVERTY, []),  # without an origin it counts for the number together
    ([POOR, *5 * [OWN], None], Minima(), ["缺本级目标1项"]),
]


@pytest.mark.parametrize(("origins", "minima", "found"), LISTS)
def test_what_is_lacking_is_named_by_origin(origins: list[Origin | None], minima: Minima, found: list[str]) -> None:
    assert gaps(origins, minima) == found


@given(st.lists(st.sampled_from([POOR, OWN, UP])))
def test_a_list_has_no_gap_exactly_if_it_has_one_six_and_seven(origins: list[Origin | None]) -> None:
    complete = origins.count(POOR) >= 1 and origins.count(OWN) >= 6 and len(origins) >= 7
    assert (gaps(origins) == []) == complete


@given(st.lists(st.sampled_from([POOR, OWN, UP])), st.sampled_from([POOR, OWN, UP]))
def test_one_more_target_opens_no_gap(origins: list[Origin], more: Origin | None) -> None:
    assert len(gaps([*origins, more])) <= len(gaps(origins))


WEIGHTS: list[tuple[dict[str, str | None], list[str]]] = [
    ({}, []),
    ({"A": None, "B": None}, []),  # the agency set none
    ({"A": "20", "B": "30.0"}, []),
    ({"A": "16.7", "B": "16.7", "C": "16.6"}, []),
    ({"A": "20", "B": "29.5"}, ["职能绩效目标的权重合计49.5，应为50"]),
    ({"A": "50", "B": None}, ["“B”没有权重，权重须逐项填写，或均不填写"]),
    ({"A": "101"}, ["“A”的权重101应大于0，不超过50", "职能绩效目标的权重合计101，应为50"]),
    ({"A": "50", "B": "0"}, ["“B”的权重0应大于0，不超过50"]),
    (
        {"A": "50"} | dict.fromkeys("BCDEFGH"),
        ["“B”“C”“D”“E”“F”等7项没有权重，权重须逐项填写，或均不填写"],
    ),
]


@pytest.mark.parametrize(("weights", "found"), WEIGHTS)
def test_weights_are_of_every_target_and_sum_to_50(weights: dict[str, str | None], found: list[str]) -> None:
    assert weight_faults({code: None if each is None else D(each) for code, each in weights.items()}) == found


@given(st.lists(st.decimals("0.01", "50", places=2), min_size=1))
def test_only_exactly_50_is_right(numbers: list[Decimal]) -> None:
    found = weight_faults({str(n): number for n, number in enumerate(numbers)})
    assert (found == []) == (sum(int(100 * number) for number in numbers) == 5000)


ITEMS: list[tuple[list[str], list[str]]] = [
    ([], []),  # 未设定
    (["10", "10", "10", "10", "1"], []),
    (["8.2", "8.2", "8.2", "8.2", "8.2"], []),
    (["10", "10", "10", "10", "0.9"], ["机关党建目标五项的权重合计40.9，应为41"]),
    (["20", "21"], ["没有党风廉政建设、队伍建设、同步小康驻村的权重，五项均须填写"]),
    (["-1", "12", "10", "10", "10"], ["思想建设的权重-1是负数"]),
]


@pytest.mark.parametrize(("weights", "found"), ITEMS)
def test_the_five_items_sum_to_41(weights: list[str], found: list[str]) -> None:
    assert item_weight_faults(dict(zip(PartyItem, map(D, weights), strict=False))) == found
