"""The simulated year day by day: scheduled runs, the work of offices and agency, and the checks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as hour
from importlib import import_module

from deployments.simulation.answer_time import AnswerTime
from deployments.simulation.faults.events import Events
from deployments.simulation.faults.spec import QUIET, Faults
from deployments.simulation.invariants.nightly import Watch
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.adjustments import decide_adjustments, planned_adjustments
from deployments.simulation.people.agency import decide_calls, decide_oversight
from deployments.simulation.people.appeals import decide_appeals
from deployments.simulation.people.covert_visits import decide_covert_visits
from deployments.simulation.people.drafting import decide_drafting
from deployments.simulation.people.inspections import decide_inspections
from deployments.simulation.people.key_projects import decide_delegations, decide_field_visits
from deployments.simulation.people.negative_list import decide_remediation, planned_findings
from deployments.simulation.people.offices import decide_answers, decide_appointments
from deployments.simulation.people.opinions import decide_opinions
from deployments.simulation.people.own_dates import decide_proofs
from deployments.simulation.people.planned_acts import PlannedAct, Scene, carry_out
from deployments.simulation.people.ratings import decide_ratings, decide_settings
from deployments.simulation.people.results import decide_results
from deployments.simulation.people.reviews import decide_reviews
from deployments.simulation.people.samples import decide_draws
from deployments.simulation.people.score_sheets import decide_score_sheets
from deployments.simulation.people.site_rounds import decide_site_rounds
from deployments.simulation.people.surveys import decide_survey
from deployments.simulation.people.uploads import decide_uploads
from deployments.simulation.plan import Plan, check_calendar
from deployments.simulation.roster import founding_acts
from deployments.simulation.world import World
from models.database import begin
from models.ledger.answer.taking import take_answer
from models.ledger.jurisdiction import calendar_of, home
from models.rules.appraisal import first_day
from models.rules.appraisal_day import APPRAISAL
from models.rules.cycle import Cycle, Routine
from models.rules.cycles import CYCLES, DAILY_SWEEP, DELIVER
from models.rules.negative_list import REMEDIATION_FEEDBACK
from models.rules.results_use import RESULTS_USE
from models.rules.target_setting import TARGET_SETTING
from models.rules.workdays import SHANGHAI, WorkCalendar
from tasks.clock import business_day, set_virtual_instant
from tasks.step import run_steps

OPENING, REPAIRING, SWEEPING, OFFICE, NIGHT = hour(7, 30), hour(7, 40), hour(8, 0), hour(10, 30), hour(23, 0)
APPRAISING = hour(8, 20)
SETTING_MONTHS, MONDAY = (2, 3), 0
ANALYZE_DAYS = ((2, 10), (4, 17), (7, 17), (10, 17))  # when lists are drafted, and when a quarter is under review
DELIVERING = (hour(8, 40), hour(17, 5))  # early enough that the office is still open when a lease ends


@dataclass(frozen=True, slots=True)
class DayPiece:
    """A part of a day: a scheduled run, or, if there is no `cycle`, the work of people in office hours."""

    at: hour
    cycle: Cycle | Routine | None = None

    @property
    def name(self) -> str:
        """Returns the name under which faults in this piece are reported."""
        return self.cycle.key if self.cycle else "acts"


class Year:
    """One simulated year in progress: its plan, world, events and current calendar."""

    def __init__(self, plan: Plan, world: World, outside: Outside, faults: Faults = QUIET) -> None:
        self.plan, self.world, self.outside = plan, world, outside
        self.events = Events(plan, world, outside, faults)
        self._every = faults is not QUIET  # with faults no step is left out
        self.watch, self.answering = Watch(plan, world, outside), AnswerTime()
        self._planned_findings, self._planned_adjustments = planned_findings(plan), planned_adjustments(plan)

    def found(self) -> None:
        """Run the evening before: found the installation, import its sheets, issue the targets."""
        set_virtual_instant(datetime.combine(self.plan.issued_on, OFFICE, SHANGHAI))
        for step in founding_acts(self.plan, self.world.home):
            self._perform(step)
        check_calendar(self.plan, self.reload_calendar())

    def days(self) -> Iterator[date]:
        """Run every day of the year and of the months that close and appraise it; yields each when it is finished."""
        for day in self.plan.days:
            self.live_day(day)
            yield day

    def live_day(self, day: date) -> None:
        """Run one day: the scheduled runs before office hours, the work of people, the scheduled runs after it."""
        for piece in self.begin_day(day):
            self.run_piece(piece, day)
            self.check_piece(piece, day)
        self.end_day(day)

    def begin_day(self, day: date) -> list[DayPiece]:
        """Begin a day and return its pieces in order."""
        if (day.month, day.day) in ANALYZE_DAYS:
            self.world.update_statistics()
        self.events.begin(day)
        works = self.reload_calendar().is_workday(day)
        pieces = [run for run in self.scheduled_runs(day, works=works) if not self.events.drops(run.name, day)]
        return sorted([*pieces, DayPiece(OFFICE)] if works else pieces, key=lambda piece: piece.at)

    def scheduled_runs(self, day: date, *, works: bool) -> list[DayPiece]:
        """Returns the runs of a day in order; no period of the next year is opened."""
        letters = [DayPiece(at, DELIVER) for at in DELIVERING if works]
        if day > self.plan.closing_day:
            watched = (DayPiece(APPRAISING, routine) for routine in (APPRAISAL, RESULTS_USE))
            return [DayPiece(SWEEPING, DAILY_SWEEP), *watched, *letters]
        opening = [cycle for cycle in CYCLES if cycle.periodic and self._starts_today(cycle, day)]
        runs = [DayPiece(OPENING, cycle) for cycle in opening]
        runs += [DayPiece(REPAIRING, REMEDIATION_FEEDBACK), DayPiece(SWEEPING, DAILY_SWEEP)]
        runs += [DayPiece(SWEEPING, TARGET_SETTING)] if self._sets_targets(day) else []
        runs += [DayPiece(APPRAISING, APPRAISAL)] if day >= first_day(self.plan.year) else []
        return runs + letters

    def _sets_targets(self, day: date) -> bool:
        """1-2.6: on Mondays while lists are usually set, then on the first of each month, within the year."""
        if day.month in SETTING_MONTHS:
            return day.weekday() == MONDAY
        return day.day == 1 and SETTING_MONTHS[-1] < day.month and day.year == self.plan.year

    def _starts_today(self, cycle: Cycle, day: date) -> bool:
        periods = cycle.periods(self.plan.year)
        again = cycle.again and any(cycle.again.of(period) == day for period in periods)
        return bool(again) or any(cycle.opens_on(period, self.calendar) == day for period in periods)

    def run_piece(self, piece: DayPiece, day: date) -> None:
        """Run one piece: the steps of a flow without the engine, or the work of offices and agency.

        A piece may be run again, as when a runner restarts or when people retry after an error.
        """
        self._set_clock(day, piece.at)
        if piece.cycle:
            with self.answering.of_sheets():
                run_steps(
                    import_module(f"flows.{piece.cycle.key}").STEPS, business_day(day), engine=False, every=self._every
                )
        else:
            self.run_office_hours(day)

    def check_piece(self, piece: DayPiece, day: date) -> None:
        """Check what must be true when a piece is finished."""
        if piece.cycle is DAILY_SWEEP:
            self.watch.after_sweep(day, self.calendar)

    def end_day(self, day: date) -> None:
        """Check what must be true when a day is over."""
        self._set_clock(day, NIGHT)
        self.watch.at_night(day, self.reload_calendar(), sends=not self.events.drops(DELIVER.key, day))

    def run_office_hours(self, day: date) -> None:
        """Perform the acts caused by events in the world, and then the decisions of all people based on the result."""
        changes = self.world_changes(day)
        for step in changes:
            self._perform(step)
        if changes:
            self.reload_calendar()
        for step in self.decide_acts(day):
            self._perform(step)

    def world_changes(self, day: date) -> list[PlannedAct]:
        """Returns the planned acts caused by events in the world on a working day."""
        with begin() as session:
            return list(self.events.steps(Scene(self.plan, day, self.calendar, session)))

    def decide_acts(self, day: date) -> list[PlannedAct]:
        """Returns everything that people decide to do on a working day, in a fixed order."""
        with begin() as session:
            scene = Scene(self.plan, day, self.calendar, session, self.answering)
            controlled = self._control(scene) if day <= self.plan.closing_day else self._finish(scene)
            return [*controlled, *self._appraise(scene)]

    def _appraise(self, scene: Scene) -> list[PlannedAct]:
        """Returns what people do for the appraisal of the year (1-8)."""
        return [
            *decide_settings(scene, self.world.materials),
            *decide_survey(scene, self.world.materials),
            *decide_ratings(scene, self.world.materials),
            *decide_results(scene, self.world.materials),
            *decide_score_sheets(scene, self.world.materials),
        ]

    def _finish(self, scene: Scene) -> list[PlannedAct]:
        """Returns what people do about the year after the January that closes it: what it left is brought to an end."""
        return [
            *decide_answers(scene, self.world.materials),
            *decide_site_rounds(scene, self._planned_findings, self.world.materials),
            *decide_remediation(scene),
            *decide_appeals(scene, self.world.materials),
            *decide_oversight(scene),
            *decide_calls(scene),
            *decide_inspections(scene, self.world.materials),
        ]

    def _control(self, scene: Scene) -> list[PlannedAct]:
        """Returns what people do in the year for the control of targets."""
        return [
            *decide_draws(scene),
            *decide_appointments(scene),
            *decide_answers(scene, self.world.materials),
            *decide_proofs(scene, self.world.materials),
            *decide_drafting(scene, self.world.materials),
            *decide_uploads(scene, self.world.materials),
            *decide_site_rounds(scene, self._planned_findings, self.world.materials),
            *decide_remediation(scene),
            *decide_appeals(scene, self.world.materials),
            *decide_opinions(scene),
            *decide_covert_visits(scene, self.world.materials),
            *decide_delegations(scene),
            *decide_field_visits(scene),
            *decide_adjustments(scene, self._planned_adjustments, self.world.materials),
            *decide_oversight(scene),
            *decide_calls(scene),
            *decide_reviews(scene),
            *decide_inspections(scene, self.world.materials),
        ]

    def _perform(self, step: PlannedAct) -> None:
        with self.answering.measured(is_answer=step.act is take_answer):
            carry_out(step, business_day())

    def _set_clock(self, day: date, at: hour) -> None:
        set_virtual_instant(datetime.combine(day, at, SHANGHAI))

    def reload_calendar(self) -> WorkCalendar:
        """Reload the calendar from the database and return it.

        Call it again after an act that changes the calendar during a day.
        """
        with begin() as session:
            self.calendar = calendar_of(session, home(session))
        return self.calendar


def founded(plan: Plan, world: World, faults: Faults = QUIET) -> Year:
    """Returns a year on the evening before it begins, with its own outside world."""
    outside = Outside(plan)
    outside.connect()
    year = Year(plan, world, outside, faults)
    year.found()
    return year
