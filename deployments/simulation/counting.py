"""Counts per cycle: every department that owes a period has its obligation and its lines, and nobody else has."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from deployments.simulation.plan import Plan
from models.database import run
from models.rules.cycle import Cycle
from models.rules.cycles import expected_runs
from models.rules.periods import Period

# Who owes follows from these records alone: while nothing is written about them the answer stays the same.
CAUSES = """
SELECT coalesce(max(id), 0) FROM transition WHERE record IN ('department', 'target', 'reform', 'jurisdiction')
"""
OWING = """
SELECT count(*) FROM department d WHERE NOT d.is_agency
    AND :opens_on BETWEEN coalesce(d.valid_from, '-infinity') AND coalesce(d.valid_to, 'infinity')
    AND (NOT :needs_targets OR EXISTS (
        SELECT 1 FROM target_department x JOIN target t ON t.id = x.target_id
        WHERE x.department_id = d.id AND x.position = 0 AND t.year = :year AND t.issued_on < :opens_on
            AND coalesce(x.since, '-infinity') <= :opens_on))
"""
KEPT = """
SELECT c.cycle, c.period, count(o.id) AS departments FROM cycle_run c LEFT JOIN obligation o ON o.cycle_run_id = c.id
GROUP BY c.id
"""
LINES = """
SELECT o.kind || ' ' || o.period || ' ' || d.code AS name,
    (SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id AND l.version = 0) AS kept,
    (SELECT count(*) FROM target_department x JOIN target t ON t.id = x.target_id
        WHERE x.department_id = d.id AND x.position = 0 AND t.year = CAST(left(o.period, 4) AS int)
            AND t.issued_on < c.opens_on AND coalesce(x.since, '-infinity') <= c.opens_on) AS owed
FROM obligation o JOIN department d ON d.id = o.department_id JOIN cycle_run c ON c.id = o.cycle_run_id
WHERE o.id > :seen AND o.kind IN ('monthly_check', 'year_end_check') ORDER BY 1
"""
ROUNDS = """
WITH owed AS MATERIALIZED (
    SELECT concat_ws('/', t.year, t.code, e.occurrence) AS subject, r.round, k.kind
    FROM remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
        JOIN (VALUES ('remediation'), ('feedback')) AS k(kind) ON k.kind = 'remediation' OR r.state <> 'remedying'),
kept AS MATERIALIZED (
    SELECT subject, round, kind, count(*) AS n FROM obligation
    WHERE kind IN ('remediation', 'feedback') AND state <> 'void' GROUP BY subject, round, kind)
SELECT o.subject, o.round, o.kind FROM owed o LEFT JOIN kept k USING (subject, round, kind)
WHERE k.n IS DISTINCT FROM 1 ORDER BY 1, 2, 3
"""


class Counting:
    """Compares what is owed with what was opened."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._causes = 0
        self._owing: dict[tuple[str, str], int] = {}

    def amiss(self, session: Session, day: date, seen: int) -> Iterator[str]:
        """Every cycle run, filing opened after number `seen` and round whose obligations or lines are not as owed."""
        kept = {(row.cycle, row.period): row.departments for row in run(session, KEPT)}
        self._forget_if_changed(session)
        for cycle, period in expected_runs(self._plan.go_live, day):
            owing, opened = self._departments(session, cycle, period), kept.pop((cycle.key, str(period)), 0)
            if owing != opened:
                yield f"{cycle.name} {period}：应有{owing}个部门，实有{opened}个。"
        for (name, text), opened in kept.items():
            yield f"{name} {text}：尚不应开启，实有{opened}个部门。"
        for row in run(session, LINES, seen=seen):
            if row.kept != row.owed:
                yield f"{row.name}：应填报{row.owed}项目标，实有{row.kept}项。"
        for row in run(session, ROUNDS):
            yield f"{row.kind} {row.subject} 第{row.round}轮：应办事项缺少或重复。"

    def _forget_if_changed(self, session: Session) -> None:
        causes = int(run(session, CAUSES).scalar_one())
        if causes != self._causes:
            self._causes, self._owing = causes, {}

    def _departments(self, session: Session, cycle: Cycle, period: Period) -> int:
        key = cycle.key, str(period)
        if period.year != self._plan.year:  # the next year's targets are not issued, its periods held back
            return 0
        if key not in self._owing:
            opens_on, needs = cycle.opens.of(period), cycle.needs_targets
            found = run(session, OWING, opens_on=opens_on, year=period.year, needs_targets=needs)
            self._owing[key] = int(found.scalar_one())
        return self._owing[key]
