"""What must be true on every simulated day; a violation is a sentence that names the day and the record."""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlmodel import Session

from deployments.simulation.invariants.appeals import contested_amiss
from deployments.simulation.invariants.counts import Counting, unproved
from deployments.simulation.invariants.deadlines import Proofs
from deployments.simulation.invariants.inspections import inspected_amiss
from deployments.simulation.invariants.messages import left_lying, letters_amiss, told_twice
from deployments.simulation.invariants.moves import moves_amiss
from deployments.simulation.invariants.reminders import ladder_amiss
from deployments.simulation.invariants.reviews import reviewed_amiss
from deployments.simulation.invariants.target_versions import versions_amiss
from deployments.simulation.invariants.uploads import unwarned, uploads_amiss
from deployments.simulation.outside_world import Outside
from deployments.simulation.people.covert_visits import visits_amiss
from deployments.simulation.people.opinions import opinions_amiss
from deployments.simulation.people.points import scores_amiss
from deployments.simulation.plan import Plan
from deployments.simulation.world import World
from models.database import begin, run
from models.ledger.chain.verify import Tip, chain_since, verify
from models.rules.workdays import WorkCalendar

NEWEST = """
SELECT (SELECT coalesce(max(id), 0) FROM transition) AS transition,
    (SELECT coalesce(max(id), 0) FROM delivery) AS delivery, (SELECT coalesce(max(id), 0) FROM message) AS message
"""
NEWEST_DUTIES = """
SELECT (SELECT coalesce(max(id), 0) FROM obligation) AS obligation, (SELECT coalesce(max(id), 0) FROM notice) AS notice
"""
FINISHED = """
SELECT n.kind, n.subject, n.occasion FROM notice n LEFT JOIN LATERAL (
    SELECT t.to_state FROM transition t WHERE t.record = 'obligation' AND t.record_key = n.subject
        AND t.act_id < n.act_id ORDER BY t.id DESC LIMIT 1) last ON true
WHERE n.id > :seen AND n.kind IN ('reminder', 'overdue') AND last.to_state IS DISTINCT FROM 'open'
"""


class Watch:
    """Everything that is checked, and how far it has been: what is only ever added is looked at once."""

    def __init__(self, plan: Plan, world: World, outside: Outside) -> None:
        self._plan, self._world, self.outside = plan, world, outside
        self._counting, self._proofs = Counting(plan), Proofs()
        self._tip = Tip()
        self._seen = dict.fromkeys(("transition", "delivery", "message", "obligation", "notice"), 0)
        self.violations: list[str] = []

    def after_sweep(self, day: date, calendar: WorkCalendar) -> None:
        """What the sweep has just seen to: every duty opened, every overdue one reminded and chased."""
        with begin() as session:
            newest = dict(run(session, NEWEST_DUTIES).mappings().one())
            seen = self._seen["obligation"]
            self._note(day, self._counting.amiss(session, day, seen, newest["obligation"], calendar))
            self._note(day, ladder_amiss(session, day, calendar))
            self._note(day, unwarned(session, day))
            if newest["notice"] > self._seen["notice"]:
                self._note(day, _told_in_vain(session, self._seen["notice"]))
            self._seen |= newest

    def at_night(self, day: date, calendar: WorkCalendar, *, sends: bool = True) -> None:
        """What must be true whenever nothing is under way; `sends`: letters were sent that day, if it was worked."""
        with begin() as session:
            newest = dict(run(session, NEWEST).mappings().one())
            self._note(day, self._proofs.amiss(session, calendar))
            if newest["transition"] > self._seen["transition"]:
                self._note(day, moves_amiss(session, self._seen["transition"]))
                self._note(day, versions_amiss(session, self._seen["transition"]))
                self._note(day, contested_amiss(session))
                self._note(day, opinions_amiss(session))
                self._note(day, visits_amiss(session))
                self._note(day, uploads_amiss(session, day))
                self._note(day, scores_amiss(session, self._plan.year))
                self._note(day, reviewed_amiss(session))
                self._note(day, inspected_amiss(session, day))
            self._note(day, letters_amiss(session, self._seen, self.outside, sends=sends and calendar.is_workday(day)))
            self._tip, broken = chain_since(session, self._tip)
            self._note(day, broken)
            self._seen |= newest
        self.outside.today.clear()

    def at_the_end(self, calendar: WorkCalendar) -> None:
        """Everything once more from the start: the whole chain, every record, due date and piece of evidence."""
        day = self._plan.last_day
        with begin() as session:
            self._note(day, self._proofs.amiss(session, calendar, everything=True))
            self._note(day, versions_amiss(session))
            self._note(day, unproved(session))
            self._note(day, left_lying(session, 0))
            self._note(day, told_twice(session, 0))
            self._note(day, verify(session, self._world.evidence)[1])

    def _note(self, day: date, faults: Iterable[str]) -> None:
        self.violations += [f"{day} {fault}" for fault in faults]


def _told_in_vain(session: Session, seen: int) -> Iterator[str]:
    for row in run(session, FINISHED, seen=seen):
        yield f"{row.subject}：事项已办结，仍生成了提醒（{row.kind} {row.occasion}）。"
