"""通知与消息: the lists of notices and messages, and the agency's decision about a message that failed."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.intake.message import MessageDecided
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.notice_ends import BOUNCED, ENDS, PHONED
from models.ledger.representatives import PRESENT
from models.ledger.seals import by_act, seal_changes, sealing
from models.ledger.secrets import secrets_of
from models.ledger.transitions import record
from models.records.notice import MessageState
from models.rules.concealment import conceal
from models.rules.errors import Refused
from models.rules.rehearsal import WRITTEN
from models.rules.secrecy import WITHHELD
from models.statements import run

NEWEST = "SELECT id FROM notice ORDER BY id DESC LIMIT :limit"
NOTICES = f"""
SELECT n.id, n.created_on, n.kind, n.audience, d.name AS department, n.subject, e.ending, e.why, e.told_on, e.person,
    e.told_by, (
        SELECT string_agg(concat_ws(' ', CASE WHEN r.channel IN ('mail', 'wecom_app') THEN r.address ELSE r.channel END,
            CASE WHEN m.state = 'sent' AND starts_with(m.reason, '{WRITTEN}') THEN 'written'
                ELSE coalesce(m.state, 'pending') END), '；' ORDER BY r.channel, r.address)
        FROM delivery v JOIN recipient r ON r.id = v.recipient_id LEFT JOIN message m ON m.id = v.message_id
        WHERE v.notice_id = n.id) AS deliveries, n.cancelled
FROM notice n JOIN department d ON d.id = n.department_id JOIN ({ENDS.format(which=f"IN ({NEWEST})")}) e ON e.id = n.id
ORDER BY n.id DESC
"""  # noqa: S608 - constants only
# An address that is no mailbox holds a secret, the key of a robot or a password: only the kind of service is shown.
SHOWN_ADDRESS = """CASE WHEN r.channel IN ('mail', 'wecom_app') THEN r.address
    WHEN r.address LIKE '%://%' THEN split_part(r.address, '://', 1) || '://…' ELSE left('…', length(r.address))
    END AS address"""
# The notices `n` of a kind or subject, with what became of each: {which}.
NOTICES_OF = f"""
SELECT n.kind, n.audience, n.occasion, n.created_on, coalesce(n.cancelled, v.cancelled) AS cancelled, r.channel,
    {SHOWN_ADDRESS}, m.state, m.sent_at, m.reason, {BOUNCED} AS bounced
FROM notice n LEFT JOIN delivery v ON v.notice_id = n.id LEFT JOIN recipient r ON r.id = v.recipient_id
    LEFT JOIN message m ON m.id = v.message_id
WHERE {{which}} ORDER BY n.id, r.channel
"""  # noqa: S608 - constants only
TO_REDRAFT = "内容已标注密级，重新拟写"
WAITING = """
SELECT (SELECT count(*) FROM notice WHERE resolved_at IS NULL AND cancelled IS NULL) AS notices,
    (SELECT count(*) FROM message WHERE state = 'waiting') AS waiting,
    (SELECT count(*) FROM message WHERE state = 'parked') AS parked,
    (SELECT count(*) FROM message WHERE state = 'doubtful') AS doubtful
"""
MESSAGES = f"""
SELECT m.id, m.business_date, r.channel, {SHOWN_ADDRESS},
    coalesce(NULLIF(m.subject, ''), left(m.markdown, 40)) AS subject, m.state, m.tries, m.sent_at, m.reason,
    m.maybe_duplicate, ARRAY(SELECT f ->> 'name' FROM jsonb_path_query(m.attachments, '$[*]') f) AS attachments,
    (SELECT array_agg(DISTINCT n.subject) FROM delivery v JOIN notice n ON n.id = v.notice_id
        WHERE v.message_id = m.id) AS subjects
FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE CAST(:state AS text) IS NULL OR m.state = :state ORDER BY m.id DESC LIMIT :limit
"""  # noqa: S608 - constants only
DECIDE = """UPDATE message SET state = CAST(:state AS text), next_try = :at, tries = 0, reason = :why,
    maybe_duplicate = maybe_duplicate OR (state = 'doubtful' AND CAST(:state AS text) = 'waiting')
WHERE id = :id AND state = ANY(:from_states)"""
# Every address to which a notice could go on `:day`.
ADDRESSES_IN_USE = f"""
SELECT email FROM office UNION ALL SELECT wecom_robot FROM office
UNION ALL SELECT unnest(ARRAY[c.email, c.wecom_id]) FROM {PRESENT} c
"""  # noqa: S608 - constants only
READDRESS = f"""UPDATE delivery SET cancelled = '收件地址已更换' WHERE message_id = :id AND cancelled IS NULL
    AND recipient_id IN (SELECT r.id FROM recipient r WHERE r.address NOT IN ({ADDRESSES_IN_USE}))"""  # noqa: S608 - constants only
REOPEN_NOTICES = "UPDATE notice SET resolved_at = NULL WHERE id = ANY(:notices) AND cancelled IS NULL"
UNPAUSE = "UPDATE recipient SET paused_until = NULL WHERE id = :recipient"
SOME_TOLD = f"SELECT 1 FROM delivery WHERE message_id = :id AND cancelled = '{PHONED}' LIMIT 1"  # noqa: S608
UNDECIDED = (MessageState.PARKED, MessageState.WAITING, MessageState.DOUBTFUL)


def list_notices(session: Session, limit: int, now: datetime) -> list[dict[str, Any]]:
    """Return the newest notices with their deliveries and how each ended."""
    return [dict(row) for row in run(session, NOTICES, limit=limit, now=now).mappings()]


def count_waiting(session: Session) -> tuple[int, int, int, int]:
    """Return how many notices have no message yet, how many messages wait to be sent, are parked and are doubtful."""
    row = run(session, WAITING).one()
    return row.notices, row.waiting, row.parked, row.doubtful


def list_messages(session: Session, state: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the newest messages, of one state or of all; a secret address is blanked.

    4.7: the subject of a message about a marked record is withheld, because it may hold a name that has changed since.
    """
    secrets = secrets_of(session)
    rows = [dict(row) for row in run(session, MESSAGES, state=state, limit=limit).mappings()]
    for row in rows:
        if any(map(secrets.about, row.pop("subjects") or ())) or row["reason"] == TO_REDRAFT:
            row["subject"] = WITHHELD
    return conceal(secrets, rows)


@act("retry_message", "重发消息", clause="3-6.2.2", roles={Role.AGENCY})
def retry_message(session: Session, data: MessageDecided, ctx: Context) -> Summary:
    """Queue a parked or doubtful message again with unchanged text, to the new address if it was replaced.

    Raises Refused if one of its notices was told by phone: no notice is both told and sent.
    """
    if notices := list(
        run(session, sealing(READDRESS, "notice_id"), id=data.message, day=ctx.date, **by_act(ctx)).scalars()
    ):
        seal_changes(session, ctx, REOPEN_NOTICES, notices=notices)
        _decide(session, ctx, data, MessageState.DROPPED)
        return Summary(f"消息{data.message}的收件地址已更换，已转为向新地址待发。", {"retried": 1})
    _decide(session, ctx, data, MessageState.WAITING)
    if run(session, SOME_TOLD, id=data.message).first():
        raise Refused(
            f"消息{data.message}中有的通知已电话告知，不再发送；其余的请也电话告知：mubiao notices --untold。"
        )
    return Summary(f"消息{data.message}已转为待发，发出以后才算告知。", {"retried": 1})


@act("drop_message", "放弃消息", clause="3-6.2.2", roles={Role.AGENCY})
def drop_message(session: Session, data: MessageDecided, ctx: Context) -> Summary:
    """Give up a message with a reason."""
    _decide(session, ctx, data, MessageState.DROPPED)
    return Summary(f"消息{data.message}已放弃。", {"dropped": 1})


@act("confirm_message", "确认消息送达", clause="3-6.2.2", roles={Role.AGENCY})
def confirm_message(session: Session, data: MessageDecided, ctx: Context) -> Summary:
    """Record that a doubtful message came, how and by whom it is known; a period that it begins runs from this day."""
    why = f"{data.why}，{ctx.actor.entered_by or ctx.actor.name}"
    _decide(session, ctx, data.model_copy(update={"why": why}), MessageState.ARRIVED, MessageState.DOUBTFUL)
    return Summary(f"消息{data.message}已确认送达。", {"arrived": 1})


def _decide(session: Session, ctx: Context, data: MessageDecided, state: MessageState, *before: MessageState) -> None:
    recipient = run(
        session,
        sealing(DECIDE, "recipient_id"),
        id=data.message,
        state=state.value,
        at=ctx.at,
        why=data.why,
        from_states=[each.value for each in before or UNDECIDED],
        **by_act(ctx),
    ).scalar()
    if recipient is None and before:
        raise Refused(f"没有编号为{data.message}的送达不明的消息。查看：mubiao messages --state doubtful。")
    if recipient is None:
        raise Refused(f"没有编号为{data.message}的待重试、已搁置或送达不明的消息。查看：mubiao messages。")
    if state is MessageState.WAITING:
        seal_changes(session, ctx, UNPAUSE, recipient=recipient)
    record(session, ctx, "message", [data.message], state.value, moved=("", state.value), detail={"why": data.why})
