"""Entries of a year that stand between a department and its total: proposals, and completions to be rechecked (A37)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models.ledger.nouns.shared_sql import LEAD
from models.ledger.score.entries import HEIRS_THEN, LED
from models.statements import run

_LED = LED.format(before="e.department_id")
# Proposals made before the sheets of the year were drafted that nobody decided, and entries that were declared complete
# on or before the cut-off day and wait for their recheck.
OPEN = f"""
SELECT coalesce(h.heir, {_LED}) AS department, e.state = 'proposed' AS proposed, r.completed_on,
    concat_ws('/', t.year, t.code, e.occurrence) AS key
FROM negative_entry e JOIN target t ON t.id = e.target_id JOIN {LEAD}
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {_LED}
    LEFT JOIN LATERAL (SELECT y.state, y.completed_on FROM remediation y WHERE y.entry_id = e.id
        ORDER BY y.round DESC LIMIT 1) r ON true
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND (
    e.state = 'proposed' AND e.listed_on <= coalesce((SELECT min(s.drafted_on) FROM score_sheet s
        JOIN department d ON d.id = s.department_id
        WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year), 'infinity')
    OR r.state IN ('completed', 'fed_back') AND r.completed_on <= coalesce(CAST(:until AS date), 'infinity'))
ORDER BY t.code COLLATE "C", e.occurrence
"""  # noqa: S608 - constants only


def open_entries(
    session: Session, jurisdiction: int, last: date, until: date | None, day: date
) -> Mapping[int, tuple[str, ...]]:
    """A37: return in words, by department, which entries are open on `day`; before the year is over there are none."""
    found: dict[int, list[str]] = defaultdict(list)
    if day > last:
        for row in run(session, OPEN, jurisdiction=jurisdiction, year=last.year, last=last, until=until):
            found[row.department].append(
                f"拟列入的条目{row.key}尚未现场认定（list_finding）或不予认定"
                if row.proposed
                else f"条目{row.key}已于{row.completed_on}申报整改完成，尚未复查（recheck）"
            )
    return {number: tuple(words) for number, words in found.items()}
