"""拟列入负面清单: a target found undone online, by a covert visit or in the cloud awaits the finding on site (A20)."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlmodel import Session, select

from models.block import canonical
from models.intake.input import NoInput
from models.intake.inspection import EntryProposed
from models.intake.review import ConfirmationAssigned
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.lookup import inspection_named, lead_of, target_inspected, target_of
from models.ledger.negative_list.confirmation import open_confirmation, open_confirmations, quarter_proposed
from models.ledger.negative_list.entries import entry_of, list_entry
from models.ledger.nouns.shared_sql import TARGET_OF, in_sql
from models.ledger.questions import Question
from models.ledger.transitions import record, record_row
from models.records import Confirmation, EntryOrigin, Inspection, NegativeEntry, Target, id_of
from models.rules.errors import Refused
from models.rules.inspection import Way
from models.rules.periods import Period
from models.rules.states import EntryState, InspectionState
from models.rules.states.negative_list import ENDED
from models.rules.target.due import LEAF, TARGET_DUE, missed_in_words
from models.statements import run

STILL_TO_COME = {InspectionState.DRAFTED, InspectionState.ISSUED}


@act("propose_entry", "拟列入负面清单", clause="3-7.2", roles={Role.AGENCY, Role.SYSTEM})
def propose_entry(session: Session, data: EntryProposed, ctx: Context) -> Summary:
    """7.2, 7.4: propose an unfinished target for the list; a signed finding on site confirms or dismisses it."""
    target = target_of(session, ctx, data)
    lead = lead_of(session, ctx, target)
    period = quarter_proposed(session, ctx, data.way, data.found_on)
    propose(session, ctx, target, period, (data.way, data.finding, data.found_on))
    return Summary(f"已提出将“{target.name}”（{lead.name}）列入负面清单，待现场认定。", {"proposed": 1})


def propose(
    session: Session, ctx: Context, target: Target, period: Period, found: tuple[Way, str, date], **detail: str
) -> NegativeEntry:
    """Propose a target for the negative list, and open the duty to check it on site after this quarter (7.2, A25).

    `found` is the way, the finding and its day. No notice is sent to departments before it is confirmed. `detail` is
    stored with the origin of the entry. Raises Refused if the target is already proposed or listed.
    """
    way, finding, found_on = found
    entry = list_entry(session, ctx, target, finding, found_on, EntryState.PROPOSED)
    origin = EntryOrigin(entry_id=id_of(entry), way=way, proposed_on=ctx.date, detail=detail)
    record_row(session, ctx, origin, "proposed")
    open_confirmation(session, ctx, period, target, entry)
    return entry


@act("assign_confirmation", "指定现场认定", clause="3-7.2", roles={Role.AGENCY})
def assign_confirmation(session: Session, data: ConfirmationAssigned, ctx: Context) -> Summary:
    """7.2: assign the inspection that checks a proposed entry on site; a later assignment replaces it."""
    inspection = inspection_named(session, ctx, data.inspection)
    target = target_inspected(session, ctx, inspection, data.target, data.year)
    entry = entry_of(session, target)
    if entry.state is not EntryState.PROPOSED:
        raise Refused(f"目标{target.code}的条目{entry.state.label}，拟列入的才指定现场认定。")
    _check_goes_there(session, ctx, inspection, target)
    existing = session.exec(select(Confirmation).where(Confirmation.entry_id == entry.id)).first()
    if existing and existing.inspection_id == inspection.id:
        return Summary("此前已指定该核查到现场认定，未作改动。", {"assigned": 0})
    confirmation = existing or Confirmation(
        entry_id=id_of(entry), inspection_id=id_of(inspection), assigned_on=ctx.date
    )
    confirmation.inspection_id, confirmation.assigned_on = id_of(inspection), ctx.date
    record_row(session, ctx, confirmation, "assigned")
    return Summary(f"“{target.name}”拟列入负面清单，由核查{inspection.key}到现场认定。", {"assigned": 1})


def _check_goes_there(session: Session, ctx: Context, inspection: Inspection, target: Target) -> None:
    if inspection.state not in STILL_TO_COME:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能指定它到现场认定。")
    lead = lead_of(session, ctx, target)
    if inspection.departments and lead.code not in inspection.departments:
        raise Refused(f"目标{target.code}由“{lead.name}”牵头，不在核查{inspection.key}的受核查部门中。")


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
