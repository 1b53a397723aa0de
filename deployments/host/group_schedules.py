"""The schedules of a host: of each flow, for each group of cells."""

from collections.abc import Iterable, Sequence
from typing import Any

from deployments.prefect_schedules import planned_crons
from models.cells import ACTIVE, HELD, HostCell
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import IN_YEAR
from models.rules.watching import PlannedSchedule

CYCLE_NAMES = {cycle.key: cycle.name for cycle in IN_YEAR}


def groups_of(cells: Iterable[HostCell]) -> list[str]:
    """Returns the groups that have a cell at work, or a held one."""
    return sorted({each.group for each in cells if each.state in {ACTIVE, HELD}})


def planned_schedules(groups: Iterable[str], flows: Sequence[Cycle | Routine] = IN_YEAR) -> list[PlannedSchedule]:
    """Returns the schedules as they must be; each slug is used once in a deployment."""
    return [
        PlannedSchedule(cycle.key, f"{slug}-{group}", cron, group)
        for group in groups
        for cycle in flows
        for slug, cron in planned_crons(cycle)
    ]


def parameters_of(group: str, period: str = "") -> dict[str, Any]:
    """Returns the parameters of a run of a group; of the newest period if none is given."""
    return {"form": {"group": group} | ({"period": period} if period else {})}


def group_in(parameters: dict[str, Any]) -> str:
    """Returns the group in the parameters of a run or a schedule; empty if a person has named none."""
    form = parameters.get("form")
    return str(form.get("group") or "") if isinstance(form, dict) else ""
