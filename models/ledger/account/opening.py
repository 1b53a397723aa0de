"""开通账号: an account with its first slip, a new slip, the signed receipt of a slip, a stop, and the end (3-4.6)."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models.intake.account import AccountEnded, AccountOpened, SlipConfirmed, SlipMade
from models.ledger.account.people import open_account_named, roles_in, terms_of
from models.ledger.acts import Context, Role, Summary, act, check_signed_after
from models.ledger.jurisdiction import calendar_of
from models.ledger.lookup import find_department
from models.ledger.notices import notify_one
from models.ledger.registry.contacts import check_one_person
from models.ledger.registry.signers import WAITS, from_afar, hold, tell_agency_head
from models.ledger.seals import seal_changes
from models.ledger.transitions import lock, next_row, record_row
from models.records import Account, AccountPlace, Department, Slip, id_of
from models.rules.account import CODE_TERM, CONFIRM_AFTER
from models.rules.chinese_dates import in_full
from models.rules.duties import Audience
from models.rules.errors import FieldRefused, Refused
from models.rules.personal_names import check_name, one_spelling
from models.statements import run

AGENCY = {Role.AGENCY}
APART = timedelta(days=30)  # between two stops of a signer from the page: many short ones would be an end
STOPPED_BEFORE = "{0}{1}天内暂停过（至{2}），网页上不能接着暂停；确要停用的，附任免文件停用账号，或者在本机办理。"
END_SESSIONS = "UPDATE page_session SET ended_at = :at WHERE account_id = :account AND ended_at IS NULL"
HELD = """
SELECT 1 FROM account a JOIN account_place p ON p.account_id = a.id
WHERE p.department_id = :department AND a.person = :person AND a.ended_on IS NULL
"""
VOID_HASH = "UPDATE password SET hash = '', set_at = :at WHERE account_id = :account AND hash <> ''"
PLACES = """
SELECT d.id, d.code, d.name, d.is_agency FROM account_place p JOIN department d ON d.id = p.department_id
WHERE p.account_id = :account ORDER BY d.code COLLATE "C"
"""
SLIP_TOLD = "account_slip"


@act("open_account", "开通账号", clause="3-4.6", roles=AGENCY, instead="请使用：mubiao account open。")
def open_account(session: Session, data: AccountOpened, ctx: Context) -> Summary:
    """4.6: open the account of one person for each of his places, with its first slip; the person is told."""
    lock(session, "account")
    people = _people_of(session, ctx, data)
    names = {name for _, name in people}
    if len(names) > 1:
        raise FieldRefused(f"一个账号只属于一人，这里有{'、'.join(sorted(names))}。", "people")
    places = {id_of(place): place for place, _ in people}
    for place in places.values():
        if run(session, HELD, department=place.id, person=people[0][1]).first():
            named = f"{place.code}/{people[0][1]}"
            raise Refused(f"“{named}”已有账号；忘记口令或者首次登录码过期的，重新开单：mubiao account slip {named}。")
    key = next_row(session, "account", "serial", jurisdiction_id=ctx.jurisdiction)
    account = Account(**key, person=names.pop(), opened_on=ctx.date)
    account.reads_until, account.reads_why = data.reads_until, data.reads_why
    session.add(account)
    session.flush()
    session.add_all(AccountPlace(account_id=id_of(account), department_id=number) for number in places)
    record_row(session, ctx, account, "opened")
    return _make_slip(session, ctx, account, data.code_digest, f"已为“{account.person}”开通账号{account.serial}")


@act("make_slip", "重新开单", clause="3-4.6", roles=AGENCY, instead="请使用：mubiao account slip。")
def make_slip(session: Session, data: SlipMade, ctx: Context) -> Summary:
    """4.6: make a new slip, for a forgotten password; one that was not used is void."""
    lock(session, "account")
    account = open_account_named(session, ctx.jurisdiction, data.person)
    done = f"已为“{account.person}”（账号{account.serial}）重新开单"
    return _make_slip(session, ctx, account, data.code_digest, done)


@act("end_account", "停用账号", clause="3-4.6", roles=AGENCY)
def end_account(session: Session, data: AccountEnded, ctx: Context) -> Summary:
    """4.6, A49b: end an account with its sessions; from the page that of a signer waits for a second person."""
    account = open_account_named(session, ctx.jurisdiction, data.person)
    if (terms := terms_of(session, id_of(account), ctx.date)) and from_afar(ctx):
        words = f"停用{'、'.join(terms.values())}“{account.person}”的账号{account.serial}"
        change, is_new = hold(session, ctx, words, account=account.serial, reason=data.reason)
        if is_new:
            tell_of_signer(session, ctx, account, f"拟停用，待第二人确认（签字人变更{change.serial}）", data.reason)
        return Summary(WAITS.format(words, change.serial), {"ended": 0, "waiting": 1})
    return close_account(session, ctx, account, data.reason)


def close_account(session: Session, ctx: Context, account: Account, reason: str) -> Summary:
    """End an account for good, and its sessions; its person is told, of a signer the head of the agency too."""
    if terms_of(session, id_of(account), ctx.date):
        tell_of_signer(session, ctx, account, "已停用", reason)
    else:
        tell_person(session, ctx, account, "已停用")
    account.ended_on, account.ended_why = ctx.date, reason
    record_row(session, ctx, account, "ended")
    run(session, END_SESSIONS, account=account.id, at=ctx.at)
    return Summary(f"已停用“{account.person}”的账号{account.serial}，登录随即退出。", {"ended": 1})


@act("stop_account", "暂停账号登录", clause="3-4.6", roles=AGENCY)
def stop_account(session: Session, data: AccountEnded, ctx: Context) -> Summary:
    """4.6, A49b: stop an account until the end of the next working day; its owner and the agency's head are told.

    Raises Refused at the page if that of a signer was stopped within the last 30 days; any other may be ended anyway.
    """
    lock(session, "account")
    account = open_account_named(session, ctx.jurisdiction, data.person)
    before, named = account.stopped_until, f"“{account.person}”的账号{account.serial}"
    if before and before >= ctx.date:
        return Summary(f"{named}已暂停登录至{before}，未作改动。", {"stopped": 0})
    if before and from_afar(ctx) and ctx.date - before < APART and terms_of(session, id_of(account), ctx.date):
        raise Refused(STOPPED_BEFORE.format(named, APART.days, before))
    until = account.stopped_until = calendar_of(session, ctx.jurisdiction).nth_after(ctx.date, 1)
    record_row(session, ctx, account, "stopped", detail={"reason": data.reason})
    run(session, END_SESSIONS, account=account.id, at=ctx.at)
    tell_of_signer(session, ctx, account, f"暂停登录至{in_full(until)}，次日自动恢复", data.reason)
    return Summary(f"{named}暂停登录至{until}，次日自动恢复。", {"stopped": 1})


@act(
    "confirm_slip",
    "登记开通单回执",
    clause="3-4.6",
    roles=AGENCY,
    by_hand="账号本人",
    instead="请使用：mubiao account confirm。",
)
def confirm_slip(session: Session, data: SlipConfirmed, ctx: Context) -> Summary:
    """4.6, A49: record the receipt of the newest slip, signed by the person: the account then acts by hand.

    Raises Refused before the third working day after the first sign-in, and for a page that is older than it.
    """
    account = open_account_named(session, ctx.jurisdiction, data.person)
    slip = newest_slip(session, account)
    if slip.used_on is None:
        raise Refused(f"“{account.person}”还没有用这份开通单登录，登录以后再登记回执。")
    check_signed_after(ctx, slip.used_on, "首次登录日期")
    if slip.confirmed_on:
        return Summary(f"“{account.person}”的开通单回执此前已登记，未作改动。", {"confirmed": 0})
    first = calendar_of(session, ctx.jurisdiction).nth_after(slip.used_on, CONFIRM_AFTER)
    if ctx.date < first:
        raise Refused(
            f"首次登录（{slip.used_on}）后第{CONFIRM_AFTER}个工作日（{first}）起才能登记回执，以便本人先行核对。"
        )
    slip.confirmed_on = ctx.date
    record_row(session, ctx, slip, "confirmed")
    return Summary(f"已登记“{account.person}”的开通单回执，本人可以在网页上办理须签字的事项。", {"confirmed": 1})


def newest_slip(session: Session, account: Account) -> Slip:
    """Return the newest slip of an account; each has one."""
    slips = select(Slip).where(Slip.account_id == account.id).order_by(col(Slip.number).desc())
    return session.exec(slips.limit(1)).one()


def _people_of(session: Session, ctx: Context, data: AccountOpened) -> list[tuple[Department, str]]:
    """Return each place with the name of the person. Raises Refused for a day that has passed."""
    if data.reads_until and data.reads_until < ctx.date:
        raise FieldRefused(f"查阅到{data.reads_until}为止，该日已过。", "reads_until")
    find = _reader_of if data.reads_until else _place_of
    return [find(session, ctx, text) for text in dict.fromkeys(data.people)]


def _place_of(session: Session, ctx: Context, text: str) -> tuple[Department, str]:
    """Return the department and the name of 部门编码/姓名.

    Raises Refused if the person has no role there today.
    """
    code, _, name = text.replace("／", "/").partition("/")
    department, name = find_department(session, ctx.jurisdiction, code.strip()), one_spelling(name)
    if not roles_in(session, id_of(department), name, ctx.date):
        look = f"mubiao contacts --department {department.code}"
        raise FieldRefused(f"“{name}”不是“{department.name}”现在的联系人，请先登记。查看：{look}。", "people")
    return department, name


def _reader_of(session: Session, ctx: Context, text: str) -> tuple[Department, str]:
    """Return the agency and the name of a reader. Raises Refused for another department: the agency names readers."""
    code, _, name = text.replace("／", "/").partition("/")
    department = find_department(session, ctx.jurisdiction, code.strip())
    if not department.is_agency or not one_spelling(name):
        raise FieldRefused("查阅人由管理机构指定，请写成“管理机构编码/姓名”。", "people")
    check_name(one_spelling(name), "people")
    return department, one_spelling(name)


def _make_slip(session: Session, ctx: Context, account: Account, code_digest: str, done: str) -> Summary:
    """Make a slip. Raises Refused if two people may have the name: one would get the account of the other."""
    places = run(session, PLACES, account=account.id).all()
    for place in places:
        check_one_person(session, place, account.person, ctx.date)
    key = next_row(session, "slip", account_id=id_of(account))
    last = ctx.date + CODE_TERM
    terms = terms_of(session, id_of(account), ctx.date)
    slip = Slip(**key, code_digest=code_digest, made_on=ctx.date, last_day=last, signs_for=[*terms])
    record_row(session, ctx, slip, "made")
    seal_changes(session, ctx, VOID_HASH, account=account.id, at=ctx.at)
    tell_person(session, ctx, account, "已制作开通单")
    run(session, END_SESSIONS, account=account.id, at=ctx.at)
    names = [f"{place.name}/{account.person}" for place in places]
    facts = {"serial": account.serial, "person": account.person, "last_day": last.isoformat(), "sign_in": names}
    facts["signs_for"] = [*terms.values()]
    return Summary(f"{done}，首次登录码{in_full(last)}前（含当日）有效，用过即作废。", {"slips": 1}, facts)


def tell_of_signer(session: Session, ctx: Context, account: Account, what: str, why: str) -> None:
    """Tell the owner of an account with his office, and the head of the agency, what happened to it (A49b)."""
    tell_person(session, ctx, account, what)
    named = f"“{account.person}”的网页账号{account.serial}，由{ctx.actor.hand}办理，原因：{why}"
    tell_agency_head(session, ctx, f"账号{what}", [named])


def tell_person(session: Session, ctx: Context, account: Account, what: str, *, occasion: str = "") -> None:
    """Tell each office of an account, and its head, what happened to it, at once and without a code.

    It is told once per `occasion`: each act is one, unless another is given.
    """
    for place in run(session, PLACES, account=account.id):
        for audience in (Audience.AGENCY,) if place.is_agency else (Audience.OFFICE, Audience.HEAD):
            subject, payload = f"{account.serial}|{place.code}", {"person": account.person, "what": what}
            notify_one(
                session,
                ctx,
                SLIP_TOLD,
                subject,
                (place.id, audience),
                occasion=occasion or str(ctx.act_id),
                payload=payload,
            )
