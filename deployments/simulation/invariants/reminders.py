"""Checks that due dates, reminders and 催办 tasks equal the results of the rules."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from models.ledger.jurisdiction import home, own_organs
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.rules.cycles import DUTY_OF, RULES
from models.rules.deadlines import DueDate, compute_deadline, not_before, of_days
from models.rules.organ_word import in_own_word
from models.rules.reminders import reached, urging_steps_reached
from models.rules.workdays import Interval, WorkCalendar
from models.statements import ResultRow, run

OPEN = """
SELECT o.kind, NOT w.is_agency AND d.is_agency AS delegated, x.id, x.due
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
WHERE o.state = 'open' GROUP BY 1, 2, 3, 4 ORDER BY x.due, o.kind, 2
"""
# If the due day may still come forward, T may be reached when the duty opens, and T-3 is merged into it (A33).
WITHOUT_REMINDER = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS name, u.rung, u.audience
FROM unnest(CAST(:kinds AS text[]), CAST(:deadlines AS int[]), CAST(:delegated AS bool[]), CAST(:audiences AS text[]),
    CAST(:rungs AS text[])) AS u(kind, deadline, delegated, audience, rung)
    JOIN obligation o ON o.deadline_id = u.deadline AND o.kind = u.kind AND o.state = 'open'
    JOIN department d ON d.id = o.department_id
    JOIN department w ON w.id = o.owed_by AND u.delegated = (NOT w.is_agency AND d.is_agency)
WHERE NOT EXISTS (SELECT 1 FROM notice n WHERE n.obligation_id = o.id AND n.kind IN ('reminder', 'overdue')
    AND n.audience = u.audience AND n.occasion IN (concat_ws('|', o.due_version, u.rung),
        CASE u.rung WHEN 'T-3' THEN concat_ws('|', o.due_version, 'T') END))
ORDER BY 1, 2, 3
"""  # noqa: S608 - constants only
WITHOUT_URGING = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS name, u.steps, done.steps AS done
FROM unnest(CAST(:deadlines AS int[]), CAST(:steps AS int[])) AS u(deadline, steps)
    JOIN obligation o ON o.deadline_id = u.deadline AND o.state = 'open'
    JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by AND NOT w.is_agency
    CROSS JOIN LATERAL (SELECT count(*) AS steps, max(g.proposed_on) AS last FROM urging g
        WHERE g.obligation_id = o.id AND g.due_version = o.due_version) AS done
WHERE done.steps < u.steps AND done.last IS DISTINCT FROM :day ORDER BY 1
"""  # noqa: S608 - constants only


PARAMETERS = ("kinds", "deadlines", "delegated", "audiences", "rungs")


def check_reminders(session: Session, day: date, calendar: WorkCalendar) -> Iterator[str]:
    """Yield every open duty without the notice of its newest rung, and every overdue one without its 催办 tasks."""
    obligations = run(session, OPEN).all()
    yield from _check_rungs(session, day, calendar, obligations)
    if calendar.is_workday(day):
        yield from _check_urgings(session, day, calendar, obligations)


def _check_rungs(session: Session, day: date, calendar: WorkCalendar, obligations: Sequence[Any]) -> Iterator[str]:
    steps = [
        (row.kind, row.id, row.delegated, audience.value, rung.name)
        for row in obligations
        for audience, rung in reached(DUTY_OF[row.kind].ladder(delegated=row.delegated), row.due, day, calendar).items()
    ]
    columns = (list(column) for column in zip(*steps, strict=True)) if steps else [[]] * len(PARAMETERS)
    parameters = dict(zip(PARAMETERS, columns, strict=True))
    yield from run_checks(session, [(WITHOUT_REMINDER, "{name}：缺少{rung}的提醒（{audience}）。")], **parameters)


def _check_urgings(session: Session, day: date, calendar: WorkCalendar, obligations: Sequence[Any]) -> Iterator[str]:
    """A17: yield duties with fewer 催办 tasks than steps reached; one per working day is the limit, so not if one is of
    today.
    """
    late = {row.id: row.due for row in obligations if row.due < day}
    steps = [urging_steps_reached(due, day, calendar) for due in late.values()]
    checks = [(WITHOUT_URGING, "{name}：应有{steps}步催办，实有{done}步。")]
    yield from run_checks(session, checks, deadlines=list(late), steps=steps, day=day)


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

    def _recompute(self, row: ResultRow, calendar: str) -> DueDate:
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
