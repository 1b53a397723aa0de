"""Resolves the audience of a notice to addresses by role and validity, and cancels notices that no longer apply."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models.ledger import notice_ends
from models.ledger.messages import ADDRESSES_IN_USE, REOPEN_NOTICES
from models.ledger.notice_ends import MOVED as MOVED_AWAY
from models.ledger.representatives import PRESENT_FOR
from models.ledger.seals import by_run, sealing
from models.statements import run

ADDRESSES = f"""
SELECT n.id AS notice_id, n.jurisdiction_id, a.channel, a.address, a.person FROM notice n CROSS JOIN LATERAL (
    SELECT * FROM {notice_ends.ADDRESSES_OF} o
    UNION ALL SELECT 'wecom_app', c.wecom_id, c.name FROM {PRESENT_FOR} c
        WHERE :to_members AND c.department_id = n.department_id AND c.role = n.audience
    UNION ALL SELECT 'wecom_app', q.wecom_id, q.name FROM {notice_ends.OWN_ADDRESSES} q
        WHERE :to_members AND {notice_ends.OF_PERSON.format("q")}) a
WHERE {notice_ends.TO_SEND} AND a.address <> ''
"""  # noqa: S608 - constants only
RECIPIENTS = f"""
INSERT INTO recipient (jurisdiction_id, channel, address)
SELECT DISTINCT jurisdiction_id, channel, address FROM ({ADDRESSES}) q ORDER BY 1, 2, 3
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only
# New recipients are unknown to the planner: joined within the look-up of each notice, all would be read for each.
DELIVERIES = f"""
INSERT INTO delivery (notice_id, recipient_id, person)
WITH q AS MATERIALIZED ({ADDRESSES})
SELECT q.notice_id, r.id, max(q.person) FROM q
    JOIN recipient r ON (r.jurisdiction_id, r.channel, r.address) = (q.jurisdiction_id, q.channel, q.address)
GROUP BY q.notice_id, r.id ORDER BY q.notice_id, r.id
ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants only
RESOLVED = f"""
UPDATE notice n SET resolved_at = :now, cancelled = CASE WHEN NOT EXISTS (
    SELECT 1 FROM delivery v WHERE v.notice_id = n.id) THEN '{notice_ends.NO_ADDRESS}' END
WHERE {notice_ends.TO_SEND}
"""  # noqa: S608 - constants only
# Notices that were not sent and that a later one contradicts or repeats: 逾期 has come for the same duty, an entry was
# withdrawn, a result was reported again.
UNSENT = """
SELECT id FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL
UNION SELECT notice_id FROM delivery WHERE message_id IS NULL AND cancelled IS NULL
"""
LATER_NOTICE = f"""SELECT FROM notice b WHERE b.obligation_id = n.obligation_id AND b.cancelled IS NULL
    AND (b.audience, b.department_id) = (n.audience, n.department_id) AND NOT {notice_ends.HELD.format(n="b")}"""
SUPERSEDED = f"""
SELECT n.id FROM notice n LEFT JOIN obligation o ON o.id = n.obligation_id
WHERE n.cancelled IS NULL AND n.id IN ({UNSENT}) AND (
    (n.kind LIKE 'opened%' OR n.kind IN ('upload_opened', 'feedback_owed', 'reminder')) AND EXISTS (
        {LATER_NOTICE} AND b.kind = 'overdue' AND split_part(b.occasion, '|', 1) = CAST(o.due_version AS text))
    OR n.kind = 'result' AND EXISTS ({LATER_NOTICE} AND b.kind = 'result' AND b.id > n.id)
    OR n.kind IN ('listed', 'relimited') AND o.state = 'void'
    OR n.kind = 'listed_without_limit' AND EXISTS (SELECT FROM negative_entry e JOIN target t ON t.id = e.target_id
        WHERE t.jurisdiction_id = n.jurisdiction_id AND concat_ws('/', t.year, t.code, e.occurrence) = n.subject
            AND e.state IN ('withdrawn', 'corrected')))
"""  # noqa: S608 - constants only
# An office that answered 收到 to a message gets no reminder of its duties three working days before.
CONFIRMED = f"""
SELECT n.id FROM notice n JOIN obligation o ON o.id = n.obligation_id
WHERE n.kind = 'reminder' AND n.cancelled IS NULL AND n.id IN ({UNSENT})
    AND n.occasion = concat(o.due_version, '|T-3') AND EXISTS (SELECT FROM received_mail m
        WHERE m.state = 'acknowledged' AND m.confirmed @> to_jsonb(concat_ws('|', n.subject, o.due_version)))
"""  # noqa: S608 - constants only
# The opening of a duty says by when; its reminder of the same day would be a second mail about it, unless the first did
# not come, or its answer does not say so.
OPENED_TODAY = f"""
SELECT n.id FROM notice n WHERE n.kind = 'reminder' AND n.cancelled IS NULL AND n.id IN ({UNSENT}) AND EXISTS (
    {LATER_NOTICE} AND (b.kind LIKE 'opened%' OR b.kind IN ('upload_opened', 'feedback_owed'))
        AND b.created_on = n.created_on AND NOT EXISTS (SELECT FROM delivery w JOIN message m ON m.id = w.message_id
            WHERE w.notice_id = b.id AND m.state IN ('doubtful', 'parked', 'dropped')))
"""  # noqa: S608 - constants only
# Why notices that were not sent are cancelled, and which ones.
OBSOLETE = {
    notice_ends.FINISHED: notice_ends.STALE,
    notice_ends.NEWER: SUPERSEDED,
    "目标办已回复收到": CONFIRMED,
    "当日已通知开启": OPENED_TODAY,
}
OBSOLETE_NOTICES = tuple(
    f"UPDATE notice SET cancelled = '{why}' WHERE resolved_at IS NULL AND id IN ({which})"  # noqa: S608 - constants only
    for why, which in OBSOLETE.items()
)
# An act may cancel a notice while its deliveries are inserted: it does not see them.
END_DELIVERIES = """
UPDATE delivery v SET cancelled = n.cancelled FROM notice n
WHERE n.id = v.notice_id AND n.cancelled IS NOT NULL AND v.message_id IS NULL AND v.cancelled IS NULL
    AND (CAST(:recipients AS int[]) IS NULL OR v.recipient_id = ANY(:recipients))
"""
OBSOLETE_DELIVERIES = (
    *(
        f"""UPDATE delivery SET cancelled = '{why}'
        WHERE message_id IS NULL AND cancelled IS NULL AND notice_id IN ({which})
            AND (CAST(:recipients AS int[]) IS NULL OR recipient_id = ANY(:recipients))"""  # noqa: S608 - constants only
        for why, which in OBSOLETE.items()
    ),
    END_DELIVERIES,
)
# Deliveries to an address no longer in use (robot key corrected, person replaced) are cancelled and addressed again.
MOVED = f"""
UPDATE delivery SET cancelled = '{MOVED_AWAY}' WHERE message_id IS NULL AND cancelled IS NULL AND recipient_id IN (
    SELECT r.id FROM recipient r WHERE r.address NOT IN ({ADDRESSES_IN_USE}))
"""  # noqa: S608 - constants only


def address_notices(session: Session, day: date, now: datetime, *, to_members: bool = False) -> int:
    """Insert deliveries of every new notice for the current holders of its role.

    `to_members`: also as messages of the WeCom app, to those whose 企业微信号 is known.
    Returns the number of cancelled notices and deliveries.
    """
    sealed = by_run(session, now)
    cancelled = sum(int(run(session, sealing(each), **sealed).scalar_one()) for each in OBSOLETE_NOTICES)
    cancelled += cancel_stale(session, now) + notice_ends.cancel_obsolete(session, now, sealed)
    notice_ends.reopen_addressed(session, day, now, sealed)
    run(
        session,
        sealing(REOPEN_NOTICES),
        notices=list(run(session, sealing(MOVED, "notice_id"), day=day, **sealed).scalars()),
        **sealed,
    )
    run(session, sealing(RECIPIENTS), day=day, to_members=to_members, **sealed)
    run(session, sealing(DELIVERIES), day=day, to_members=to_members, **sealed)
    run(session, sealing(RESOLVED), day=day, now=now, **sealed)
    return cancelled


def cancel_stale(session: Session, now: datetime, recipients: Sequence[int] | None = None) -> int:
    """Cancel unclaimed deliveries whose work is already done or that a later notice supersedes.

    Those of these recipients, or of all if None. Returns how many.
    """
    parameters = {"recipients": recipients, **by_run(session, now)}
    return sum(int(run(session, sealing(each), **parameters).scalar_one()) for each in OBSOLETE_DELIVERIES)
