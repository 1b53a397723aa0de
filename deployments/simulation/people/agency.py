"""The decisions of the agency: it returns wrong reports, chases overdue duties and rechecks the filings of the year.

On its list days it returns the wrong reports that were due since the last one; what its calls have brought it books
once a week.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from deployments.simulation.people.offices import wrong
from deployments.simulation.people.planned_acts import PlannedAct, Scene, plan_act
from models.ledger.cycle.pausing import pause_cycle
from models.ledger.duty.urgings import register_urging
from models.ledger.jurisdiction import home
from models.ledger.notice_ends import untold_notices
from models.ledger.nouns.shared_sql import OBLIGATION_KEY
from models.ledger.quality_report import compile_quality_report
from models.ledger.report.reports import return_report
from models.ledger.tellings import told_by_phone
from models.ledger.year_end.reverification import proposed_of, record_reverification
from models.rules.cycles import CYCLES
from models.rules.workdays import SHANGHAI
from models.statements import ResultRow, run

CALLED, SKIPPED, REPLACED = 0.7, 0.75, 0.8  # cumulative shares of the 催办 tasks
WRITTEN = 0.5
WRONG = """
SELECT d.code, o.kind, o.period
FROM report r JOIN obligation o ON o.id = r.obligation_id JOIN department d ON d.id = o.department_id
    JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind IN ('monthly_check', 'self_check') AND o.state = 'discharged' AND x.due >= :since AND x.due < :day
    AND NOT EXISTS (SELECT 1 FROM report n WHERE n.obligation_id = o.id AND n.version > 1)
GROUP BY d.code, o.kind, o.period ORDER BY o.period, d.code COLLATE "C"
"""
PROPOSED = """
SELECT g.id, g.step, g.due_version, g.proposed_on, o.kind, o.period, d.code, o.subject, o.round
FROM urging g JOIN obligation o ON o.id = g.obligation_id JOIN department d ON d.id = o.department_id
WHERE g.state = 'proposed' ORDER BY o.kind, o.period, d.code COLLATE "C", o.subject, o.round, g.step
"""
# The gaps are in the notice sent for a filing: the department's own, and those of departments merged into it before the
# re-verification. While the inspection at year end is in progress no department is re-verified. A day that is run again
# decides the same.
TO_REVERIFY = f"""
SELECT d.code, o.period, ARRAY(
    SELECT g.gap FROM obligation f JOIN department w ON w.id = f.department_id
        JOIN notice n ON n.kind = 'missing' AND n.subject = {OBLIGATION_KEY.format(o="f", d="w")}
        CROSS JOIN LATERAL jsonb_array_elements_text(n.payload -> 'missing') WITH ORDINALITY AS g(gap, place)
    WHERE f.kind = 'year_end_check' AND f.period = o.period AND d.id = CASE WHEN EXISTS (
        SELECT 1 FROM obligation v WHERE (v.kind, v.period, v.department_id) = (o.kind, o.period, f.department_id))
        THEN f.department_id ELSE f.owed_by END
    ORDER BY w.code COLLATE "C", g.place) AS missing
FROM obligation o JOIN department d ON d.id = o.department_id
WHERE o.kind = 'year_end_reverification' AND o.state = 'open' AND d.code <> ALL(:resting) AND NOT EXISTS (
    SELECT 1 FROM inspection i WHERE i.kind = 'annual' AND i.period = o.period AND i.state <> 'cancelled'
        AND coalesce(i.ended_on, :day) >= :day)
ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
TO_WRITE = """
SELECT o.period, x.due FROM obligation o JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'quality_report' AND o.state = 'open' ORDER BY o.period
"""
OUTCOMES = ("已联系目标办，答复尽快办理。", "联络员在外开会，已请其返回后办理。", "已说明期限，承诺三日内完成。")


def decide_oversight(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the planned acts of the agency on a working day."""
    yield from _decide_returns(scene)
    for row in run(scene.session, PROPOSED) if scene.is_call_day() else ():
        yield from _decide_urging(scene, row)
    yield from _decide_reverifications(scene)
    yield from _decide_quality_reports(scene)
    if scene.day == scene.calendar.last_on_or_before(date(scene.plan.year, 12, 31)):
        yield from _decide_pauses(scene)


def _decide_pauses(scene: Scene) -> Iterator[PlannedAct]:
    """The next January only closes the year: cycles that would open a period of the next year are paused, on record."""
    first = date(scene.plan.year + 1, 1, 1)
    for cycle in CYCLES:
        if cycle.periodic and any(cycle.opens_from(p) <= scene.plan.last_day for p in cycle.periods(first.year)):
            data = {"cycle": cycle.key, "from": first, "reason": f"{first.year}年目标尚未下达。"}
            yield plan_act(pause_cycle, cycle.key, **data)


def _decide_returns(scene: Scene) -> Iterator[PlannedAct]:
    """All reports of a period are read together, when they were due since the last list day."""
    days = {"since": scene.last_list_day(scene.day), "day": scene.day}
    for row in run(scene.session, WRONG, **days) if scene.is_list_day() else ():
        if wrong(scene.plan, row.code, row.kind, row.period):
            data = {"department": row.code, "period": row.period, "reason": "进度与上期不符，请核实后重报。"}
            yield plan_act(return_report, row.code, row.period, **data)


def _decide_urging(scene: Scene, row: ResultRow) -> Iterator[PlannedAct]:
    key = row.kind, row.period, row.code, row.subject, row.round, row.due_version, row.step
    drawn = scene.plan.chance("urges", *key)
    data: dict[str, Any] = {"urging": row.id, "outcome": OUTCOMES[scene.plan.draw(len(OUTCOMES), "outcome", *key)]}
    if drawn >= REPLACED:  # left open until the duty is discharged, and lapsed then
        return
    if drawn >= SKIPPED:
        data["replaced_by"] = "visit"
    elif drawn >= CALLED:
        data["skipped"] = True
    yield plan_act(register_urging, *key, **data)


def _decide_quality_reports(scene: Scene) -> Iterator[PlannedAct]:
    """The report of a quarter is compiled on the day it opens or a later one, at the latest on the due day."""
    for row in run(scene.session, TO_WRITE):
        if scene.day >= row.due or scene.plan.chance("written", row.period, scene.day) < WRITTEN:
            said = {"problems": "部分目标进度滞后。", "plans": "逐项督促，按月调度。"}
            yield plan_act(compile_quality_report, row.period, period=row.period, **said)


def _decide_reverifications(scene: Scene) -> Iterator[PlannedAct]:
    closing = date(scene.plan.year + 1, 1, 31) - timedelta(days=7)
    if scene.day < date(scene.plan.year + 1, 1, 11):
        return
    for row in run(scene.session, TO_REVERIFY, day=scene.day, resting=scene.plan.resting()):
        if scene.day >= closing or scene.is_list_day():
            proposed = proposed_of(scene.session, home(scene.session), scene.plan.year, row.code)
            missing = [*row.missing, *(f"{code}拟列入负面清单，尚待认定" for code in proposed)]
            data = {"department": row.code, "period": row.period, "complete": not missing}
            data |= {"missing": "；".join(missing)}
            data |= {"beyond": "所列为1月11日比对的缺项和待认定的目标，此后的变化不改变比对结果。" if missing else ""}
            yield plan_act(record_reverification, row.code, row.period, **data)


AT = time(10, 30)  # after the first delivery run of the day


def decide_calls(scene: Scene) -> Iterator[PlannedAct]:
    """Yield one act per department: who is on duty there is told everything at once."""
    rows = untold_notices(scene.session, scene.day, datetime.combine(scene.day, AT, SHANGHAI))
    for department in dict.fromkeys(row["department"] for row in rows):
        numbers = [row["id"] for row in rows if row["department"] == department]
        told = {"person": f"{department}值班人员", "told_by": "推演经办人"}
        of = scene.day, department, len(numbers)
        yield plan_act(told_by_phone, *of, notices=numbers, told_on=scene.day, **told)
