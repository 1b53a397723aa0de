"""Events of the world in a simulated year: runs that never start, channels that are down, what changes by an act."""

from collections.abc import Iterator
from datetime import date, timedelta

from deployments.simulation.faults.amendment import amend, write_amendment
from deployments.simulation.faults.spec import Faults
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.deeds import Deed, Scene
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from models.intake.calendar import read_calendar
from models.ledger.calendar.days import import_calendar
from models.ledger.registry.reforms import merge_department

SHEET, BASIS = "calendar.csv", "推演〔{}〕2号"


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
        """What the agency does because the world changed, first thing on a working day."""
        if _comes(self._faults.calendar, scene):
            yield self._amendment(scene)
        if _comes(self._faults.merger, scene):
            yield self._merger(scene)

    def _amendment(self, scene: Scene) -> Deed:
        sheet = self._world.materials / SHEET
        write_amendment(sheet, amend(scene.calendar, self._plan, scene.day), scene.day)
        return Deed(import_calendar, read_calendar(sheet), f"import_calendar|{self._faults.calendar}")

    def _merger(self, scene: Scene) -> Deed:
        """The last department goes into the one before it."""
        *_, successor, department = self._plan.codes()
        said = {"effective_on": scene.day, "basis": BASIS.format(scene.day.year)}
        said |= {"department": department, "successor": successor}
        return Deed(merge_department, said, f"merge_department|{department}|{successor}")


def _comes(planned: date | None, scene: Scene) -> bool:
    """Whether what is planned for a day is done on this one: the first working day from then on."""
    return planned is not None and scene.calendar.nth_after(planned - timedelta(days=1), 1) == scene.day
