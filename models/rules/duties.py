"""The parts of a cycle: debtor, audience, the days that follow from a period, and the duty itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from models.rules.deadlines import DeadlineRule
from models.rules.kinds import Labelled
from models.rules.periods import Period
from models.rules.workdays import WorkCalendar


class Audience(Labelled):
    """The role that a notice is for; it is resolved to people when the notice is sent."""

    OFFICE = "office", "目标办"
    LIAISON = "liaison", "联络员"
    HEAD = "head", "主要领导"
    AGENCY = "agency", "目标绩效管理机构"


# The party that owes a duty: the department's target office or the agency.
Debtor = StrEnum("Debtor", "OFFICE AGENCY")


# The unit that a period opens an obligation for: each department, the agency as a whole, or each key project.
OpenedFor = StrEnum("OpenedFor", "DEPARTMENTS AGENCY PROJECTS")


class Moment(Protocol):
    """A day that follows from a period."""

    def of(self, period: Period) -> date:
        """Return the day for this period."""


@dataclass(frozen=True, slots=True)
class FromStart:
    """The day `days` days after the first day of the period."""

    days: int = 0

    def of(self, period: Period) -> date:
        """Return the day for this period."""
        return period.start + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class FromEnd:
    """The day `days` days after the last day of the period."""

    days: int = 0

    def of(self, period: Period) -> date:
        """Return the day for this period."""
        return period.end + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day of the calendar year, `years` after the year of the period."""

    month: int
    day: int
    years: int = 0

    def of(self, period: Period) -> date:
        """Return the day for this period."""
        return date(period.year + self.years, self.month, self.day)


@dataclass(frozen=True, slots=True)
class InMonth:
    """A day of the n-th month of the period; by default the last day of that month."""

    month: int
    day: int = 0

    def of(self, period: Period) -> date:
        """Return the day for this period."""
        first = period.start.replace(month=period.start.month + self.month - 1)
        if self.day:
            return first.replace(day=self.day)
        return (first + WHOLE_MONTH).replace(day=1) - timedelta(days=1)


FIRST_DAY, LAST_DAY = FromStart(), FromEnd()
WHOLE_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class WorkdayFromEnd:
    """The n-th working day after the last day of the period (A25); its date depends on a calendar."""

    n: int

    def earliest(self, period: Period) -> date:
        """Return the earliest day that it can be under any calendar."""
        return period.end + timedelta(days=self.n)

    def on(self, period: Period, calendar: WorkCalendar) -> date:
        """Return the day by this calendar; if it does not cover the period, nothing is due: return the earliest day."""
        reaches = calendar.first <= period.end <= calendar.last - WHOLE_MONTH
        return calendar.nth_after(period.end, self.n) if reaches else self.earliest(period)


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder step (A17, A33): `offset` working days from the due date, and the audiences it notifies."""

    offset: int
    audiences: tuple[Audience, ...]

    @property
    def name(self) -> str:
        """Return T-3, T, T+1 …"""
        return f"T{self.offset:+d}" if self.offset else "T"


OFFICE_RUNGS = (
    Rung(-3, (Audience.OFFICE,)),
    Rung(0, (Audience.OFFICE,)),
    Rung(1, (Audience.OFFICE, Audience.LIAISON)),
    Rung(3, (Audience.HEAD,)),
)
AGENCY_RUNGS = tuple(Rung(offset, (Audience.AGENCY,)) for offset in (-3, 0, 1, 3))


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind of obligation: its clause, its deadline rule, the work to do, and its reminder steps, if not the usual.

    `delegable`: the duty is the agency's, which may delegate it to an office (A28). `judged_by` names the day that
    decides whether it was done in time, `if_done` asks for what is still to be told of work that is done.
    """

    key: str
    name: str
    clause: str
    due: DeadlineRule
    to_do: str
    debtor: Debtor = Debtor.OFFICE
    delegable: bool = False
    judged_by: str = "办结日期"
    if_done: str = ""
    own_rungs: tuple[Rung, ...] = ()

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """Return the reminder steps of its debtor."""
        return self.own_rungs or (OFFICE_RUNGS if self.debtor is Debtor.OFFICE else AGENCY_RUNGS)

    def ladder(self, *, delegated: bool) -> tuple[Rung, ...]:
        """Return the reminder steps of the present debtor: an office if the agency delegated the duty (A28)."""
        return OFFICE_RUNGS if delegated else self.rungs
