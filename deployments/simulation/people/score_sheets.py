"""年度考评 in the simulation: sheets are drafted, answered, recomputed after objections, approved, corrected (1-8.2).

A day that is run again decides the same: each step follows what was there before the day.
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from deployments.simulation.people.answers_by_sheet import answers_by_sheet, as_answer
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from deployments.simulation.people.ratings import FIRST_CLERK, OBJECTION_DAYS, SECOND, THIRD, cut_off, paper_of, values
from models.ledger.appraisal.answers import answer_score_sheet
from models.ledger.appraisal.approval import approve_appraisal
from models.ledger.appraisal.correction import supersede_sheet
from models.ledger.appraisal.drafting import draft_appraisal
from models.ledger.appraisal.objections import answer_score_objection, recompute_sheet
from models.ledger.appraisal.sheets import computed_sheets, current_sheets, differs
from models.ledger.jurisdiction import home
from models.ledger.score.grades import computed_grades
from models.ledger.score.second_level import record_second_level
from models.ledger.score.sheets import score_sheets
from models.ledger.score.ties import decide_tie
from models.rules.score.component import Component
from models.statements import ResultRow, run

SILENT, OBJECTS = 0.1, 0.3  # cumulative shares of the departments
GRANTED = 0.5  # the share of objections that are accepted
CORRECTED, SUPERSEDED = Decimal(10), Decimal(5)  # what a corrected value is above the first one
DAYS_LATER = 3  # working days from the approval to the correction
CONTESTED = Component.SECOND_LEVEL
# What was still lacking this morning, if it is here by now.
COMPLETED = """
SELECT EXISTS (SELECT FROM exemption WHERE recorded_on = :day) OR EXISTS (SELECT FROM appeal WHERE ended_on = :day)
    OR EXISTS (SELECT FROM score_exception WHERE recorded_on = :day)
    OR EXISTS (SELECT FROM remediation WHERE rechecked_on = :day)
"""
DRAFTED = "SELECT EXISTS (SELECT FROM score_sheet WHERE year = :year AND drafted_on < :day)"
DUTIES = """
SELECT o.id, o.kind, o.period, s.version, s.drafted_on, d.code, w.id AS office, w.name, x.due
FROM score_sheet s JOIN obligation o ON o.id = s.obligation_id JOIN department d ON d.id = s.department_id
    JOIN department w ON w.id = o.owed_by JOIN deadline x ON x.id = o.deadline_id
WHERE s.year = :year AND s.drafted_on < :day AND x.due >= :day AND s.state IN ('drafted', 'agreed', 'objected')
    AND coalesce(s.answered_on, :day) = :day
ORDER BY d.code COLLATE "C"
"""
OBJECTIONS = """
SELECT d.code, s.version, b.component, b.answered_on < :day AS answered,
    b.state IN ('accepted', 'confirmed') AS accepted
FROM score_objection b JOIN score_sheet s ON s.id = b.score_sheet_id JOIN department d ON d.id = s.department_id
WHERE s.year = :year AND b.raised_on < :day AND coalesce(b.confirmed_on, :day) = :day
    AND (b.state IN ('raised', 'accepted', 'confirmed') OR b.answered_on = :day)
ORDER BY d.code COLLATE "C", s.version
"""
# Every department was heard before this day; or the sheets were approved on it.
HEARD = """
SELECT coalesce(bool_and(CASE WHEN s.state = 'frozen' THEN a.approved_on = :day
    ELSE s.state IN ('agreed', 'silent', 'settled') AND greatest(s.drafted_on, s.answered_on, (
        SELECT max(b.answered_on) FROM score_objection b WHERE b.score_sheet_id = s.id)) < :day END), false)
FROM score_sheet s LEFT JOIN appraisal a ON a.id = s.appraisal_id
WHERE s.year = :year AND s.state <> 'superseded'
"""
APPROVED = """
SELECT a.approved_on, EXISTS (SELECT FROM appraisal n WHERE n.year = a.year AND n.serial > 1 AND n.approved_on < :day)
    AS corrected
FROM appraisal a WHERE a.year = :year AND a.serial = 1
"""


def decide_score_sheets(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the steps of a working day, after the cut-off day, to the approved sheets of the year."""
    if scene.day <= cut_off(scene):
        return
    query = {"year": scene.plan.year, "day": scene.day}
    if not run(scene.session, DRAFTED, **query).scalar_one():
        yield from _draft(scene)
        return
    for duty in run(scene.session, DUTIES, **query):
        yield from _answer(scene, duty, materials)
    for row in run(scene.session, OBJECTIONS, **query):
        yield from _settle(scene, row, materials)
    if run(scene.session, HEARD, **query).scalar_one():
        yield from _approve(scene, materials)
    yield from _correct(scene, materials)


def _draft(scene: Scene) -> Iterator[PlannedAct]:
    """The sheets are drafted on the first working day in whose morning none lacks anything."""
    year = scene.plan.year
    if run(scene.session, COMPLETED, day=scene.day).scalar_one():
        return
    if all(each.total is not None for each in score_sheets(scene.session, year, scene.day)):
        yield plan_act(draft_appraisal, scene.day, year=year)


def _answer(scene: Scene, duty: ResultRow, materials: Path) -> Iterator[PlannedAct]:
    """1-2.22: a department objects once at most; who is silent has not objected."""
    drawn, days = scene.plan.chance("score", duty.code), 1 + scene.plan.draw(OBJECTION_DAYS, "checks", duty.code)
    if drawn < SILENT or scene.calendar.nth_after(duty.drafted_on, days) != scene.day:
        return
    objects = duty.version == 1 and drawn < OBJECTS
    reason = "漏计一项考评。"
    said = {"agreed": not objects, "objections": [{"component": CONTESTED, "reason": reason}] if objects else []}
    of = duty.code, duty.version
    planned = plan_act(answer_score_sheet, *of, obligation=duty.id, **said).by(office_of(duty))
    cells = {"opinion": "有异议", CONTESTED.value: reason} if objects else {"opinion": "同意"}
    by_sheet = answers_by_sheet(scene.plan, duty.code)
    yield as_answer(scene, duty, planned, materials, cells) if by_sheet else planned


def _settle(scene: Scene, row: ResultRow, materials: Path) -> Iterator[PlannedAct]:
    """1-2.22, 1-8.2: an objection is answered; what is accepted is corrected, and recomputed by another person."""
    of_sheet: dict[str, Any] = {"department": row.code, "year": scene.plan.year}
    if not row.answered:
        accepted = scene.plan.chance("granted", row.code) < GRANTED
        data = of_sheet | {"component": row.component, "accepted": accepted}
        data |= {"answer": "经核对属实，予以更正。" if accepted else "经核对原件无误。"}
        yield plan_act(answer_score_objection, row.code, **data).by(THIRD)
    elif row.accepted:
        yield _revalue(scene, row.code, CORRECTED, materials)
        yield plan_act(recompute_sheet, row.code, **of_sheet).by(SECOND)


def _revalue(scene: Scene, code: str, more: Decimal, materials: Path) -> PlannedAct:
    value = {"value": str(values(scene)[code] + more), "reason": "漏计一项考评。"}
    data = {"department": code, "year": scene.plan.year, **value, **paper_of(scene, "考评", materials)}
    return plan_act(record_second_level, code, more, **data).by(FIRST_CLERK)


def _approve(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """1-8.2: the leading group approves; if the ledger gives other sheets by now they are drafted again."""
    year, day = scene.plan.year, scene.day
    now, kept = computed_sheets(scene.session, year, day), current_sheets(scene.session, home(scene.session), year)
    if any(differs(row, now.get(number)) for number, row in kept.items()):
        yield plan_act(draft_appraisal, day, year=year)
        return
    for tie in [tie for tie in computed_grades(scene.session, scene.plan.year, scene.day).ties if tie.decision is None]:
        grades = [{"department": code, "grade": grade} for code, grade in zip(tie.units, tie.grades, strict=True)]
        why = {"reason": "按上年度位次。", **paper_of(scene, "并列", materials)}
        yield plan_act(decide_tie, tie.units[0], year=year, grades=grades, **why)
    yield plan_act(approve_appraisal, year=year, **paper_of(scene, "审定", materials))


def _correct(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """A53: one approved sheet is corrected some days later, by its own paper."""
    approved = run(scene.session, APPROVED, year=scene.plan.year, day=scene.day).first()
    if approved is None or approved.corrected or scene.calendar.nth_after(approved.approved_on, DAYS_LATER) > scene.day:
        return
    code = min(values(scene), key=lambda code: scene.plan.chance("superseded", code))
    yield _revalue(scene, code, SUPERSEDED, materials)
    why = {"reason": "二级考评录入有误。", **paper_of(scene, "更正", materials)}
    yield plan_act(supersede_sheet, code, department=code, year=scene.plan.year, **why)
