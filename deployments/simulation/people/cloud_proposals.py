"""What the 目标云 proposed for the negative list: somebody goes there, and it is confirmed or dismissed (7.5, A20)."""

from collections.abc import Iterator

from deployments.simulation.people.deeds import Deed, Scene
from deployments.simulation.people.reviews import confirm
from models.database import run

# As far as it had come when what an online review proposed is looked at; here nobody is owed the look.
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


def going_to_see(scene: Scene) -> Iterator[Deed]:
    """The looks on site, a step a day; what something else has confirmed in the meantime is looked at no further."""
    for row in run(scene.session, TO_CONFIRM).all():
        yield from confirm(scene, row)
