"""目标到期 discharged: a report declares the target complete, with evidence (1-2.9, A47, A27)."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.duties import entered_late
from models.ledger.moves import move
from models.ledger.target.own_leaves import DONE
from models.ledger.transitions import record
from models.records import Obligation
from models.rules.inspection import Way
from models.rules.states import ObligationEvent, ObligationState
from models.rules.target.due import LEAF, TARGET_DUE
from models.statements import run
from models.transaction import transaction

# The targets and leaves that the newest version of a report declares complete, with evidence about the target; the
# later of both days. A target that is complete stands for its leaves.
_DONE = f"""
newest AS (SELECT * FROM report WHERE obligation_id = :report ORDER BY version DESC LIMIT 1),
done AS (
    SELECT l.target_id, '' AS leaf FROM newest r
        JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version WHERE {DONE.format(line="l")}
    UNION ALL SELECT l.target_id, f.indicator FROM newest r
        JOIN report_line l ON l.obligation_id = r.obligation_id AND l.version = r.version
        JOIN report_leaf f ON (f.obligation_id, f.version, f.target_id) = (l.obligation_id, l.version, l.target_id)
        WHERE {DONE.format(line="f")} AND NOT coalesce({DONE.format(line="l")}, false))
"""  # noqa: S608 - constants only
_KEY = f"concat(t.year, '/', t.code, '{LEAF}' || NULLIF(d.leaf, ''))"
DECLARED = f"""
WITH {_DONE}
SELECT t.id, {_KEY} AS key,
    greatest(r.received_on, u.first) AS counted_on
FROM newest r CROSS JOIN done d JOIN target t ON t.id = d.target_id
    JOIN LATERAL (SELECT min(e.received_on) AS first FROM evidence_use e
        WHERE e.obligation_id = r.obligation_id AND e.target_id = d.target_id) u ON u.first IS NOT NULL
"""  # noqa: S608 - constants only
OPEN = f"""
SELECT o.id, q.target, x.due, q.counted_on
FROM unnest(CAST(:targets AS int[]), CAST(:keys AS text[]), CAST(:days AS date[])) AS q(target, key, counted_on)
    JOIN obligation o ON o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open'
        AND q.key IN (o.subject, split_part(o.subject, '{LEAF}', 1))
    JOIN deadline x ON x.id = o.deadline_id
ORDER BY o.id
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

    Returns how many. On or before the due day is on time (A27). A declaration of the target is one of its leaves too.
    """
    done = run(session, DECLARED, report=report.id).all()
    if not done:
        return 0
    chosen = {"targets": [row.id for row in done], "keys": [row.key for row in done]}
    days = [row.counted_on for row in done]
    rows = run(session, OPEN, jurisdiction=ctx.jurisdiction, kind=TARGET_DUE.key, days=days, **chosen).all()
    verdicts = defaultdict[tuple[date, bool], list[Any]](list)
    for row in rows:
        verdicts[row.counted_on, row.counted_on > row.due].append(row)
    for (day, late), group in verdicts.items():
        _discharge(session, ctx, group, day, late=late)
    return len(rows)


def unproved_in_words(session: Session, ctx: Context, report: Obligation) -> str:
    """A47: return which targets a report declares complete without evidence while their own date is open."""
    named = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key, "report": report.id}
    codes = list(run(session, UNPROVED, **named).scalars())
    return f"目标{'、'.join(codes)}申报已完成，还缺印证材料，目标到期没有办结，请补交。" if codes else ""


def _discharge(session: Session, ctx: Context, rows: list[Any], day: date, *, late: bool) -> None:
    detail: dict[str, Any] = {"counted_on": day.isoformat(), "late": late}
    if entered_late(session, ctx):
        detail["entered_late"] = transaction(session).entered_late = True
    sets, ids = {"counted_on": day, "late": late}, [row.id for row in rows]
    event, state = ObligationEvent.DISCHARGE, ObligationState.OPEN
    move(session, ctx, "obligation", ids, event, sets=sets, detail=detail, now=state)
    said = f'{{"declared_on": "{day}"}}'
    targets = sorted({row.target for row in rows})
    named = {"jurisdiction": ctx.jurisdiction, "kind": TARGET_DUE.key, "way": Way.OWN_DATE.value}
    stood = list(run(session, STAND, said=said, targets=targets, **named).scalars())
    record(session, ctx, "entry_origin", stood, "declared", detail={"declared_on": day.isoformat()})
