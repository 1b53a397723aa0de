"""已阅: the head's acknowledgement of a reported result (6.1.5, A30)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, select

from models.intake.report import ResultRead
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.duties import title_of
from models.ledger.duty_names import name_duty
from models.ledger.lookup import obligation_numbered
from models.ledger.secrets import secrets_of
from models.ledger.transitions import record_row
from models.records import Acknowledgement, Department, Obligation, id_of
from models.rules.errors import Refused
from models.rules.personal_names import one_spelling
from models.statements import run

RESULT = """
SELECT CAST(occasion AS int) AS version, created_on FROM notice
WHERE obligation_id = :obligation AND kind = 'result' AND audience = 'head' ORDER BY 1 DESC LIMIT 1
"""
HEADS = """
SELECT DISTINCT name FROM contact WHERE department_id = :department AND role = 'head'
    AND coalesce(valid_from, :day) <= :day AND coalesce(valid_to, :day) >= :day ORDER BY 1
"""

# The newest result of each duty of these departments that was told to the head and that he has not read.
UNREAD = """
SELECT o.id, CAST(n.occasion AS int) AS version, o.kind, o.period, o.round, o.owed_by,
    n.payload -> 'facts' AS facts, n.created_on
FROM notice n JOIN obligation o ON o.id = n.obligation_id
WHERE n.kind = 'result' AND n.audience = 'head' AND o.owed_by = ANY(:departments)
    AND CAST(n.occasion AS int) = (SELECT max(CAST(x.occasion AS int)) FROM notice x
        WHERE x.obligation_id = o.id AND x.kind = 'result' AND x.audience = 'head')
    AND NOT EXISTS (SELECT FROM acknowledgement a
        WHERE (a.obligation_id, a.version) = (o.id, CAST(n.occasion AS int)))
ORDER BY n.created_on, o.id
"""


class UnreadResult(NamedTuple):
    """A result that its head has not read: duty and version, department, title, what it says, when it was told."""

    obligation: int
    version: int
    department: int
    title: str
    facts: str
    told_on: date


def unread_results(session: Session, departments: Sequence[int]) -> list[UnreadResult]:
    """Return what the heads of these departments have to read, the oldest first, without marked content (4.7)."""
    secrets = secrets_of(session)
    return [
        UnreadResult(
            row.id,
            row.version,
            row.owed_by,
            secrets.hide(title_of(row.kind, row.period, None, row.round)),
            secrets.tell("；".join(each.rstrip("。") for each in row.facts or ())),
            row.created_on,
        )
        for row in run(session, UNREAD, departments=list(departments))
    ]


HEAD_OR_FOR_HIM = {Role.HEAD, Role.OFFICE, Role.AGENCY}


@act("record_read", "登记已阅", clause="3-6.1.5", roles=HEAD_OR_FOR_HIM, by_hand="主要领导", own_mail=True)
def record_read(session: Session, data: ResultRead, ctx: Context) -> Summary:
    """6.1.5: record that the head has read the newest result; an office states day and reader.

    Raises Refused if no result was sent to the head, if the day is before that or in the future, or if the reader was
    not the registered head of the department on that day.
    """
    obligation = obligation_numbered(session, ctx, data.obligation)
    result = run(session, RESULT, obligation=obligation.id).first()
    if result is None:
        named = name_duty(session, id_of(obligation))
        raise Refused(f"{named}尚无报送主要领导的结果，不能登记已阅。")
    if ctx.actor.role is not Role.HEAD and (data.read_on is None or not data.read_by):
        raise Refused("由目标办代为登记已阅时，须写明阅知日期（--read-on）和阅知人（--read-by）。")
    day = data.read_on or ctx.date
    _check_day(ctx, day, result.created_on)
    by = _reader(session, ctx, obligation, data.read_by, day)
    same = select(Acknowledgement).filter_by(obligation_id=obligation.id, version=result.version)
    if session.exec(same).first():
        return Summary(f"{name_duty(session, id_of(obligation))}的结果此前已登记已阅。", {"read": 0})
    read = Acknowledgement(obligation_id=id_of(obligation), version=result.version, read_on=day, read_by=by)
    record_row(session, ctx, read, "read")
    return Summary(f"已登记{by}{day}已阅{name_duty(session, id_of(obligation))}的结果。", {"read": 1})


def _check_day(ctx: Context, day: date, told: date) -> None:
    """Raise Refused if the day is in the future or before the result was reported, or if the paper is older than it."""
    if day > ctx.date:
        raise Refused(f"阅知日期{day}在今天（{ctx.date}）之后。")
    if day < told:
        raise Refused(f"结果于{told}报送主要领导，阅知日期{day}早于该日，请核对。")
    check_signed_after(ctx, told, "结果报送日期")


def _reader(session: Session, ctx: Context, obligation: Obligation, name: str, day: date) -> str:
    """Return who read the result; raises Refused if he was not the head of the department in office on that day."""
    department = session.get_one(Department, obligation.owed_by)
    own = ctx.actor.name if ctx.actor.role is Role.HEAD else ""
    by = name or own
    reader, heads = _plain(by, department), run(session, HEADS, department=department.id, day=day).scalars().all()
    if own and reader != _plain(own, department):
        raise Refused(f"“{own}”登记的是本人已阅，阅知人不能写成“{name}”。")
    if reader not in map(one_spelling, heads):
        known = f"，当日登记的是“{'、'.join(heads)}”" if heads else "，当日没有登记主要领导"
        raise Refused(
            f"“{by}”{day}不是“{department.name}”在任的主要领导{known}，不能登记已阅。请核对阅知人和阅知日期，"
            "或先登记人员及其任职起止日期（mubiao import contacts）。"
        )
    return by


def _plain(name: str, department: Department) -> str:
    """Return a name in one spelling, without the department before it that the command line gives."""
    return one_spelling(name.removeprefix(f"{department.name} "))
