"""The own dates of the simulation: some targets end before December; offices declare them complete, or not in time."""

from collections.abc import Iterator
from pathlib import Path

from deployments.simulation.people.offices import declares, write_proof
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from models.ledger.nouns.shared_sql import TARGET_OF
from models.ledger.target.declared_dates import declare_target_due
from models.ledger.year_end.filing import attach_evidence
from models.rules.periods import Span, period_of
from models.rules.target.due import LEAF, TARGET_DUE
from models.statements import ResultRow, run

# What the newest report of a month declares complete, received before this day, while its duty waits for it.
TO_PROVE = f"""
WITH awaited AS MATERIALIZED (SELECT DISTINCT t.id, t.code, t.deadline FROM obligation o {TARGET_OF}
    WHERE o.kind = :kind AND o.state = 'open' AND strpos(o.subject, '{LEAF}') = 0 AND o.opened_on <= :day
        AND t.id IS NOT NULL)
SELECT t.code, '' AS indicator, t.deadline, q.kind, q.period, d.code AS department, w.id AS office, w.name
FROM awaited t CROSS JOIN LATERAL (
        SELECT m.kind, m.period, m.department_id, m.owed_by FROM report_line l
            JOIN obligation m ON m.id = l.obligation_id AND m.kind = 'monthly_check'
            JOIN report r ON r.obligation_id = m.id AND r.version = l.version AND r.received_on < :day
                AND r.version = (SELECT max(n.version) FROM report n WHERE n.obligation_id = m.id)
        WHERE l.target_id = t.id AND l.version > 0 AND l.status = 'done' ORDER BY m.period DESC LIMIT 1) q
    JOIN department d ON d.id = q.department_id JOIN department w ON w.id = q.owed_by
ORDER BY t.id
"""  # noqa: S608 - constants only
# The open duties of leaves.
MILESTONES = f"""
SELECT t.code, split_part(o.subject, '{LEAF}', 2) AS indicator, x.due, x.due AS deadline, w.id AS office, w.name
FROM obligation o JOIN deadline x ON x.id = o.deadline_id JOIN department w ON w.id = o.owed_by {TARGET_OF}
WHERE o.kind = :kind AND o.state = 'open' AND strpos(o.subject, '{LEAF}') > 0 ORDER BY o.subject COLLATE "C"
"""  # noqa: S608 - constants only


def decide_proofs(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """A47: yield the evidence of targets with an own date that a report received before this day declares complete.

    A milestone that is met is declared with its evidence on the last working day before it or on it.
    """
    yield from _declare_milestones(scene, materials)
    for row in run(scene.session, TO_PROVE, kind=TARGET_DUE.key, day=scene.day):
        if declares(scene.plan, row, row.period):
            yield _attach(scene, row, materials)


def _declare_milestones(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """1-2.9: yield the declarations of leaves; their later reports say the same."""
    for row in run(scene.session, MILESTONES, kind=TARGET_DUE.key):
        is_day = scene.calendar.last_on_or_before(row.due) == scene.day
        if is_day and declares(scene.plan, row, str(period_of(Span.MONTH, row.deadline))):
            proof = {"file": write_proof(materials, scene, row, row.code)["file"]}
            data = {"target": row.code, "year": scene.plan.year, "indicator": row.indicator, "evidence": [proof]}
            yield plan_act(declare_target_due, row.code, row.indicator, **data).by(office_of(row))


def _attach(scene: Scene, row: ResultRow, materials: Path) -> PlannedAct:
    data = {"department": row.department, "period": row.period, **write_proof(materials, scene, row, row.code)}
    return plan_act(attach_evidence, "own date", row.code, row.period, **data).by(office_of(row))
