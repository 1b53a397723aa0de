"""The walk through a year, day by day: what the schedules do, what offices and agency do, and what is checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as hour
from importlib import import_module

from deployments.simulation.faults.events import Events
from deployments.simulation.faults.spec import QUIET, Faults
from deployments.simulation.invariants.nightly import Watch
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.adjustments import adjusting, wishes
from deployments.simulation.people.agency import oversight
from deployments.simulation.people.appeals import contesting
from deployments.simulation.people.cloud_proposals import going_to_see
from deployments.simulation.people.covert_visits import visiting
from deployments.simulation.people.deeds import Deed, Scene, do
from deployments.simulation.people.inspections import inspecting
from deployments.simulation.people.key_projects import delegating, going_there
from deployments.simulation.people.negative_list import findings, mending
from deployments.simulation.people.offices import answers, appointments
from deployments.simulation.people.opinions import opining
from deployments.simulation.people.reviews import reviewing
from deployments.simulation.people.samples import drawing
from deployments.simulation.people.uploads import uploading
from deployments.simulation.plan import Plan, check_calendar
from deployments.simulation.roster import founding
from deployments.simulation.world import World
from models.database import begin
from models.ledger.calendars import calendar_of
from models.ledger.lookup import home
from models.rules.business_day import SHANGHAI
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, DAILY_SWEEP, DELIVER
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.workdays import WorkCalendar
from tasks.clock import business_day, pretend
from tasks.step import run_steps

OPENING, REPAIRING, SWEEPING, OFFICE, NIGHT = hour(7, 30), hour(7, 40), hour(8, 0), hour(10, 30), hour(23, 0)
HOUSEKEEPING = ((2, 1), (4, 1), (8, 1))
DELIVERING = (hour(8, 40), hour(17, 5))  # a lease later the office is still open


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a day: a run that the schedules start, or with no cycle what people do in their office hours."""

    at: hour
    cycle: Cycle | Routine | None = None

    @property
    def name(self) -> str:
        """What it is called where a fault in it is told."""
        return self.cycle.key if self.cycle else "acts"


class Year:
    """One simulated year under way: its plan, its world, what befalls it and the calendar it goes by."""

    def __init__(self, plan: Plan, world: World, outside: Outside, faults: Faults = QUIET) -> None:
        self.plan, self.world, self.outside = plan, world, outside
        self.events = Events(plan, world, outside, faults)
        self.watch = Watch(plan, world, outside)
        self._findings, self._wishes = findings(plan), wishes(plan)

    def found(self) -> None:
        """The evening before: the installation is founded, its sheets are imported, the targets are issued."""
        pretend(datetime.combine(self.plan.issued_on, OFFICE, SHANGHAI))
        for deed in founding(self.plan, self.world.home):
            self._do(deed)
        check_calendar(self.plan, self.look_up())

    def days(self) -> Iterator[date]:
        """Live every day of the year and of the January that closes it; gives each when it is over."""
        for day in self.plan.days:
            self.live(day)
            yield day

    def live(self, day: date) -> None:
        """One day: what is scheduled before office hours, what people do, what is scheduled after."""
        for piece in self.wake(day):
            self.do(piece, day)
            self.look_after(piece, day)
        self.night(day)

    def wake(self, day: date) -> list[Piece]:
        """Begin a day; its pieces in their order."""
        if (day.month, day.day) in HOUSEKEEPING:
            self.world.keep_house()
        self.events.begin(day)
        works = self.look_up().is_workday(day)
        pieces = [run for run in self.scheduled(day, works=works) if not self.events.drops(run.name, day)]
        return sorted([*pieces, Piece(OFFICE)] if works else pieces, key=lambda piece: piece.at)

    def scheduled(self, day: date, *, works: bool) -> list[Piece]:
        """The runs of a day in their order; of the next year no period is opened."""
        opening = [cycle for cycle in CYCLES if cycle.periodic and self._opens(cycle, day)]
        runs = [Piece(OPENING, cycle) for cycle in opening]
        runs += [Piece(REPAIRING, REMEDIATION_FEEDBACK), Piece(SWEEPING, DAILY_SWEEP)]
        return runs + [Piece(at, DELIVER) for at in DELIVERING if works]

    def _opens(self, cycle: Cycle, day: date) -> bool:
        return any(cycle.opens_on(period, self.calendar) == day for period in cycle.periods(self.plan.year))

    def do(self, piece: Piece, day: date) -> None:
        """One piece: the steps of a run's flow, without the engine, or what offices and agency do.

        It may be done again, as by a runner that is started again or people who were told that something failed.
        """
        self._at(day, piece.at)
        if piece.cycle:
            run_steps(import_module(f"flows.{piece.cycle.key}").STEPS, business_day(day), engine=False)
        else:
            self.work(day)

    def look_after(self, piece: Piece, day: date) -> None:
        """What must be true when a piece is done."""
        if piece.cycle is DAILY_SWEEP:
            self.watch.after_sweep(day, self.calendar)

    def night(self, day: date) -> None:
        """What must be true when a day is over."""
        self._at(day, NIGHT)
        self.watch.at_night(day, self.look_up(), sends=not self.events.drops(DELIVER.key, day))

    def work(self, day: date) -> None:
        """What the agency does because the world changed, and then what everybody does in the world as it is now."""
        changes = self.changes(day)
        for deed in changes:
            self._do(deed)
        if changes:
            self.look_up()
        for deed in self.decide(day):
            self._do(deed)

    def changes(self, day: date) -> list[Deed]:
        """What changes in the world on a working day."""
        with begin() as session:
            return list(self.events.deeds(Scene(self.plan, day, self.calendar, session)))

    def decide(self, day: date) -> list[Deed]:
        """Everything that somebody decides to do on a working day, in a stated order."""
        with begin() as session:
            scene = Scene(self.plan, day, self.calendar, session)
            return [
                *drawing(scene),
                *appointments(scene),
                *answers(scene, self.world.materials),
                *uploading(scene, self.world.materials),
                *mending(scene, self._findings),
                *contesting(scene),
                *opining(scene),
                *visiting(scene, self.world.materials),
                *delegating(scene),
                *going_there(scene),
                *adjusting(scene, self._wishes, self.world.materials),
                *oversight(scene),
                *reviewing(scene),
                *going_to_see(scene),
                *inspecting(scene),
            ]

    def _do(self, deed: Deed) -> None:
        do(deed, business_day())

    def _at(self, day: date, at: hour) -> None:
        pretend(datetime.combine(day, at, SHANGHAI))

    def look_up(self) -> WorkCalendar:
        """The calendar as the records have it now; whoever changes it in the middle of a day looks it up again."""
        with begin() as session:
            self.calendar = calendar_of(session, home(session))
        return self.calendar


def founded(plan: Plan, around: World, faults: Faults = QUIET) -> Year:
    """A year on the evening before it begins, with a world outside of its own."""
    outside = Outside(plan)
    outside.connect()
    year = Year(plan, around, outside, faults)
    year.found()
    return year
