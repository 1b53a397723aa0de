"""负面清单记分: the points of each entry, and of each department in a year (1-2.23, A11)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.nouns.shared_sql import ENTRIES_THEN, HEIRS, LEAD, LEAD_NOW, in_sql
from models.ledger.policies import versions_of
from models.rules.points import ScoredEntry, points_of, total
from models.rules.policy import NEGATIVE_POINTS, RESTORING, in_force, points_table, restored_share
from models.rules.states import EntryState
from models.rules.states.negative_list import NOT_COUNTED, UNCONFIRMED
from models.statements import run

# `time` counts the confirmed entries of a target so far, without those withdrawn by a ruling or a correction.
ENTRIES = f"""
SELECT r.id, r.state, r.listed_on, coalesce(t.key_project, false) AS key_project,
    count(*) FILTER (WHERE r.state NOT IN {in_sql(NOT_COUNTED)})
        OVER (PARTITION BY r.target_id ORDER BY r.occurrence) AS time
FROM {ENTRIES_THEN} r JOIN target t ON t.id = r.target_id
WHERE t.jurisdiction_id = :jurisdiction AND (CAST(:year AS int) IS NULL OR t.year = :year)
"""  # noqa: S608 - constants only
# Joins the points of entry `r` as a column; the query takes the parameters of `as_columns`.
JOINED = """LEFT JOIN unnest(CAST(:scored AS int[]), CAST(:scores AS numeric[])) AS s(entry, points)
    ON s.entry = r.id"""
DEPARTMENTS = f"""
WITH heir AS MATERIALIZED {HEIRS},
its AS (SELECT r.id, {LEAD_NOW} AS department
    FROM negative_entry r JOIN target t ON t.id = r.target_id JOIN {LEAD}
        LEFT JOIN heir h ON h.department_id = x.department_id
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND r.state NOT IN {in_sql(UNCONFIRMED)})
SELECT d.code, d.name, array_remove(array_agg(its.id), NULL) AS entries
FROM department d LEFT JOIN its ON its.department = d.id
WHERE d.jurisdiction_id = :jurisdiction AND NOT d.is_agency AND d.id NOT IN (SELECT department_id FROM heir)
    AND coalesce(d.valid_from, '-infinity') <= make_date(:year, 12, 31)
    AND coalesce(d.valid_to, 'infinity') >= make_date(:year, 1, 1)
GROUP BY d.id ORDER BY d.code COLLATE "C"
"""  # noqa: S608 - constants only
Points = Mapping[int, Decimal | None]
# The points of an entry by its state, the number of its listing, key project, and the day of its listing.
ListingPoints = Callable[[str, int, bool, date], Decimal | None]


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a department in a year, 0 or below, None if 未设定, and its number of entries."""

    code: str
    department: str
    entries: int
    points: Decimal | None


def entry_points(session: Session, jurisdiction: int, year: int | None = None, until: date | None = None) -> Points:
    """1-2.23, A11: return the points of every entry by id, for the targets of a year or of all years if None.

    With `until` those that there were at the end of that day, as they stood then.
    """
    points = listing_points(session, jurisdiction)
    rows = run(session, ENTRIES, jurisdiction=jurisdiction, year=year, until=until)
    return {row.id: points(row.state, row.time, row.key_project, row.listed_on) for row in rows}


def listing_points(session: Session, jurisdiction: int) -> ListingPoints:
    """A11: return what gives the points of an entry: the rules in force on the day of its listing.

    Thousands of entries have the same points.
    """
    tables = versions_of(session, jurisdiction, NEGATIVE_POINTS)
    restorings = versions_of(session, jurisdiction, RESTORING)

    @cache
    def points(state: str, time: int, key_project: bool, day: date) -> Decimal | None:  # noqa: FBT001 - as in its row
        table, restoring = in_force(tables, day), in_force(restorings, day)
        return points_of(
            ScoredEntry(EntryState(state), time, key_project),
            points_table(table.value) if table and table.value else None,
            restored_share(restoring.value) if restoring and restoring.value else None,
        )

    return points


def as_columns(points: Points) -> dict[str, list[Any]]:
    """Return the points as parameters of a query with `JOINED`."""
    return {"scored": list(points), "scores": list(points.values())}


def score_departments(session: Session, year: int) -> Sequence[Score]:
    """1-2.23: return the points of every department for the targets of a year that it, or one merged into it, leads."""
    jurisdiction = home(session)
    points = entry_points(session, jurisdiction, year)
    return [
        Score(row.code, row.name, len(row.entries), total(points[number] for number in row.entries))
        for row in run(session, DEPARTMENTS, jurisdiction=jurisdiction, year=year)
    ]
