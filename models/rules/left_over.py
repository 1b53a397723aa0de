"""上年遗留: what a year left to the next one, per department (1-4: the end of one cycle begins the next)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.rules.kinds import Labelled
from models.rules.several import first_of

SHOWN_FROM = (2, 1)  # month and day: the year-end re-verification is over
NAMED = 3  # codes that are named


class LeftOver(Labelled):
    """What a target can leave to the next year."""

    UNREMEDIED = "unremedied", "整改未完成"
    RECURRING = "recurring", "两次以上列入负面清单"
    LONG_RUNNING = "long_running", "跨年度目标"


@dataclass(frozen=True, slots=True)
class Left:
    """The targets of one kind that a department left to the next year, by code."""

    department_code: str
    department: str
    kind: LeftOver
    codes: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the kind, the number and the first codes."""
        return f"{self.kind.label}{len(self.codes)}项（{first_of(self.codes, NAMED)}）"


def year_before(year: int, day: date) -> int | None:
    """1-4: return the year that left something to `year`; None before 1 February, while it is not over."""
    return year - 1 if day >= date(year, *SHOWN_FROM) else None


def left_in_words(found: Sequence[Left]) -> str:
    """Return what a department left, in words."""
    return "，".join(each.words for each in found)
