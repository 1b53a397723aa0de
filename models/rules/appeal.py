"""申诉: the rulings, the time limits of an appeal, and the days it suspends in other deadlines (4.3 a, A14)."""

from collections.abc import Iterable
from datetime import date

from models.rules.deadlines import DeadlineRule
from models.rules.duties import (
    AGENCY_RUNGS,
    Debtor,
    Duty,
)
from models.rules.errors import Refused
from models.rules.kinds import Labelled
from models.rules.workdays import Interval, WorkCalendar


class Ruling(Labelled):
    """裁定: the outcome for the negative-list entry."""

    UPHELD = "upheld", "维持"
    CHANGED = "changed", "变更"
    WITHDRAWN = "withdrawn", "撤销"


def suspended_days(due: date, ran: Iterable[tuple[date, date]]) -> list[Interval]:
    """A14: return the intervals that do not count towards `due`: each appeal from acceptance to end, both included.

    An appeal accepted after the due date suspends nothing: it is not in the list.
    """
    return [Interval(first, last) for first, last in ran if first <= due]


def check_strangers(first: Iterable[str], again: Iterable[str]) -> None:
    """4.3 a: raise Refused if a re-inspection includes a person who made the contested finding."""
    if both := sorted(set(first) & set(again)):
        raise Refused(f"{'、'.join(both)}参加过原核查，复核须由其他人员进行；请更换成员（replace_member）或另行核查。")


def check_lodged(lodged: date, notified_on: date, n: int, calendar: WorkCalendar) -> None:
    """A14: raise Refused if an objection comes after the n-th working day from the head's notification."""
    last = calendar.nth_after(notified_on, n)
    if lodged > last:
        raise Refused(
            f"申诉应于{last}前提出（{notified_on}告知列入，{n}个工作日内），{lodged}提出已超过时限，不能提出。"
        )


# Opened only if the agency has set the number of days (A14); each deadline uses the number set when it is opened.
APPEAL_ANSWER = Duty(
    key="appeal_answer",
    name="申诉答复",
    clause="3-4.3",
    due=DeadlineRule(
        "appeal_answer", "申诉提出后{n}个工作日内答复是否受理（管理机构设定）", "《目标管控》4.3", choice="A14"
    ),
    to_do="受理申诉，或说明原因不予受理",
    debtor=Debtor.AGENCY,
    rungs=AGENCY_RUNGS,
)

APPEAL_RULING = Duty(
    key="appeal_ruling",
    name="申诉裁定",
    clause="3-4.3",
    due=DeadlineRule("appeal_ruling", "申诉受理后{n}个工作日内裁定（管理机构设定）", "《目标管控》4.3", choice="A14"),
    to_do="重新组织复核，复核结果签字后作出裁定",
    debtor=Debtor.AGENCY,
    rungs=AGENCY_RUNGS,
)
