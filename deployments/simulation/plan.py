"""What a simulated year is: its size and its seed, from which every decision in it follows."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from models.rules.errors import Refused
from models.rules.workdays import WorkCalendar, days_between

FEWEST, MOST_DEPARTMENTS, MOST_TARGETS = 1, 1000, 200
UNIT = 2**64


@dataclass(frozen=True, slots=True)
class Plan:
    """The year, how many departments lead how many targets each, and the seed of what people do."""

    year: int
    departments: int = 100
    targets: int = 30
    seed: int = 7

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
        """The codes of the departments, in order."""
        return [f"D{number + 1:03d}" for number in range(self.departments)]

    def targets_of(self, department: str) -> list[str]:
        """The codes of the targets that a department leads, in order."""
        return [f"{department}-{number + 1:02d}" for number in range(self.targets)]

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
