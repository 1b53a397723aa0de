"""豁免通知: one that nobody has received when its waiver is taken back is cancelled, and its withdrawal not told (3.1)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.notice_ends import ASKS, FINISHED, NO_ADDRESS, TOLD
from models.ledger.seals import seal_changes, sealing
from models.ledger.tellings import LOCK
from models.records import Obligation
from models.statements import run

WAIVER_WITHDRAWN = "豁免已撤回"
# Every notice about the duty: a delivery run that claims one waits, or its messages are seen here.
NOTICES = "SELECT id FROM notice WHERE obligation_id = :id ORDER BY id"
# The newest notice of the waiver, whether it may have come or was told by phone, and whether a notice that calls for
# the work was cancelled meanwhile.
NEWEST = f"""
SELECT n.id, n.cancelled = '{TOLD}' IS TRUE OR EXISTS (SELECT FROM delivery v JOIN message m ON m.id = v.message_id
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
