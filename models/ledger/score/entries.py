"""Entries that the score sheets of a year count, with what explains each, read in one statement (1-8, A37, A53)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import starmap
from typing import NamedTuple

from sqlmodel import Session

from models.ledger.nouns.shared_sql import ENDED_BY, ENTRIES_THEN, HEIRS, LEAD, UNSCORED, in_sql
from models.rules.states.negative_list import NOT_COUNTED, TAKEN_BACK, UNCONFIRMED
from models.statements import run

# The successors of the departments that were merged by the last day of the year; a later merger changes no sheet.
HEIRS_THEN = HEIRS.replace("kind = 'merge'", "kind = 'merge' AND effective_on <= :last")
# Of a target whose lead `x` took it over after its year it is who led it then.
LED = "coalesce(x.year_lead_id, x.department_id)"
# An entry that stands in a later list as one that is not scored counts in no sheet any more.
SCORED = UNSCORED.format(key="concat_ws('/', t.year, t.code, e.occurrence)", of="") + " IS NULL"
# Confirmed entries for the targets of a year, each with the department that leads its target, or its successor, and
# whether an appeal against it is open. `time` counts the listings of a target as its points do; it needs the same order
# as the rows.
ENTRIES = f"""
SELECT q.* FROM (
    SELECT concat_ws('/', t.year, t.code, e.occurrence) AS key, t.code, e.occurrence, t.category, t.item, t.weight,
        coalesce(t.key_project, false) AS key_project, e.state, e.listed_on,
        count(*) FILTER (WHERE e.state NOT IN {in_sql(NOT_COUNTED)})
            OVER (PARTITION BY t.code COLLATE "C" ORDER BY e.occurrence) AS time,
        coalesce(h.heir, {LED}) AS department,
        EXISTS (SELECT FROM appeal a WHERE a.entry_id = e.id AND a.state IN ('lodged', 'accepted')) AS contested
        {{explained}}
    FROM {ENTRIES_THEN} e JOIN target t ON t.id = e.target_id JOIN {LEAD}
        LEFT JOIN {HEIRS_THEN} h ON h.department_id = {LED}
        {{sources}}
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND e.state NOT IN {in_sql(UNCONFIRMED)}
        AND {SCORED}) q
WHERE CAST(:departments AS int[]) IS NULL OR q.department = ANY(CAST(:departments AS int[]))
ORDER BY q.code COLLATE "C", q.occurrence
"""  # noqa: S608 - constants only
COUNTED = ENTRIES.format(explained="", sources="")
# `made_good_on` is the recheck that was passed.
EXPLAINED = ENTRIES.format(
    explained=f""", t.name, d.name AS listed_for, e.finding, e.found_on, g.proposed_on, g.way,
        i.year || '-' || i.number AS inspection, f.signed_on, f.signed_by,
        CASE WHEN e.state = 'made_good' THEN (SELECT max(r.rechecked_on) FROM remediation r
            WHERE r.entry_id = e.id AND r.state = 'accepted') END AS made_good_on,
        CASE WHEN e.state IN {in_sql(TAKEN_BACK)} THEN {ENDED_BY.format(e="e", until="")} END AS ended_by""",  # noqa: S608 - constants only
    sources="""JOIN department d ON d.id = e.department_id
        LEFT JOIN entry_origin g ON g.entry_id = e.id LEFT JOIN finding f ON f.id = g.finding_id
        LEFT JOIN inspection i ON i.id = f.inspection_id""",
)


class CountedEntry(NamedTuple):
    """An entry with what its points and its line depend on, and, where a derivation is asked for, what explains it."""

    key: str
    code: str
    occurrence: int
    category: str | None
    item: str | None
    weight: Decimal | None
    key_project: bool
    state: str
    listed_on: date
    time: int
    department: int
    contested: bool
    name: str = ""
    listed_for: str = ""
    finding: str = ""
    found_on: date = date.min
    proposed_on: date | None = None
    way: str | None = None
    inspection: str | None = None
    signed_on: date | None = None
    signed_by: str | None = None
    made_good_on: date | None = None
    ended_by: str | None = None


def counted_entries(session: Session, jurisdiction: int, last: date, until: date | None) -> Sequence[CountedEntry]:
    """A53: return the entries of the year that ends on `last`, as they stood at the end of `until`."""
    year = {"jurisdiction": jurisdiction, "year": last.year, "last": last}
    return list(starmap(CountedEntry, run(session, COUNTED, **year, until=until, departments=None)))


def explained_entries(
    session: Session, jurisdiction: int, last: date, until: date | None, departments: Sequence[int] | None
) -> Sequence[CountedEntry]:
    """1-8.1: return these entries with finding and recheck, of all departments if `departments` is None."""
    year = {"jurisdiction": jurisdiction, "year": last.year, "last": last}
    return list(starmap(CountedEntry, run(session, EXPLAINED, **year, until=until, departments=departments)))
