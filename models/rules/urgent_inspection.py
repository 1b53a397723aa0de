"""紧急核查: the working days that the agency gives an urgent plan (6.2.2)."""

from dataclasses import replace
from datetime import date

from models.rules.deadlines import DeadlineRule
from models.rules.errors import Refused
from models.rules.inspection import URGENT_INSPECTION


def check_urgent(ends_on: date, last: date, n: int) -> None:
    """6.2.2: raise Refused if an urgent plan ends after `last`, the last of the agency's `n` working days."""
    if ends_on > last:
        raise Refused(
            f"紧急核查应在方案下达后{n}个工作日内（{last}前）核查并签字（机构设定），方案的核查时限{ends_on}过晚，"
            f"请改为{last}或更早。"
        )


def urgent_within(number: str, n: int, last: date) -> DeadlineRule:
    """6.2.2: return the rule of this urgent plan if the agency set `n` working days, the last of them `last`."""
    words = (
        f"对紧急事项及时核查，在核查方案（{number}）明确的时限内核查并签字，该时限不晚于方案下达后{n}个工作日"
        f"（{last.month}月{last.day}日，管理机构设定）"
    )
    return replace(URGENT_INSPECTION.due, form=words)
