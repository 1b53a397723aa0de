"""All checks of a simulated day; a violation is a sentence that names the day and the record."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime, time

from sqlmodel import Session

from deployments.simulation.invariants.appraisal import check_appraisal, check_results
from deployments.simulation.invariants.counts import EVIDENCE, CountCheck
from deployments.simulation.invariants.drafting import MILESTONES, check_drafting
from deployments.simulation.invariants.inspections import check_inspections, check_reviews
from deployments.simulation.invariants.messages import (
    DUPLICATES,
    TELLINGS,
    UNFINISHED_MESSAGES,
    check_endings,
    check_messages,
)
from deployments.simulation.invariants.moves import ENTRY_CHECKS, check_moves, check_target_versions
from deployments.simulation.invariants.reminders import DeadlineCheck, check_reminders
from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.invariants.uploads import MISSING_UPLOADS, check_uploads
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.covert_visits import COVERT_CHECKS
from deployments.simulation.people.opinions import OPINION_CHECKS
from deployments.simulation.people.points import check_points
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from models.database import begin
from models.file_store.opening import open_store
from models.ledger.chain.verify import Tip, chain_since, verify
from models.rules.workdays import SHANGHAI, WorkCalendar
from models.statements import run

NEWEST = """
SELECT (SELECT coalesce(max(id), 0) FROM transition) AS transition,
    (SELECT coalesce(max(id), 0) FROM delivery) AS delivery, (SELECT coalesce(max(id), 0) FROM message) AS message
"""
NEWEST_DUTIES = """
SELECT (SELECT coalesce(max(id), 0) FROM obligation) AS obligation, (SELECT coalesce(max(id), 0) FROM notice) AS notice
"""
REMINDED_AFTER_END = """
SELECT n.kind, n.subject, n.occasion FROM notice n LEFT JOIN LATERAL (
    SELECT t.to_state FROM transition t WHERE t.record = 'obligation' AND t.record_key = n.subject
        AND t.act_id < n.act_id ORDER BY t.id DESC LIMIT 1) last ON true
WHERE n.id > :seen AND n.kind IN ('reminder', 'overdue') AND last.to_state IS DISTINCT FROM 'open'
"""
AFTER_SWEEP = (
    *MISSING_UPLOADS,
    (REMINDED_AFTER_END, "{subject}：事项已办结，仍生成了提醒（{kind} {occasion}）。"),
)
AFTER_ACTS = (*MILESTONES, *ENTRY_CHECKS, *OPINION_CHECKS, *COVERT_CHECKS)
AT_THE_END = (*EVIDENCE, *UNFINISHED_MESSAGES, *DUPLICATES)
NIGHT = time(23, tzinfo=SHANGHAI)


class Watch:
    """Runs the checks and stores the highest row number per table: append-only rows are checked once.

    `looking` begins the transaction in which they read.
    """

    looking: Callable[[], AbstractContextManager[Session]] = staticmethod(begin)

    def __init__(self, plan: Plan, world: World, outside: Outside) -> None:
        self._plan, self._world, self.outside = plan, world, outside
        self._counting, self._proofs = CountCheck(plan), DeadlineCheck()
        self._tip = Tip()
        self._seen = dict.fromkeys(("transition", "delivery", "message", "obligation", "notice"), 0)
        self.violations: list[str] = []

    def after_sweep(self, day: date, calendar: WorkCalendar) -> None:
        """Check the results of the daily sweep: every duty is opened, every overdue one is reminded and chased."""
        with self.looking() as session:
            newest = dict(run(session, NEWEST_DUTIES).mappings().one())
            seen = self._seen["obligation"]
            self._note(day, self._counting.check(session, day, seen, newest["obligation"], calendar))
            self._note(day, check_reminders(session, day, calendar))
            self._note(day, run_checks(session, AFTER_SWEEP, day=day, seen=self._seen["notice"]))
            self._seen |= newest

    def at_night(self, day: date, calendar: WorkCalendar, *, sends: bool = True) -> None:
        """Check what must be true when no run is in progress.

        `sends` is true if the day's letters were sent, provided that it is a working day.
        """
        with self.looking() as session:
            newest = dict(run(session, NEWEST).mappings().one())
            self._note(day, self._proofs.check(session, calendar))
            if newest["transition"] > (seen := self._seen["transition"]):
                self._note(day, check_moves(session, seen))
                self._note(day, check_target_versions(session, seen))
                self._note(day, check_drafting(session, self._plan.drafting(), seen))
                self._note(day, run_checks(session, AFTER_ACTS, day=day))
                self._note(day, check_uploads(session, day))
                self._note(day, check_points(session, self._plan.year, seen))
                self._note(day, check_reviews(session, seen))
                self._note(day, check_inspections(session, day))
                self._note(day, check_appraisal(session, day, seen))
            self._note(day, check_messages(session, self._seen, self.outside, sends=sends and calendar.is_workday(day)))
            self._note(day, run_checks(session, TELLINGS))
            self._tip, broken = chain_since(session, self._tip)
            self._note(day, broken)
            self._seen |= newest
        self.outside.today.clear()

    def at_the_end(self, calendar: WorkCalendar) -> None:
        """Check everything once more from the start: the whole chain, every record, due date and piece of evidence."""
        day = self._plan.last_day
        with self.looking() as session:
            self._note(day, self._proofs.check(session, calendar, everything=True))
            self._note(day, check_target_versions(session))
            self._note(day, check_drafting(session, self._plan.drafting()))
            self._note(day, check_points(session, self._plan.year))
            self._note(day, check_reviews(session))
            self._note(day, check_appraisal(session, day))
            self._note(day, check_results(session, self._plan.year, day))
            self._note(day, run_checks(session, AT_THE_END, seen=0))
            self._note(day, check_endings(session, calendar.last_on_or_before(day), datetime.combine(day, NIGHT)))
            self._note(day, verify(session, open_store(self._world.evidence))[1])

    def _note(self, day: date, faults: Iterable[str]) -> None:
        self.violations += [f"{day} {fault}" for fault in faults]
