"""结果运用 in the simulation: approved results go to bodies and departments, which receive and use them (1-9)."""

from collections.abc import Iterator
from pathlib import Path

from deployments.simulation.people.answers_by_sheet import answers_by_sheet, as_answer
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from deployments.simulation.people.ratings import paper_of
from models.ledger.papers.issuing import issue_paper
from models.ledger.registry.bodies import register_body
from models.ledger.results_use.delivering import deliver_results
from models.ledger.results_use.progress import tell_result
from models.ledger.results_use.receiving import receive_results, record_receipt, state_use
from models.rules.results_use import PAPERS, Receiver
from models.statements import ResultRow, run

BODIES = (
    ("其他", "推演领导小组成员单位", True),
    ("组织部", "推演组织部", False),
    ("公务员管理部门", "推演公务员管理部门", False),
)
FIRST = 1  # the paper of the approval; later ones correct single sheets
SILENT, USES = 0.1, 0.3  # shares of the departments that do not receive in time, and that state a use
SPREAD = 4  # working days after the delivery on which a department receives
RECEIVED_AFTER = 2  # working days after which a body does
UNDELIVERED = """
SELECT a.serial FROM appraisal a WHERE a.year = :year AND a.approved_on < :day AND NOT EXISTS (
    SELECT FROM result_delivery r WHERE r.year = a.year AND r.version = a.serial AND r.delivered_on < :day)
ORDER BY 1
"""
# What was delivered before this day, is not corrected since, and was not received, told or used before it.
OPEN = """
SELECT r.kind AS recipient, r.version, r.state, r.delivered_on, r.received_on, coalesce(x.due, r.due) < :day AS overdue,
    coalesce(b.name, '') AS body, d.code, o.id, o.kind, w.id AS office, w.name, r.received_on < :day AS has_it
FROM result_delivery r LEFT JOIN body b ON b.id = r.body_id LEFT JOIN obligation o ON o.id = r.obligation_id
    LEFT JOIN deadline x ON x.id = o.deadline_id LEFT JOIN department d ON d.id = r.department_id
    LEFT JOIN department w ON w.id = o.owed_by
WHERE r.year = :year AND r.delivered_on < :day AND CASE r.state WHEN 'told' THEN r.told_on = :day
    WHEN 'used' THEN r.uses -> 0 ->> 'on' = CAST(:day AS text) ELSE r.state <> 'replaced' END
    AND NOT EXISTS (SELECT FROM appraisal n WHERE n.year = r.year AND n.serial > r.version AND n.approved_on < :day
        AND (r.body_id IS NOT NULL OR n.department_id = r.department_id))
ORDER BY r.kind, b.name COLLATE "C", d.code COLLATE "C", r.version
"""


def recipients_of_results() -> Iterator[PlannedAct]:
    """Yield the registration of the bodies that are given the results (9.1, 9.2)."""
    for kind, name, member in BODIES:
        basis = "推演领导小组文件" if member else ""
        yield plan_act(register_body, name, kind=kind, name=name, member=member, basis=basis)


def decide_results(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the steps of a working day from the approved results to their use."""
    if scene.day <= scene.plan.closing_day:
        return
    query = {"year": scene.plan.year, "day": scene.day}
    for serial in run(scene.session, UNDELIVERED, **query).scalars():
        yield from _deliver(scene, serial)
    for row in run(scene.session, OPEN, **query):
        if row.body:
            yield from _receive_body(scene, row, materials)
        else:
            yield from _answer(scene, row, materials)


def _deliver(scene: Scene, serial: int) -> Iterator[PlannedAct]:
    """The papers to the bodies have their numbers first; those of a correction are that of the correction."""
    year = scene.plan.year
    for place, kind in enumerate((Receiver.MEMBERS, Receiver.PERSONNEL), 1) if serial == FIRST else ():
        number = f"推演结果〔{scene.day.year}〕{place}号"
        yield plan_act(issue_paper, kind, kind=PAPERS[kind], subject=str(year), number=number)
    yield plan_act(deliver_results, serial, year=year)


def _receive_body(scene: Scene, row: ResultRow, materials: Path) -> Iterator[PlannedAct]:
    if scene.calendar.nth_after(row.delivered_on, RECEIVED_AFTER) == scene.day:
        data = {"year": scene.plan.year, "body": row.body, "kind": row.recipient, "receiver": "推演收件人"}
        data |= {"received_on": scene.day, "evidence": paper_of(scene, f"签收{row.recipient}", materials)["evidence"]}
        yield plan_act(record_receipt, row.recipient, row.body, row.version, **data)


def _answer(scene: Scene, row: ResultRow, materials: Path) -> Iterator[PlannedAct]:
    """A department receives its results, or is told by phone after the day; some state what they used them for."""
    drawn, days = scene.plan.chance("receives", row.code), 1 + scene.plan.draw(SPREAD, "receives on", row.code)
    of, of_year = (row.code, row.version), {"department": row.code, "year": scene.plan.year}
    if drawn < SILENT:
        if row.overdue and row.state in ("delivered", "told"):
            told = {"person": f"{row.code}联络员", "told_on": scene.day, "told_by": "推演经办一"}
            yield plan_act(tell_result, *of, **of_year, **told)
    elif row.has_it and drawn < USES:
        use = {"use": "绩效奖励", "text": "按考评结果核算年度绩效奖励。"}
        yield plan_act(state_use, *of, **of_year, **use).by(office_of(row))
    elif scene.calendar.nth_after(row.delivered_on, days) == scene.day:
        data = {"obligation": row.id, "receiver": f"{row.code}签收人"}
        planned = plan_act(receive_results, *of, **data).by(office_of(row))
        yield as_answer(scene, row, planned, materials) if answers_by_sheet(scene.plan, row.code) else planned
