"""Events of the world in a simulated year: runs that never start, channels that are down, what changes by an act."""

from collections.abc import Iterator
from datetime import date

from deployments.simulation.deeds import Deed, Scene
from deployments.simulation.faults.spec import Faults
from deployments.simulation.outside import Outside
from deployments.simulation.plan import Plan
from deployments.simulation.world import World


class Events:
    """What befalls a year from outside; all of it follows from the plan and the faults."""

    def __init__(self, plan: Plan, world: World, outside: Outside, faults: Faults) -> None:
        self._plan, self._world, self._outside, self._faults = plan, world, outside, faults

    def begin(self, day: date) -> None:
        """Cut off the channels that are down on a day, and no others."""
        self._outside.down = {each.channel for each in self._faults.outages if each.first <= day <= each.last}

    def drops(self, flow: str, day: date) -> bool:
        """Whether the runs of a flow never start on a day."""
        return any((each.flow, each.day) == (flow, day) for each in self._faults.drops)

    def deeds(self, scene: Scene) -> Iterator[Deed]:
        """What the agency does because the world changed."""
        yield from ()
