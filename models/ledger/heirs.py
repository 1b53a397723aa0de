"""承接: the successor of a merged department, the debtor of an obligation, former names."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session

from models.ledger.nouns.shared_sql import HEIRS, LEAD, LEAD_NOW, TARGET_OF
from models.records import Obligation
from models.statements import run, transaction

DEBTOR = f"""
SELECT coalesce(h.heir, q.debtor) FROM (
    SELECT CASE WHEN w.is_agency THEN w.id ELSE coalesce(x.department_id, w.id) END AS debtor
    FROM obligation o JOIN department w ON w.id = o.owed_by
        {TARGET_OF}
        LEFT JOIN {LEAD}
    WHERE o.id = :id) q
    LEFT JOIN {HEIRS} h ON h.department_id = q.debtor
"""  # noqa: S608 - constants only
FOLLOW = f"""
UPDATE obligation o SET owed_by = q.heir FROM (
    SELECT o.id, {LEAD_NOW} AS heir FROM obligation o
        JOIN department w ON w.id = o.owed_by AND NOT w.is_agency
        {TARGET_OF}
        JOIN {LEAD}
        LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
    WHERE o.state IN ('open', 'suspended') AND t.id = ANY(:targets)) q
WHERE o.id = q.id AND o.owed_by <> q.heir RETURNING o.id, o.state
"""  # noqa: S608 - constants only
STRANDED = """
SELECT w.name, w.valid_to, count(*) AS duties FROM obligation o JOIN department w ON w.id = o.owed_by
WHERE o.jurisdiction_id = :jurisdiction AND o.state = 'open' AND w.valid_to < :until
GROUP BY w.id ORDER BY w.valid_to, w.code COLLATE "C"
"""
HEIRS_OF_ALL = f"SELECT department_id, heir FROM {HEIRS} h"  # noqa: S608 - constants only


def heirs(session: Session) -> dict[int, int]:
    """Return every merged department with its successor, by id.

    The rows are read once per transaction; an act that registers a reform must call `forget_heirs`.
    """
    state = transaction(session)
    if state.heirs is None:
        state.heirs = {row.department_id: row.heir for row in run(session, HEIRS_OF_ALL)}
    return state.heirs


def forget_heirs(session: Session) -> None:
    """Clear the successors cached in this transaction."""
    transaction(session).heirs = None


def stranded(session: Session, jurisdiction: int, until: date) -> list[tuple[str, date, int]]:
    """1-2.13: return departments that end before a day without a successor: name, last day, number of obligations."""
    rows = run(session, STRANDED, jurisdiction=jurisdiction, until=until)
    return [(row.name, row.valid_to, row.duties) for row in rows]


def once_named(session: Session) -> dict[int, set[str]]:
    """Return the former names of renamed departments by id."""
    names: dict[int, set[str]] = {}
    for row in run(session, "SELECT department_id, old_name FROM reform WHERE kind = 'rename'"):
        names.setdefault(row.department_id, set()).add(row.old_name)
    return names


def handed_over(session: Session) -> set[tuple[int, int]]:
    """Return the transfers of targets as pairs of successors: (from, to)."""
    rows = run(session, "SELECT department_id, successor_id FROM reform WHERE kind = 'transfer'").all()
    heir = heirs(session)
    return {(heir.get(row[0], row[0]), heir.get(row[1], row[1])) for row in rows}


def through(heir: Mapping[int, int], departments: Iterable[int]) -> list[int]:
    """Return these departments with each merged one replaced by its successor, without duplicates, in order."""
    return list(dict.fromkeys(heir.get(department, department) for department in departments))


def debtor_of(session: Session, obligation: Obligation) -> int:
    """Return the id of the responsible department: lead of the target, else debtor, or the successor of either."""
    return int(run(session, DEBTOR, id=obligation.id).scalar_one())


def hold_obligations(session: Session) -> None:
    """Lock obligations and cycle runs against changes by other transactions until this one ends."""
    run(session, "LOCK TABLE cycle_run, obligation IN SHARE ROW EXCLUSIVE MODE")
