"""The standing of an office in a period, as the 总表 shows it: a sign and a word for each (3.1)."""

from dataclasses import dataclass
from datetime import date

from models.rules.kinds import Labelled
from models.rules.reminders import Colour, colour_of
from models.rules.workdays import WorkCalendar


class CellState(Labelled):
    """The worst of an office's obligations of one kind and period, in the order of urgency."""

    LATE = "late", "逾期未办"
    SOON = "soon", "将到期"
    OPEN = "open", "未到期"
    SUSPENDED = "suspended", "申诉中止"
    DONE_LATE = "done_late", "逾期办结"
    DONE = "done", "按时办结"
    NONE = "none", "不需办"


SIGNS = dict(zip(CellState, ("✕", "!", "○", "‖", "迟", "✓", "－"), strict=True))
OF_COLOUR = {Colour.RED: CellState.LATE, Colour.YELLOW: CellState.SOON, Colour.GREEN: CellState.OPEN}


def in_words(each: CellState) -> str:
    """Return sign and word of a standing."""
    return f"{SIGNS[each]} {each.label}"


@dataclass(frozen=True, slots=True)
class Counts:
    """Obligations of one office, kind and period: how many are open, suspended, done and done late.

    `due` is the earliest due date of the open ones.
    """

    open: int
    suspended: int
    done: int
    done_late: int
    due: date | None


def standing(counts: Counts, day: date, calendar: WorkCalendar) -> CellState:
    """3.1: return the standing on `day`: the most urgent open obligation decides, then the suspended, then the done."""
    if counts.due:
        return OF_COLOUR[colour_of(counts.due, day, calendar, is_open=True)]
    if counts.suspended:
        return CellState.SUSPENDED
    if counts.done_late:
        return CellState.DONE_LATE
    return CellState.DONE if counts.done else CellState.NONE
