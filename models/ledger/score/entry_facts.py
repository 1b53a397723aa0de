"""What is known of entries in addition to their findings: the appeals, and what came later (4.3, A53)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models.ledger.negative_list.entries_then import ENTRIES_THEN
from models.ledger.nouns.negative_list import in_sql
from models.ledger.nouns.target import LEAD
from models.ledger.score.led import HEIRS_THEN, LED
from models.rules.appeal import Ruling
from models.rules.score.derivation import EntryChange, LaterEntry, RulingOf
from models.rules.states import AppealState, EntryState
from models.rules.states.negative_list import ENDED, UNCONFIRMED
from models.statements import run

APPEALS = """
SELECT concat_ws('/', t.year, t.code, e.occurrence) AS key, a.number, d.name AS department, a.lodged_on, a.state,
    a.ended_on, a.ruling, a.reason
FROM appeal a JOIN negative_entry e ON e.id = a.entry_id JOIN target t ON t.id = e.target_id
    JOIN department d ON d.id = a.department_id
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year
    AND (CAST(:until AS date) IS NULL OR a.lodged_on <= CAST(:until AS date))
ORDER BY 1, a.number
"""
_LED = LED.format(before="n.department_id")
# Entries that came onto the list, or came to their end, after the cut-off day.
LATER_FACTS = f"""
SELECT coalesce(h.heir, {_LED}) AS department, concat_ws('/', t.year, t.code, n.occurrence) AS key, t.name, n.state,
    n.listed_on, coalesce(e.state IN {in_sql(UNCONFIRMED)}, true) AS listed_later
FROM negative_entry n JOIN target t ON t.id = n.target_id JOIN {LEAD} LEFT JOIN {ENTRIES_THEN} e ON e.id = n.id
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {_LED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND n.state NOT IN {in_sql(UNCONFIRMED)}
    AND (coalesce(e.state IN {in_sql(UNCONFIRMED)}, true) OR (e.state <> n.state AND n.state IN {in_sql(ENDED)}))
ORDER BY t.code COLLATE "C", n.occurrence
"""  # noqa: S608 - constants only
NOT_SETTLED = "尚未办结"


def rulings(session: Session, jurisdiction: int, year: int, until: date | None) -> Mapping[str, tuple[RulingOf, ...]]:
    """4.3: return the appeals against each entry by its key; what was ruled after `until` is still open."""
    found: dict[str, list[RulingOf]] = defaultdict(list)
    for row in run(session, APPEALS, jurisdiction=jurisdiction, year=year, until=until):
        ended = row.ended_on is not None and (until is None or row.ended_on <= until)
        outcome = Ruling(row.ruling).label if row.ruling else AppealState(row.state).label
        ended_on, said, why = (row.ended_on, outcome, row.reason) if ended else (None, NOT_SETTLED, "")
        found[row.key].append(RulingOf(row.number, row.department, row.lodged_on, ended_on, said, why))
    return {key: tuple(appeals) for key, appeals in found.items()}


def later_entries(
    session: Session, jurisdiction: int, last: date, until: date | None
) -> Mapping[int, tuple[LaterEntry, ...]]:
    """A53: return what came after the cut-off day by department; before that day has passed there is nothing."""
    if until is None:
        return {}
    found: dict[int, list[LaterEntry]] = defaultdict(list)
    for row in run(session, LATER_FACTS, jurisdiction=jurisdiction, year=last.year, last=last, until=until):
        change = EntryChange.LISTED if row.listed_later else EntryChange.CHANGED
        found[row.department].append(LaterEntry(row.key, row.name, change, EntryState(row.state), row.listed_on))
    return {number: tuple(entries) for number, entries in found.items()}
