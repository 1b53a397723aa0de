"""Opening a cycle for a period: every obligation, line and notice of it in a handful of statements (6.1)."""

from datetime import date

from sqlmodel import Session

from models.database import run
from models.intake.acts import CycleToOpen, Nothing
from models.ledger.acting import Context, Role, Summary, act
from models.ledger.calendars import calendar_of
from models.ledger.deadlines import deadline_from
from models.ledger.noticing import tell, tell_agency
from models.ledger.recording import record
from models.rules.cycle import Cycle
from models.rules.cycles import expected_runs, find_cycle
from models.rules.duties import Audience, Debtor
from models.rules.errors import Refused
from models.rules.periods import Period, period_of

RUN = """
INSERT INTO cycle_run (jurisdiction_id, cycle, period, opens_on, opened_on, opened_at, opened_late)
VALUES (:jurisdiction, :cycle, :period, :opens_on, :day, :at, :late) ON CONFLICT DO NOTHING RETURNING id
"""
FIND_RUN = "SELECT id FROM cycle_run WHERE jurisdiction_id = :jurisdiction AND cycle = :cycle AND period = :period"
# Who is there already is read once, before: asking row by row would scan the table that is being filled.
OBLIGATIONS = """
WITH there AS MATERIALIZED (SELECT department_id FROM obligation WHERE cycle_run_id = :cycle_run),
wanted AS (
    SELECT d.jurisdiction_id, d.id, d.code, a.id AS agency
    FROM department d JOIN department a ON a.jurisdiction_id = d.jurisdiction_id AND a.is_agency
    WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
        AND coalesce(d.valid_from, '-infinity') <= :opens_on AND coalesce(d.valid_to, 'infinity') >= :opens_on
        AND (NOT :needs_targets OR EXISTS (
            SELECT 1 FROM target_department x JOIN target t ON t.id = x.target_id
            WHERE x.department_id = d.id AND x.position = 0 AND t.year = :year AND t.issued_on < :opens_on)))
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, cycle_run_id, owed_by, clause,
    deadline_id, due_version, state, opened_on, opened_late)
SELECT w.jurisdiction_id, :kind, :period, w.id, '', 0, :cycle_run, CASE WHEN :agency_owes THEN w.agency ELSE w.id END,
    :clause, :deadline, 1, 'open', :day, :late
FROM wanted w LEFT JOIN there h ON h.department_id = w.id
WHERE h.department_id IS NULL ORDER BY w.code COLLATE "C"
ON CONFLICT DO NOTHING RETURNING id
"""
LINES = """
INSERT INTO report_line (obligation_id, version, target_id, target_version, remark)
SELECT o.id, 0, t.id, t.version, '' FROM obligation o
    JOIN target_department x ON x.department_id = o.department_id AND x.position = 0
    JOIN target t ON t.id = x.target_id AND t.year = :year AND t.issued_on < :opens_on
WHERE o.id = ANY(:ids)
"""
COUNT = "SELECT count(*) FROM obligation WHERE cycle_run_id = :cycle_run"
RUNS = "SELECT cycle, period FROM cycle_run WHERE jurisdiction_id = :jurisdiction"
GO_LIVE = "SELECT go_live FROM jurisdiction WHERE id = :jurisdiction"


@act("open_cycle", "开启周期", clause="3-6.1", roles={Role.SYSTEM, Role.AGENCY})
def open_cycle(session: Session, said: CycleToOpen, ctx: Context) -> Summary:
    """6.1: open one cycle for one period; a second time changes nothing.

    A period that began before the go-live date is never opened; one whose opening day has not come is refused.
    """
    cycle = find_cycle(said.cycle)
    period = cycle.period(said.period)
    if cycle.opens.of(period) > ctx.date:
        raise Refused(f"{period.label}的“{cycle.name}”{cycle.opens.of(period)}才开启，今天是{ctx.date}。")
    if period.start < (live := go_live(session, ctx)):
        return _nothing(cycle, period, f"{period.label}早于启用日期{live}，不开启。")
    return open_period(session, ctx, cycle, period)


@act("reconcile", "补开周期", clause="3-6.1", roles={Role.SYSTEM, Role.AGENCY})
def reconcile(session: Session, _said: Nothing, ctx: Context) -> Summary:
    """Open what should exist and does not: missed runs, and departments that joined a run still under way (rule 10)."""
    existing = set(run(session, RUNS, jurisdiction=ctx.jurisdiction).tuples())
    calendar, opened = calendar_of(session, ctx.jurisdiction), {}
    for cycle, period in expected_runs(go_live(session, ctx), ctx.date):
        if (cycle.key, str(period)) not in existing or cycle.deadline(period, calendar).due >= ctx.date:
            summary = open_period(session, ctx, cycle, period)
            if summary.counts["opened"]:
                opened[f"{cycle.name} {period}"] = summary.counts["opened"]
    words = "补开：" + "、".join(f"{name}（{n}个部门）" for name, n in opened.items()) if opened else "没有漏开的周期"
    return Summary(words + "。", {"opened": sum(opened.values())}, {"opened": opened})


def go_live(session: Session, ctx: Context) -> date:
    """The day from which the jurisdiction is live."""
    live: date = run(session, GO_LIVE, jurisdiction=ctx.jurisdiction).scalar_one()
    return live


def open_period(session: Session, ctx: Context, cycle: Cycle, period: Period) -> Summary:
    """Open the obligations that do not exist yet, with their blank lines, notices and transitions."""
    cycle_run = _open_run(session, ctx, cycle, period)
    deadline, value = deadline_from(session, ctx, cycle.duty.due, cycle.anchor.of(period))
    ids = list(
        run(
            session,
            OBLIGATIONS,
            jurisdiction=ctx.jurisdiction,
            kind=cycle.duty.key,
            period=str(period),
            year=period.year,
            cycle_run=cycle_run,
            agency_owes=cycle.duty.debtor is Debtor.AGENCY,
            clause=cycle.duty.clause,
            deadline=deadline,
            day=ctx.date,
            late=ctx.date > cycle.opens.of(period),
            opens_on=cycle.opens.of(period),
            needs_targets=cycle.needs_targets,
        ).scalars()
    )
    if ids and cycle.lines:
        run(session, LINES, ids=ids, year=period.year, opens_on=cycle.opens.of(period))
    record(session, ctx, "obligation", ids, "opened", moved=("", "open"))
    owed = int(run(session, COUNT, cycle_run=cycle_run).scalar_one())
    counts = {"opened": len(ids), "already_open": owed - len(ids), "notices": _tell(session, ctx, cycle, period, ids)}
    words = f"{cycle.name} {period}：新开启{len(ids)}个部门，期限{value.due}。"
    data = {"cycle": cycle.key, "period": str(period), "due": value.due.isoformat()}
    return Summary(words, counts, data)


def _open_run(session: Session, ctx: Context, cycle: Cycle, period: Period) -> int:
    key = {"jurisdiction": ctx.jurisdiction, "cycle": cycle.key, "period": str(period)}
    if found := run(session, FIND_RUN, **key).scalar():
        return int(found)
    opens_on = cycle.opens.of(period)
    made = run(session, RUN, **key, opens_on=opens_on, day=ctx.date, at=ctx.at, late=ctx.date > opens_on).scalar()
    if made is None:
        return int(run(session, FIND_RUN, **key).scalar_one())
    record(session, ctx, "cycle_run", [made], "opened")
    return int(made)


def _tell(session: Session, ctx: Context, cycle: Cycle, period: Period, ids: list[int]) -> int:
    if not ids or _told_with_another(session, ctx, cycle, period):
        return 0
    kind = f"opened_{cycle.key}"
    if cycle.duty.debtor is Debtor.AGENCY:
        payload = {"period": str(period), "departments": len(ids)}
        return tell_agency(session, ctx, kind, f"{cycle.key}|{period}", payload=payload)
    return tell(session, ctx, kind, ids, [Audience.OFFICE])


def _told_with_another(session: Session, ctx: Context, cycle: Cycle, period: Period) -> bool:
    """A6: whether another cycle's notice speaks for this one; it does not where that one began before go-live."""
    other = dict(cycle.told_with).get(period.number)
    return other is not None and period_of(find_cycle(other).span, period.end).start >= go_live(session, ctx)


def _nothing(cycle: Cycle, period: Period, words: str) -> Summary:
    counts = {"opened": 0, "already_open": 0, "notices": 0}
    return Summary(words, counts, {"cycle": cycle.key, "period": str(period)})
