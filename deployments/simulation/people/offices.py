"""The answers of offices to duties that the calendar opens: in time, late, wrong at first, or not at all."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from deployments.filled_sheets import COORDINATION, DONE, minutes, report_line
from deployments.simulation.people.answers_by_sheet import answers_by_sheet, as_answer, lists_by_sheet
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office, office_of, plan_act
from deployments.simulation.plan import Plan
from models.ledger.acts import Act
from models.ledger.draft.opinions import receive_targets
from models.ledger.registry.liaisons import appoint_liaison
from models.ledger.report.meetings import record_meeting, record_review
from models.ledger.report.reports import submit_report
from models.ledger.report.self_check import file_self_check
from models.ledger.year_end.filing import attach_evidence, file_year_end_check
from models.rules.periods import parse_period
from models.rules.target.due import YEAR_END_MONTH
from models.rules.workdays import WorkCalendar
from models.statements import ResultRow, run

SILENT, LATE, WRONG = 0.02, 0.09, 0.14  # cumulative shares of the duties
EARLIEST, LATEST = 14, 6  # working days before and after the due day
CORRECTED = 0.5  # the chance that a returned report is corrected on a given working day
SLOW = 0.1
YEAR_END, REMINDED = "year_end_check", 10  # what is not filed at the end of the year comes working days later
UNFINISHED = 0.02  # the share of targets that are not complete at the end of the year
MISSED, UNMET = 0.3, timedelta(days=40)  # the share of own dates that are missed, and how far at least
FIRST_LEAF = "1"  # the first milestone of a target is met
PLAIN = re.compile(r"[A-Za-z0-9-]{1,60}")
# A day that is run again decides the same: a report submitted or returned on that day is corrected on a later one.
OPEN_DUTIES = """
SELECT o.id, o.kind, o.period, o.due_version, d.code, w.id AS office, w.name, x.due,
    (SELECT coalesce(max(r.version), 0) FROM report r WHERE r.obligation_id = o.id) AS versions,
    EXISTS (SELECT 1 FROM report r WHERE r.obligation_id = o.id AND r.received_on = :day) OR EXISTS (
        SELECT 1 FROM notice n WHERE n.obligation_id = o.id AND n.kind = 'returned' AND n.created_on = :day) AS touched
FROM obligation o JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN deadline x ON x.id = o.deadline_id
WHERE o.state = 'open' AND o.subject = '' AND o.kind NOT IN ('consultation', 'appraisal_objection', 'result_receipt')
    AND NOT w.is_agency
ORDER BY o.kind, o.period, d.code COLLATE "C"
"""
LINES = """
SELECT l.obligation_id, t.code, coalesce(f.indicator, '') AS indicator, coalesce(i.deadline, t.deadline) AS deadline,
    EXISTS (SELECT 1 FROM evidence_use u
        WHERE u.obligation_id = l.obligation_id AND u.target_id = l.target_id) AS proved
FROM report_line l JOIN target t ON t.id = l.target_id
    LEFT JOIN report_leaf f ON f.obligation_id = l.obligation_id AND f.version = 0 AND f.target_id = l.target_id
    LEFT JOIN indicator i ON i.target_id = t.id AND i.code = f.indicator AND i.version = 1 AND i.correction = 0
WHERE l.obligation_id = ANY(:ids) AND l.version = 0 ORDER BY t.code COLLATE "C", f.position
"""
VACANT = """
SELECT d.id, d.code, d.name FROM department d
WHERE NOT d.is_agency AND :day BETWEEN coalesce(d.valid_from, '-infinity') AND coalesce(d.valid_to, 'infinity')
    AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.department_id = d.id AND c.role = 'liaison'
        AND coalesce(c.valid_to, 'infinity') >= :day) ORDER BY d.code COLLATE "C"
"""


# How an office answers one duty.
Habit = StrEnum("Habit", "SILENT LATE WRONG IN_TIME")


def habit(plan: Plan, code: str, kind: str, period: str) -> Habit:
    """Returns the habit that the seed gives this office for this duty."""
    drawn = plan.chance("habit", code, kind, period)
    limits = ((SILENT, Habit.SILENT), (LATE, Habit.LATE), (WRONG, Habit.WRONG))
    return next((name for limit, name in limits if drawn < limit), Habit.IN_TIME)


def decide_answers(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the reports, meetings, reviews and filings of the offices on a working day."""
    due = [duty for duty in run(scene.session, OPEN_DUTIES, day=scene.day) if _answers_today(scene, duty)]
    lines: dict[int, list[Any]] = {}
    for line in run(scene.session, LINES, ids=[duty.id for duty in due]) if due else ():
        lines.setdefault(line.obligation_id, []).append(line)
    for duty in due:
        for planned in ANSWERS[duty.kind](scene, duty, lines.get(duty.id, []), materials):
            by_sheet = _is_by_sheet(scene.plan, duty, planned)
            yield as_answer(scene, duty, planned, materials) if by_sheet else planned


def _is_by_sheet(plan: Plan, duty: ResultRow, planned: PlannedAct) -> bool:
    if planned.act is receive_targets:
        return lists_by_sheet(plan, duty.code)
    return answers_by_sheet(plan, duty.code) and planned.act is not attach_evidence


def _answers_today(scene: Scene, duty: ResultRow) -> bool:
    plan, key = scene.plan, (duty.code, duty.kind, duty.period)
    if duty.versions:
        return not duty.touched and plan.chance("mends", *key, duty.versions, scene.day) < CORRECTED
    day = _day_of(plan, key, duty.due, scene.calendar)
    return day is not None and day <= scene.day


@lru_cache(maxsize=10_000)  # queried for every open duty every day
def _day_of(plan: Plan, key: tuple[str, str, str], due: date, calendar: WorkCalendar) -> date | None:
    chosen = habit(plan, *key)
    if chosen is Habit.SILENT:
        return calendar.nth_after(due, REMINDED) if key[1] == YEAR_END else None
    if chosen is Habit.LATE:
        return calendar.nth_after(due, 1 + plan.draw(LATEST, "late", *key))
    return calendar.nth_before(calendar.last_on_or_before(due), 1 + plan.draw(EARLIEST, "early", *key))


def wrong(plan: Plan, code: str, kind: str, period: str) -> bool:
    """Returns true if the first answer of an office to a duty is wrong, so that it is returned or is incomplete."""
    return habit(plan, code, kind, period) is Habit.WRONG


def _build_act(duty: ResultRow, act: Act[Any], data: dict[str, Any], *more: object) -> PlannedAct:
    of = duty.code, duty.kind, duty.period, duty.versions, *more
    return plan_act(act, *of, department=duty.code, period=duty.period, **data).by(office_of(duty))


def _report(scene: Scene, duty: ResultRow, lines: Sequence[Any], _: Path) -> Iterator[PlannedAct]:
    yield _build_act(duty, submit_report, {"lines": _report_lines(scene, duty, lines)})


def _report_lines(scene: Scene, duty: ResultRow, lines: Sequence[Any]) -> list[dict[str, Any]]:
    is_wrong = not duty.versions and wrong(scene.plan, duty.code, duty.kind, duty.period)
    return [_line(scene, line, duty.period, is_wrong=is_wrong) for line in lines]


def _line(scene: Scene, row: ResultRow, period: str, *, is_wrong: bool) -> dict[str, Any]:
    target, slow = row.code, scene.plan.chance("slow", row.code) < SLOW
    elapsed = (scene.day - scene.plan.go_live).days
    complete = is_wrong or declares(scene.plan, row, period)
    progress = DONE if complete else max(0, min(DONE, elapsed * DONE // 350 - 25 * slow))
    return report_line(target, progress, slow=slow) | ({"indicator": row.indicator} if row.indicator else {})


def declares(plan: Plan, row: ResultRow, period: str) -> bool:
    """A47: returns true if a report declares a target with an own date complete: most by that date, others later."""
    if row.deadline is None or row.deadline >= date(row.deadline.year, YEAR_END_MONTH, 1):
        return False
    leaf = (row.indicator,) if row.indicator else ()
    is_missed = row.indicator != FIRST_LEAF and plan.chance("meets", row.code, *leaf) < MISSED
    behind = UNMET if is_missed else timedelta()
    return bool(parse_period(period).end >= row.deadline + behind)


def _meeting(scene: Scene, duty: ResultRow, _: Sequence[Any], __: Path) -> Iterator[PlannedAct]:
    yield _build_act(duty, record_meeting, minutes(scene.day))


def _review(scene: Scene, duty: ResultRow, _: Sequence[Any], __: Path) -> Iterator[PlannedAct]:
    yield _build_act(duty, record_review, minutes(scene.day) | COORDINATION)


def _year_end(scene: Scene, duty: ResultRow, lines: Sequence[Any], materials: Path) -> Iterator[PlannedAct]:
    """The filing with its evidence; a wrong one lacks one piece, which is attached some days later."""
    proofs = _proofs(scene, duty, [line for line in lines if not line.proved], materials)
    if duty.versions:
        for proof in proofs:
            yield _build_act(duty, attach_evidence, proof, proof["target"])
        return
    attached = proofs[1:] if wrong(scene.plan, duty.code, duty.kind, duty.period) else proofs
    filled = [_last_line(scene, line, duty.period) for line in lines]
    yield _build_act(duty, file_year_end_check, {"lines": filled, "evidence": attached})


def _last_line(scene: Scene, row: ResultRow, period: str) -> dict[str, Any]:
    """At the end of the year nearly everything is complete."""
    said = _line(scene, row, period, is_wrong=False)
    if scene.plan.chance("unfinished", row.code) < UNFINISHED:
        return said
    return said | {"progress": 100, "status": "done", "remark": ""}


def _self_check(scene: Scene, duty: ResultRow, lines: Sequence[Any], materials: Path) -> Iterator[PlannedAct]:
    """The declaration, with evidence for every target that it declares complete and that has no evidence yet."""
    filled = _report_lines(scene, duty, lines)
    done = {line["target"] for line in filled if line["status"] == "done"}
    proofs = _proofs(scene, duty, [line for line in lines if line.code in done and not line.proved], materials)
    yield _build_act(duty, file_self_check, {"lines": filled, "evidence": proofs})


def _proofs(scene: Scene, duty: ResultRow, lines: Sequence[Any], materials: Path) -> list[dict[str, Any]]:
    """Returns a piece of evidence about each target, once for all of its leaves."""
    return [write_proof(materials, scene, duty, code) for code in dict.fromkeys(line.code for line in lines)]


def write_proof(materials: Path, scene: Scene, duty: ResultRow, target: str) -> dict[str, Any]:
    """Returns a piece of evidence about a target, and writes its file if there is none yet."""
    file = materials / f"{plain(target)}.txt"
    if not file.exists():
        file.write_text(f"推演用印证材料：{duty.name}，{scene.plan.year}年目标{target}。\n", encoding="utf-8")
    return {"target": target, "file": file, "about": scene.day}


def plain(code: str) -> str:
    """Returns a code as part of an address or file name: its digest if the code holds other characters."""
    return code if PLAIN.fullmatch(code) else blake2b(code.encode(), digest_size=8).hexdigest()


def decide_appointments(scene: Scene) -> Iterator[PlannedAct]:
    """Offices without a liaison appoint one, some working days after they are notified (6.1.6)."""
    for row in run(scene.session, VACANT, day=scene.day):
        if scene.plan.chance("appoints", row.code, scene.day) < CORRECTED / 3:
            email = f"liaison.{plain(row.code.lower())}@simulated.test"
            data = {"department": row.code, "name": f"{row.code}联络员", "email": email}
            yield plan_act(appoint_liaison, row.code, **data).by(office(row.id, row.name))


def _receipt(_: Scene, duty: ResultRow, __: Sequence[Any], ___: Path) -> Iterator[PlannedAct]:
    """1-2.6: the list that was issued is received, without a question."""
    yield plan_act(receive_targets, duty.code, duty.id, obligation=duty.id).by(office_of(duty))


ANSWERS = {
    "receipt": _receipt,
    "monthly_check": _report,
    "quarterly_meeting": _meeting,
    "mid_year_review": _review,
    "year_end_check": _year_end,
    "self_check": _self_check,
}
