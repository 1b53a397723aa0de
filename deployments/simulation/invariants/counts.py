"""Counts per cycle: exactly the departments that owe a period have an obligation with its lines."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlmodel import Session

from deployments.simulation.invariants.statement_checks import run_checks
from deployments.simulation.plan import Plan
from models.ledger.nouns.shared_sql import DONE, OBLIGATION_KEY
from models.rules.cycle import Cycle
from models.rules.cycles import expected_runs
from models.rules.duties import OpenedFor
from models.rules.periods import Period
from models.rules.workdays import WorkCalendar
from models.statements import run

# The count depends on these records alone, so it stays cached until a row about them is inserted.
CAUSES = """
SELECT max(id) FROM transition WHERE id > :seen AND record IN ('department', 'target', 'reform', 'jurisdiction')
"""
# The targets for which department {d} answers in a run opened on {day}. A successor answers for a target since the day
# it took it over; before that day the merged department answers.
LEADS = """FROM target_department x JOIN target t ON t.id = x.target_id
WHERE x.department_id = ANY(ARRAY[{d}, (
        SELECT m.successor_id FROM reform m WHERE m.department_id = {d} AND m.kind = 'merge')])
    AND x.position = 0 AND t.year = {year} AND t.issued_on < {day}
    AND CASE x.department_id WHEN {d} THEN coalesce(x.since, '-infinity') <= {day} ELSE x.since > {day} END"""
# A department that had ended by then still owes the period if its merger was not yet registered when the run opened, or
# if the merger opened it.
DEPARTMENT_COUNT = f"""
SELECT count(*) FROM department d LEFT JOIN (
    SELECT r.department_id, b.at FROM reform r JOIN transition m ON m.record = 'reform' AND m.record_id = r.id
        JOIN block b ON b.act_id = m.act_id WHERE r.kind = 'merge' AND m.event = 'registered') gone
        ON gone.department_id = d.id
WHERE NOT d.is_agency AND coalesce(d.valid_from, '-infinity') <= :opens_on
    AND (coalesce(d.valid_to, 'infinity') >= :opens_on OR gone.at >= :opened_at)
    AND (NOT :needs_targets OR EXISTS (SELECT 1 {LEADS.format(d="d.id", year=":year", day=":opens_on")}))
"""  # noqa: S608 - constants only
PROJECT_COUNT = "SELECT count(*) FROM target WHERE key_project AND year = :year AND issued_on < :opens_on"
RUNS = """
SELECT c.cycle, c.period, c.opens_on, c.opened_at, count(o.id) AS departments FROM cycle_run c
    LEFT JOIN obligation o ON o.cycle_run_id = c.id GROUP BY c.id
"""
LINES = f"""
SELECT o.kind || ' ' || o.period || ' ' || d.code AS name,
    (SELECT count(*) FROM report_line l WHERE l.obligation_id = o.id AND l.version = 0) AS kept,
    (SELECT count(*) {LEADS.format(d="d.id", year="CAST(left(o.period, 4) AS int)", day="c.opens_on")}) AS owed
FROM obligation o JOIN department d ON d.id = o.department_id JOIN cycle_run c ON c.id = o.cycle_run_id
WHERE o.id > :seen AND o.kind IN ('monthly_check', 'self_check', 'year_end_check') ORDER BY 1
"""  # noqa: S608 - constants only
ROUNDS = """
WITH owed AS MATERIALIZED (
    SELECT concat_ws('/', t.year, t.code, e.occurrence) AS subject, r.round, k.kind
    FROM remediation r JOIN negative_entry e ON e.id = r.entry_id JOIN target t ON t.id = e.target_id
        JOIN (VALUES ('remediation'), ('feedback')) AS k(kind) ON k.kind = 'remediation' OR r.state <> 'remedying'
    WHERE r.state <> 'void'),
kept AS MATERIALIZED (
    SELECT subject, round, kind, count(*) AS n FROM obligation
    WHERE kind IN ('remediation', 'feedback') AND state <> 'void' GROUP BY subject, round, kind)
SELECT o.subject, o.round, o.kind FROM owed o LEFT JOIN kept k USING (subject, round, kind)
WHERE k.n IS DISTINCT FROM 1 ORDER BY 1, 2, 3
"""
# If a department ends without a successor, its duties cannot be taken over; `check` reports them.
ENDED = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS name, w.code FROM obligation o
    JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
WHERE o.state = 'open' AND w.valid_to < :day
    AND EXISTS (SELECT 1 FROM reform r WHERE r.department_id = w.id AND r.kind = 'merge') ORDER BY 1
"""  # noqa: S608 - constants only
# 3.3: a filing with gaps is not re-verified before its office has the list of gaps.
UNNOTIFIED = f"""
SELECT d.code FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.kind = 'year_end_check' AND o.state = 'open' AND :day >= make_date(CAST(o.period AS int) + 1, 1, 11)
    AND EXISTS (SELECT 1 FROM cycle_run c WHERE c.cycle = 'year_end_reverification' AND c.period = o.period)
    AND NOT EXISTS (
        SELECT 1 FROM notice n WHERE n.kind = 'missing' AND n.subject = {OBLIGATION_KEY.format(o="o", d="d")})
ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
# 7.1: no declaration that a target is complete is valid without evidence.
UNPROVED = f"""
SELECT {OBLIGATION_KEY.format(o="o", d="d")} AS name, t.code FROM obligation o
    JOIN department d ON d.id = o.department_id JOIN report_line l ON l.obligation_id = o.id
    JOIN target t ON t.id = l.target_id
WHERE o.kind = 'self_check' AND l.version > 0 AND {DONE.format(line="l")}
    AND NOT EXISTS (SELECT 1 FROM evidence_use u WHERE u.obligation_id = o.id AND u.target_id = l.target_id)
ORDER BY 1, 2
"""  # noqa: S608 - constants only
EVIDENCE = ((UNPROVED, "{name}：目标{code}申报已完成，没有印证材料。"),)
DUTY_CHECKS = (
    (ROUNDS, "{kind} {subject} 第{round}轮：应办事项缺少或重复。"),
    (ENDED, "{name}：由已终止的{code}承担。"),
    (UNNOTIFIED, "{code}：年终材料有缺项，没有告知。"),
)


class CountCheck:
    """Compares the obligations that are owed with those that were opened."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._causes = 0
        self._cache: dict[tuple[str, str], int] = {}

    def check(self, session: Session, day: date, seen: int, newest: int, calendar: WorkCalendar) -> Iterator[str]:
        """Yield every run with a wrong number of departments, and every obligation with a wrong number of lines.

        Lines are checked of obligations with numbers above `seen`, up to `newest`.
        """
        yield from self._check_runs(session, day, calendar)
        for row in run(session, LINES, seen=seen) if newest > seen else ():
            if row.kept != row.owed:
                yield f"{row.name}：应填报{row.owed}项目标，实有{row.kept}项。"
        yield from run_checks(session, DUTY_CHECKS, day=day)

    def _check_runs(self, session: Session, day: date, calendar: WorkCalendar) -> Iterator[str]:
        runs = {(row.cycle, row.period): row for row in run(session, RUNS)}
        self._clear_cache_if_changed(session)
        for cycle, period in expected_runs(self._plan.go_live, day, calendar):
            row = runs.pop((cycle.key, str(period)), None)
            opens_on, at = (row.opens_on, row.opened_at) if row else (cycle.opens_on(period, calendar), None)
            owing = self._count_departments(session, cycle, period, opens_on, at)
            if owing != (opened := row.departments if row else 0):
                yield f"{cycle.name} {period}：应有{owing}项，实有{opened}项。"
        for (name, text), row in runs.items():
            yield f"{name} {text}：尚不应开启，实有{row.departments}项。"

    def _clear_cache_if_changed(self, session: Session) -> None:
        if causes := run(session, CAUSES, seen=self._causes).scalar_one():
            self._causes, self._cache = int(causes), {}

    def _count_departments(
        self, session: Session, cycle: Cycle, period: Period, opens_on: date, opened_at: datetime | None
    ) -> int:
        if period.year != self._plan.year:  # the targets of the next year are not issued, and its periods are held back
            return 0
        if cycle.whose is OpenedFor.AGENCY:
            return 1
        key = cycle.key, str(period)
        if key not in self._cache:
            parameters = {"opens_on": opens_on, "year": period.year}
            if cycle.whose is OpenedFor.PROJECTS:
                self._cache[key] = int(run(session, PROJECT_COUNT, **parameters).scalar_one())
            else:
                parameters |= {"needs_targets": cycle.needs_targets, "opened_at": opened_at}
                self._cache[key] = int(run(session, DEPARTMENT_COUNT, **parameters).scalar_one())
        return self._cache[key]
