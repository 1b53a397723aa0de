"""Which year's holiday notice is missing on a day, and how pressing that is: told in November, December and January."""

from dataclasses import dataclass
from datetime import date

from models.rules.kinds import Labelled


class Pressing(Labelled):
    """How long a year has been without its notice; since 2013 it was signed between 25 October and 16 December."""

    EXPECTED = "11-01", "一般在10月下旬至12月中旬公布，请留意；公布后请核对并导入"
    LATE = "12-10", "往年此时多已公布，请核对；已公布的请尽快导入"
    LACKING = "01-01", "该年已经开始，所有期限都不能确定，请立即核对并导入"


@dataclass(frozen=True, slots=True)
class MissingNotice:
    """The first year whose days off are not known, and since when that is told."""

    year: int
    pressing: Pressing

    def lacks_today(self, day: date) -> bool:
        """Whether the year of `day` itself is not known, so that no date of it is certain."""
        return self.year <= day.year

    @property
    def words(self) -> str:
        """What is missing and what to do: 2027年放假安排尚未导入，往年此时多已公布，请核对……"""
        return f"{self.year}年放假安排尚未导入，{self.pressing.label}"


def missing_notice(announced_until: date, day: date) -> MissingNotice | None:
    """What is missing on `day` when days are announced up to `announced_until`; nothing before 1 November.

    Days missed are not told one after the other: on 15 December only the stage of 10 December is reached.
    """
    year = announced_until.year + 1
    since = {
        Pressing.EXPECTED: date(year - 1, 11, 1),
        Pressing.LATE: date(year - 1, 12, 10),
        Pressing.LACKING: date(year, 1, 1),
    }
    reached = [pressing for pressing, first in since.items() if first <= day]
    return MissingNotice(year, reached[-1]) if reached else None
