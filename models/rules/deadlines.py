"""Due dates with their proof: anchor, rule, all counted and skipped days, and whether a notice can change them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from models.rules.workdays import AGAIN, Interval, WorkCalendar, days_between, weekday_name


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How a due date follows from its anchor: the n-th working day after it, or (n = 0) the anchor itself, not rolled.

    `form` holds its words, with `{n}` where the number of days stands; without `n` the agency sets that number (A14).
    `basis` is the clause; `choice` the recorded choice (such as A18) if the clause leaves room.
    """

    key: str
    form: str
    basis: str
    n: int = 0
    choice: str = ""

    @property
    def words(self) -> str:
        """Returns the rule in words, with its number of days; the mark `{n}` stays if the agency sets that number."""
        return self.form.format(n=self.n) if self.n else self.form

    @property
    def days(self) -> str:
        """Returns the number of days in words: 5个工作日."""
        return f"{self.n}个工作日"


def undated(key: str, form: str, basis: str, n: int = 0, *, choice: str) -> DeadlineRule:
    """Return a rule of our own, for work to which the standard gives no date; its words say so."""
    return DeadlineRule(key, f"{form}（日期标准未定，为本系统默认）", basis, n, choice)


@dataclass(frozen=True, slots=True)
class DueDate:
    """A due date with all the data that justifies it."""

    rule: DeadlineRule
    anchor: date
    due: date
    target: date
    earliest: date
    provisional: bool
    calendar: str
    suspensions: tuple[Interval, ...]
    proof: dict[str, Any]

    def __str__(self) -> str:
        """Return the due date as an answer says it."""
        return dated(self.due, provisional=self.provisional)


def dated(due: date, *, provisional: bool) -> str:
    """Return a due date as an answer says it: 2027-10-12（暂定）."""
    return f"{due}（暂定）" if provisional else str(due)


def compute_deadline(
    rule: DeadlineRule, anchor: date, calendar: WorkCalendar, suspensions: Sequence[Interval] = ()
) -> DueDate:
    """Return the deadline of `rule` from `anchor`: A5 (a fixed date stays), A7 (counting), A14 (suspended days).

    `target` is the last working day on or before the due date: a date to aim at; lateness is judged by the due date. A
    due date that no notice can move is never provisional, even if a notice could still move its target.
    """
    due = _compute_due_date(rule, anchor, calendar, suspensions)
    earliest = earliest_possible(rule, anchor, calendar) if not suspensions else due
    return DueDate(
        rule=rule,
        anchor=anchor,
        due=due,
        target=calendar.last_on_or_before(due),
        earliest=earliest,
        provisional=_is_provisional(rule, due, calendar, suspensions),
        calendar=calendar.version,
        suspensions=tuple(suspensions),
        proof=_build_proof(rule, anchor, due, calendar, suspensions),
    )


def not_before(deadline: DueDate, day: date, calendar: WorkCalendar) -> DueDate:
    """Return the deadline, due on `day` if it is earlier; the proof then has both days, the computed one as `computed`.

    A changed calendar makes no duty overdue that was not.
    """
    if deadline.due >= day:
        return deadline
    both = {"due": day.isoformat(), "weekday": weekday_name(day), "computed": deadline.due.isoformat()}
    target = calendar.last_on_or_before(day)
    return replace(deadline, due=day, target=target, earliest=day, proof=deadline.proof | both)


def opened_after(deadline: DueDate, today: date, calendar: WorkCalendar) -> DueDate:
    """Return the deadline of a duty that is opened today for what was there before: it is not overdue when it opens.

    If its day has passed, it is due on the next working day. The proof then has both days, and today as `opened`.
    """
    if deadline.due >= today:
        return deadline
    kept = not_before(deadline, calendar.nth_after(today, 1), calendar)
    return replace(kept, proof=kept.proof | {"opened": today.isoformat()})


def of_days(rule: DeadlineRule, n: int) -> DeadlineRule:
    """Return the rule with another number of working days, also in its words; one that counts none is unchanged.

    The number is the agency's setting, or the one of a deadline that was computed before the rule had its present one.
    """
    return replace(rule, n=n) if "{n}" in rule.form else rule


def _suspended_workdays(anchor: date, due: date, calendar: WorkCalendar, suspensions: Sequence[Interval]) -> set[date]:
    return {day for interval in suspensions for day in calendar.workdays_in(interval) if anchor < day <= due}


def _compute_due_date(
    rule: DeadlineRule, anchor: date, calendar: WorkCalendar, suspensions: Sequence[Interval]
) -> date:
    if rule.n == 0:
        days = {day for interval in suspensions for day in calendar.workdays_in(interval)}
        return calendar.nth_after(anchor, len(days)) if days else anchor
    n, due = 0, anchor
    while n != (total := rule.n + len(_suspended_workdays(anchor, due, calendar, suspensions))):
        n, due = total, calendar.nth_after(anchor, total)
    return due


def _is_provisional(rule: DeadlineRule, due: date, calendar: WorkCalendar, suspensions: Sequence[Interval]) -> bool:
    """Return whether a later notice could move the due date: only if it was counted in working days."""
    return bool(rule.n or suspensions) and calendar.is_provisional(due)


def _build_proof(
    rule: DeadlineRule, anchor: date, due: date, calendar: WorkCalendar, suspensions: Sequence[Interval]
) -> dict[str, Any]:
    paused = {day for interval in suspensions for day in days_between(interval.first, interval.last)}
    marks = [_judge_day(calendar, day, paused=day in paused) for day in days_between(anchor + timedelta(days=1), due)]
    return {
        "rule": rule.key,
        "words": rule.words,
        "basis": rule.basis,
        "choice": rule.choice,
        "anchor": anchor.isoformat(),
        "n": rule.n,
        "due": due.isoformat(),
        "weekday": weekday_name(due),
        "provisional": _is_provisional(rule, due, calendar, suspensions),
        "calendar": calendar.version,
        "announced_until": calendar.announced_until.isoformat(),
        "counted": [dict(mark) for counts, mark in marks if counts],
        "skipped": [dict(mark) for counts, mark in marks if not counts],
        "suspensions": [{"first": i.first.isoformat(), "last": i.last.isoformat()} for i in suspensions],
    }


@lru_cache(maxsize=4096)
def _judge_day(calendar: WorkCalendar, day: date, *, paused: bool) -> tuple[bool, dict[str, str]]:
    """Return whether a day between anchor and due date counts, and its entry in the proof."""
    if paused:
        return False, {"date": day.isoformat(), "why": "申诉期间中止计算"}
    if calendar.is_workday(day):
        return True, {"date": day.isoformat(), "weekday": weekday_name(day), "why": calendar.why_on(day)}
    return False, {"date": day.isoformat(), "why": calendar.why_off(day)}


def earliest_possible(rule: DeadlineRule, anchor: date, calendar: WorkCalendar) -> date:
    """Return the earliest day that the due date could become when missing notices arrive; the due date itself if firm.

    A later notice may add the make-up days that an expected break needs; their dates are unknown, but they fall on rest
    days near the break (`possible_makeup_days`). The more of them lie inside the count, the earlier it ends.
    """
    if rule.n == 0:
        return anchor
    due = calendar.nth_after(anchor, rule.n)
    if not calendar.is_provisional(due):
        return due
    return calendar.nth_if_also(anchor, rule.n, calendar.possible_makeup_days(anchor, due))


def describe_proof(proof: dict[str, Any]) -> str:
    """Format a proof: 《目标管控》6.1.2，季度结束后15个工作日内；3月31日次日起算，4月4日至6日清明节放假不计。"""
    parts = [f"{proof['basis']}，{proof['words']}"]
    if proof["n"]:
        start = date.fromisoformat(proof["anchor"])
        parts.append("；" + "，".join([f"{start.month}月{start.day}日次日起算", *_list_remarks(proof)]))
    if "computed" in proof:
        parts.append(_describe_kept(proof))
    return "".join(parts) + "。"


def _describe_kept(proof: dict[str, Any]) -> str:
    """Return why a duty is due later than computed: a changed calendar, or opened when that day had passed."""
    computed, due = (date.fromisoformat(proof[name]) for name in ("computed", "due"))
    by_rule, kept = f"推算为{computed.month}月{computed.day}日", f"{due.month}月{due.day}日为期限"
    if "opened" in proof:
        opened = date.fromisoformat(proof["opened"])
        return f"；{by_rule}，{opened.month}月{opened.day}日补开时已过，以其后第1个工作日{kept}"
    return f"；放假安排调整后{by_rule}，调整当日已过，以调整当日{kept}"


def _list_remarks(proof: dict[str, Any]) -> list[str]:
    off: dict[str, list[date]] = {}
    for skip in proof["skipped"]:
        why = skip["why"].split("（")[0]
        if "放假" in why or "中止" in why:
            off.setdefault(why, []).append(date.fromisoformat(skip["date"]))
    remarks = [f"{_format_days(days)}{why}不计" for why, days in off.items()]
    return remarks + [
        _describe_makeup_day(date.fromisoformat(c["date"]), c["why"]) for c in proof["counted"] if c["why"]
    ]


def _describe_makeup_day(day: date, why: str) -> str:
    return f"{day.month}月{day.day}日（{weekday_name(day)}）{AGAIN if why.startswith(AGAIN) else '调休上班'}计入"


def _format_days(days: list[date]) -> str:
    starts = [i for i, day in enumerate(days) if i == 0 or day - days[i - 1] > timedelta(days=1)]
    return "、".join(_format_range(days[i], days[j - 1]) for i, j in pairwise([*starts, len(days)]))


def _format_range(first: date, last: date) -> str:
    head = f"{first.month}月{first.day}日"
    if first == last:
        return head
    return f"{head}至{last.day}日" if first.month == last.month else f"{head}至{last.month}月{last.day}日"
