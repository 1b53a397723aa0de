"""Targets of a year that are neither declared complete at the year-end check nor listed, by department (A37)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.nouns.shared_sql import ENTRIES_THEN, LEAD, in_sql
from models.ledger.score.entries import HEIRS_THEN, LED
from models.ledger.score.exemption import EXEMPT
from models.ledger.target.own_leaves import DONE
from models.rules.states.negative_list import NOT_COUNTED
from models.statements import run

NAMED = 3  # codes that are named
# `asked`: which department was asked about a target at the check, and whether the newest filing declares it complete.
_LED = LED.format(before="coalesce(a.department_id, x.department_id)")
OPEN = f"""
WITH asked AS MATERIALIZED (
    SELECT l.target_id, max(o.department_id) AS department_id,
        coalesce(bool_or({DONE.format(line="l")}) FILTER (WHERE l.version = v.newest), false) AS done
    FROM obligation o JOIN report_line l ON l.obligation_id = o.id
        CROSS JOIN LATERAL (SELECT max(r.version) AS newest FROM report r WHERE r.obligation_id = o.id) v
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.period = :period
    GROUP BY l.target_id),
listed AS MATERIALIZED (SELECT e.target_id FROM {ENTRIES_THEN} e WHERE e.state NOT IN {in_sql(NOT_COUNTED)})
SELECT coalesce(h.heir, {_LED}) AS department, count(*) AS number,
    (array_agg(t.code ORDER BY t.code COLLATE "C"))[1:{NAMED}] AS codes
FROM target t JOIN {LEAD} LEFT JOIN asked a ON a.target_id = t.id
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {_LED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.withdrawn_on IS NULL
    AND a.done IS NOT TRUE AND t.id NOT IN (SELECT target_id FROM listed)
    AND t.id NOT IN (SELECT target_id FROM {EXEMPT} y)
GROUP BY 1
"""  # noqa: S608 - constants only


def open_targets(
    session: Session, jurisdiction: int, last: date, until: date | None, day: date
) -> Mapping[int, tuple[str, ...]]:
    """A37: return in words, by department, which targets are open on `day`; before the year is over there are none.

    Listed is what was on the negative list at the end of `until`, or is there now without it; what is exempt is not
    open.
    """
    if day <= last:
        return {}
    year = {"year": last.year, "period": str(last.year), "last": last}
    return {
        row.department: (_in_words(row),) for row in run(session, OPEN, jurisdiction=jurisdiction, until=until, **year)
    }


def _in_words(row: Any) -> str:  # noqa: ANN401 - a result row
    more = "等" if row.number > NAMED else ""
    return f"{row.number}个目标年终检查没有申报完成，也没有列入负面清单：{'、'.join(row.codes)}{more}"
