"""Inspectors with the fewest inspections this year are drawn first; equals are drawn at random."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.errors import Refused
from models.rules.rotation import team_to_draw
from models.rules.sampling import draw, seed_of

LOADS = {"王文": 2, "李天": 0, "郑玲": 1, "韩丽": 1, "张密": 1}


@pytest.mark.parametrize(
    ("people", "strata"),
    [
        (1, [("本年已参加0次", 1)]),
        (2, [("本年已参加0次", 1), ("本年已参加1次", 1)]),
        (4, [("本年已参加0次", 1), ("本年已参加1次", 3)]),
        (5, [("本年已参加0次", 1), ("本年已参加1次", 3), ("本年已参加2次", 1)]),
    ],
)
def test_those_with_fewer_inspections_come_in_and_the_rest_is_drawn(people: int, strata: list[tuple[str, int]]) -> None:
    population, _ = team_to_draw(LOADS, people)
    assert [(stratum.name, stratum.take) for stratum in population.strata] == strata


def test_the_rule_lists_the_people_who_are_certain() -> None:
    _, rule = team_to_draw(LOADS, 2)
    assert (rule.number, rule.certain) == (1, frozenset({"本年已参加0次"}))


def test_too_few_people_are_refused() -> None:
    with pytest.raises(Refused, match="名册中可参加这次核查的只有5人，不能抽取6人。"):
        team_to_draw(LOADS, 6)


@given(st.dictionaries(st.text("甲乙丙丁", min_size=1), st.integers(0, 5), min_size=1), st.data(), st.integers(0))
def test_people_left_out_have_at_least_as_many_inspections_as_those_drawn(
    loads: dict[str, int], data: st.DataObject, seed: int
) -> None:
    people = data.draw(st.integers(1, len(loads)))
    population, _ = team_to_draw(loads, people)
    chosen = [each for ids in draw(seed_of(f"{seed:064x}"[-64:], "", ""), population).values() for each in ids]
    assert len(chosen) == people
    left_out = set(loads) - set(chosen)
    assert max(loads[each] for each in chosen) <= min((loads[each] for each in left_out), default=max(loads.values()))
