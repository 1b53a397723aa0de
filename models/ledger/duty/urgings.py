"""催办: the agency's tasks about overdue duties, at most one per working day, and their outcomes (6.2.2, A17)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.duty import OfDuties, UrgingDone, UrgingRetracted
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.duties import title_of
from models.ledger.duty_names import name_duty
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import find_department
from models.ledger.notice_ends import is_held
from models.ledger.nouns.shared_sql import TARGET_NAME, TARGET_OF
from models.ledger.questions import Question
from models.ledger.transitions import move, record
from models.records import Urging, id_of
from models.rules.cycles import DUTY_OF
from models.rules.errors import Refused
from models.rules.reminders import URGING_STEPS, UrgingMethod, urging_steps_reached
from models.rules.states import UrgingEvent
from models.statements import run

OVERDUE = """
WITH owed AS MATERIALIZED (
    SELECT DISTINCT deadline_id FROM obligation WHERE jurisdiction_id = :jurisdiction AND state = 'open')
SELECT x.id, x.due FROM deadline x WHERE x.due < :day AND x.id IN (SELECT deadline_id FROM owed)
"""
# The duties of offices with a step that has been reached and was not proposed; at most one step a day.
OWED = """
FROM unnest(CAST(:deadlines AS int[]), CAST(:steps AS int[])) AS u(deadline, steps)
    JOIN obligation o ON o.deadline_id = u.deadline AND o.state = 'open'
        AND (CAST(:duties AS text[]) = '{}' OR o.kind = ANY(:duties))
        AND o.owed_by NOT IN (SELECT id FROM department WHERE jurisdiction_id = :jurisdiction AND is_agency)
    CROSS JOIN LATERAL (SELECT count(*)::int AS steps, max(g.proposed_on) AS last FROM urging g
        WHERE g.obligation_id = o.id AND g.due_version = o.due_version) AS done
WHERE done.steps < u.steps AND (done.last IS NULL OR done.last < :day)
"""
PROPOSE = f"""
INSERT INTO urging (obligation_id, due_version, step, method, state, proposed_on, outcome)
SELECT o.id, o.due_version, done.steps + 1, (CAST(:methods AS text[]))[done.steps + 1], 'proposed', :day, ''
{OWED} ORDER BY o.id
ON CONFLICT DO NOTHING RETURNING id
"""
BY_OFFICE = f"""
SELECT d.name AS department, q.number FROM (SELECT o.owed_by, count(*) AS number {OWED} GROUP BY 1) q
    JOIN department d ON d.id = q.owed_by ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
LAPSED = """
SELECT g.id FROM urging g CROSS JOIN LATERAL (SELECT 1 FROM obligation o WHERE o.id = g.obligation_id
    AND o.jurisdiction_id = :jurisdiction AND (o.state <> 'open' OR o.due_version <> g.due_version) OFFSET 0) o
WHERE g.state = 'proposed'
"""
HAS_URGINGS = Question(
    f"""EXISTS (SELECT FROM (SELECT DISTINCT deadline_id FROM obligation
            WHERE jurisdiction_id = :jurisdiction AND state = 'open'
                AND owed_by NOT IN (SELECT id FROM department WHERE is_agency)) o
        JOIN deadline x ON x.id = o.deadline_id WHERE x.due < :day)
    OR EXISTS ({LAPSED})""",  # noqa: S608 - constants only
    Summary("没有须催办的事项。", {"proposed": 0, "lapsed": 0}),
)
# The open tasks, each with the department that owes the duty now.
TASKS = f"""
SELECT g.id, g.method, o.kind, o.period, o.round, x.due, w.code,
    coalesce(NULLIF(w.short_name, ''), w.name) AS department, {TARGET_NAME} AS target_name
FROM urging g JOIN obligation o ON o.id = g.obligation_id AND o.due_version = g.due_version AND o.state = 'open'
    JOIN department w ON w.id = o.owed_by JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE g.state = 'proposed' AND o.jurisdiction_id = :jurisdiction
ORDER BY x.due, w.code COLLATE "C", g.id
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class UrgingTask:
    """An open 催办 task: its number, its method, the department that owes the duty, and the duty."""

    number: int
    method: UrgingMethod
    code: str
    department: str
    title: str
    kind: str
    due: date

    @property
    def names(self) -> set[str]:
        """Return the texts that name its duty: 2026年3月月度检查, 月度检查, monthly_check."""
        return {self.title, DUTY_OF[self.kind].name, self.kind}


@act("propose_urgings", "生成催办任务", clause="3-6.2.2", roles={Role.SYSTEM, Role.AGENCY})
def propose_urgings(session: Session, data: OfDuties, ctx: Context) -> Summary:
    """6.2.2: propose T+1 phone, T+3 letter, T+5 visit: at most one step per working day, none if answered.

    Proposed tasks of closed or moved obligations lapse.
    """
    lapsed = run(session, LAPSED, jurisdiction=ctx.jurisdiction).scalars().all()
    move(session, ctx, "urging", lapsed, UrgingEvent.LAPSE)
    calendar = calendar_of(session, ctx.jurisdiction)
    if not calendar.is_workday(ctx.date):
        return Summary("今日不是工作日，不安排催办。", {"proposed": 0, "lapsed": len(lapsed)})
    if is_held(session):
        return Summary(
            "停机后催办暂缓，管理机构放行（release_notices）以后再安排。", {"proposed": 0, "lapsed": len(lapsed)}
        )
    owed = _owed(session, ctx.jurisdiction, ctx.date, data.duties)
    proposed = _insert_proposals(session, owed) if owed["deadlines"] else []
    record(session, ctx, "urging", proposed, "proposed", moved=("", "proposed"))
    words = f"新增催办任务{len(proposed)}项，取消{len(lapsed)}项。"
    return Summary(words, {"proposed": len(proposed), "lapsed": len(lapsed)})


def _owed(session: Session, jurisdiction: int, day: date, duties: Sequence[str] = ()) -> dict[str, Any]:
    """Return the parameters of OWED: the deadlines that have passed, each with the steps that it has reached."""
    calendar = calendar_of(session, jurisdiction)
    late = run(session, OVERDUE, jurisdiction=jurisdiction, day=day).all()
    steps = [urging_steps_reached(row.due, day, calendar) for row in late]
    of_late = {"deadlines": [row.id for row in late], "steps": steps, "duties": list(duties)}
    return {**of_late, "jurisdiction": jurisdiction, "day": day}


def _insert_proposals(session: Session, owed: dict[str, Any]) -> Sequence[int]:
    """Insert the next step of every overdue obligation that has reached it and has none of today; returns the ids."""
    methods = [method.value for _, method in URGING_STEPS]
    return run(session, PROPOSE, methods=methods, **owed).scalars().all()


def owed_urgings(session: Session, jurisdiction: int, day: date) -> Sequence[Any]:
    """Return for each office how many of its overdue duties have reached a step that was not proposed, by code."""
    return run(session, BY_OFFICE, **_owed(session, jurisdiction, day)).all()


@act("register_urging", "登记催办结果", clause="3-6.2.2", roles={Role.AGENCY})
def register_urging(session: Session, data: UrgingDone, ctx: Context) -> Summary:
    """Record that a 催办 task was done, skipped or replaced by another method, with its outcome.

    The task is given by number, or by department and duty. Raises Refused if there is no such task, or if the
    department has several open tasks about that duty.
    """
    urging = _find_task(session, data.urging) if data.urging is not None else _only_task(session, ctx, data)
    event = UrgingEvent.DO
    if data.replaced_by:
        event = UrgingEvent.REPLACE
    elif data.skipped:
        event = UrgingEvent.SKIP
    method = data.replaced_by or urging.method
    changes = {"done_on": ctx.date, "outcome": data.outcome, "method": method.value}
    moved = move(session, ctx, "urging", [id_of(urging)], event, sets=changes, now=urging.state)
    words = f"催办任务{urging.id}（{_describe(session, urging, method)}）{'已登记' if moved else '此前已登记'}。"
    return Summary(words, {"registered": len(moved)})


@act("retract_urging", "撤回催办登记", clause="3-6.2.2", roles={Role.AGENCY})
def retract_urging(session: Session, data: UrgingRetracted, ctx: Context) -> Summary:
    """6.2.2: take a wrong booking back; the task is open again, what was booked stays in the history.

    Raises Refused if there is no task with this number, or if its result was not registered.
    """
    urging = _find_task(session, data.urging)
    booked = {
        "reason": data.reason,
        "was": urging.state.value,
        "outcome": urging.outcome,
        "method": urging.method.value,
    }
    detail = booked | {"done_on": str(urging.done_on)}
    method = URGING_STEPS[urging.step - 1][1]
    changes = {"done_on": None, "outcome": "", "method": method.value}
    move(session, ctx, "urging", [data.urging], UrgingEvent.RETRACT, sets=changes, detail=detail, now=urging.state)
    words = f"催办任务{data.urging}（{_describe(session, urging, method)}）的登记已撤回，请重新登记。"
    return Summary(words, {"retracted": 1})


def _describe(session: Session, urging: Urging, method: UrgingMethod) -> str:
    """Return what a task is about: “省教育厅”2026年3月月度检查，电话询问."""
    return f"{name_duty(session, urging.obligation_id)}，{method.label}"


def _find_task(session: Session, number: int) -> Urging:
    urging = session.get(Urging, number)
    if urging is None:
        raise Refused(f"没有编号为{number}的催办任务。查看：mubiao owed --overdue。")
    return urging


def _only_task(session: Session, ctx: Context, data: UrgingDone) -> Urging:
    """Return the one open task about a duty of a department, given by its name, title or key.

    Raises Refused if there is none, or several: then with their numbers.
    """
    department = find_department(session, ctx.jurisdiction, data.department or "")
    tasks = [
        task
        for task in waiting_tasks(session, ctx.jurisdiction)
        if task.code == department.code and data.duty in task.names
    ]
    if not tasks:
        raise Refused(f"“{department.name}”的“{data.duty}”没有待催办的任务。查看：mubiao owed --overdue。")
    if len(tasks) > 1:
        numbers = "、".join(f"{task.number}（{task.method.label}，{task.title}）" for task in tasks)
        raise Refused(f"“{department.name}”的“{data.duty}”有{len(tasks)}项待催办，请写任务编号：{numbers}。")
    return _find_task(session, tasks[0].number)


def waiting_tasks(session: Session, jurisdiction: int) -> list[UrgingTask]:
    """Return the open 催办 tasks by due date, department and number, with the names of marked targets."""
    return [
        UrgingTask(
            row.id,
            UrgingMethod(row.method),
            row.code,
            row.department,
            title_of(row.kind, row.period, row.target_name, row.round),
            row.kind,
            row.due,
        )
        for row in run(session, TASKS, jurisdiction=jurisdiction)
    ]
