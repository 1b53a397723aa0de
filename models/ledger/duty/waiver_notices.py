"""豁免通知: notices for an office whose waiver is taken back, and those that are cancelled then (3.1)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.notice_ends import ASKS, FINISHED, NO_ADDRESS, PHONED
from models.ledger.notices import notify
from models.ledger.nouns.duty import OBLIGATION_KEY
from models.ledger.seals import seal_changes, sealing
from models.ledger.tellings import LOCK
from models.records import Obligation, id_of
from models.rules.cycles import YEAR_END_CHECK
from models.rules.duties import Audience
from models.rules.states import ObligationState
from models.statements import run

WAIVER_WITHDRAWN = "豁免已撤回"
# Every notice about the duty: a delivery run that claims one waits, or its messages are seen here.
NOTICES = "SELECT id FROM notice WHERE obligation_id = :id ORDER BY id"
# The newest notice of the waiver, whether it may have come or was told by phone, and whether a notice that calls for
# the work was cancelled meanwhile.
NEWEST = f"""
SELECT n.id, n.cancelled = '{PHONED}' IS TRUE OR EXISTS (SELECT FROM delivery v JOIN message m ON m.id = v.message_id
        WHERE v.notice_id = n.id AND m.state <> 'dropped') AS told,
    EXISTS (SELECT FROM notice b LEFT JOIN delivery v ON v.notice_id = b.id WHERE b.obligation_id = n.obligation_id
        AND '{FINISHED}' IN (b.cancelled, v.cancelled) AND {ASKS.replace("n.", "b.")}) AS silenced
FROM notice n WHERE n.obligation_id = :id AND n.kind = 'waived' ORDER BY n.id DESC LIMIT 1
"""  # noqa: S608 - constants only
CANCEL = sealing(
    "notice",
    f"""UPDATE notice SET cancelled = '{WAIVER_WITHDRAWN}'
    WHERE id = :notice AND coalesce(cancelled, '{NO_ADDRESS}') = '{NO_ADDRESS}'""",  # noqa: S608 - constants only
)
CANCEL_DELIVERIES = sealing(
    "delivery",
    f"""UPDATE delivery SET cancelled = '{WAIVER_WITHDRAWN}'
    WHERE notice_id = :notice AND message_id IS NULL AND cancelled IS NULL""",  # noqa: S608 - constants only
)
# The 现场复核通知 in force, if one was registered while the check was waived, and the due date before it.
NOTICED = f"""
SELECT y.number, y.requirements, coalesce((array_agg(m.detail ->> 'from' ORDER BY m.id)
    FILTER (WHERE m.detail ? 'from'))[1], '') AS "from"
FROM obligation o JOIN department d ON d.id = o.department_id
    JOIN (SELECT DISTINCT ON (jurisdiction_id, year) * FROM year_end_notice ORDER BY jurisdiction_id, year, id DESC) y
        ON y.jurisdiction_id = o.jurisdiction_id AND CAST(y.year AS text) = o.period
    JOIN transition m ON m.record = 'obligation' AND m.record_key = {OBLIGATION_KEY.format(o="o", d="d")}
        AND m.event IN ('moved', 'noticed') AND m.from_state = '{ObligationState.WAIVED}'
WHERE o.id = :id AND o.kind = '{YEAR_END_CHECK.key}' GROUP BY y.number, y.requirements
"""  # noqa: S608 - constants only


def cancel_untold_waiver(session: Session, ctx: Context, obligation: Obligation) -> tuple[bool, bool]:
    """Cancel the unsent notice of a waiver that is taken back.

    Returns whether it was cancelled, and whether its withdrawal is to be told all the same: if the waiver was told, or
    if a notice that calls for the work was cancelled because of it.
    """
    ids = list(run(session, NOTICES, id=obligation.id).scalars())
    for lock in LOCK:
        run(session, lock, ids=ids)
    newest = run(session, NEWEST, id=obligation.id).one_or_none()
    if newest is None:
        return False, True
    seal_changes(session, ctx, CANCEL_DELIVERIES, notice=newest.id)
    if newest.told:
        return False, True
    seal_changes(session, ctx, CANCEL, notice=newest.id)
    return True, newest.silenced


def tell_year_end_notice(session: Session, ctx: Context, obligation: Obligation) -> int:
    """6.1.4: notify the office of the 现场复核通知 that was registered while its check was waived."""
    missed = run(session, NOTICED, id=obligation.id).mappings().one_or_none()
    if missed is None:
        return 0
    about = [id_of(obligation)], [Audience.OFFICE]
    return notify(session, ctx, "year_end_notice", *about, occasion=missed["number"], payload=dict(missed))
