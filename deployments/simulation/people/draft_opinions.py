"""The opinions of offices on the drafts of their lists in the simulation: agreed, objected to, or none (1-2.22)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from deployments.simulation.people.answers_by_sheet import as_answer, lists_by_sheet
from deployments.simulation.people.planned_acts import PlannedAct, Scene, office_of, plan_act
from deployments.simulation.plan import Plan
from models.ledger.draft.opinions import give_opinions
from models.rules.draft import OfficeOpinion
from models.statements import ResultRow, run

OBJECTING, SILENT = 0.25, 0.45  # cumulative shares of the lists
EARLIEST = 5  # working days before the day until which opinions are given
# The drafts of the lists that wait for an opinion.
OPINIONS_ASKED = """
SELECT o.id, o.kind, o.round, x.due, d.code AS department, w.id AS office, w.name, r.code
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
    JOIN draft_line l ON l.obligation_id = o.id JOIN target_draft r ON r.id = l.draft_id
WHERE o.kind = 'consultation' AND o.state = 'open' AND o.opened_on < :day
ORDER BY d.code COLLATE "C", o.round, r.code COLLATE "C"
"""


def decide_draft_opinions(scene: Scene, materials: Path) -> Iterator[PlannedAct]:
    """Yield the opinions that offices give on a working day, each on its whole list, one of them by its sheet."""
    for _, group in groupby(run(scene.session, OPINIONS_ASKED, day=scene.day), key=lambda row: int(row.id)):
        rows = list(group)
        if _answers_today(scene, rows[0]):
            first, lines = rows[0], [_line(scene.plan, row) for row in rows]
            of = first.department, first.round
            given = plan_act(give_opinions, *of, obligation=first.id, lines=lines).by(office_of(first))
            yield as_answer(scene, first, given, materials) if lists_by_sheet(scene.plan, first.department) else given


def objected(plan: Plan, department: str) -> Sequence[str]:
    """Returns the drafts to which a department objects: the first and the last of its list, or none."""
    is_first = department == next(iter(plan.drafting()), "")
    codes = plan.targets_of(department)
    return codes[:: len(codes) - 1 or 1] if is_first or plan.chance("objects", department) < OBJECTING else []


def _answers_today(scene: Scene, row: ResultRow) -> bool:
    """The first department that drafts says nothing when its changed draft comes again, a few say nothing at all."""
    plan, key = scene.plan, (row.department, row.round)
    is_first = row.department == plan.drafting()[0]
    if row.round > 1 if is_first else OBJECTING <= plan.chance("objects", row.department) < SILENT:
        return False
    last = scene.calendar.last_on_or_before(row.due)
    return bool(scene.calendar.nth_before(last, 1 + plan.draw(EARLIEST, "opinion", *key)) <= scene.day)


def _line(plan: Plan, row: ResultRow) -> dict[str, str]:
    if row.round > 1 or row.code not in objected(plan, row.department):
        return {"target": row.code, "opinion": OfficeOpinion.AGREED.label}
    words = {"reason": "用地和资金尚未落实。", "proposal": "建议核减五分之一。"}
    return {"target": row.code, "opinion": OfficeOpinion.OBJECTED.label, **words}
