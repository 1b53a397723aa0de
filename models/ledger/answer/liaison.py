"""An office names its liaison and representatives by a sheet: as the acts do, from the next working day (6.1.6)."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.intake.contact import LiaisonNamed
from models.intake.representation import RepresentationWithdrawn, RepresentativeNamed
from models.ledger.acts import Context, Summary
from models.ledger.answer.judged import Judged
from models.ledger.answer.senders import tell_office_and_head
from models.ledger.jurisdiction import calendar_of
from models.ledger.registry.addresses import owner_elsewhere
from models.ledger.registry.liaisons import appoint_liaison
from models.ledger.registry.representation import appoint_representative, withdraw_representative
from models.ledger.transitions import lock
from models.records import Department, id_of
from models.rules.errors import FieldRefused, Refused
from models.statements import run

BY_SHEET = "目标办交回的回复表"
HELD = """
SELECT name FROM contact WHERE department_id = :office AND role = 'liaison' AND coalesce(valid_to, 'infinity') >= :day
ORDER BY id DESC LIMIT 1
"""


def appoint(session: Session, judged: Judged, ctx: Context) -> Summary:
    """6.1.6: appoint who is named; office and head are told of the address, so that they can object before.

    Valid from the day that is named, at the earliest from the next working day: until then nothing is taken from the
    new address. Raises Refused if it is the present one, and if the vacancy that the sheet is about was filled since.
    """
    lock(session, "liaison")
    of_vacancy, office = judged.duty.period, judged.duty.office_id
    if of_vacancy and (held := run(session, HELD, office=office, day=ctx.date).scalar()):
        raise Refused(
            f"联络员“{held}”已经登记，这张表不再收取；要变更的，请填“联络员变更和委托”表，没有这张表的，请告知管理机构。"
        )
    department = session.get_one(Department, office)
    start, remark = _start(session, ctx, judged.fields.get("valid_from"), "生效日期")
    named = judged.as_input(LiaisonNamed, valid_from=start)
    if other := owner_elsewhere(session, id_of(department), named.email, start):
        words = f"邮箱{named.email}是“{other}”的，请改填本部门的邮箱；确是一人兼任的，请告知管理机构。"
        raise FieldRefused(words, "email")
    done = appoint_liaison(session, named, ctx)
    if not done.counts["appointed"]:
        words = f"“{named.name}”已是“{department.name}”的联络员；没有变更的，新联络员各栏不填，"
        raise FieldRefused(words + "只是邮箱等有变动的，请告知管理机构。", "name")
    told = tell_office_and_head(session, ctx, department, named.email, start, person=named.name)
    return replace(done, words=done.words + remark, counts={**done.counts, "notices": told})


def end_representation(session: Session, judged: Judged, ctx: Context) -> Summary:
    """6.1.6: end a representation at once. Raises Refused as its act does."""
    lock(session, "liaison")  # in the order in which the next part takes its turns
    return withdraw_representative(session, judged.as_input(RepresentationWithdrawn, reason=BY_SHEET), ctx)


def represent(session: Session, judged: Judged, ctx: Context) -> Summary:
    """6.1.6: begin a representation, from the next working day at the earliest. Raises Refused as its act does."""
    start, remark = _start(session, ctx, judged.fields["first_day"], "委托起始日期")
    last_day = judged.fields["last_day"]
    if remark and last_day < start:
        words = f"委托的结束日期{last_day}早于最早可以开始的{start}，请改日期，或由管理机构登记。"
        raise FieldRefused(words, "last_day")
    done = appoint_representative(session, judged.as_input(RepresentativeNamed, first_day=start), ctx)
    return replace(done, words=done.words + remark)


def _start(session: Session, ctx: Context, asked: date | None, what: str) -> tuple[date, str]:
    """Return the day that is asked for, or the next working day if that is later, and a remark about it."""
    first = calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, 1)
    if asked is None or asked >= first:
        return asked or first, ""
    return first, f"填写的{what}{asked}早于下一个工作日，未采用。"
