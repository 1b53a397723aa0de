"""到期未完成: a target whose own date has passed undeclared is proposed for the negative list, once (A47, A20)."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.negative_list.owed_confirmations import open_confirmations
from models.ledger.nouns.duty import TARGET_OF
from models.ledger.nouns.negative_list import in_sql
from models.ledger.questions import Question
from models.ledger.transitions import record
from models.rules.inspection import Way
from models.rules.states import EntryState
from models.rules.states.negative_list import ENDED
from models.rules.target.due import LEAF, TARGET_DUE, missed_in_words
from models.statements import run

# Open duties after their day, of targets without an open entry or proposal: none that was made good after that day, and
# none that this date was proposed for already.
MISSED = f"""
SELECT t.id AS target, o.owed_by AS department, split_part(o.subject, '{LEAF}', 2) AS leaf, x.anchor, o.subject,
    (SELECT coalesce(max(e.occurrence), 0) + 1 FROM negative_entry e WHERE e.target_id = t.id) AS occurrence
FROM obligation o JOIN deadline x ON x.id = o.deadline_id
    {TARGET_OF}
WHERE o.jurisdiction_id = :jurisdiction AND o.kind = :kind AND o.period = '' AND o.state = 'open' AND x.due < :day
    AND NOT EXISTS (SELECT FROM negative_entry e LEFT JOIN entry_origin g ON g.entry_id = e.id
        WHERE e.target_id = t.id AND (e.state NOT IN {in_sql(ENDED)}
            OR jsonb_exists(g.detail -> 'missed', concat_ws('|', o.subject, x.anchor))
            OR EXISTS (SELECT FROM remediation m WHERE m.entry_id = e.id AND m.rechecked_on > x.due)))
ORDER BY t.year, t.code COLLATE "C", x.due, o.subject COLLATE "C"
"""  # noqa: S608 - constants only
PROPOSE = """
INSERT INTO negative_entry (target_id, occurrence, department_id, finding, found_on, listed_on, state)
SELECT u.target, u.occurrence, u.department, u.finding, :day, :day, :state
FROM unnest(CAST(:targets AS int[]), CAST(:occurrences AS int[]), CAST(:departments AS int[]),
    CAST(:findings AS text[])) WITH ORDINALITY AS u(target, occurrence, department, finding, place)
ORDER BY u.place ON CONFLICT DO NOTHING RETURNING id, target_id
"""
ORIGINS = """
INSERT INTO entry_origin (entry_id, way, proposed_on, detail)
SELECT u.entry, :way, :day, CAST(u.detail AS jsonb)
FROM unnest(CAST(:entries AS int[]), CAST(:details AS text[])) AS u(entry, detail) RETURNING id
"""
HAS_MISSED = Question(
    f"""EXISTS (SELECT FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.jurisdiction_id = :jurisdiction
    AND o.kind = '{TARGET_DUE.key}' AND o.period = '' AND o.state = 'open' AND x.due < :day)""",
    Summary("没有到期未完成的目标。", {"proposed": 0}),
)


@act("propose_missed_dates", "拟列入到期未完成", clause="1-2.7", roles={Role.SYSTEM, Role.AGENCY})
def propose_missed_dates(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """2.7, A47: propose each target whose own date has passed without a declaration, and open its check on site.

    Proposed only (A20): departments are told when a signed finding on site confirms it. A target with an open entry or
    proposal is skipped; the same date is proposed once.
    """
    rows = run(session, MISSED, jurisdiction=ctx.jurisdiction, kind=TARGET_DUE.key, day=ctx.date).all()
    if not rows:
        return HAS_MISSED.nothing
    missed = {target: list(group) for target, group in groupby(rows, key=lambda row: int(row.target))}
    ids = _propose(session, ctx, missed)
    open_confirmations(session, ctx)
    return Summary(f"到期未完成的目标{len(ids)}项，拟列入负面清单，待现场认定。", {"proposed": len(ids)})


def _propose(session: Session, ctx: Context, missed: dict[int, list[Any]]) -> list[int]:
    first = [rows[0] for rows in missed.values()]
    found = run(
        session,
        PROPOSE,
        targets=list(missed),
        occurrences=[row.occurrence for row in first],
        departments=[row.department for row in first],
        findings=[_finding(ctx, rows) for rows in missed.values()],
        day=ctx.date,
        state=EntryState.PROPOSED.value,
    ).all()
    ids = [row.id for row in found]
    record(session, ctx, "negative_entry", ids, "proposed", moved=("", EntryState.PROPOSED.value))
    details = [canonical({"missed": [f"{r.subject}|{r.anchor}" for r in missed[row.target_id]]}) for row in found]
    way = Way.OWN_DATE.value
    origins = run(session, ORIGINS, entries=ids, details=details, way=way, day=ctx.date).scalars()
    record(session, ctx, "entry_origin", list(origins), "proposed")
    return ids


def _finding(ctx: Context, rows: Sequence[Any]) -> str:
    return "；".join(missed_in_words(row.anchor, row.leaf, ctx.date) for row in rows)
