"""The year as people see it: which days carry a deadline, and how much each week asks of each department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.duties import title_of
from models.rules.cycles import DUTIES, RETURNED, find_cycle
from models.rules.workdays import WorkCalendar, days_between

OPENED = """
SELECT r.cycle, r.period, r.opens_on AS day, count(o.id) AS n FROM cycle_run r
    LEFT JOIN obligation o ON o.cycle_run_id = r.id WHERE r.opens_on <= :last GROUP BY r.id ORDER BY day, r.cycle
"""
# A remediation has a due day of its own: they are counted together by the day, not named one by one.
DUE = """
SELECT x.due AS day, o.kind, o.period, x.provisional, min(x.earliest) AS earliest,
    min(x.target) AS target, max(x.proof ->> 'basis') AS basis,
    x.rule = :returned AS returned, count(*) AS n, count(DISTINCT o.owed_by) AS debtors,
    count(*) FILTER (WHERE o.late OR o.state = 'open' AND x.due < :last) AS late
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.state IN ('open', 'discharged') GROUP BY x.due, o.kind, o.period, x.provisional, returned
ORDER BY x.due, o.period = '', returned, o.kind, o.period
"""
# What is answered target by target is as much work as it has targets.
LOAD = """
SELECT w.id, w.name, date_trunc('week', x.due)::date AS week, count(*) AS n, sum(greatest(1, (
    SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id AND l.version = 0))) AS work
FROM obligation o JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by
WHERE o.state IN ('open', 'discharged') AND w.is_agency = :agency GROUP BY w.id, week
ORDER BY w.code COLLATE "C", week
"""
URGED = "SELECT date_trunc('week', proposed_on)::date AS week, count(*) AS n FROM urging GROUP BY week"
SENT = "SELECT date_trunc('week', business_date)::date AS week, count(*) AS n FROM message GROUP BY week"
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that falls on a day: what, how many of it, under which clause, how many were late.

    `each`: so many departments owe one each. `chance`: it falls there by what people do, not by the calendar alone.
    `earliest` is the day that a provisional one could become, `target` the working day by which it should be done, and
    `announced` whether a notice has settled which day that is.
    """

    day: date
    words: str
    n: int
    basis: str = ""
    late: int = 0
    each: bool = True
    chance: bool = False
    earliest: date | None = None
    target: date | None = None
    announced: bool = True

    @property
    def title(self) -> str:
        """What it is, without the year that the day has anyway."""
        return self.words.removeprefix(f"{self.day.year}年")

    @property
    def number(self) -> str:
        """47个部门, or 3项."""
        return f"{self.n}个部门" if self.each else f"{self.n}项"

    @property
    def provisional(self) -> str:
        """暂定, with the day that it could become; nothing for a firm date."""
        if self.earliest is None:
            return ""
        return f"暂定，最早{_said(self.earliest)}" if self.earliest < self.day else "暂定"

    @property
    def advice(self) -> str:
        """By when it should be done, where that is not the day itself."""
        if self.target is None or self.target >= self.day:
            return ""
        return f"建议{_said(self.target)}前办结{'' if self.announced else '（暂定）'}"


@dataclass(frozen=True, slots=True)
class Row:
    """How much each week asks of one department, and in how many items that fall due, by the week's Monday."""

    name: str
    work: Mapping[date, int]
    items: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """A year in one look."""

    days: Sequence[date]
    calendar: WorkCalendar
    opened: Sequence[Mark]
    due: Sequence[Mark]
    agency: Sequence[Row]
    departments: Sequence[Row]

    @property
    def weeks(self) -> list[date]:
        """The Monday of every week of the year."""
        first = self.days[0] - timedelta(days=self.days[0].weekday())
        return [day for day in days_between(first, self.days[-1]) if day.weekday() == 0]

    @property
    def all_departments(self) -> Row:
        """What each week asks of all departments together."""
        work, items = (
            {week: sum(getattr(row, name).get(week, 0) for row in self.departments) for week in self.weeks}
            for name in ("work", "items")
        )
        return Row("全部部门", work, items)

    def workdays(self, week: date) -> int:
        """How many days of a week are worked."""
        return sum(map(self.calendar.is_workday, days_between(week, week + WEEK - DAY)))


def picture_of(session: Session, days: Sequence[date], calendar: WorkCalendar) -> Picture:
    """The picture of a year that was lived on these days."""
    return Picture(
        days,
        calendar,
        [Mark(row.day, _title(row), row.n) for row in run(session, OPENED, last=days[-1])],
        [_due(row, calendar) for row in run(session, DUE, last=days[-1], returned=RETURNED.key)],
        [
            *_load(session, agency=True),
            Row("催办任务", {row.week: row.n for row in run(session, URGED)}),
            Row("发出消息", {row.week: row.n for row in run(session, SENT)}),
        ],
        _load(session, agency=False),
    )


def _due(row: Any, calendar: WorkCalendar) -> Mark:  # noqa: ANN401 - a result row
    each = bool(row.period) and row.debtors == row.n
    earliest = row.earliest if row.provisional else None
    chance = row.returned or not row.period
    words = f"{_title(row)}（退回重报）" if row.returned else _title(row)
    aim = row.target, not calendar.is_provisional(row.day)
    return Mark(row.day, words, row.n, row.basis, row.late, each, chance, earliest, *aim)


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _title(row: Any) -> str:  # noqa: ANN401 - a result row
    kind = row.kind if hasattr(row, "kind") else find_cycle(row.cycle).duty.key
    return title_of(kind, row.period, None, 1) if row.period else DUTIES[kind].name


def _load(session: Session, *, agency: bool) -> list[Row]:
    found: dict[int, tuple[str, dict[date, int], dict[date, int]]] = {}
    for row in run(session, LOAD, agency=agency):
        _, work, items = found.setdefault(row.id, (row.name, {}, {}))
        work[row.week], items[row.week] = int(row.work), row.n
    return [Row(name, work, items) for name, work, items in found.values()]
