"""The year as people see it: which days carry a deadline, and how much each week asks of each department."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.database import run
from models.ledger.owing import title_of
from models.rules.cycles import DUTIES
from models.rules.workdays import WorkCalendar, days_between, weekday_name

OPENED = """
SELECT r.cycle, r.period, r.opens_on AS day, count(o.id) AS n FROM cycle_run r
    LEFT JOIN obligation o ON o.cycle_run_id = r.id WHERE r.opens_on <= :last GROUP BY r.id ORDER BY day, r.cycle
"""
# A remediation has a due day of its own: they are counted together by the day, not named one by one.
DUE = """
SELECT x.due AS day, o.kind, o.period, x.provisional, max(x.proof ->> 'basis') AS basis, count(*) AS n,
    count(*) FILTER (WHERE o.late OR o.state = 'open' AND x.due < :last) AS late
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.state IN ('open', 'discharged') GROUP BY x.due, o.kind, o.period, x.provisional ORDER BY x.due, o.kind
"""
LOAD = """
SELECT w.id, w.name, date_trunc('week', x.due)::date AS week, count(*) AS n,
    coalesce(sum((SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id AND l.version = 0)), 0) AS lines
FROM obligation o JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by
WHERE o.state IN ('open', 'discharged') AND w.is_agency = :agency GROUP BY w.id, week
ORDER BY w.code COLLATE "C", week
"""
URGED = "SELECT date_trunc('week', proposed_on)::date AS week, count(*) AS n FROM urging GROUP BY week"
SENT = "SELECT date_trunc('week', business_date)::date AS week, count(*) AS n FROM message GROUP BY week"
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that falls on a day: what, for how many departments, under which clause, how many were late."""

    day: date
    words: str
    n: int
    basis: str = ""
    late: int = 0
    provisional: bool = False

    @property
    def on(self) -> str:
        """4月22日（周三）."""
        return f"{self.day.month}月{self.day.day}日（{weekday_name(self.day)}）"


@dataclass(frozen=True, slots=True)
class Row:
    """What each week asks of one department: items due and lines to fill, by the week's Monday."""

    name: str
    items: Mapping[date, int]
    lines: Mapping[date, int] = field(default_factory=dict)


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
        items = {week: sum(row.items.get(week, 0) for row in self.departments) for week in self.weeks}
        return Row("全部部门", items, {week: sum(row.lines.get(week, 0) for row in self.departments) for week in items})


def picture_of(session: Session, days: Sequence[date], calendar: WorkCalendar) -> Picture:
    """The picture of a year that was lived on these days."""
    return Picture(
        days,
        calendar,
        [Mark(row.day, f"{_title(row)}开启", row.n) for row in run(session, OPENED, last=days[-1])],
        [
            Mark(row.day, _title(row), row.n, row.basis, row.late, row.provisional)
            for row in run(session, DUE, last=days[-1])
        ],
        [
            *_load(session, agency=True),
            Row("催办任务", {row.week: row.n for row in run(session, URGED)}),
            Row("发出消息", {row.week: row.n for row in run(session, SENT)}),
        ],
        _load(session, agency=False),
    )


def _title(row: Any) -> str:  # noqa: ANN401 - a result row
    kind = row.kind if hasattr(row, "kind") else row.cycle
    return title_of(kind, row.period, None, 1) if row.period else DUTIES[kind].name


def _load(session: Session, *, agency: bool) -> list[Row]:
    found: dict[int, tuple[str, dict[date, int], dict[date, int]]] = {}
    for row in run(session, LOAD, agency=agency):
        _, items, lines = found.setdefault(row.id, (row.name, {}, {}))
        items[row.week], lines[row.week] = row.n, int(row.lines)
    return [Row(name, items, lines) for name, items, lines in found.values()]
