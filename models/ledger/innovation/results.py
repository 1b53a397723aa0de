"""等次: the result of each unit that applied, when the last of its projects is judged (1-2.16)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.transitions import record_rows
from models.records import Innovation, InnovationRound
from models.rules.kinds import Labelled
from models.rules.score.innovation import Prize
from models.rules.score.innovation_jury import ORDER, JuryRound
from models.statements import run

# The projects of a year with their units that have a score of it, and the newest result of each unit.
PROJECTS = """
SELECT p.department_id, p.year || '-' || p.number AS key, p.name, p.rank,
    coalesce((SELECT max(i.serial) FROM innovation i WHERE i.department_id = p.department_id AND i.year = p.year), 0)
        AS serial
FROM innovation_project p JOIN department d ON d.id = p.department_id
WHERE p.jurisdiction_id = :jurisdiction AND p.year = :year AND p.state <> 'withdrawn'
    AND coalesce(d.valid_to, 'infinity') >= :last
ORDER BY p.department_id, p.number
"""
BEST_FIRST: Sequence[Labelled] = ORDER[JuryRound.ON_SITE]


def enter_results(session: Session, ctx: Context, held: InnovationRound) -> int:
    """2.16: insert the result of each unit with a project: the best prize of its projects, or none; returns how many.

    It takes the place of one that an earlier record of the round gave, with the reason of the correction.
    """
    own: dict[int, list[Any]] = defaultdict(list)
    last = date(held.year, 12, 31)
    for row in run(session, PROJECTS, jurisdiction=ctx.jurisdiction, year=held.year, last=last):
        own[row.department_id].append(row)
    rows = [_result(held, projects) for projects in own.values()]
    return len(record_rows(session, ctx, rows, "recorded"))


def _result(held: InnovationRound, projects: Sequence[Any]) -> Innovation:
    prizes = {row.key: _prize(held.results, row.key) for row in projects}
    best = min(prizes.values(), key=BEST_FIRST.index)
    first = projects[0]
    return Innovation(
        department_id=first.department_id,
        year=held.year,
        serial=first.serial + 1,
        prize=best,
        project="、".join(row.name for row in projects if prizes[row.key] is best),
        rank=first.rank,
        paper_number=held.paper_number,
        paper_date=held.paper_date,
        reason=held.reason if first.serial else "",
        recorded_on=held.recorded_on,
    )


def _prize(results: Mapping[str, Any], key: str) -> Prize:
    """Return the prize of a project; one that came not so far has none."""
    result = results.get(key, [Prize.NONE.value])[0]
    return Prize(result) if result in list(Prize) else Prize.NONE
