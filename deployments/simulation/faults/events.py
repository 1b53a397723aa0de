"""Events of the world in a simulated year: runs that never start, channels that are down, and acts of the agency."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from deployments.simulation.faults.spec import Faults
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.agency_sheets import write_sheet
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from models.intake.calendar import read_calendar
from models.intake.department import read_departments
from models.ledger.calendar.days import import_calendar
from models.ledger.registry.reforms import merge_department
from models.ledger.registry.sheets import import_departments
from models.rules.cycles import QUARTERLY_MEETING
from models.rules.kinds import DayKind
from models.rules.workdays import SATURDAY, WorkCalendar, days_between

SHEET, BASIS = "calendar.csv", "推演〔{}〕2号"
FOUNDED = {"编码": "FOUNDED", "名称": "推演新设部门", "目标办邮箱": "founded@simulated.test", "主要领导": "推演新领导"}


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
        if _is_due(self._faults.founding, scene):
            yield self._founding_act(scene)

    def _amendment_act(self, scene: Scene) -> PlannedAct:
        sheet = self._world.materials / SHEET
        write_amendment(sheet, amend(scene.calendar, self._plan, scene.day), scene.day)
        return PlannedAct(import_calendar, read_calendar(sheet), f"{import_calendar}|{self._faults.calendar}")

    def _merger_act(self, scene: Scene) -> PlannedAct:
        """Returns the planned act that merges the last department into the one before it."""
        *_, successor, department = self._plan.codes()
        of, basis = (department, successor), BASIS.format(scene.day.year)
        merged = {"department": department, "successor": successor, "basis": basis}
        return plan_act(merge_department, *of, effective_on=scene.day, **merged)

    def _founding_act(self, scene: Scene) -> PlannedAct:
        """Returns the planned act that imports a department without a target, in office from that day."""
        sheet = write_sheet(self._world.materials / "founded.csv", [FOUNDED | {"生效日期": scene.day.isoformat()}])
        return PlannedAct(import_departments, read_departments(sheet), f"{import_departments}|{scene.day}")


def _is_due(planned: date | None, scene: Scene) -> bool:
    """Returns true if an event planned for a date is done on this day: the first working day from that date on."""
    return planned is not None and scene.calendar.nth_after(planned - timedelta(days=1), 1) == scene.day


AHEAD = timedelta(days=20)  # the notice appears at least this long before the day off
NEAR = timedelta(days=31)
NAME = "临时"


@dataclass(frozen=True, slots=True)
class Amendment:
    """A working day that becomes a day off, and the rest day after it that becomes a working day instead."""

    off: date
    made_up: date

    @property
    def days(self) -> tuple[tuple[date, DayKind], ...]:
        """Returns the two days as a notice announces them."""
        return (self.off, DayKind.HOLIDAY), (self.made_up, DayKind.MAKEUP_WORKDAY)


def amend(calendar: WorkCalendar, plan: Plan, day: date) -> Amendment:
    """Returns the change announced on that day: the next due day of quarterly meetings, 20 days ahead or more, is off.

    The meetings then fall due on the next working day, or, if the make-up day comes earlier, on the make-up day.
    """
    off = next(due for due in _meeting_due_days(calendar, plan) if due >= day + AHEAD)
    marked = {each.date for each in calendar.marked_days()}
    rest = (each for each in days_between(off, off + NEAR) if each.weekday() >= SATURDAY and each not in marked)
    return Amendment(off, next(rest))


def _meeting_due_days(calendar: WorkCalendar, plan: Plan) -> Iterator[date]:
    """Yield the due days of the meetings of the year, and of the next year, although these are not owed in it."""
    for year in (plan.year, plan.year + 1):
        for period in QUARTERLY_MEETING.periods(year):
            yield QUARTERLY_MEETING.deadline(period, calendar).due


def write_amendment(path: Path, amendment: Amendment, day: date) -> Path:
    """Write the notice as a calendar sheet; returns its path."""
    notice = {
        "notice_title": f"推演用通知：调整{amendment.off.year}年部分放假日期",
        "notice_number": f"推演〔{day.year}〕1号",
        "notice_date": day.isoformat(),
    }
    rows = [{"date": each.isoformat(), "kind": kind.value, "name": NAME} | notice for each, kind in amendment.days]
    return write_sheet(path, rows)
