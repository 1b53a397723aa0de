"""签字人变更: a second person confirms what one entered of heads and leaders, or returns it (3-6.1.5, A49b)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.account import SignersConfirmed, SignersReturned
from models.intake.contact import ContactRow
from models.ledger.account.opening import AGENCY, close_account, tell_of_signer
from models.ledger.acts import Context, Summary, act
from models.ledger.four_eyes import operator_of
from models.ledger.heirs import heirs
from models.ledger.jurisdiction import home
from models.ledger.registry.contacts import asked_of, save_contacts, say_accounts
from models.ledger.registry.signers import from_afar, tell_signers
from models.ledger.sheets import names_of
from models.ledger.transitions import lock, move
from models.loading import having
from models.records import Account, Department, SignerChange, id_of
from models.rules.errors import FieldRefused, Refused
from models.rules.personal_names import is_one_person, operator_in
from models.rules.score.leaders import Operator, may_be_one
from models.rules.states import SignerChangeEvent
from models.statements import run

CHANGES = """
SELECT s.serial, s.words, s.reason, s.paper, s.entered_by, s.state, s.closed_by FROM signer_change s
WHERE s.jurisdiction_id = :jurisdiction AND (:all OR s.state = 'waiting') ORDER BY s.serial
"""
MAY_CONFIRM = "没有另一名经办人的，在本机确认。"
ENTERED_HIMSELF = "签字人变更{0}由“{1}”录入，须由另一名经办人确认；" + MAY_CONFIRM
MERGED = "签字人变更{0}中的部门此后已并入其他部门，不能生效：请退回（return_signers），再按承接部门登记。"
REGISTERS_HIM = "签字人变更{0}登记的就是“{1}”本人，须由其他经办人确认；" + MAY_CONFIRM


@act("confirm_signers", "确认签字人变更", clause="3-6.1.5", roles=AGENCY)
def confirm_signers(session: Session, data: SignersConfirmed, ctx: Context) -> Summary:
    """6.1.5, A49b: what another person entered of heads and leaders, with its paper, is in force from now on.

    Raises Refused at the page for who entered it, and for a person in its rows, and if a department was merged since.
    """
    change = _closed(session, ctx, data.number, SignerChangeEvent.CONFIRM)
    _check_second(ctx, change)
    if account := _account_of(session, change):
        if account.ended_on:
            raise Refused(f"账号{account.serial}此前已停用，不必再确认，请退回签字人变更{change.serial}。")
        done = close_account(session, ctx, account, change.reason).words
    else:
        known = names_of(session, ctx)
        _check_not_merged(session, change, known)
        tally = save_contacts(session, ctx, _rows(change), known, confirmed=True)
        done = f"{change.words}，自即日起按此办理。{say_accounts(session, tally.new)}"
    return Summary(f"已确认签字人变更{change.serial}：{done}", {"confirmed": 1})


@act("return_signers", "退回签字人变更", clause="3-6.1.5", roles=AGENCY)
def return_signers(session: Session, data: SignersReturned, ctx: Context) -> Summary:
    """6.1.5, A49b: what waits for a second person is not put in force; who was told that it waits is told."""
    change = _closed(session, ctx, data.number, SignerChangeEvent.RETURN, {"reason": data.reason})
    account = _account_of(session, change)
    if account is None:
        asked = asked_of(session, _rows(change), names_of(session, ctx))
        tell_signers(session, ctx, asked, f"以下变更已退回（签字人变更{change.serial}）")
    elif not account.ended_on:
        tell_of_signer(session, ctx, account, f"没有停用，签字人变更{change.serial}已退回", data.reason)
    return Summary(f"已退回签字人变更{change.serial}：{data.reason}，登记不变。", {"returned": 1})


def _closed(
    session: Session, ctx: Context, number: int, event: SignerChangeEvent, detail: dict[str, Any] | None = None
) -> SignerChange:
    """Return a change that is confirmed or returned now. Raises Refused for an unknown one, or one that is closed."""
    lock(session, "signer_change")
    change = having(session, SignerChange, jurisdiction_id=ctx.jurisdiction, serial=number)
    if change is None:
        raise FieldRefused(f"没有签字人变更{number}。查看：mubiao signer-changes。", "number")
    move(session, ctx, "signer_change", [id_of(change)], event, sets={"closed_by": ctx.actor.hand}, detail=detail)
    return change


def _check_second(ctx: Context, change: SignerChange) -> None:
    """Raise Refused at the page for the person who entered a change, and for a person in its rows."""
    maker, hand = Operator(*operator_in(change.entered_by)), operator_of(ctx)
    if from_afar(ctx) and (may_be_one(maker, hand) or maker.account == hand.account):
        raise Refused(ENTERED_HIMSELF.format(change.serial, maker.name))
    if from_afar(ctx) and any(is_one_person(each.name, hand.name) for each in _rows(change)):
        raise Refused(REGISTERS_HIM.format(change.serial, hand.name))


def _check_not_merged(session: Session, change: SignerChange, known: Mapping[str, Department | None]) -> None:
    """Raise Refused if a department of the rows was merged since they were entered."""
    merged = heirs(session)
    for department in (known.get(each.department) for each in _rows(change)):
        if department is None or department.id in merged:
            raise Refused(MERGED.format(change.serial))


def _account_of(session: Session, change: SignerChange) -> Account | None:
    """Return the account that a change ends; None if it is about rows."""
    if change.account is None:
        return None
    return having(session, Account, jurisdiction_id=change.jurisdiction_id, serial=change.account)


def _rows(change: SignerChange) -> list[ContactRow]:
    return [ContactRow.model_validate(each) for each in change.rows]


def list_signer_changes(session: Session, _day: date, *, done: bool = False) -> list[dict[str, Any]]:
    """Return the changes of signers that wait for a second person; with `done` all."""
    return [dict(row) for row in run(session, CHANGES, jurisdiction=home(session), all=done).mappings()]
