"""What a round of the simulation looks at: proposals, contested entries, targets seen undone (4.3, 6.2.4, 7.2)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from deployments.simulation.people.appeals import contested, is_won
from deployments.simulation.people.planned_acts import Scene
from models.ledger.nouns.target import ENTRY_NAMED_BY, NAMED_BY
from models.statements import run

TWICE, DAYS_BETWEEN = 0.15, 75  # share of entries made good that are found undone again, and after how many days
DISMISSED = 0.3  # the share of proposals that are not confirmed
# The confirmations that were opened before this day, and the inspection that each is assigned to.
TO_CONFIRM = f"""
SELECT o.subject, t.code, x.due, c.inspection_id AS inspection
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    JOIN target t ON t.jurisdiction_id = o.jurisdiction_id AND {NAMED_BY.format(key="o.subject")}
    JOIN negative_entry e ON e.target_id = t.id AND {ENTRY_NAMED_BY.format(key="o.subject")}
    LEFT JOIN confirmation c ON c.entry_id = e.id
WHERE o.kind = 'onsite_confirmation' AND o.state = 'open' AND o.opened_on < :day
ORDER BY t.code COLLATE "C", o.subject COLLATE "C"
"""  # noqa: S608 - constants only
# Nothing is seen of a target before it is issued.
NEWEST = """
SELECT DISTINCT ON (t.code) t.code, e.occurrence, e.state
FROM target t LEFT JOIN negative_entry e ON e.target_id = t.id
WHERE t.code = ANY(:codes) AND t.issued_on < :day ORDER BY t.code, e.occurrence DESC NULLS LAST
"""
FAILED, CONFORMS = "未按质按量完成", "符合目标要求"
Found = tuple[str, str, str]  # the target, the conclusion, and what was found


def to_confirm(scene: Scene) -> Sequence[Any]:
    """Returns the proposed entries that are still to be confirmed on site."""
    return run(scene.session, TO_CONFIRM, day=scene.day).all()


def seen_undone(scene: Scene, planned: Mapping[str, date]) -> list[str]:
    """Returns the planned targets that are undone by this day and not on the list, some a second time."""
    newest = {row.code: row for row in run(scene.session, NEWEST, codes=list(planned), day=scene.day)}
    issued = ((code, day) for code, day in planned.items() if code in newest)
    return [code for code, day in issued if _is_undone(scene, code, day, newest[code])]


def _is_undone(scene: Scene, code: str, day: date, last: Any) -> bool:  # noqa: ANN401 - a result row
    if last.occurrence is None:
        return day <= scene.day
    again = (last.state, last.occurrence) == ("made_good", 1) and scene.plan.chance("twice", code) < TWICE
    return again and (scene.day - day).days >= DAYS_BETWEEN


def found_on_site(scene: Scene, inspection: int, planned: Mapping[str, date]) -> Iterator[Found]:
    """Yield what an inspection finds: of the entries that are assigned to it, and of what is undone by this day."""
    for row in to_confirm(scene):
        if row.inspection == inspection:
            conforms = scene.plan.chance("confirmed", row.subject) < DISMISSED
            yield row.code, *((CONFORMS, "现场查看，已达要求。") if conforms else (FAILED, "现场查看，未达要求。"))
    for row in contested(scene):
        if row.reinspection == inspection:
            won = is_won(scene, row)
            yield row.code, *((CONFORMS, "复核，已达要求。") if won else (FAILED, "复核，仍未达要求。"))
    for code in seen_undone(scene, planned):
        yield code, FAILED, f"现场核查，目标{code}未达要求。"
