"""电话告知: what could not be sent is told by phone; that ends the notice (6.2.2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.intake.message import ToldByPhone
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.notice_ends import NO_ADDRESS, PHONED, endings_of
from models.ledger.seals import seal_changes
from models.ledger.transitions import record, record_rows
from models.records import Telling
from models.records.notice import MessageState
from models.rules.day_order import check_not_before, check_not_future
from models.rules.errors import Refused
from models.rules.notices import NoticeEnd, end_in_words
from models.statements import run

# The rows that a delivery run or `retry_message` would change first, in one order: so no notice is both told and sent.
LOCK = (
    "SELECT id, created_on FROM notice WHERE id = ANY(:ids) ORDER BY id FOR UPDATE",
    """SELECT id FROM message WHERE id IN (SELECT message_id FROM delivery WHERE notice_id = ANY(:ids))
    ORDER BY id FOR UPDATE""",
    """SELECT id FROM recipient WHERE id IN (SELECT recipient_id FROM delivery WHERE notice_id = ANY(:ids))
    ORDER BY id FOR UPDATE""",
)
END = f"""
UPDATE notice SET cancelled = '{PHONED}' WHERE id = ANY(:ids) AND coalesce(cancelled, '{NO_ADDRESS}') = '{NO_ADDRESS}'
"""  # noqa: S608 - constants only
END_DELIVERIES = f"UPDATE delivery SET cancelled = '{PHONED}' WHERE notice_id = ANY(:ids) AND cancelled IS NULL"  # noqa: S608
PARKED = """
SELECT m.id FROM message m WHERE m.state IN ('parked', 'doubtful') AND EXISTS (
    SELECT FROM delivery v WHERE v.message_id = m.id AND v.notice_id = ANY(:ids))
    AND NOT EXISTS (SELECT FROM delivery v WHERE v.message_id = m.id AND v.cancelled IS NULL) ORDER BY m.id
"""
DROP = f"UPDATE message SET state = 'dropped', reason = '{PHONED}' WHERE id = ANY(:ids)"  # noqa: S608
ADVICE = "查看：mubiao notices --untold。"
NOT_TO_TELL = {
    NoticeEnd.SENT: "已经发送，不用电话告知",
    NoticeEnd.ARRIVED: "已经送达，不用电话告知",
    NoticeEnd.ANSWERED: "已经发送并已答复，不用电话告知",
    NoticeEnd.WAITING: "正在等待发送，发不出去才用电话告知",
    NoticeEnd.HELD: "停机后暂缓，放行（release_notices）后发送",
    NoticeEnd.CANCELLED: "已经取消，不用电话告知",
    NoticeEnd.TOLD: "此前已电话告知，不再重复登记",
}


@act("told_by_phone", "登记电话告知", clause="3-6.2.2", roles={Role.AGENCY})
def told_by_phone(session: Session, data: ToldByPhone, ctx: Context) -> Summary:
    """6.2.2: record that a person was told by phone what notices say that could not be sent; they are never sent then.

    Raises Refused if one of them was sent, was told before, waits or was cancelled, or if the day is before the notice
    or in the future.
    """
    ids = sorted(set(data.notices))
    made, *_ = [run(session, each, ids=ids).all() for each in LOCK]
    _check_known(ids, made)
    _check_day(data, ctx, made)
    _check_untold(endings_of(session, ids, ctx.at))
    seal_changes(session, ctx, END, ids=ids)
    seal_changes(session, ctx, END_DELIVERIES, ids=ids)
    _insert_tellings(session, ctx, data, ids)
    _drop_messages(session, ctx, ids)
    return Summary(f"{len(ids)}条通知已登记电话告知“{data.person}”，不再发送。", {"told": len(ids)})


def _check_known(ids: Sequence[int], made: Sequence[Any]) -> None:
    if unknown := sorted(set(ids) - {row.id for row in made}):
        raise Refused(f"没有编号为{'、'.join(map(str, unknown))}的通知。{ADVICE}")


def _check_day(data: ToldByPhone, ctx: Context, made: Sequence[Any]) -> None:
    check_not_future(data.told_on, ctx.date, "告知日期")
    for row in made:
        check_not_before(data.told_on, row.created_on, "告知日期", f"通知{row.id}形成的日期")


def _check_untold(endings: Mapping[int, Any]) -> None:
    for number, row in sorted(endings.items()):
        end = NoticeEnd(row.ending)
        if end is not NoticeEnd.UNTOLD:
            told = end_in_words(row.ending, row.why, person=row.person, told_on=row.told_on, told_by=row.told_by)
            raise Refused(f"通知{number}{NOT_TO_TELL[end]}：{told}。{ADVICE}")


def _insert_tellings(session: Session, ctx: Context, data: ToldByPhone, ids: Sequence[int]) -> None:
    tellings = [
        Telling(notice_id=number, told_on=data.told_on, person=data.person, told_by=data.told_by) for number in ids
    ]
    record_rows(session, ctx, tellings, "told")


def _drop_messages(session: Session, ctx: Context, ids: Sequence[int]) -> None:
    """Drop the undecided messages whose notices were all told by phone, so that they are not decided again."""
    empty = list(run(session, PARKED, ids=ids).scalars())
    if empty:
        dropped = MessageState.DROPPED.value
        seal_changes(session, ctx, DROP, ids=empty)
        record(session, ctx, "message", empty, dropped, moved=("", dropped), detail={"why": PHONED})
