"""签字人变更: a second person confirms what one entered of heads and leaders, or returns it (3-6.1.5, A49b)."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.intake.contact import ContactRow
from models.intake.signer_change import SignersConfirmed, SignersReturned
from models.ledger.account.opening import AGENCY, close_account, tell_of_signer
from models.ledger.acts import Context, Summary, act
from models.ledger.four_eyes import operator_of
from models.ledger.jurisdiction import home
from models.ledger.registry.contacts import asked_of, save_contacts, say_accounts
from models.ledger.registry.signers import from_afar, sitting_signers, tell_signers
from models.ledger.sheets import names_of
from models.ledger.transitions import lock, move
from models.loading import having
from models.records import Account, SignerChange, id_of
from models.rules.errors import FieldRefused, Refused
from models.rules.personal_names import is_one_person
from models.rules.score.leaders import Operator, may_be_one
from models.rules.states import SignerChangeEvent
from models.statements import run

CHANGES = """
SELECT s.serial, s.words, s.reason, s.paper_number, s.paper_date, s.page, s.entered_by, s.entered_on, s.state,
    s.closed_by, s.closed_on, s.closed_why
FROM signer_change s WHERE s.jurisdiction_id = :jurisdiction AND s.entered_on <= :day AND (:all OR s.state = 'waiting')
ORDER BY s.serial
"""
MAY_CONFIRM = "没有另一名经办人的，在本机确认：mubiao act confirm_signers --number {0}。"
OWN = "签字人变更{0}由“{1}”录入，须由另一名经办人确认；" + MAY_CONFIRM
ABOUT_HIM = "签字人变更{0}登记的就是“{1}”本人，须由其他经办人确认；" + MAY_CONFIRM
MOVED = "签字人变更{0}录入以后，“{1}”的登记又有变动，没有确认；请退回，按现在的登记重新导入。"


@act("confirm_signers", "确认签字人变更", clause="3-6.1.5", roles=AGENCY)
def confirm_signers(session: Session, data: SignersConfirmed, ctx: Context) -> Summary:
    """6.1.5, A49b: what another person entered of heads and leaders, with its paper, is in force from now on.

    Raises Refused at the page for who entered it, or whom it registers, and if what it changes was changed since.
    """
    change = _closed(session, ctx, data.number, SignerChangeEvent.CONFIRM)
    _check_second(ctx, change)
    done = f"已确认签字人变更{change.serial}"
    if change.account is not None:
        account = having(session, Account, jurisdiction_id=ctx.jurisdiction, serial=change.account)
        if account is None or account.ended_on:
            raise Refused(f"账号{change.account}此前已停用，请退回签字人变更{change.serial}。")
        return Summary(f"{done}。{close_account(session, ctx, account, change.reason).words}", {"confirmed": 1})
    tally = save_contacts(session, ctx, _rows(session, ctx, change), names_of(session, ctx), confirmed=change)
    words = f"{done}：{change.words}，自即日起按此办理。{say_accounts(session, tally.new)}"
    return Summary(words, {"confirmed": 1, "new": len(tally.new), "changed": len(tally.changed)})


@act("return_signers", "退回签字人变更", clause="3-6.1.5", roles=AGENCY)
def return_signers(session: Session, data: SignersReturned, ctx: Context) -> Summary:
    """6.1.5, A49b: what waits for a second person is not put in force; who was told that it waits is told."""
    change = _closed(session, ctx, data.number, SignerChangeEvent.RETURN, data.reason)
    what = f"的变更已退回（签字人变更{change.serial}），登记不变"
    if change.account is None:
        rows = [ContactRow.model_validate(each["row"]) for each in change.rows]
        tell_signers(session, ctx, asked_of(session, rows, names_of(session, ctx)), sitting_signers(session, ctx), what)
    elif account := having(session, Account, jurisdiction_id=ctx.jurisdiction, serial=change.account):
        tell_of_signer(session, ctx, account, f"没有停用，签字人变更{change.serial}已退回")
    return Summary(f"已退回签字人变更{change.serial}：{data.reason}，登记不变。", {"returned": 1})


def _closed(session: Session, ctx: Context, number: int, event: SignerChangeEvent, why: str = "") -> SignerChange:
    """Return a change that is confirmed or returned now. Raises Refused for an unknown one, or one that is closed."""
    lock(session, "signer_change")
    change = session.exec(select(SignerChange).filter_by(jurisdiction_id=ctx.jurisdiction, serial=number)).first()
    if change is None:
        raise FieldRefused(f"没有签字人变更{number}。查看：mubiao signer-changes。", "number")
    sets = {"closed_by": ctx.actor.hand, "closed_on": ctx.date, "closed_why": why}
    move(session, ctx, "signer_change", [id_of(change)], event, sets=sets)
    return change


def _check_second(ctx: Context, change: SignerChange) -> None:
    """Raise Refused at the page for the person who entered a change, and for those whom it registers."""
    maker, hand = Operator(change.entered_by, change.entered_account), operator_of(ctx)
    if not from_afar(ctx):
        return
    if may_be_one(maker, hand) or maker.account == hand.account:
        raise Refused(OWN.format(change.serial, maker.name))
    if any(is_one_person(each["row"]["name"], hand.name) for each in change.rows):
        raise Refused(ABOUT_HIM.format(change.serial, hand.name))


def _rows(session: Session, ctx: Context, change: SignerChange) -> list[ContactRow]:
    """Return the rows of a change. Raises Refused if the ledger has changed meanwhile what one of them changes."""
    rows = [ContactRow.model_validate(each["row"]) for each in change.rows]
    for asked, each in zip(asked_of(session, rows, names_of(session, ctx)), change.rows, strict=True):
        if asked.was != each["was"]:
            raise Refused(MOVED.format(change.serial, f"{asked.department.name}{asked.row.role.label}{asked.row.name}"))
    return rows


def list_signer_changes(session: Session, day: date, *, done: bool = False) -> list[dict[str, Any]]:
    """Return the changes of signers that wait for a second person; with `done` all."""
    return [dict(row) for row in run(session, CHANGES, jurisdiction=home(session), day=day, all=done).mappings()]
