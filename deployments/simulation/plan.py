"""The plan of a simulated year: its departments, targets and seed. Every decision in the year follows from the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

from models.intake.complaints import Checked
from models.ledger.acts import Act
from models.rules.errors import Refused
from models.rules.workdays import WorkCalendar, days_between

MOST_DEPARTMENTS, MOST_TARGETS = 1000, 200
UNIT = 2**64
LONG = 9  # targets of a list
ONE_IN = 10  # one department in ten drafts its list in the year
MOST_RESTING = 3  # total scores that rest on a paper, of one department in ten


@dataclass(frozen=True, slots=True)
class Roster:
    """The departments and targets at the start of a year, when they are not invented.

    `place` is the name of the jurisdiction. `sheets` are the imports of the evening before, in order. `leads` holds the
    targets led by each department that is registered all year, by its code in order. `summary` holds their numbers and
    the assumptions about them, for `--json`.
    """

    place: str
    sheets: Sequence[tuple[Act[Any], Checked[Any]]]
    leads: Mapping[str, Sequence[str]]
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """The year, how many invented departments lead how many targets each, and the seed for what people do.

    With a `roster` the departments and their targets come from it, and none are invented: their lists are issued.
    `drafters` is how many departments draft their list in the year, by default a tenth, and at least one of several.
    """

    year: int
    departments: int = 100
    targets: int = 30
    seed: int = 7
    roster: Roster | None = field(default=None, compare=False, repr=False)
    drafters: int | None = None

    @property
    def issued_on(self) -> date:
        """Returns the last day of the year before: targets are issued then, so that the check of January is owed."""
        return self.go_live - timedelta(days=1)

    @property
    def go_live(self) -> date:
        """Returns the first day on which an obligation may arise."""
        return date(self.year, 1, 1)

    @property
    def closing_day(self) -> date:
        """Returns the end of the January that closes the year; what follows is the appraisal of it."""
        return date(self.year + 1, 1, 31)

    @property
    def last_day(self) -> date:
        """Returns the last simulated day, when the results of the year are with those who use them."""
        return date(self.year + 1, 3, 31)

    @property
    def days(self) -> list[date]:
        """Returns every simulated day, in order."""
        return list(days_between(self.go_live, self.last_day))

    def codes(self) -> list[str]:
        """Returns the codes of the departments that are registered all year, in order."""
        return list(self.roster.leads) if self.roster else [f"D{number + 1:03d}" for number in range(self.departments)]

    def targets_of(self, department: str) -> list[str]:
        """Returns the codes of the targets that a department leads, in order."""
        if self.roster:
            return list(self.roster.leads[department])
        return [f"{department}-{number + 1:02d}" for number in range(self.targets)]

    def drafting(self) -> list[str]:
        """Returns the departments that draft their list of the year; never the last one, which an event may merge."""
        if self.roster:
            return []
        number = max(1, self.departments // ONE_IN) if self.drafters is None else self.drafters
        return sorted(self.codes()[:-1], key=lambda code: self.chance("drafts", code))[:number]

    def resting(self) -> list[str]:
        """Returns the departments that are not re-verified: a paper ends that line before their totals (A37)."""
        return self.codes()[: min(MOST_RESTING, self.departments // ONE_IN)]

    def long_lists(self) -> list[str]:
        """Returns the departments that draft a list of nine targets or more, of which the last is of 机关建设."""
        return [code for code in self.drafting() if len(self.targets_of(code)) >= LONG]

    @property
    def summary(self) -> Mapping[str, Any]:
        """Returns the numbers of departments and targets, for `--json`."""
        return self.roster.summary if self.roster else {"departments": self.departments, "targets": self.targets}

    def chance(self, *of: object) -> float:
        """Returns a number in [0, 1) that depends only on the seed and on the given keys."""
        key = "|".join(map(str, (self.seed, *of)))
        return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) / UNIT

    def draw(self, n: int, *of: object) -> int:
        """Returns an integer from 0 to n - 1 that depends only on the seed and on the given keys."""
        return int(self.chance(*of) * n)


def check_calendar(plan: Plan, calendar: WorkCalendar) -> None:
    """Raises Refused if the calendar does not cover the year and every day to which a due date may extend."""
    first, last = calendar.first.year + 1, calendar.last.year - 1
    if not first <= plan.year <= last:
        raise Refused(
            f"没有{plan.year}年前后的工作日历，不能推演。可推演的年份：{first}年至{last}年；"
            "其他年份请先导入放假安排：mubiao import calendar 文件。"
        )
