"""A cycle: a frozen value with its periods, its opening day, its duties and their due dates."""

from dataclasses import dataclass
from datetime import date

from models.rules.deadlines import DueDate, compute_deadline
from models.rules.duties import FIRST_DAY, LAST_DAY, Duty, Moment, OnDay, OpenedFor, WorkdayFromEnd
from models.rules.errors import Refused
from models.rules.periods import Period, Span, parse_period, periods_of_year
from models.rules.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Cycle:
    """A kind of cycle: what opens when, for which period, under which clause.

    The calendar opens `duty`; key, name and clause are those of it, unless the cycle has its own. `further` duties are
    opened by acts.
    `whose`: what a period opens an obligation for; the agency owes those for itself and for projects. `delegable`: the
    agency may delegate to the lead department of a project (A28). `covers` lists the rows of the clause table that this
    cycle fulfils. `lines`: the office reports target by target. `needs_targets`: a department that leads no issued
    target owes nothing (A26). `told_with` names, by period number, the cycle whose opening notice also covers this one
    (A6). `numbers` lists the period numbers of a year in which the cycle runs; all if it is empty. `due_by_notice`: the
    year's 现场复核通知 may set the due day (A29). `ends_with_evidence`: the last missing file discharges it.
    `takes_later`: targets that are issued after its opening day are in it too (6.1.4).
    `may_be_early`: the duty may be done before it opens; its obligation is then discharged when it opens. `again`: the
    day of a second scheduled run of a period.
    """

    duty: Duty
    covers: tuple[str, ...]
    span: Span
    cron: str
    key: str = ""
    name: str = ""
    clause: str = ""
    opens: Moment | WorkdayFromEnd = FIRST_DAY
    anchor: Moment = LAST_DAY
    whose: OpenedFor = OpenedFor.DEPARTMENTS
    delegable: bool = False
    lines: bool = False
    needs_targets: bool = False
    told_with: tuple[tuple[int, str], ...] = ()
    numbers: tuple[int, ...] = ()
    due_by_notice: bool = False
    ends_with_evidence: bool = False
    takes_later: bool = False
    may_be_early: bool = False
    again: OnDay | None = None
    further: tuple[Duty, ...] = ()

    def __post_init__(self) -> None:
        """Take from the duty what is not said."""
        for name in ("key", "name", "clause"):
            object.__setattr__(self, name, getattr(self, name) or getattr(self.duty, name))

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Return the duty that the calendar opens, and the further ones."""
        return (self.duty, *self.further)

    @property
    def crons(self) -> tuple[str, ...]:
        """Return the schedules of its runs in cron's notation: the second run of a period is at the same hour."""
        if self.again is None:
            return (self.cron,)
        minute, hour, *_ = self.cron.split()
        return (self.cron, f"{minute} {hour} {self.again.day} {self.again.month} *")

    @property
    def periodic(self) -> bool:
        """Return whether the calendar opens it; otherwise an event does."""
        return self.span is not Span.EVENT

    def opens_on(self, period: Period, calendar: WorkCalendar) -> date:
        """Return the day on which a period opens."""
        return self.opens.on(period, calendar) if isinstance(self.opens, WorkdayFromEnd) else self.opens.of(period)

    def opens_from(self, period: Period) -> date:
        """Return the earliest day on which a period can open: its opening day, if that needs no calendar."""
        return self.opens.earliest(period) if isinstance(self.opens, WorkdayFromEnd) else self.opens.of(period)

    def deadline(self, period: Period, calendar: WorkCalendar) -> DueDate:
        """Return the deadline of one period, with its proof."""
        return compute_deadline(self.duty.due, self.anchor.of(period), calendar)

    def periods(self, year: int) -> list[Period]:
        """Return the periods of a year in which this cycle runs; the half-year review runs only in the first half."""
        return [each for each in periods_of_year(self.span, year) if not self.numbers or each.number in self.numbers]

    def opened_between(self, first: date, last: date, calendar: WorkCalendar) -> list[Period]:
        """Return the periods, in order, that began on or after `first` and open on or before `last`."""
        return [p for p in self._begun_between(first, last) if self.opens_on(p, calendar) <= last]

    def newest(self, day: date) -> Period:
        """Return the newest period that can have opened by `day`, which a run on that day is for by default.

        That run may only report that the period opens on the next working day.
        """
        return self._begun_between(date(day.year - 2, 1, 1), day)[-1]

    def _begun_between(self, first: date, last: date) -> list[Period]:
        periods = (period for year in range(first.year, last.year + 1) for period in self.periods(year))
        return [p for p in periods if p.start >= first and self.opens_from(p) <= last]

    def period(self, text: str) -> Period:
        """Parse a period of this cycle. Raises Refused if the cycle does not run for it."""
        period = parse_period(text)
        if period not in self.periods(period.year):
            example = self.periods(period.year)[0] if self.periodic else "（无）"
            raise Refused(f"“{self.name}”没有期间“{text}”，正确写法如{example}。")
        return period


@dataclass(frozen=True, slots=True)
class Routine:
    """A flow that serves all cycles and has no duty; `lists`: its run publishes the open obligations.

    `renews`: its run publishes each other table that has changed too. `also` is a second schedule in cron's notation.
    `noted`: its last run is kept in the database. `often`: it runs every ten minutes, all office hours.
    """

    key: str
    name: str
    clause: str
    cron: str
    lists: bool = True
    renews: bool = False
    also: str = ""
    noted: bool = False
    often: bool = False

    @property
    def crons(self) -> tuple[str, ...]:
        """Return the schedules of its runs in cron's notation."""
        return (self.cron, self.also) if self.also else (self.cron,)


def period_of_run(cycle: Cycle | Routine, day: date, period: str | None = None) -> str:
    """Return what a run on `day` is for: the given or the newest period of a periodic cycle, else the day."""
    if isinstance(cycle, Cycle) and cycle.periodic:
        return period or str(cycle.newest(day))
    return day.isoformat()
