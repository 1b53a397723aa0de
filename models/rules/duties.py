"""The parts a cycle is made of: who owes, who hears, which day follows from a period, what a duty is."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from models.rules.deadlines import DeadlineRule
from models.rules.kinds import Labelled
from models.rules.periods import Period
from models.rules.workdays import WorkCalendar


class Audience(Labelled):
    """Whom a notice is for: a role, resolved to people when it is sent."""

    OFFICE = "office", "目标办"
    LIAISON = "liaison", "联络员"
    HEAD = "head", "主要领导"
    AGENCY = "agency", "目标绩效管理机构"


class Debtor(StrEnum):
    """Who owes a duty: the department's target office or the agency."""

    OFFICE = "office"
    AGENCY = "agency"


class Whose(StrEnum):
    """What a period opens an obligation for: each department, the agency as a whole, or each key project."""

    DEPARTMENTS = "departments"
    AGENCY = "agency"
    PROJECTS = "projects"


class Moment(Protocol):
    """A day that follows from a period."""

    def of(self, period: Period) -> date:
        """The day for this period."""


@dataclass(frozen=True, slots=True)
class FromStart:
    """So many days after the first day."""

    days: int = 0

    def of(self, period: Period) -> date:
        """The day for this period."""
        return period.start + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class FromEnd:
    """So many days after the last day."""

    days: int = 0

    def of(self, period: Period) -> date:
        """The day for this period."""
        return period.end + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class OnDay:
    """A day of the calendar year, `years` after the period's own."""

    month: int
    day: int
    years: int = 0

    def of(self, period: Period) -> date:
        """The day for this period."""
        return date(period.year + self.years, self.month, self.day)


@dataclass(frozen=True, slots=True)
class InMonth:
    """A day of the n-th month of the period, or with no day that month's last."""

    month: int
    day: int = 0

    def of(self, period: Period) -> date:
        """The day for this period."""
        first = period.start.replace(month=period.start.month + self.month - 1)
        if self.day:
            return first.replace(day=self.day)
        return (first + WHOLE_MONTH).replace(day=1) - timedelta(days=1)


FIRST_DAY, LAST_DAY = FromStart(), FromEnd()
WHOLE_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class WorkdayFromEnd:
    """The n-th working day after the last day (A25): which day that is, only a calendar knows."""

    n: int

    def earliest(self, period: Period) -> date:
        """The first day that it can be, whatever the calendar says."""
        return period.end + timedelta(days=self.n)

    def on(self, period: Period, calendar: WorkCalendar) -> date:
        """The day by this calendar; where the calendar does not reach nothing can be due, and the earliest is told."""
        reaches = calendar.first <= period.end <= calendar.last - WHOLE_MONTH
        return calendar.nth_after(period.end, self.n) if reaches else self.earliest(period)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of reminding (A17, A33): `offset` working days from the due day, and who hears it."""

    offset: int
    audiences: tuple[Audience, ...]

    @property
    def name(self) -> str:
        """T-3, T, T+1 …"""
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
    """What is owed: the kind of an obligation, under which clause, by when, what to do, and how it is reminded.

    `delegable`: it is the agency's own, which may let an office owe it (A28).
    """

    key: str
    name: str
    clause: str
    due: DeadlineRule
    to_do: str
    debtor: Debtor = Debtor.OFFICE
    rungs: tuple[Rung, ...] = OFFICE_RUNGS
    delegable: bool = False

    def ladder(self, *, delegated: bool) -> tuple[Rung, ...]:
        """The rungs on which whoever owes it is reminded, which may be an office in the agency's place (A28)."""
        return OFFICE_RUNGS if delegated else self.rungs
