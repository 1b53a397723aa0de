"""Proposals of the 目标云 for the negative list: an on-site look confirms or dismisses each of them (7.5, A20)."""

from collections.abc import Iterator

from deployments.simulation.people.planned_acts import PlannedAct, Scene
from deployments.simulation.people.reviews import confirmation_steps
from models.statements import run

# The same columns as for the proposals of an online review; a cloud proposal has no obligation for the on-site look.
TO_CONFIRM = """
SELECT to_char(g.proposed_on, 'YYYY-MM') AS period, concat_ws('/', t.year, t.code, e.occurrence) AS subject, t.code,
    d.code AS department, g.proposed_on AS opened_on,
    i.year || '-' || i.number AS inspection, i.drafted_on, i.issued_on, f.recorded_on, f.signed_on
FROM entry_origin g JOIN negative_entry e ON e.id = g.entry_id JOIN target t ON t.id = e.target_id
    JOIN department d ON d.id = e.department_id
    LEFT JOIN inspection i ON i.title = concat_ws('/', '现场认定|' || t.year, t.code, e.occurrence)
    LEFT JOIN finding f ON f.inspection_id = i.id
WHERE g.way = 'cloud' AND (e.state = 'proposed' OR i.state = 'issued') ORDER BY g.proposed_on, t.code COLLATE "C"
"""


def decide_cloud_confirmations(scene: Scene) -> Iterator[PlannedAct]:
    """Yield the next step of each on-site look, one step per day; a proposal confirmed otherwise is skipped."""
    for row in run(scene.session, TO_CONFIRM).all():
        yield from confirmation_steps(scene, row)
