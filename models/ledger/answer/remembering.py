"""An address from which the agency has accepted an answer becomes that of a liaison; office and head are told."""

from datetime import date

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.calendars import calendar_of
from models.ledger.notices import notify_one
from models.ledger.registry.addresses import owner_elsewhere
from models.ledger.transitions import record
from models.records import Contact, Department, Mail, id_of
from models.rules.chinese_dates import in_full
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.kinds import ContactRole

REMEMBERED = "address_remembered"
NAME = "来信地址"  # of a contact without a known name


def remember(session: Session, ctx: Context, mail: Mail, offices: list[int]) -> int:
    """Add the address of a mail to the contacts of the one office that it answered for; returns how many are told.

    Valid from the next working day, so that office and head can object before anything is taken from there. Raises
    Refused if the mail answered for several offices, names no address, or one that stands for another office.
    """
    if len(set(offices)) != 1 or not mail.sender:
        raise Refused("这封来信不是一个部门的回复，或没有发件地址，不能登记为联系人；请去掉 --remember。")
    office = session.get_one(Department, offices[0])
    _refuse_address_of_another(session, office, mail.sender, ctx.date)
    first = calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, 1)
    contact = Contact(
        department_id=id_of(office), role=ContactRole.LIAISON, name=NAME, email=mail.sender, valid_from=first
    )
    session.add(contact)
    session.flush()
    record(session, ctx, "contact", [id_of(contact)], "remembered", detail={"mail": mail.digest})
    return tell_office_and_head(session, ctx, office, mail.sender, first, mail=mail.id)


def _refuse_address_of_another(session: Session, office: Department, address: str, day: date) -> None:
    if other := owner_elsewhere(session, id_of(office), address, day):
        raise Refused(
            f"这个发件地址已经是“{other}”的，不能同时登记为“{office.name}”的联系人；请去掉 --remember。"
            "确是一人兼任的，用 mubiao import contacts 登记。"
        )


def tell_office_and_head(
    session: Session, ctx: Context, office: Department, address: str, first: date, **more: object
) -> int:
    """Tell an office and its head that answers from an address are taken from a day on; returns how many are told."""
    payload: dict[str, object] = {"address": address, "from": in_full(first), **more}
    subject, occasion = f"{office.code}|{address}", ctx.date.isoformat()
    return sum(
        notify_one(session, ctx, REMEMBERED, subject, (id_of(office), each), occasion=occasion, payload=payload)
        for each in (Audience.OFFICE, Audience.HEAD)
    )
