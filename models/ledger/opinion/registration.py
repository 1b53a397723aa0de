"""登记和交办公众意见: an opinion as the agency's list has it, new or with its number (6.2.7)."""

from sqlmodel import Session

from models.intake.opinion import OpinionAssigned, OpinionEntered, OpinionReceived
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.heirs import heirs
from models.ledger.lookup import department_named
from models.ledger.nouns.shared_sql import HEIRS
from models.ledger.opinion.opinions import (
    assign_opinion,
    find_opinion,
    record_opinion,
    responsible_department,
)
from models.ledger.transitions import lock
from models.records import Opinion, id_of
from models.rules.errors import Refused
from models.statements import run

SAME = f"""
SELECT r.id FROM opinion r LEFT JOIN {HEIRS} h ON h.department_id = r.department_id
WHERE r.jurisdiction_id = :jurisdiction AND coalesce(h.heir, r.department_id) = :department
    AND (r.content, r.channel, r.received_on) = (:content, :channel, CAST(:received AS date))
ORDER BY r.year DESC, r.number DESC LIMIT 1
"""  # noqa: S608 - constants only


@act("enter_opinion", "登记和交办公众意见", clause="3-6.2.7", roles={Role.AGENCY})
def enter_opinion(session: Session, data: OpinionEntered, ctx: Context) -> Summary:
    """6.2.7: record an opinion, or assign one that is recorded; one of the same day, text and channel is the same.

    Raises Refused if its number is that of another opinion, and for what each of the two acts refuses.
    """
    lock(session, "opinion")
    if data.opinion.strip():
        opinion = find_opinion(session, ctx, data.opinion.strip())
        _check_is(session, ctx, opinion, data)
        return _assign(session, opinion, data, ctx)
    received = OpinionReceived.model_validate(data.model_dump(exclude={"opinion"}))
    same = _find_same(session, received, ctx)
    return _assign(session, same, data, ctx) if same else record_opinion(session, received, ctx)


def _assign(session: Session, opinion: Opinion, data: OpinionEntered, ctx: Context) -> Summary:
    """Assign an opinion that is recorded, unless it has no limit or this one already."""
    if data.limit in (None, opinion.limit):
        return Summary(
            f"公众意见{opinion.key}此前已登记{'、交办' if opinion.limit else ''}，未作改动。", {"recorded": 0}
        )
    return assign_opinion(session, OpinionAssigned(opinion=opinion.key, limit=data.limit), ctx)


def _find_same(session: Session, data: OpinionReceived, ctx: Context) -> Opinion | None:
    department = id_of(responsible_department(session, ctx, data.department))
    said = {"content": data.content, "channel": data.channel, "received": data.received_on}
    number = run(session, SAME, jurisdiction=ctx.jurisdiction, department=department, **said).scalar()
    return session.get_one(Opinion, number) if number else None


def _check_is(session: Session, ctx: Context, opinion: Opinion, data: OpinionEntered) -> None:
    """Raise Refused if what is said of an opinion beside its number is not what is recorded."""
    successors = heirs(session)
    recorded = (opinion.content, opinion.channel, opinion.received_on)
    given = (data.content.strip(), data.channel.strip(), data.received_on)
    owed_by = id_of(department_named(session, ctx, data.department)) if data.department else opinion.department_id
    same_office = successors.get(owed_by, owed_by) == successors.get(opinion.department_id, opinion.department_id)
    if any(new and new != old for new, old in zip(given, recorded, strict=True)) or not same_office:
        raise Refused(
            f"公众意见{opinion.key}登记的责任部门、内容、渠道或收到日期与此不同；新收到的意见，请把编号留空。"
        )
