"""What a simulated year is: who is there and its seed, from which every decision in it follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any, Protocol

from models.intake.complaints import Checked
from models.ledger.acts import Act
from models.rules.errors import Refused
from models.rules.workdays import WorkCalendar, days_between

FEWEST, MOST_DEPARTMENTS, MOST_TARGETS = 1, 1000, 200
UNIT = 2**64


class Roster(Protocol):
    """Who is there when a year begins, where nobody is invented."""

    @property
    def place(self) -> str:
        """The jurisdiction's name."""

    @property
    def sheets(self) -> Sequence[tuple[Act[Any], Checked[Any]]]:
        """What is imported on the evening before, in this order: the act and its rows."""

    @property
    def leads(self) -> Mapping[str, Sequence[str]]:
        """The departments that are there all year, by code in order, with the targets that each leads."""

    @property
    def told(self) -> Mapping[str, Any]:
        """How many are there, and what was assumed about them, for `--json`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The year, how many invented departments lead how many targets each, and the seed of what people do.

    With a `roster` nobody is invented: who is there and leads what is said by it alone.
    """

    year: int
    departments: int = 100
    targets: int = 30
    seed: int = 7
    roster: Roster | None = field(default=None, compare=False, repr=False)

    @property
    def issued_on(self) -> date:
        """Targets are issued on the last day of the year before, so that January owes its check."""
        return self.go_live - timedelta(days=1)

    @property
    def go_live(self) -> date:
        """The first day from which anything is owed."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """The day by which the year is closed."""
        return date(self.year + 1, 1, 31)

    @property
    def days(self) -> list[date]:
        """Every day that is lived, in order."""
        return list(days_between(self.go_live, self.last_day))

    def codes(self) -> list[str]:
        """The codes of the departments that are there all year, in order."""
        return list(self.roster.leads) if self.roster else [f"D{number + 1:03d}" for number in range(self.departments)]

    def targets_of(self, department: str) -> list[str]:
        """The codes of the targets that a department leads, in order."""
        if self.roster:
            return list(self.roster.leads[department])
        return [f"{department}-{number + 1:02d}" for number in range(self.targets)]

    @property
    def told(self) -> Mapping[str, Any]:
        """How many departments and targets there are, for `--json`."""
        return self.roster.told if self.roster else {"departments": self.departments, "targets": self.targets}

    def chance(self, *of: object) -> float:
        """A number in [0, 1) that depends on the seed and on what it is drawn for, and on nothing else."""
        key = "|".join(map(str, (self.seed, *of)))
        return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) / UNIT

    def draw(self, n: int, *of: object) -> int:
        """A number from 0 to n - 1, drawn in the same way."""
        return int(self.chance(*of) * n)


def check_calendar(plan: Plan, calendar: WorkCalendar) -> None:
    """Refuse a year of which the calendar does not know every day up to the last one a due date may need."""
    first, last = calendar.first.year + 1, calendar.last.year - 1
    if not first <= plan.year <= last:
        raise Refused(
            f"没有{plan.year}年前后的工作日历，不能推演。可推演的年份：{first}年至{last}年；"
            "其他年份请先导入放假安排：mubiao import calendar 文件。"
        )
