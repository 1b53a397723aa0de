"""The year as read by people: the days that carry a deadline, and the work of each department per week."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.ledger.duties import NUMBERED, title_of
from models.rules.cycles import DUTY_OF, RETURNED, find_cycle
from models.rules.workdays import WorkCalendar, days_between
from models.statements import ResultRow, run

OPENED = """
SELECT r.cycle, r.period, r.opens_on AS day, count(o.id) AS n FROM cycle_run r
    LEFT JOIN obligation o ON o.cycle_run_id = r.id WHERE r.opens_on <= :last GROUP BY r.id ORDER BY day, r.cycle
"""
# Each remediation has its own due day, so remediations are counted per day, not listed one by one. What has a number of
# its own, as an opinion or an inspection has, is listed by it.
DUE = """
SELECT x.due AS day, o.kind, o.period, x.provisional,
    CASE WHEN o.kind = ANY(:numbered) THEN o.round ELSE 1 END AS number, min(x.earliest) AS earliest,
    min(x.target) AS target, max(x.proof ->> 'basis') AS basis,
    x.rule = :returned AS returned, count(*) AS n, count(DISTINCT o.owed_by) AS debtors,
    count(*) FILTER (WHERE o.late OR o.state = 'open' AND x.due < :last) AS late
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.state IN ('open', 'discharged') GROUP BY x.due, o.kind, o.period, number, x.provisional, returned
ORDER BY x.due, o.period = '', returned, o.kind, o.period, number
"""
# A duty that is answered target by target counts as many units of work as it has targets.
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
class DayMark:
    """Something that falls on a day: title, number of items, clause, number of late ones.

    `each` is true if `n` departments owe one each. `chance` is true if the day depends on what people do, not on the
    calendar alone. `earliest` is the earliest day to which a provisional due day may move, else None. `target` is the
    last working day for an answer in good time. `announced` tells if a holiday notice has settled that day.
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
        """Returns the title without the year, since the day shows it."""
        return self.words.removeprefix(f"{self.day.year}年")

    @property
    def number(self) -> str:
        """Returns for example 47个部门 or 3项."""
        return f"{self.n}个部门" if self.each else f"{self.n}项"

    @property
    def provisional(self) -> str:
        """Returns 暂定 with the earliest possible day, or an empty string if the date is firm."""
        if self.earliest is None:
            return ""
        return f"暂定，最早{_format_day(self.earliest)}" if self.earliest < self.day else "暂定"

    @property
    def advice(self) -> str:
        """Returns the advised last day, or an empty string if that is the due day itself."""
        if self.target is None or self.target >= self.day:
            return ""
        return f"建议{_format_day(self.target)}前办结{'' if self.announced else '（暂定）'}"


@dataclass(frozen=True, slots=True)
class DepartmentWeeks:
    """The work and the number of items due of one department per week; both dict keys are the Monday of the week."""

    name: str
    work: Mapping[date, int]
    items: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """The data of the page of a year."""

    days: Sequence[date]
    calendar: WorkCalendar
    opened: Sequence[DayMark]
    due: Sequence[DayMark]
    agency: Sequence[DepartmentWeeks]
    departments: Sequence[DepartmentWeeks]

    @property
    def weeks(self) -> list[date]:
        """Returns the Monday of every week of the year."""
        first = self.days[0] - timedelta(days=self.days[0].weekday())
        return [day for day in days_between(first, self.days[-1]) if day.weekday() == 0]

    @property
    def all_departments(self) -> DepartmentWeeks:
        """Returns one row with the sums of all departments per week."""
        work, items = (
            {week: sum(getattr(row, name).get(week, 0) for row in self.departments) for week in self.weeks}
            for name in ("work", "items")
        )
        return DepartmentWeeks("全部部门", work, items)

    def workdays(self, week: date) -> int:
        """Returns the number of working days in a week."""
        return sum(map(self.calendar.is_workday, days_between(week, week + WEEK - DAY)))


def picture_of(session: Session, days: Sequence[date], calendar: WorkCalendar) -> Picture:
    """Query the picture of a year that was simulated on these days."""
    return Picture(
        days,
        calendar,
        [DayMark(row.day, _mark_title(row), row.n) for row in run(session, OPENED, last=days[-1])],
        [_due_mark(row, calendar) for row in _due_rows(session, days[-1])],
        [
            *_query_load(session, agency=True),
            DepartmentWeeks("催办任务", {row.week: row.n for row in run(session, URGED)}),
            DepartmentWeeks("发出消息", {row.week: row.n for row in run(session, SENT)}),
        ],
        _query_load(session, agency=False),
    )


def _due_rows(session: Session, last: date) -> Iterable[Any]:
    return run(session, DUE, last=last, returned=RETURNED.key, numbered=list(NUMBERED))


def _due_mark(row: ResultRow, calendar: WorkCalendar) -> DayMark:
    each = bool(row.period) and row.debtors == row.n
    earliest = row.earliest if row.provisional else None
    chance = row.returned or not row.period
    words = f"{_mark_title(row)}（退回重报）" if row.returned else _mark_title(row)
    target_day = row.target, not calendar.is_provisional(row.day)
    return DayMark(row.day, words, row.n, row.basis, row.late, each, chance, earliest, *target_day)


def _format_day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _mark_title(row: ResultRow) -> str:
    kind = row.kind if hasattr(row, "kind") else find_cycle(row.cycle).duty.key
    return title_of(kind, row.period, None, getattr(row, "number", 1)) if row.period else DUTY_OF[kind].name


def _query_load(session: Session, *, agency: bool) -> list[DepartmentWeeks]:
    loads: dict[int, tuple[str, dict[date, int], dict[date, int]]] = {}
    for row in run(session, LOAD, agency=agency):
        _, work, items = loads.setdefault(row.id, (row.name, {}, {}))
        work[row.week], items[row.week] = int(row.work), row.n
    return [DepartmentWeeks(name, work, items) for name, work, items in loads.values()]
