"""明确整改时限: the agency's duty to set the limit of a listed entry by the next working day (6.2.4, A48)."""

from sqlmodel import Session

from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.notices import agency_of
from models.ledger.questions import Question
from models.ledger.transitions import record
from models.rules.negative_list import LIMIT_OWED
from models.rules.states import ObligationState
from models.statements import run

# Listed entries without a limit, except those whose appeal is accepted; of `entry` only, if it is given.
WITHOUT_LIMIT = """
SELECT e.id, concat_ws('/', t.year, t.code, e.occurrence) AS subject
FROM negative_entry e JOIN target t ON t.id = e.target_id
WHERE t.jurisdiction_id = :jurisdiction AND e.state = 'listed' AND (CAST(:entry AS int) IS NULL OR e.id = :entry)
    AND NOT EXISTS (SELECT 1 FROM appeal a WHERE a.entry_id = e.id AND a.state = 'accepted')
"""
OPEN = f"""
INSERT INTO obligation (jurisdiction_id, kind, period, department_id, subject, round, owed_by, clause, deadline_id,
    due_version, state, opened_on, opened_late)
SELECT :jurisdiction, CAST(:kind AS text), '', :agency, q.subject, 0, :agency, :clause, :deadline, 1, 'open', :day,
    false
FROM ({WITHOUT_LIMIT}) q ORDER BY q.id
ON CONFLICT DO NOTHING RETURNING id
"""  # noqa: S608 - constants only
# A listed entry whose duty is open already computes the row of its deadline again.
LACKS_LIMIT = Question(
    f"EXISTS ({WITHOUT_LIMIT.replace(':entry', 'NULL')})", Summary("明确整改时限无需补开。", {"opened": 0})
)


@act("open_owed_limits", "补开明确整改时限", clause="3-6.2.4", roles={Role.SYSTEM, Role.AGENCY})
def open_owed_limits(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """6.2.4: open the missing duty to set a limit of every listed entry; it is due from today."""
    opened = open_limits(session, ctx)
    return Summary(f"补开明确整改时限{opened}项。", {"opened": opened}) if opened else LACKS_LIMIT.nothing


def open_limits(session: Session, ctx: Context, entry: int | None = None) -> int:
    """A48: open the duty to set the limit, due the next working day, of this entry or of all; returns how many."""
    if run(session, WITHOUT_LIMIT, jurisdiction=ctx.jurisdiction, entry=entry).first() is None:
        return 0
    deadline, _ = deadline_from(session, ctx, LIMIT_OWED.due, ctx.date)
    ids = run(
        session,
        OPEN,
        jurisdiction=ctx.jurisdiction,
        kind=LIMIT_OWED.key,
        agency=agency_of(session, ctx.jurisdiction),
        clause=LIMIT_OWED.clause,
        deadline=deadline,
        day=ctx.date,
        entry=entry,
    )
    opened = list(ids.scalars())
    record(session, ctx, "obligation", opened, "opened", moved=("", ObligationState.OPEN.value))
    return len(opened)
