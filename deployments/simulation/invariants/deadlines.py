"""Checks that every due date equals the result of the rules for its anchor and the calendar of its computation."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home, own_organs
from models.rules.cycles import RULES
from models.rules.deadlines import DueDate, compute_deadline, not_before, of_days
from models.rules.organ_word import in_own_word
from models.rules.workdays import Interval, WorkCalendar
from models.statements import run

DEADLINES = """
SELECT x.id, x.rule, x.anchor, x.n, x.calendar, x.suspensions, x.due, x.target, x.earliest, x.provisional,
    CASE WHEN x.id > :seen THEN x.proof END AS proof, jsonb_exists(x.proof, 'computed') AS kept,
    EXISTS (SELECT 1 FROM obligation o WHERE o.deadline_id = x.id AND o.state = 'open') AS open
FROM deadline x
WHERE :everything OR x.id > :seen OR x.id IN (SELECT o.deadline_id FROM obligation o WHERE o.state = 'open')
ORDER BY x.id
"""


class DeadlineCheck:
    """Recomputes due dates; each is computed once per calendar and cached, and compared on every check."""

    def __init__(self) -> None:
        self._calendars: dict[str, WorkCalendar] = {}
        self._computed: dict[tuple[int, str], DueDate] = {}
        self._seen = 0

    def check(self, session: Session, calendar: WorkCalendar, *, everything: bool = False) -> Iterator[str]:
        """Yield every due date, of open duties or of all, that does not follow from its rule and the calendar."""
        self._calendars[calendar.version] = calendar
        word = own_organs(session, home(session))
        for row in run(session, DEADLINES, seen=self._seen, everything=everything).all():
            self._seen = max(self._seen, row.id)
            name = f"期限 {row.rule}（{row.anchor}起）"
            if row.calendar not in self._calendars:
                yield f"{name}：所依据的日历（{row.calendar}）不曾有过。"
                continue
            recomputed, stored = (
                self._recompute(row, row.calendar),
                (row.due, row.target, row.earliest, row.provisional, row.n),
            )
            if stored != _comparable(recomputed):
                yield f"{name}：记为{row.due}，按规则应为{recomputed.due}。"
            elif row.proof is not None and row.proof != _proof_of(recomputed, word):
                yield f"{name}：依据与规则推算的不同。"
            if row.open and stored != _comparable(self._recompute(row, calendar.version)):
                yield f"{name}：日历已变，在办事项仍为{row.due}。"

    def _recompute(self, row: Any, calendar: str) -> DueDate:  # noqa: ANN401 - a result row
        key = row.id, calendar
        if key not in self._computed:
            paused = [Interval(date.fromisoformat(i["first"]), date.fromisoformat(i["last"])) for i in row.suspensions]
            rule = of_days(RULES[row.rule], row.n)
            by_rule = compute_deadline(rule, row.anchor, self._calendars[calendar], paused)
            self._computed[key] = not_before(by_rule, row.due if row.kept else date.min, self._calendars[calendar])
        return self._computed[key]


def _comparable(deadline: DueDate) -> tuple[date, date, date, bool, int]:
    return deadline.due, deadline.target, deadline.earliest, deadline.provisional, deadline.rule.n


def _proof_of(deadline: DueDate, word: str) -> dict[str, Any]:
    """Return the proof as it is stored: with the jurisdiction's word for its own organs."""
    return {**deadline.proof, "words": in_own_word(str(deadline.proof["words"]), word)}
