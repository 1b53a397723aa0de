"""The lines of which the sheets of duties are made, and what was last reported of each target, by any office (6.1)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from sqlmodel import Session

from models.ledger.answer.asked_lines import asked_lines
from models.ledger.answer.draft_lists import list_lines
from models.rules.draft import IN_LISTS
from models.statements import run

OF_TARGETS = """
SELECT DISTINCT ON (a.target_id) a.target_id, a.progress, a.status
FROM report_line a JOIN report r ON (r.obligation_id, r.version) = (a.obligation_id, a.version)
WHERE a.version > 0 AND a.target_id = ANY(:targets)
ORDER BY a.target_id, r.received_on DESC, r.id DESC
"""


def lines_by_duty(session: Session, duties: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
    """Return the lines of each duty, which is a row of DUTIES, by its number.

    Of a duty about one target it is what was last reported of that target, if anything was.
    """
    lines = defaultdict[int, list[Any]](list)
    listed = [row.id for row in duties if row.kind in IN_LISTS]
    reported = asked_lines(session, [row.id for row in duties if row.id not in listed])
    for line in chain(reported, list_lines(session, listed) if listed else ()):
        lines[line.obligation_id].append(line)
    return lines | _last_reports(session, duties)


def _last_reports(session: Session, duties: Sequence[Any]) -> dict[int, list[Any]]:
    targets = [row.target_id for row in duties if row.target_id]
    last = {row.target_id: row for row in run(session, OF_TARGETS, targets=targets)} if targets else {}
    return {row.id: [last[row.target_id]] for row in duties if row.target_id in last}
