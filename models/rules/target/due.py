"""目标到期: a deadline or finishing time before 1 December is due on its own day (1-2.7, 1-2.9, A47)."""

from datetime import date

from models.rules.chinese_dates import in_full
from models.rules.deadlines import DeadlineRule
from models.rules.duties import Duty
from models.rules.workdays import WorkCalendar

LEAD = 10  # working days
YEAR_END_MONTH = 12  # from its first day on, the year-end check covers a target
LEAF = "//"  # stands between the key of a target and the code of its leaf, where that of an entry has one stroke
TARGET_DUE = Duty(
    key="target_due",
    name="目标到期",
    clause="1-2.7",
    due=DeadlineRule(
        "own_date",
        "目标或指标自定的完成时限，当日为限，逢休息日不顺延（开启日期标准未定，为本系统默认）",
        "《总则》2.7、2.9",
        choice="A47",
    ),
    to_do="填报已完成并附印证材料：用本事项的回复表，或在月度检查、季度自查中填报",
    judged_by="收到申报已完成和印证材料的日期",
    if_done="如已完成，请填报已完成并附印证材料；",
)


def opening_day(due: date, known_on: date, calendar: WorkCalendar) -> date:
    """A47: return the day ten working days before the due day, or the day the target is known of if that is later.

    Raises Refused if the day is outside the calendar.
    """
    return max(calendar.nth_before(due, LEAD), known_on)


def last_opened(today: date, calendar: WorkCalendar) -> date:
    """A47: return the last own date that has come within ten working days by today.

    Raises Refused if the day is outside the calendar.
    """
    return calendar.nth_after(today, LEAD)


def is_owed(due: date, known_on: date, after: date) -> bool:
    """A47: return whether an own date is owed; any other one has passed already and is told to the agency once.

    It comes after `after`, the later of go-live and the first run of this cycle, and not before the target was issued
    and taken over (`known_on`).
    """
    return due > after and due >= known_on


def missed_in_words(due: date, leaf: str, today: date) -> str:
    """Return what a proposal for the negative list says: 完成时限2026年6月30日，截至2026年7月1日未申报已完成…"""
    of_leaf = f"指标{leaf}" if leaf else ""
    return f"{of_leaf}完成时限{in_full(due)}，截至{in_full(today)}未申报已完成并附印证材料"
