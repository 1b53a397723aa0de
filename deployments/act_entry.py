"""Performs an act for the command line: the business day, the person, one transaction."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize

import click
from sqlmodel import Session, select

from deployments.concealed_refusals import conceal_secrets
from deployments.marked_files import removing_marked
from deployments.pauses_copy import KeptClosed, save_pauses
from models.database import begin
from models.intake.source import PaperGiven, SignedPaper, Source
from models.ledger.acts import OPERATOR, Act, Actor, Role, Summary
from models.ledger.cycle.opening import open_cycle
from models.ledger.cycle.orders import leave_out_period
from models.ledger.cycle.pausing import halts_of, pause_cycle, resume_cycle
from models.ledger.evidence.store import store_files
from models.ledger.jurisdiction import GO_LIVE, home, is_rehearsal
from models.ledger.lookup import find_department
from models.ledger.perform import perform
from models.ledger.periods_ahead import ordered_periods
from models.ledger.registry.installation import initialize
from models.ledger.representatives import represented_by
from models.records import Contact, Department, id_of
from models.rules.errors import Refused
from models.rules.kinds import ContactRole, Known
from models.rules.rehearsal import marked
from models.rules.signed_paper import HEAD_BYTES, is_page
from models.rules.workdays import BusinessDay
from models.statements import run, transaction
from tasks.cell_check import check_cell
from tasks.clock import business_day
from tasks.clock_check import check_clock
from tasks.home import account_name
from tasks.settings import settings

ROLES = {
    ContactRole.LIAISON: Role.OFFICE,
    ContactRole.OFFICE_DIRECTOR: Role.OFFICE,
    ContactRole.HEAD: Role.HEAD,
    ContactRole.LEADER_IN_CHARGE: Role.LEADER,
}
OFFICE = "目标办"
OF_CYCLES: tuple[Act[Any], ...] = (initialize, pause_cycle, resume_cycle, open_cycle, leave_out_period)


class Hand(NamedTuple):
    """Who enters an act, by name and account, on which business day; `signed` if he gave his password for it."""

    name: str
    account: str
    day: BusinessDay
    signed: SignedPaper | None = None


class Entry(NamedTuple):
    """For whom the operator enters an act (部门编码/姓名), how he received it, and the paper that a person signed.

    `hand` is who enters it at the page; without it the operator of this machine does. `own` is a person of an office
    who does at the page what is his.
    """

    by: str | None = None
    source: Source | None = None
    paper: PaperGiven | None = None
    hand: Hand | None = None
    own: Actor | None = None


OWN = Entry()
Prepare = Callable[[Session, Any, BusinessDay], Any]


class Around(NamedTuple):
    """What runs in the transaction of an act: `prepare` compares what was read with the ledger, `after` ends it."""

    prepare: Prepare | None = None
    after: Callable[[Session, BusinessDay], None] | None = None


ALONE = Around()


def perform_act(
    act: Act[Any],
    data: Any,  # noqa: ANN401 - a mapping to validate, or validated rows
    *,
    on: date | None = None,
    request_id: str | None = None,
    keep: bool = True,
    entry: Entry = OWN,
    around: Around = ALONE,
) -> Summary:
    """Perform one act in one transaction, as the operator or on behalf of an office. Returns its summary.

    That of a rehearsal begins with its mark. Unless `keep`, the transaction is rolled back and no file is stored.
    Raises Refused if an act of an office, head or leader has no `by`.
    """
    hand = entry.hand or _at_machine(business_day(on))
    day = hand.day
    warn_of_future(day)
    with removing_marked(act), suppress(_RollBack), begin() as session:
        check_cell(session)
        warn_of_clock(session)
        transaction(session).is_trial = not keep
        actor = entry.own or _entered(session, act, entry, hand)
        with conceal_secrets(session):
            given = around.prepare(session, data, day) if around.prepare else data
            summary = perform(session, act, given, day, actor, request_id, entry.source)
            if around.after:
                around.after(session, day)
            summary = replace(summary, words=marked(summary.words, rehearsal=is_rehearsal(session)))
        if not keep:
            raise _RollBack
    if late := transaction(session).sealing:
        click.echo(f"注意：{late}", err=True)
    if act in OF_CYCLES:
        with begin() as session:
            save_pauses(settings().home, kept_closed(session))
    return summary


def _entered(session: Session, act: Act[Any], entry: Entry, hand: Hand) -> Actor:
    """Returns whose act is entered, by which hand, and on which paper."""
    paper = hand.signed or (_keep(session, entry.paper) if entry.paper else None)
    actor = find_actor(session, act, entry.by, hand.day)
    return replace(actor, entered_by=hand.name, account=hand.account, paper=paper)


def kept_closed(session: Session) -> KeptClosed:
    """Returns what keeps cycles closed, for the copy that `cycles` reads."""
    here = home(session)
    live = run(session, GO_LIVE, jurisdiction=here).scalar_one()
    return KeptClosed(halts_of(session, here), live, ordered_periods(session, here))


def _at_machine(day: BusinessDay) -> Hand:
    account = account_name()
    return Hand(settings().operator or account, account, day)


def _keep(session: Session, given: PaperGiven) -> SignedPaper:
    """Returns the signed paper; its page is stored. Raises Refused if the page is no picture and no document."""
    if not given.page:
        return SignedPaper(given.number, given.dated)
    page = store_files(session, [given.page])[0]
    with given.page.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not is_page(head, given.page.name):
        raise Refused(f"签字页“{given.page.name}”不是图片、PDF或OFD，请附扫描件或照片，或写明签字文件的文号和日期。")
    return SignedPaper(given.number, given.dated, page)


def find_actor(session: Session, act: Act[Any], by: str | None, day: BusinessDay) -> Actor:
    """Returns who performs an act: the person `by`, or without one the operator. Raises Refused as both do."""
    return find_person(session, by, day) if by else _operator_for(act)


def _operator_for(act: Act[Any]) -> Actor:
    """Returns the operator of the agency. Raises Refused if the act is that of an office, head or leader."""
    others = sorted(role.label for role in act.roles - {Role.AGENCY, Role.SYSTEM})
    if act.claims_for:
        return Actor(act.claims_for, Role.AGENCY, known=Known.CLAIMED)
    if others and not act.own:
        advice = "请写明由谁办理：--by 部门编码/姓名；目标办没有登记姓名的，--by 部门编码/目标办。"
        raise Refused(f"“{act.title}”是{'或'.join(others)}的事，{advice}")
    return OPERATOR


def warn_of_future(day: BusinessDay) -> None:
    """Warn on stderr if the business date is in the future: records under it are permanent."""
    if day.date > day.at.date():
        click.echo(f"注意：业务日期{day.date}在今天（{day.at.date()}）之后。", err=True)


def warn_of_clock(session: Session) -> None:
    """Warn on stderr if the machine's clock is wrong: what is entered now gets a wrong date."""
    result = check_clock(session)
    if result and result.doubt and result.doubt.sure:
        click.echo(f"注意：{result.doubt.words}。", err=True)


class _RollBack(Exception):  # noqa: N818 - not an error: it only rolls the transaction back
    pass


def find_person(session: Session, text: str, day: BusinessDay) -> Actor:
    """Returns the person `部门编码/姓名` in a role held that day, or for `部门编码/目标办` the office itself.

    Raises Refused if the name is unknown, or if the person holds several roles.
    """
    code, _, name = text.replace("／", "/").partition("/")
    code = normalize("NFKC", code).strip()  # as typed in wide characters
    if name == OFFICE:
        department = find_department(session, home(session), code)
        return Actor(f"{department.name}{OFFICE}", Role.OFFICE, department.id)
    rows = session.exec(
        select(Contact, Department)
        .join(Department)
        .where(Department.jurisdiction_id == home(session), Department.code == code, Contact.name == name)
    ).all()
    current = [row for row in rows if row[0].role in ROLES and _holds_role_on(row[0], day.date)]
    if not current:
        return _find_representative(session, f"{code}/{name}", day)
    roles = {ROLES[contact.role] for contact, _ in current}
    if len(roles) > 1:
        raise Refused(f"“{text}”同时担任多个角色，无法判断以何身份办理，请联系管理机构经办人代录。")
    return Actor(f"{current[0][1].name} {name}", roles.pop(), current[0][1].id)


def _find_representative(session: Session, text: str, day: BusinessDay) -> Actor:
    """Returns who represents a liaison or director of the office that day. Raises Refused for another: a head acts
    in person.
    """
    code, _, name = text.partition("/")
    of_code = select(Department).where(Department.jurisdiction_id == home(session), Department.code == code)
    department = session.exec(of_code).first()
    standing = represented_by(session, id_of(department), name, day.date) if department else []
    if department is None or not standing:
        look = f"mubiao contacts --department {code}" if department else "mubiao departments"
        raise Refused(f"没有找到“{text}”：应为“部门编码/姓名”，且该人当日在任。查看：{look}。")
    for row in standing:
        if ROLES[ContactRole(row.role)] is Role.OFFICE:
            return Actor(f"{department.name} {row.name}", Role.OFFICE, department.id)
    raise Refused(f"“{name}”只是受“{standing[0].person}”委托代收通知，须本人办理的事不能代办。")


def _holds_role_on(contact: Contact, day: date) -> bool:
    return (contact.valid_from or day) <= day <= (contact.valid_to or day)
