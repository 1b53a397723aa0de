"""目标制定: how far the list of a department is, in words, and until when a list is usually issued (1-2.6, A19)."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.rules.cycle import Routine
from models.rules.several import first_of

UNDRAFTED = "尚未拟定"
DRAFTED_FROM = 11  # the month from which lists of the next year are drafted
FIRST_MONTH = 2  # in which lists are set
# Weekly while lists are usually set, then on the first of each month.
TARGET_SETTING = Routine("target_setting", "目标制定", "1-2.6", "0 8 * 2,3 1", lists=False, also="0 8 1 4-12 *")


def usual_end(year: int) -> date:
    """A19: return the last day of the month in which a list is usually issued."""
    return date(year, 3, 31)


def watched_years(day: date) -> tuple[int, ...]:
    """Return the years whose lists are watched: that of the day, and from November on the next one."""
    return (day.year, day.year + 1) if day.month >= DRAFTED_FROM else (day.year,)


def last_planned(day: date) -> date | None:
    """Return the last planned day of the flow up to `day`, in its year; None before the first Monday of February."""
    if day.month > usual_end(day.year).month:
        return day.replace(day=1)
    monday = day - timedelta(days=day.weekday())
    return monday if monday.year == day.year and monday.month >= FIRST_MONTH else None


@dataclass(frozen=True, slots=True)
class DraftsStanding:
    """The drafts of a department by how far they are; `unanswered` wait for an opinion, `objected` for the agency.

    `returned` ones were not changed since. `has_targets`: it leads targets of the year. `faulty` are its drafts that
    lack something, with what they lack; `gaps` are what its drafts and targets together lack, without what was waived.
    """

    code: str
    name: str
    short_name: str
    drafted: int = 0
    returned: int = 0
    unanswered: int = 0
    objected: int = 0
    heard: int = 0
    submitted: int = 0
    approved: int = 0
    has_targets: bool = False
    faulty: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()

    @property
    def is_held_up(self) -> bool:
        """Return whether something is in the way that the agency has to settle."""
        return bool(self.words and (self.objected or self.returned or self.gaps or self.faulty))

    @property
    def words(self) -> str:
        """Return how far it is; empty if it has targets and nothing is under way."""
        counts = {
            "待沟通": self.drafted,
            "已退回": self.returned,
            "待部门反馈意见": self.unanswered,
            "异议待答复": self.objected,
            "待报审": self.heard,
            "待审批": self.submitted,
            "待下达": self.approved,
        }
        found = [f"{title}{number}项" for title, number in counts.items() if number]
        if not found:
            return "" if self.has_targets else UNDRAFTED
        faulty = [f"内容不全：{first_of(self.faulty, counted='项')}"] if self.faulty else []
        return "，".join([*found, *self.gaps, *faulty])
