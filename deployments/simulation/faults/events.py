"""Events of the world in a simulated year: runs that never start, channels that are down, and acts of the agency."""

from collections.abc import Iterator
from datetime import date, timedelta

from deployments.simulation.faults.amendment import amend, write_amendment
from deployments.simulation.faults.spec import Faults
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from models.intake.calendar import read_calendar
from models.ledger.calendar.days import import_calendar
from models.ledger.registry.reforms import merge_department

SHEET, BASIS = "calendar.csv", "推演〔{}〕2号"


class Events:
    """The external events of a year; they depend only on the plan and the faults."""

    def __init__(self, plan: Plan, world: World, outside: Outside, faults: Faults) -> None:
        self._plan, self._world, self._outside, self._faults = plan, world, outside, faults

    def begin(self, day: date) -> None:
        """Mark exactly those channels as unreachable that are down on this day."""
        self._outside.down = {each.channel for each in self._faults.outages if each.first <= day <= each.last}

    def drops(self, flow: str, day: date) -> bool:
        """Returns true if the runs of a flow do not start on a day."""
        return any((each.flow, each.day) == (flow, day) for each in self._faults.drops)

    def steps(self, scene: Scene) -> Iterator[PlannedAct]:
        """Yield the acts of the agency caused by an event, first on a working day."""
        if _is_due(self._faults.calendar, scene):
            yield self._amendment_act(scene)
        if _is_due(self._faults.merger, scene):
            yield self._merger_act(scene)

    def _amendment_act(self, scene: Scene) -> PlannedAct:
        sheet = self._world.materials / SHEET
        write_amendment(sheet, amend(scene.calendar, self._plan, scene.day), scene.day)
        return PlannedAct(import_calendar, read_calendar(sheet), f"{import_calendar}|{self._faults.calendar}")

    def _merger_act(self, scene: Scene) -> PlannedAct:
        """Returns the planned act that merges the last department into the one before it."""
        *_, successor, department = self._plan.codes()
        data = {"effective_on": scene.day, "basis": BASIS.format(scene.day.year)}
        data |= {"department": department, "successor": successor}
        return PlannedAct(merge_department, data, f"{merge_department}|{department}|{successor}")


def _is_due(planned: date | None, scene: Scene) -> bool:
    """Returns true if an event planned for a date is done on this day: the first working day from that date on."""
    return planned is not None and scene.calendar.nth_after(planned - timedelta(days=1), 1) == scene.day
