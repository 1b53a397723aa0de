"""What stands between each department and its total of a year, from the ledger, for all departments at once (A37)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from models.ledger.nouns.shared_sql import ENTRIES_THEN, LEAD, in_sql
from models.ledger.score.entries import HEIRS_THEN, LED
from models.ledger.score.exemption import EXEMPT
from models.ledger.target.own_leaves import DONE
from models.rules.score.gate import NAMED, GateFact, GateKind
from models.rules.states.negative_list import NOT_COUNTED
from models.statements import run

Facts = Mapping[int, list[GateFact]]  # by department
KEYS = f"""count(*) AS number, (array_agg({{key}} ORDER BY {{key}} COLLATE "C"))[1:{NAMED}] AS keys"""
# Targets that are neither declared complete at the year-end check nor listed. `asked`: which department was asked
# about a target at the check, and whether the newest filing declares it complete.
_LED = LED.format(before="coalesce(a.department_id, x.department_id)")
TARGETS = f"""
WITH asked AS MATERIALIZED (
    SELECT l.target_id, max(o.department_id) AS department_id,
        coalesce(bool_or({DONE.format(line="l")}) FILTER (WHERE l.version = v.newest), false) AS done
    FROM obligation o JOIN report_line l ON l.obligation_id = o.id
        CROSS JOIN LATERAL (SELECT max(r.version) AS newest FROM report r WHERE r.obligation_id = o.id) v
    WHERE o.jurisdiction_id = :jurisdiction AND o.kind = 'year_end_check' AND o.period = :period
    GROUP BY l.target_id),
listed AS MATERIALIZED (SELECT e.target_id FROM {ENTRIES_THEN} e WHERE e.state NOT IN {in_sql(NOT_COUNTED)})
SELECT coalesce(h.heir, {_LED}) AS department, 'targets' AS kind, {KEYS.format(key="t.code")}
FROM target t JOIN {LEAD} LEFT JOIN asked a ON a.target_id = t.id
    LEFT JOIN {HEIRS_THEN} h ON h.department_id = {_LED}
WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND t.withdrawn_on IS NULL
    AND a.done IS NOT TRUE AND t.id NOT IN (SELECT target_id FROM listed)
    AND t.id NOT IN (SELECT target_id FROM {EXEMPT} y)
GROUP BY 1
"""  # noqa: S608 - constants only
# Proposals made before the sheets of the year were drafted that nobody decided, and entries that were declared complete
# by the cut-off day and wait for their recheck.
_LED_ENTRY = LED.format(before="e.department_id")
ENTRIES = f"""
SELECT q.department, q.kind, {KEYS.format(key="q.key")} FROM (
    SELECT coalesce(h.heir, {_LED_ENTRY}) AS department, concat_ws('/', t.year, t.code, e.occurrence) AS key,
        CASE WHEN e.state = 'proposed' THEN 'proposed' ELSE 'rechecks' END AS kind
    FROM negative_entry e JOIN target t ON t.id = e.target_id JOIN {LEAD}
        LEFT JOIN {HEIRS_THEN} h ON h.department_id = {_LED_ENTRY}
        LEFT JOIN LATERAL (SELECT y.state, y.completed_on FROM remediation y WHERE y.entry_id = e.id
            ORDER BY y.round DESC LIMIT 1) r ON true
    WHERE t.jurisdiction_id = :jurisdiction AND t.year = :year AND (
        e.state = 'proposed' AND e.listed_on <= coalesce((SELECT min(s.drafted_on) FROM score_sheet s
            JOIN department d ON d.id = s.department_id
            WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year), 'infinity')
        OR e.state = 'remedying' AND r.state IN ('completed', 'fed_back')
            AND r.completed_on <= coalesce(CAST(:until AS date), 'infinity'))) q
GROUP BY 1, 2
"""  # noqa: S608 - constants only


def gate_facts(session: Session, jurisdiction: int, last: date, until: date | None, day: date) -> Facts:
    """A37: return what stands before the totals of the year that ends on `last`; nothing before the year is over.

    What is listed, and what was declared complete, is that of the end of `until`, or of now without it.
    """
    found: dict[int, list[GateFact]] = defaultdict(list)
    if day <= last:
        return found
    year = {"jurisdiction": jurisdiction, "year": last.year, "period": str(last.year), "last": last, "until": until}
    for statement in (TARGETS, ENTRIES):
        for row in run(session, statement, **year):
            found[row.department].append(GateFact(GateKind(row.kind), row.number, row.keys))
    return found
