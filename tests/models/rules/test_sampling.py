"""Random sampling: the draw follows from published numbers alone, and all ids are equally likely."""

from collections import Counter
from hashlib import sha256
from itertools import pairwise, permutations
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.policy import read_value, say_value
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import (
    DRAW_SPECIAL,
    SPACE,
    Population,
    Stratum,
    below,
    differences,
    draw,
    first_drawn,
    in_short,
    population_of,
    read_population,
    secret_hash,
    seed_of,
)

SECRET, BOUND = "ab" * 32, "ef" * 32
# The 99.9 % quantiles of chi-square: with fixed seeds a draw that is uniform either always passes or never.
CHI_SQUARE = {5: 20.5, 19: 43.8, 23: 49.7}
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=5)
SEEDS = st.integers(0, SPACE - 1).map(lambda number: f"{number:064x}")


@st.composite
def populations(make: st.DrawFn) -> Population:
    """Return up to four strata of up to thirty ids, with at least one to draw from each."""
    ids = iter(make(st.lists(NAMES, min_size=4, max_size=120, unique=True)))
    names = make(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    strata = []
    for name in names:
        members = tuple(each for each, _ in zip(ids, range(make(st.integers(1, 30))), strict=False))
        if members:
            strata.append(Stratum(name, members, make(st.integers(1, len(members)))))
    return Population(tuple(strata))


def stratum(size: int, take: int, name: str = "甲") -> Stratum:
    return Stratum(name, tuple(f"T{i:03d}" for i in range(size)), take)


def chi_square(seen: Counter[Any], cells: int) -> float:
    expected = seen.total() / cells
    return sum((seen[key] - expected) ** 2 / expected for key in seen) + (cells - len(seen)) * expected


def seeds(number: int) -> list[str]:
    return [seed_of(SECRET, str(i), BOUND) for i in range(1, number + 1)]


# The published numbers


def test_everything_is_text_that_a_shell_can_hash() -> None:
    population = Population((Stratum("重点项目", ("2026/T1", '2026/"2"'), 1), Stratum("D001", ("2026/T3",), 1)))
    assert population.text == '[["重点项目",1,["2026/T1","2026/\\"2\\""]],["D001",1,["2026/T3"]]]'
    assert population.hash == sha256(population.text.encode()).hexdigest()
    assert secret_hash(SECRET) == sha256(SECRET.encode()).hexdigest()
    assert seed_of(SECRET, "05,12 07", BOUND) == sha256(f"{SECRET}\n05,12 07\n{BOUND}".encode()).hexdigest()


def test_the_seed_of_a_draw_without_a_public_number_is_not_the_published_hash() -> None:
    assert seed_of(SECRET, "", BOUND) == sha256(f"{SECRET}\n\n{BOUND}".encode()).hexdigest() != secret_hash(SECRET)


@pytest.mark.parametrize("secret", ["", "ab" * 31, "AB" * 32, "zz" * 32, "ab" * 32 + "\n", "１" * 64])
def test_a_malformed_secret_is_refused(secret: str) -> None:
    with pytest.raises(Refused, match="密数应为64位十六进制数字"):
        seed_of(secret, "1", BOUND)


@pytest.mark.parametrize("number", [" 1", "1\n", "1\u200b2"])
def test_an_ambiguous_public_number_is_refused(number: str) -> None:
    with pytest.raises(Refused, match="首尾有空格，或含有看不见的字符"):
        seed_of(SECRET, number, BOUND)


def test_the_draw_is_the_one_that_the_description_gives() -> None:
    """The first two of five, by hand: each place is exchanged with one at or after it."""
    seed, pool = seed_of(SECRET, "7", BOUND), ["a", "b", "c", "d", "e"]
    for place, left in ((0, 5), (1, 4)):
        other = place + int(sha256(f"{seed}\n{place}\n甲".encode()).hexdigest(), 16) % left
        pool[place], pool[other] = pool[other], pool[place]
    assert draw(seed, Population((Stratum("甲", tuple("abcde"), 2),))) == {"甲": pool[:2]}


# Properties


@given(populations(), SEEDS)
def test_the_requested_number_is_drawn_from_each_stratum_without_repeats(population: Population, seed: str) -> None:
    drawn = draw(seed, population)
    assert list(drawn) == [each.name for each in population.strata]
    for each in population.strata:
        assert len(set(drawn[each.name])) == len(drawn[each.name]) == each.take
        assert set(drawn[each.name]) <= set(each.ids)


@given(populations(), SEEDS)
def test_the_same_seed_draws_the_same_from_a_population_that_was_written_down(
    population: Population, seed: str
) -> None:
    again = read_population(population.as_json())
    assert again == population
    assert draw(seed, again) == draw(seed, population)


@given(populations(), SEEDS)
def test_the_draw_of_a_stratum_does_not_depend_on_other_strata(population: Population, seed: str) -> None:
    drawn = draw(seed, population)
    for each in population.strata:
        assert draw(seed, Population((each,))) == {each.name: drawn[each.name]}


@given(SEEDS, st.integers(1, 30))
def test_one_more_is_drawn_at_the_end(seed: str, size: int) -> None:
    drawn = [first_drawn(seed, stratum(size, 1), number) for number in range(size + 1)]
    assert all(more[:-1] == fewer for fewer, more in pairwise(drawn))
    with pytest.raises(Refused, match=f"层“甲”共{size}项，不能抽{size + 1}项"):
        first_drawn(seed, stratum(size, 1), size + 1)


@given(populations())
def test_the_hash_distinguishes_populations(population: Population) -> None:
    first = population.strata[0]
    other = Population((Stratum(f"{first.name}x", first.ids, first.take), *population.strata[1:]))
    assert other.hash != population.hash
    assert (population.size, population.take) == (other.size, other.take)


# Uniformity


def test_every_member_is_drawn_as_often_as_every_other() -> None:
    population = Population((stratum(20, 5),))
    seen = Counter(each for seed in seeds(4000) for each in draw(seed, population)["甲"])
    assert seen.total() == 4000 * 5
    # Drawn without replacement, counts vary less than chi-square expects: by the share that is left.
    assert chi_square(seen, 20) * 19 / 15 < CHI_SQUARE[19]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_every_member_comes_at_every_place_as_often(place: int) -> None:
    seen = Counter(first_drawn(seed, stratum(6, 3), 3)[place] for seed in seeds(3000))
    assert chi_square(seen, 6) < CHI_SQUARE[5]


def test_every_order_of_four_is_as_likely() -> None:
    seen = Counter(tuple(first_drawn(seed, stratum(4, 4), 4)) for seed in seeds(6000))
    assert set(seen) == set(permutations(stratum(4, 4).ids))
    assert chi_square(seen, 24) < CHI_SQUARE[23]


def test_the_strata_of_one_seed_are_drawn_independently() -> None:
    seen = Counter(
        (draw(seed, Population((stratum(2, 1, "甲"), Stratum("乙", ("x", "y", "z"), 1))))["甲"][0], drawn[0])
        for seed in seeds(3000)
        for drawn in [first_drawn(seed, Stratum("乙", ("x", "y", "z"), 1), 1)]
    )
    assert chi_square(seen, 6) < CHI_SQUARE[5]


def test_a_measure_of_uniformity_that_finds_a_bias_of_a_tenth() -> None:
    biased = Counter({f"T{i:03d}": 1100 if i < 3 else 900 for i in range(6)})
    assert chi_square(biased, 6) > CHI_SQUARE[5]


def test_a_number_in_the_last_incomplete_round_is_passed_over() -> None:
    rounds = SPACE - SPACE % 3
    assert below(3, iter([rounds, SPACE - 1, rounds - 1])) == 2
    assert below(SPACE, iter([SPACE - 1])) == SPACE - 1


def test_ten_thousand_of_three_hundred_thousand_are_drawn_within_a_second() -> None:
    population = population_of({"全部": [f"2026/T{i:06d}" for i in range(300_000)]}, SizeRule(10_000))
    begun = perf_counter()
    assert len(draw(seed_of(SECRET, "7", BOUND), population)["全部"]) == 10_000
    assert perf_counter() - begun < 1


# Refused populations


@pytest.mark.parametrize(
    ("strata", "why"),
    [
        ({}, "总体是空的，没有可抽的对象"),
        ({"甲": []}, "层“甲”是空的"),
        ({"甲": ["1", "2", "1"]}, "层“甲”中“1”出现了两次"),
        ({"甲": ["1", ""]}, "层“甲”中有空的编号"),
        ({"甲": ["1", " 2"]}, "层“甲”中的编号“ 2”首尾有空格"),
        ({"甲": ["1", "\ud800"]}, "层“甲”中的编号“\ufffd”首尾有空格，或含有看不见的字符"),
        ({"甲\n": ["1", "2"]}, "层名“甲\ufffd”为空"),
        ({"": ["1", "2"]}, "层名“”为空"),
        ({"甲": ["1"]}, "层“甲”共1项，不能抽2项"),
        ({"甲": ["1", "2"], "乙": ["3", "2"]}, "“2”同时列在“甲”、“乙”中"),
    ],
)
def test_an_invalid_population_is_refused_with_the_stratum_and_the_id(strata: dict[str, list[str]], why: str) -> None:
    with pytest.raises(Refused) as refusal:
        population_of(strata, SizeRule(2))
    assert refusal.value.message.startswith(why)


def test_two_strata_of_one_name_are_refused() -> None:
    with pytest.raises(Refused, match="有两层都叫“甲”"):
        Population((Stratum("甲", ("1",), 1), Stratum("甲", ("2",), 1)))


def test_a_sample_size_of_zero_is_refused() -> None:
    with pytest.raises(Refused, match="共3项，不能抽0项"):
        stratum(3, 0)


def test_a_rule_for_a_stratum_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="没有名为“丁”、“丙”的层"):
        population_of({"甲": ["1"]}, SizeRule(1, certain=frozenset({"丁", "丙"})))


@pytest.mark.parametrize(
    "data",
    [[["甲", "1", ["a"]]], [["甲", True, ["a"]]], [["甲", 1, "a"]], [["甲", 1, [1]]], [[1, 1, ["a"]]], [["甲"]]],
)
def test_invalid_data_is_not_read_as_a_population(data: list[list[object]]) -> None:
    with pytest.raises((TypeError, ValueError)):
        read_population(data)


def test_a_stratum_drawn_completely_is_certain() -> None:
    assert (stratum(3, 3).is_certain, stratum(3, 2).is_certain) == (True, False)


# Changes


def test_the_changes_of_a_population_are_listed() -> None:
    before = population_of({"甲": ["1", "2"], "乙": ["3", "4"]}, SizeRule(1))
    now = population_of({"甲": ["1", "3"], "乙": ["4", "5"]}, SizeRule(1))
    assert differences(before, now) == ["增加1项：5", "减少1项：2", "变动1项：3（由“乙”转入“甲”）"]
    assert differences(before, before) == []
    turned = population_of({"乙": ["3", "4"], "甲": ["1", "2"]}, SizeRule(1))
    assert differences(before, turned) == ["排列次序或应抽数量不同"]


def test_of_many_only_some_are_named() -> None:
    assert in_short([str(i) for i in range(9)]) == "9项：0、1、2、3、4、5、6、7等"


# Edges


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1项：T000"),
        (2, "2项：T000、T001"),
        (8, "8项：T000、T001、T002、T003、T004、T005、T006、T007"),
        (9, "9项：T000、T001、T002、T003、T004、T005、T006、T007等"),
        (300, "300项：T000、T001、T002、T003、T004、T005、T006、T007等"),
    ],
)
def test_exactly_eight_names_are_written_out(number: int, text: str) -> None:
    assert in_short(stratum(number, 1).ids) == text


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"甲": ["1", "2"], "乙": ["3"]}, []),
        ({"甲": ["1", "2", "4"], "乙": ["3"]}, ["增加1项：4"]),
        ({"甲": ["1"], "乙": ["3"]}, ["减少1项：2"]),
        ({"甲": ["1"], "乙": ["3", "2"]}, ["变动1项：2（由“甲”转入“乙”）"]),
        ({"甲": ["1", "2"], "丙": ["3"]}, ["变动1项：3（由“乙”转入“丙”）"]),
        ({"甲": ["1", "2"]}, ["减少1项：3"]),
        ({"甲": ["2", "1"], "乙": ["3"]}, ["排列次序或应抽数量不同"]),
        ({"丙": ["9"]}, ["增加1项：9", "减少3项：1、2、3"]),
    ],
)
def test_every_way_in_which_a_population_can_change_has_its_words(now: dict[str, list[str]], words: list[str]) -> None:
    before = population_of({"甲": ["1", "2"], "乙": ["3"]}, SizeRule(1))
    assert differences(before, population_of(now, SizeRule(1))) == words


def test_another_number_to_draw_is_a_difference_of_the_population() -> None:
    one, whole = (population_of({"甲": ["1", "2"]}, SizeRule(n)) for n in (1, 2))
    assert differences(one, whole) == ["排列次序或应抽数量不同"]
    assert one.hash != whole.hash


@given(populations(), populations())
def test_changes_turned_round_exchange_what_was_added_and_what_was_removed(one: Population, other: Population) -> None:
    there, back = differences(one, other), differences(other, one)
    turned = {
        word.replace("增加", "减少") if word.startswith("增加") else word.replace("减少", "增加") for word in back
    }
    assert {word for word in there if word[:2] in ("增加", "减少")} == {
        word for word in turned if word[:2] in ("增加", "减少")
    }
    assert len(there) == len(back)


@pytest.mark.parametrize("n", [1, 2, 3, 7, 8, 1000])
def test_the_largest_number_of_a_full_round_is_used_and_the_next_is_not(n: int) -> None:
    rounds = SPACE - SPACE % n
    assert below(n, iter([rounds - 1])) == n - 1
    assert below(n, iter([0])) == 0
    if rounds < SPACE:
        assert below(n, iter([rounds, 0])) == 0


@pytest.mark.parametrize(("size", "number"), [(1, 0), (1, 1), (5, 0), (5, 5)])
def test_none_or_all_of_a_stratum_can_be_drawn(size: int, number: int) -> None:
    drawn = first_drawn(seed_of(SECRET, "", BOUND), stratum(size, 1), number)
    assert len(drawn) == number
    assert set(drawn) <= set(stratum(size, 1).ids)


@pytest.mark.parametrize(("secret", "number"), [("ab" * 32, "1"), ("ab" * 32, "2"), ("ac" * 32, "1"), ("ab" * 32, "")])
def test_a_seed_is_different_for_every_secret_and_number(secret: str, number: str) -> None:
    others = [("ab" * 32, "1"), ("ab" * 32, "2"), ("ac" * 32, "1"), ("ab" * 32, "")]
    seeds_of_others = {seed_of(*other, BOUND) for other in others if other != (secret, number)}
    assert seed_of(secret, number, BOUND) not in seeds_of_others
    assert len(seeds_of_others) == 3


@pytest.mark.parametrize(
    ("name", "ids", "take", "message"),
    [
        ("甲", ("1", "2"), 3, "层“甲”共2项，不能抽3项。"),
        ("甲", ("1", "2"), 0, "层“甲”共2项，不能抽0项。"),
        ("甲", ("1", "2"), -1, "层“甲”共2项，不能抽-1项。"),
        ("甲", (), 0, "层“甲”是空的，没有可抽的对象。"),
        ("甲", ("",), 1, "层“甲”中有空的编号。"),
        ("甲", ("1", "2", "2", "1"), 1, "层“甲”中“1”出现了两次，每个对象只能列一次。"),
        ("甲", ("1", "2\t"), 1, "层“甲”中的编号“2\ufffd”首尾有空格，或含有看不见的字符。"),
        (" 甲", ("1",), 1, "层名“ 甲”为空，首尾有空格，或含有看不见的字符。"),
    ],
)
def test_a_stratum_that_cannot_be_drawn_is_refused_in_one_sentence(
    name: str, ids: tuple[str, ...], take: int, message: str
) -> None:
    with pytest.raises(Refused) as refusal:
        Stratum(name, ids, take)
    assert refusal.value.message == message


def test_an_id_in_three_strata_is_refused_with_all_of_them() -> None:
    with pytest.raises(Refused, match=r"^“1”同时列在“甲”、“丙”中，每个对象只能属于一层。$"):
        Population((Stratum("甲", ("1", "3"), 1), Stratum("乙", ("2",), 1), Stratum("丙", ("1",), 1)))


def test_the_first_name_that_two_strata_share_is_refused() -> None:
    with pytest.raises(Refused, match=r"^有两层都叫“乙”，请合并或改名。$"):
        Population((Stratum("甲", ("1",), 1), Stratum("乙", ("2",), 1), Stratum("乙", ("3",), 1)))


@pytest.mark.parametrize(("written", "stored"), [("当场抽取", "at_once"), ("committed", "committed")])
def test_a_label_and_a_value_are_read(written: str, stored: str) -> None:
    assert read_value(DRAW_SPECIAL, written) == stored
    assert say_value(DRAW_SPECIAL, stored) in {"当场抽取", "承诺后抽取"}


def test_another_word_is_refused() -> None:
    with pytest.raises(ValueError, match="“抽签”应为：当场抽取、承诺后抽取"):
        read_value(DRAW_SPECIAL, "抽签")
