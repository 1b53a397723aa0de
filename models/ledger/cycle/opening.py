"""Opening a cycle for a period: its obligations, report lines and notices in a few set-based statements (6.1)."""

from datetime import date

from sqlmodel import Session

from models.intake.cycle import CycleToOpen
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.cloud.delegation import notify_delegates
from models.ledger.cycle.orders import keep_order
from models.ledger.cycle.pausing import opening_day, why_held_back
from models.ledger.cycle.starts import why_not_open, with_reason
from models.ledger.deadlines import NOT_BEFORE, save_deadline
from models.ledger.jurisdiction import calendar_of, go_live, own_organs
from models.ledger.notices import notify, notify_agency
from models.ledger.nouns.shared_sql import HEIRS, LEAD_NOW, LEADS
from models.ledger.quality_report import discharge_compiled_report
from models.ledger.target.blank_lines import insert_blank_lines
from models.ledger.transitions import record
from models.ledger.year_end.notice import deadline_of
from models.rules.cycle import Cycle
from models.rules.cycles import find_cycle, subject_of
from models.rules.deadlines import DueDate, describe_proof, opened_after
from models.rules.duties import Audience, Debtor, OpenedFor
from models.rules.errors import Refused
from models.rules.notices import opening_notice
from models.rules.organ_word import in_own_word
from models.rules.periods import Period, period_of
from models.statements import run

RUN = """
INSERT INTO cycle_run (jurisdiction_id, cycle, period, opens_on, opened_on, opened_at, opened_late)
VALUES (:jurisdiction, :cycle, :period, :opens_on, :day, :at, :late) ON CONFLICT DO NOTHING RETURNING id, opens_on
"""
FIND_RUN = """
SELECT id, opens_on FROM cycle_run WHERE jurisdiction_id = :jurisdiction AND cycle = :cycle AND period = :period
"""
# The departments that owe a duty in a run and have none yet. Without statistics the planner assumes empty tables: the
# queries force one plan.
OWING = f"""department d
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency
    AND coalesce(d.valid_from, '-infinity') <= {{opens_on}} AND coalesce(d.valid_to, 'infinity') >= {{opens_on}}
    AND d.id NOT IN (SELECT department_id FROM obligation WHERE cycle_run_id = {{cycle_run}})
    AND (NOT {{needs_targets}} OR (SELECT true FROM target_department x WHERE x.department_id = d.id AND {LEADS}
        AND coalesce(x.since, '-infinity') <= {{opens_on}}
        AND (SELECT t.year = {{year}} AND t.issued_on < {{before}} FROM target t WHERE t.id = x.target_id) LIMIT 1))"""  # noqa: S608 - constants only
# The key projects without a duty in a run.
UNWATCHED = """(SELECT t.id, t.jurisdiction_id, t.code, concat_ws('/', t.year, t.code) AS subject FROM target t
    WHERE t.jurisdiction_id = :jurisdiction AND t.key_project AND t.year = {year} AND t.issued_on < {opens_on}
        AND t.withdrawn_on IS NULL) t
WHERE t.subject NOT IN (SELECT subject FROM obligation WHERE cycle_run_id = {cycle_run})"""
OF_RUN = {name: f":{name}" for name in ("opens_on", "cycle_run", "needs_targets", "year", "before")}
OBLIGATIONS = f"""
WITH agency AS MATERIALIZED (SELECT id FROM department WHERE jurisdiction_id = :jurisdiction AND is_agency)
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, cycle_run_id, owed_by, clause,
    deadline_id, due_version, state, opened_on, opened_late)
SELECT d.jurisdiction_id, :kind, :period, d.id, '', 0, :cycle_run,
    CASE WHEN :agency_owes THEN (SELECT id FROM agency) ELSE d.id END, :clause, :deadline, 1, 'open', :day, :late
FROM {OWING.format(**OF_RUN)}
ORDER BY d.code COLLATE "C"
ON CONFLICT (jurisdiction_id, kind, period, department_id, subject, round) DO NOTHING RETURNING id
"""  # noqa: S608 - constants only
# The agency exists from the first day of an installation and owes the obligation once.
FOR_AGENCY = """
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, cycle_run_id, owed_by, clause,
    deadline_id, due_version, state, opened_on, opened_late)
SELECT d.jurisdiction_id, :kind, :period, d.id, '', 0, :cycle_run, d.id, :clause, :deadline, 1, 'open', :day, :late
FROM department d WHERE d.jurisdiction_id = :jurisdiction AND d.is_agency
ON CONFLICT DO NOTHING RETURNING id
"""
# A28: if the upload is delegated, the lead department is the debtor, except of a month due before the delegation.
FOR_PROJECTS = f"""
WITH agency AS MATERIALIZED (SELECT id FROM department WHERE jurisdiction_id = :jurisdiction AND is_agency),
heir AS MATERIALIZED {HEIRS}
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, cycle_run_id, owed_by, clause,
    deadline_id, due_version, state, opened_on, opened_late)
SELECT t.jurisdiction_id, :kind, :period, (SELECT id FROM agency), t.subject, 0, :cycle_run,
    CASE WHEN g.id IS NULL OR :due < g.since THEN (SELECT id FROM agency) ELSE {LEAD_NOW} END, :clause,
    :deadline, 1, 'open', :day, :late
FROM (SELECT * FROM {UNWATCHED.format(**OF_RUN)}) t
    LEFT JOIN cloud_delegation g ON :delegable AND g.target_id = t.id AND g.ended_on IS NULL
    LEFT JOIN target_department x ON x.target_id = g.target_id AND {LEADS}
    LEFT JOIN heir h ON h.department_id = x.department_id
ORDER BY t.code COLLATE "C"
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constants only
OPENED = {OpenedFor.DEPARTMENTS: OBLIGATIONS, OpenedFor.AGENCY: FOR_AGENCY, OpenedFor.PROJECTS: FOR_PROJECTS}
UNITS = {OpenedFor.DEPARTMENTS: "个部门", OpenedFor.AGENCY: "项", OpenedFor.PROJECTS: "个重点项目"}
COUNT = "SELECT count(*) FROM obligation WHERE cycle_run_id = :cycle_run"


@act("open_cycle", "开启周期", clause="3-6.1", roles={Role.SYSTEM, Role.AGENCY})
def open_cycle(session: Session, data: CycleToOpen, ctx: Context) -> Summary:
    """6.1: open one cycle for one period; a repeated call changes nothing.

    A period that is paused is not opened; one that began before the go-live date only if the agency asks for it: that
    is kept as an order, which the period's own day carries out. Raises Refused before the opening day; returns a
    summary of 0 if only the first working day is still to come.
    """
    cycle = find_cycle(data.cycle)
    period = cycle.period(data.period)
    opens_on = opening_day(session, ctx, cycle, period)
    why = why_not_open(session, ctx, cycle, period, data)
    if data.before_go_live and (ordered := _order(session, ctx, cycle, period, data.reason)):
        return ordered
    if cycle.opens_from(period) > ctx.date:
        raise Refused(f"{period.label}的“{cycle.name}”{opens_on}才开启，今天是{ctx.date}。")
    if opens_on > ctx.date:
        return _not_opened(cycle, period, f"{period.label}的“{cycle.name}”{opens_on}开启，今日无需开启。")
    if why := why or why_held_back(session, ctx, cycle, period):
        return _not_opened(cycle, period, why, refused=True)
    return with_reason(open_period(session, ctx, cycle, period), data)


def _order(session: Session, ctx: Context, cycle: Cycle, period: Period, reason: str) -> Summary | None:
    """Keep the order to open a period. Returns what was ordered; None if its opening day has come."""
    is_new = keep_order(session, ctx, cycle, period, reason)
    if (opens_on := opening_day(session, ctx, cycle, period)) <= ctx.date:
        return None
    words = f"开启，到当日自动开启，原因：{reason}。" if is_new else "开启，此前已安排，未作改动。"
    name = subject_of(cycle.duty, str(period))
    return Summary(f"已安排：{name}{opens_on}{words}", {"ordered": int(is_new), "opened": 0})


def open_period(session: Session, ctx: Context, cycle: Cycle, period: Period) -> Summary:
    """Insert the missing obligations of a period with empty report lines, notices and transitions."""
    cycle_run, opens_on = _open_run(session, ctx, cycle, period)
    deadline, value = _deadline_of(session, ctx, cycle, period)
    before = max(opens_on, ctx.date) if cycle.takes_later else opens_on
    ids = list(
        run(
            session,
            OPENED[cycle.whose],
            jurisdiction=ctx.jurisdiction,
            kind=cycle.duty.key,
            period=str(period),
            year=period.year,
            cycle_run=cycle_run,
            delegable=cycle.delegable,
            agency_owes=cycle.duty.debtor is Debtor.AGENCY,
            clause=cycle.duty.clause,
            deadline=deadline,
            due=value.due,
            day=ctx.date,
            late=ctx.date > opens_on,
            opens_on=opens_on,
            before=before,
            needs_targets=cycle.needs_targets,
        ).scalars()
    )
    if ids and cycle.lines:
        insert_blank_lines(session, ids, period.year, opens_on, before)
    record(session, ctx, "obligation", ids, "opened", moved=("", "open"))
    if ids and cycle.may_be_early:
        discharge_compiled_report(session, ctx, period)
    total = int(run(session, COUNT, cycle_run=cycle_run).scalar_one())
    notices = _notify_debtors(session, ctx, cycle, period, ids, value)
    counts = {"opened": len(ids), "already_open": total - len(ids), "notices": notices}
    why = "" if ids else _why_none(cycle, total)
    words = f"{cycle.name} {period}：新开启{len(ids)}{UNITS[cycle.whose]}，期限{value}。{why}"
    return Summary(words, counts, {"cycle": cycle.key, "period": str(period), "due": value.due.isoformat()})


def _deadline_of(session: Session, ctx: Context, cycle: Cycle, period: Period) -> tuple[int, DueDate]:
    """Return the deadline of a period; one from before go-live that opens after its day is due the next working day."""
    deadline, value = deadline_of(session, ctx, cycle, period)
    if value.due >= ctx.date or period.start >= go_live(session, ctx):
        return deadline, value
    kept = opened_after(value, ctx.date, calendar_of(session, ctx.jurisdiction))
    return save_deadline(session, ctx, kept, f"{NOT_BEFORE}{kept.due}"), kept


def _why_none(cycle: Cycle, total: int) -> str:
    """Return why a run opens nothing: all is open already, or nothing that was issued before asks for it."""
    if total:
        return f"此前已开启{total}{UNITS[cycle.whose]}。"
    return "没有重点项目。" if cycle.whose is OpenedFor.PROJECTS else "没有部门牵头此前下达的目标。"


def _open_run(session: Session, ctx: Context, cycle: Cycle, period: Period) -> tuple[int, date]:
    """Insert or find the run of a period; returns its id and opening day, which a later calendar does not change."""
    key = {"jurisdiction": ctx.jurisdiction, "cycle": cycle.key, "period": str(period)}
    if existing := run(session, FIND_RUN, **key).first():
        return existing.id, existing.opens_on
    opens_on = opening_day(session, ctx, cycle, period)
    inserted = run(session, RUN, **key, opens_on=opens_on, day=ctx.date, at=ctx.at, late=ctx.date > opens_on).first()
    if inserted is None:
        existing = run(session, FIND_RUN, **key).one()
        return existing.id, existing.opens_on
    record(session, ctx, "cycle_run", [inserted.id], "opened")
    return inserted.id, opens_on


def _notify_debtors(
    session: Session, ctx: Context, cycle: Cycle, period: Period, ids: list[int], deadline: DueDate
) -> int:
    if not ids or _is_covered_by_another(session, ctx, cycle, period):
        return 0
    if cycle.delegable:
        delegated, notices = notify_delegates(session, ctx, ids)
        return notices + _notify_agency(session, ctx, cycle, period, deadline, ids[delegated:])
    if cycle.whose is not OpenedFor.DEPARTMENTS:
        return _notify_agency(session, ctx, cycle, period, deadline, ids)
    kind = opening_notice(cycle)
    if cycle.duty.debtor is Debtor.AGENCY:
        payload = {"period": str(period), "departments": len(ids)}
        return notify_agency(session, ctx, kind, f"{cycle.key}|{period}", payload=payload)
    return notify(session, ctx, kind, ids, [Audience.OFFICE], payload=deadline.proof.get("notice"))


def _notify_agency(
    session: Session, ctx: Context, cycle: Cycle, period: Period, deadline: DueDate, ids: list[int]
) -> int:
    """Notify the agency of its obligation, or of those of all projects at once; returns how many notices are new."""
    of_projects = cycle.whose is OpenedFor.PROJECTS
    payload = {
        "title": subject_of(cycle.duty, str(period)),
        "to_do": in_own_word(cycle.duty.to_do, own_organs(session, ctx.jurisdiction)),
        "projects": len(ids) if of_projects else 0,
        "due": deadline.due.isoformat(),
        "why": describe_proof(deadline.proof),
    }
    if ids and of_projects:
        return notify_agency(session, ctx, opening_notice(cycle), f"{cycle.key}|{period}", payload=payload)
    return notify(session, ctx, opening_notice(cycle), ids, [Audience.AGENCY], payload=payload)


def _is_covered_by_another(session: Session, ctx: Context, cycle: Cycle, period: Period) -> bool:
    """A6: return whether the notice of another cycle covers this one; false if that cycle began before go-live."""
    other = dict(cycle.told_with).get(period.number)
    return other is not None and period_of(find_cycle(other).span, period.end).start >= go_live(session, ctx)


def _not_opened(cycle: Cycle, period: Period, words: str, *, refused: bool = False) -> Summary:
    data = {"cycle": cycle.key, "period": str(period)} | ({"refused": True} if refused else {})
    return Summary(words, {"opened": 0, "already_open": 0, "notices": 0}, data)
