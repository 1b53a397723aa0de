"""申诉: the rulings there are, and which days an appeal takes out of the count (4.3 a, A14)."""

from collections.abc import Iterable
from datetime import date

from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.workdays import Interval


class Ruling(Labelled):
    """裁定: what becomes of the entry."""

    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    WITHDRAWN = "withdrawn", "撤销"


def suspended_days(due: date, ran: Iterable[tuple[date, date]]) -> list[Interval]:
    """A14: the days that do not count towards a due day, from each acceptance to its end, both included.

    An appeal that was accepted when the day had passed gives no time back.
    """
    return [Interval(first, last) for first, last in ran if first <= due]


def check_strangers(first: Iterable[str], again: Iterable[str]) -> None:
    """4.3 a: refuses a re-inspection by anybody who made the finding that is contested."""
    if both := sorted(set(first) & set(again)):
        raise Refused(f"{'、'.join(both)}参加过原核查，复核须由其他人员进行。")
