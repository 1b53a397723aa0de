"""目标到期 discharged: a report declares the target complete, with evidence (1-2.9, A47, A27)."""

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.duties import entered_late
from models.ledger.moves import move
from models.ledger.nouns.duty import OBLIGATION_KEY
from models.ledger.target.own_leaves import ABOUT, DONE
from models.ledger.transitions import record
from models.records import Obligation
from models.rules.inspection import Way
from models.rules.states import ObligationEvent, ObligationState
from models.rules.target.due import LEAF, TARGET_DUE
from models.statements import run
from models.transaction import transaction

# The targets and leaves that the newest version of a report declares complete. A target that is complete stands for
# its leaves.
_DONE = f"""
newest AS (SELECT * FROM report WHERE obligation_id = :report ORDER BY version DESC LIMIT 1),
done AS (
    SELECT l.target_id, '' AS leaf FROM newest r
        JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version WHERE {DONE.format(line="l")}
    UNION ALL SELECT f.target_id, f.indicator FROM newest r
        JOIN report_leaf f ON f.obligation_id = r.obligation_id AND f.version = r.version
        WHERE {DONE.format(line="f")})
"""  # noqa: S608 - constants only
_KEY = f"concat(t.year, '/', t.code, '{LEAF}' || NULLIF(d.leaf, ''))"
# Those with evidence about each, on the later of both days.
DECLARED = f"""
WITH {_DONE}
SELECT t.id, {_KEY} AS key, greatest(r.received_on, e.first) AS counted_on
FROM newest r CROSS JOIN done d JOIN target t ON t.id = d.target_id
    JOIN LATERAL (SELECT min(u.received_on) AS first FROM evidence_use u
        WHERE u.obligation_id = r.obligation_id AND u.target_id = d.target_id AND {ABOUT.format(leaf="d.leaf")}) e
        ON e.first IS NOT NULL
"""  # noqa: S608 - constants only
# Whether own date `o` was overdue when it was adjusted: then it stays late.
MOVED_LATE = f"""EXISTS (SELECT FROM department d JOIN transition m ON m.record = 'obligation'
        AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
    WHERE d.id = o.department_id AND m.event IN ('moved', 'withdraw') AND CAST(m.detail ->> 'late' AS boolean))"""
OPEN = f"""
SELECT DISTINCT ON (o.id) o.id, q.target, q.counted_on, q.counted_on > x.due OR {MOVED_LATE} AS late
FROM unnest(CAST(:targets AS int[]), CAST(:keys AS text[]), CAST(:days AS date[])) AS q(target, key, counted_on)
    JOIN obligation o ON o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
        AND q.key IN (o.subject, split_part(o.subject, '{LEAF}', 1))
    JOIN deadline x ON x.id = o.deadline_id
ORDER BY o.id, q.counted_on
"""  # noqa: S608 - constants only
# What a report declares complete and whose own date is open still: there is no evidence about it.
UNPROVED = f"""
WITH {_DONE}
SELECT DISTINCT t.code FROM done d JOIN target t ON t.id = d.target_id
    JOIN obligation o ON o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
        AND {_KEY} IN (o.subject, split_part(o.subject, '{LEAF}', 1))
ORDER BY t.code
"""  # noqa: S608 - constants only
# A20: what was proposed because of missed dates stays proposed, with the day on which the last one was declared.
STAND = """
UPDATE entry_origin g SET detail = g.detail || CAST(:said AS jsonb) FROM negative_entry e
WHERE e.id = g.entry_id AND e.state = 'proposed' AND g.way = :way AND e.target_id = ANY(:targets)
    AND NOT EXISTS (SELECT FROM jsonb_array_elements_text(g.detail -> 'missed') k JOIN obligation o
        ON o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
            AND o.subject = split_part(k, '|', 1))
RETURNING g.id
"""


def discharge_declared(session: Session, ctx: Context, report: Obligation) -> int:
    """A47: discharge the open duties of the targets and leaves that a report declares complete with evidence.

    Returns how many. On or before the due day is on time (A27). A declaration of the target, or evidence about it, is
    one of each of its leaves.
    """
    done = run(session, DECLARED, report=report.id).all()
    if not done:
        return 0
    chosen = {"targets": [row.id for row in done], "keys": [row.key for row in done]}
    days = [row.counted_on for row in done]
    rows = run(session, OPEN, jurisdiction=ctx.jurisdiction, kind=TARGET_DUE.key, days=days, **chosen).all()
    verdicts = defaultdict[tuple[date, bool], list[Any]](list)
    for row in rows:
        verdicts[row.counted_on, row.late].append(row)
    for (day, late), group in verdicts.items():
        discharge_own_dates(session, ctx, [row.id for row in group], {row.target for row in group}, day, late=late)
    return len(rows)


def unproved_in_words(session: Session, ctx: Context, report: Obligation) -> str:
    """A47: return which targets a report declares complete without evidence while their own date is open."""
    named = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key, "report": report.id}
    codes = list(run(session, UNPROVED, **named).scalars())
    return f"目标{'、'.join(codes)}申报已完成，还缺印证材料，目标到期没有办结，请补交。" if codes else ""


def discharge_own_dates(
    session: Session, ctx: Context, duties: Sequence[int], targets: Set[int], day: date, *, late: bool
) -> None:
    """A47: discharge open duties by the day that counts; a proposal about these targets says that day (A20)."""
    detail: dict[str, Any] = {"counted_on": day.isoformat(), "late": late}
    if entered_late(session, ctx):
        detail["entered_late"] = transaction(session).entered_late = True
    sets, event, state = {"counted_on": day, "late": late}, ObligationEvent.DISCHARGE, ObligationState.OPEN
    move(session, ctx, "obligation", list(duties), event, sets=sets, detail=detail, now=state)
    said = f'{{"declared_on": "{day}"}}'
    named = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key, "way": Way.OWN_DATE.value}
    stood = list(run(session, STAND, said=said, targets=sorted(targets), **named).scalars())
    record(session, ctx, "entry_origin", stood, "declared", detail={"declared_on": day.isoformat()})
