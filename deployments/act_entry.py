"""How the command line does an act: the day, the person, one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from typing import Any

import click
from sqlmodel import Session, select

from deployments.pauses_copy import keep_pauses
from models.database import begin
from models.intake.complaints import Complaint, ImportRefused
from models.intake.source import Source
from models.ledger.acts import OPERATOR, Act, Actor, Role, Summary
from models.ledger.cycle.pausing import halts_of, pause_cycle, resume_cycle
from models.ledger.lookup import home
from models.ledger.perform import perform
from models.ledger.secrets import secrets_of
from models.records import Contact, Department
from models.rules.business_day import BusinessDay
from models.rules.errors import Refused
from models.rules.kinds import ContactRole
from models.rules.secrecy import FIGURE, Secrets, blanked
from tasks.clock import business_day
from tasks.clock_check import look
from tasks.settings import settings

ROLES = {
    ContactRole.LIAISON: Role.OFFICE,
    ContactRole.OFFICE_DIRECTOR: Role.OFFICE,
    ContactRole.HEAD: Role.HEAD,
    ContactRole.LEADER_IN_CHARGE: Role.LEADER,
}
PAUSING: tuple[Act[Any], ...] = (pause_cycle, resume_cycle)


def do(
    act: Act[Any],
    data: Any,  # noqa: ANN401 - a mapping to be checked, or the act's own input, checked already
    *,
    on: date | None = None,
    by: str | None = None,
    request_id: str | None = None,
    keep: bool = True,
    source: Source | None = None,
) -> Summary:
    """Perform one act in one transaction, in the name of `部门编码/姓名` or of the operator; undone unless `keep`.

    `source` says how the operator came to know what is entered on behalf of an office.
    """
    day = business_day(on)
    warn_of_future(day)
    with suppress(_Undone), begin() as session:
        warn_of_clock(session)
        actor = person_named(session, by, day) if by else OPERATOR
        with _concealing(session):
            summary = perform(session, act, data, day, actor, request_id, source)
        if not keep:
            raise _Undone
    if act in PAUSING:
        with begin() as session:
            keep_pauses(settings().home, halts_of(session, home(session)))
    return summary


@contextmanager
def _concealing(session: Session) -> Iterator[None]:
    """4.7: a refusal, or a complaint about a sheet, says no more of what is marked than anything else does."""
    try:
        yield
    except ImportRefused as refusal:
        secrets = secrets_of(session)
        raise ImportRefused(_without(each, secrets) for each in refusal.complaints) from refusal
    except Refused as refusal:
        if (words := secrets_of(session).tell(refusal.message)) != refusal.message:
            raise Refused(words) from refusal
        raise


def _without(complaint: Complaint, secrets: Secrets) -> Complaint:
    """The complaint as it may be shown; of a row about something marked, only where and what is wrong."""
    if secrets.is_row_about(complaint.row):
        value = FIGURE if complaint.value else ""
        return replace(complaint, value=value, message=secrets.hide(blanked(complaint.message)))
    return replace(complaint, value=secrets.hide(complaint.value), message=secrets.tell(complaint.message))


def warn_of_future(day: BusinessDay) -> None:
    """Say on stderr that a business date lies ahead: what is recorded under it stays."""
    if day.date > day.at.date():
        click.echo(f"注意：业务日期{day.date}在今天（{day.at.date()}）之后。", err=True)


def warn_of_clock(session: Session) -> None:
    """Say on stderr that the machine's clock was set wrong: what is entered now gets a wrong date."""
    seen = look(session)
    if seen and seen.doubt and seen.doubt.sure:
        click.echo(f"注意：{seen.doubt.words}。", err=True)


class _Undone(Exception):  # noqa: N818 - no error: it only leaves the transaction without keeping it
    pass


def person_named(session: Session, text: str, day: BusinessDay) -> Actor:
    """The person `部门编码/姓名` in a role held that day; refuses an unknown or ambiguous name."""
    code, _, name = text.partition("/")
    found = session.exec(
        select(Contact, Department)
        .join(Department)
        .where(Department.jurisdiction_id == home(session), Department.code == code, Contact.name == name)
    ).all()
    held = [(contact, department) for contact, department in found if _holds(contact, day.date)]
    if not held:
        raise Refused(f"没有找到“{text}”：应为“部门编码/姓名”，且该人当日在任。")
    roles = {ROLES[contact.role] for contact, _ in held}
    if len(roles) > 1:
        raise Refused(f"“{text}”同时担任多个角色，无法判断以何身份办理，请联系管理机构经办人代录。")
    return Actor(f"{held[0][1].name} {name}", roles.pop(), held[0][1].id)


def _holds(contact: Contact, day: date) -> bool:
    return (contact.valid_from or day) <= day <= (contact.valid_to or day)
