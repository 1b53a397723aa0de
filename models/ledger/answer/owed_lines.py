"""The lines of which the sheets of duties are made, and what was last reported of each target, by any office (6.1)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from sqlmodel import Session

from models.ledger.answer.draft_lists import list_lines
from models.ledger.target.versions import VERSIONS
from models.rules.draft import IN_LISTS
from models.statements import run

# The reports are read once for all targets: there is no index by target, which each new month would have to fill.
LAST = """
SELECT DISTINCT ON (a.target_id) a.target_id, a.progress, a.status
FROM report_line a JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
WHERE a.version > 0 AND a.target_id {which}
ORDER BY a.target_id, r.received_on DESC, r.id DESC
"""
OF_TARGETS = LAST.format(which="= ANY(:targets)")
# Each line of the duties with the requirement of its version.
LINES = f"""
WITH owed AS MATERIALIZED (
    SELECT l.obligation_id, l.target_id, l.target_version FROM report_line l
    WHERE l.obligation_id = ANY(:obligations) AND l.version = 0),
last AS MATERIALIZED ({LAST.format(which="IN (SELECT target_id FROM owed)")})
SELECT l.obligation_id, t.year, t.code, t.name, l.target_version AS version, v.requirement, v.quantity, v.unit,
    v.deadline, p.progress, p.status
FROM owed l JOIN target t ON t.id = l.target_id
    CROSS JOIN LATERAL (SELECT v.requirement, v.quantity, v.unit, v.deadline FROM {VERSIONS} v
        WHERE v.target_id = l.target_id AND v.version = l.target_version ORDER BY v.correction DESC LIMIT 1) v
    LEFT JOIN last p ON p.target_id = l.target_id
ORDER BY l.obligation_id, t.code COLLATE "C"
"""  # noqa: S608 - constants only


def lines_by_duty(session: Session, duties: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
    """Return the lines of each duty, which is a row of DUTIES, by its number.

    Of a duty about one target it is what was last reported of that target, if anything was.
    """
    lines = defaultdict[int, list[Any]](list)
    listed = [row.id for row in duties if row.kind in IN_LISTS]
    reported = run(session, LINES, obligations=[row.id for row in duties if row.id not in listed])
    for line in chain(reported, list_lines(session, listed) if listed else ()):
        lines[line.obligation_id].append(line)
    return lines | _last_reports(session, duties)


def _last_reports(session: Session, duties: Sequence[Any]) -> dict[int, list[Any]]:
    targets = [row.target_id for row in duties if row.target_id]
    last = {row.target_id: row for row in run(session, OF_TARGETS, targets=targets)} if targets else {}
    return {row.id: [last[row.target_id]] for row in duties if row.target_id in last}
