"""The own dates of the simulation: some targets end before December; offices declare them complete, or not in time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deployments.simulation.people.offices import declares, write_proof
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office
from models.ledger.nouns.duty import TARGET_OF
from models.ledger.year_end.filing import attach_evidence
from models.rules.target.due import TARGET_DUE
from models.statements import run

# What the newest report of a month declares complete, of before this day, while the duty of its target waits for it.
TO_PROVE = f"""
WITH awaited AS MATERIALIZED (SELECT DISTINCT t.id, t.code, t.deadline FROM obligation o {TARGET_OF}
    WHERE o.kind = :kind AND o.state = 'open' AND o.opened_on <= :day AND t.id IS NOT NULL)
SELECT t.code, t.deadline, q.kind, q.period, d.code AS department, w.id AS office, w.name
FROM awaited t CROSS JOIN LATERAL (
        SELECT m.kind, m.period, m.department_id, m.owed_by FROM report_line l
            JOIN obligation m ON m.id = l.obligation_id AND m.kind = 'monthly_check'
            JOIN report r ON r.obligation_id = m.id AND r.version = l.version AND r.received_on < :day
                AND r.version = (SELECT max(n.version) FROM report n WHERE n.obligation_id = m.id)
        WHERE l.target_id = t.id AND l.version > 0 AND l.status = 'done' ORDER BY m.period DESC LIMIT 1) q
    JOIN department d ON d.id = q.department_id JOIN department w ON w.id = q.owed_by
ORDER BY t.id
"""  # noqa: S608 - constants only


def decide_proofs(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """A47: yield the evidence of targets with an own date that a report of before this day declares complete."""
    for row in run(scene.session, TO_PROVE, kind=TARGET_DUE.key, day=scene.day):
        if declares(scene.plan, row, row.period):
            yield _attach(scene, row, materials)


def _attach(scene: Scene, row: Any, materials: Path) -> PlannedAct:  # noqa: ANN401 - a result row
    data = {"department": row.department, "period": row.period, **write_proof(materials, scene, row, row.code)}
    return PlannedAct(attach_evidence, data, f"own date|{row.code}|{row.period}", office(row.office, row.name))
