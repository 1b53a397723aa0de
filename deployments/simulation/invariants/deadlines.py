"""Every due date equals the one that the rules give anew from its anchor, on the calendar it was computed on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import run
from models.rules.cycles import RULES
from models.rules.deadlines import Deadline, compute_deadline, of_days
from models.rules.workdays import Interval, WorkCalendar

KEPT = """
SELECT x.id, x.rule, x.anchor, x.n, x.calendar, x.suspensions, x.due, x.target, x.earliest, x.provisional,
    CASE WHEN x.id > :seen THEN x.proof END AS proof,
    EXISTS (SELECT 1 FROM obligation o WHERE o.deadline_id = x.id AND o.state = 'open') AS open
FROM deadline x
WHERE :everything OR x.id > :seen OR x.id IN (SELECT o.deadline_id FROM obligation o WHERE o.state = 'open')
ORDER BY x.id
"""


class Proofs:
    """Recomputes due dates; each is computed once on each calendar, and compared every time."""

    def __init__(self) -> None:
        self._calendars: dict[str, WorkCalendar] = {}
        self._computed: dict[tuple[int, str], Deadline] = {}
        self._seen = 0

    def amiss(self, session: Session, calendar: WorkCalendar, *, everything: bool = False) -> Iterator[str]:
        """Every due date, of open duties or of all, that does not follow from its rule and the calendar."""
        self._calendars[calendar.version] = calendar
        for row in run(session, KEPT, seen=self._seen, everything=everything).all():
            self._seen = max(self._seen, row.id)
            name = f"期限 {row.rule}（{row.anchor}起）"
            if row.calendar not in self._calendars:
                yield f"{name}：所依据的日历（{row.calendar}）不曾有过。"
                continue
            anew, kept = self._anew(row, row.calendar), (row.due, row.target, row.earliest, row.provisional, row.n)
            if kept != _parts(anew):
                yield f"{name}：记为{row.due}，按规则应为{anew.due}。"
            elif row.proof is not None and row.proof != anew.proof:
                yield f"{name}：依据与规则推算的不同。"
            if row.open and kept != _parts(self._anew(row, calendar.version)):
                yield f"{name}：日历已变，在办事项仍为{row.due}。"

    def _anew(self, row: Any, calendar: str) -> Deadline:  # noqa: ANN401 - a result row
        key = row.id, calendar
        if key not in self._computed:
            paused = [Interval(date.fromisoformat(i["first"]), date.fromisoformat(i["last"])) for i in row.suspensions]
            rule = of_days(RULES[row.rule], row.n)
            self._computed[key] = compute_deadline(rule, row.anchor, self._calendars[calendar], paused)
        return self._computed[key]


def _parts(deadline: Deadline) -> tuple[date, date, date, bool, int]:
    return deadline.due, deadline.target, deadline.earliest, deadline.provisional, deadline.rule.n
