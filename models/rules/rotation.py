"""轮换: inspectors with the fewest inspections this year are drawn first (4.3)."""

from collections.abc import Mapping

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import Population, population_of


class Seat(Labelled):
    """How a member came into a team that was drawn (4.4)."""

    DRAWN = "drawn", "抽取产生"
    SUBSTITUTE = "substitute", "按抽取次序递补"
    CHOSEN = "chosen", "不是抽取产生"


def team_to_draw(loads: Mapping[str, int], people: int) -> tuple[Population, SizeRule]:
    """Return the strata and the size rule to draw `people` from `loads`, each person's number of inspections this year.

    People with fewer inspections than the last place needs are certain; those level with it are drawn at random; the
    others are left out. Raises Refused if there are too few people.
    """
    if len(loads) < people:
        raise Refused(f"名册中可参加这次核查的只有{len(loads)}人，不能抽取{people}人。")
    last = sorted(loads.values())[people - 1]
    strata = {
        f"本年已参加{load}次": sorted(each for each, times in loads.items() if times == load)
        for load in sorted(set(loads.values()))
        if load <= last
    }
    certain = {name: len(ids) for name, ids in strata.items() if name != f"本年已参加{last}次"}
    rule = SizeRule(people - sum(certain.values()), certain=frozenset(certain))
    return population_of(strata, rule), rule
