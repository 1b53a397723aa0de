"""Performs an act in its role (1-2.12) within the transaction of the caller and prepares its block."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

from pydantic import BaseModel
from sqlalchemy import Row
from sqlmodel import Session

from models.intake.input import Input
from models.intake.jurisdiction import Founding
from models.intake.source import Source
from models.ledger.acts import Act, Actor, Context, Data, Role, Summary, read_input
from models.ledger.entered_notices import tell_entered
from models.ledger.jurisdiction import HOME, INIT, IS_REHEARSAL, home, is_founded, own_organs
from models.ledger.rehearsal import check_day
from models.ledger.secrets import secrets_of
from models.ledger.signed_papers import look_up_paper
from models.ledger.transitions import NEXT_TO_OTHERS
from models.rules.concealment import conceal
from models.rules.day_order import check_not_future
from models.rules.errors import Refused
from models.rules.kinds import Known
from models.rules.organ_word import STANDARD, in_own_word
from models.rules.verdicts import ENTERED_LATE, PROMPT_ENTRY
from models.rules.workdays import BusinessDay
from models.statements import PendingBlock, run, transaction

NATION = 1
ALSO = "also"  # what else a signed paper was used for: not of an act that changed nothing
TOLD_LATE = f"收到后超过{PROMPT_ENTRY}个工作日才录入，按{ENTERED_LATE}注明。"
BEGUN = f"""
SELECT nextval('act_number') AS number, EXISTS (SELECT FROM secrecy) AS marked, {IS_REHEARSAL} AS rehearsal, {HOME}"""  # noqa: S608 - constants only
AS_IT_COMES = f"{BEGUN}, {NEXT_TO_OTHERS}"
# Who waits for an equal request holds no turn meanwhile: the request may have to work alone.
AS_REQUESTED = f"""
{BEGUN}, q.alone, CASE WHEN q.alone THEN {NEXT_TO_OTHERS} END,
    (SELECT jsonb_build_array(act, input_digest, result) FROM block WHERE request_id = :request_id) AS earlier
FROM (SELECT pg_try_advisory_xact_lock(hashtextextended(:request_id, 0)) AS alone OFFSET 0) q
"""  # noqa: S608 - constants only


def perform(
    session: Session,
    chosen: Act[Data],
    data: Data | Mapping[str, Any],
    day: BusinessDay,
    actor: Actor,
    request_id: str | None = None,
    source: Source | None = None,
) -> Summary:
    """Perform an act: check role and input, run its function, prepare its block for the commit.

    A repeated `request_id` with the same input by the same person returns the first result and changes nothing; with
    anything else it is refused. An empty one counts as none. `source` says how the agency received what it enters on
    behalf of an office. 4.7: result and block show only the pointer of a marked record.
    """
    if chosen.instead and isinstance(data, Mapping):
        raise Refused(chosen.instead)
    check_role(session, chosen, actor)
    if source:
        check_source(session, chosen, day, actor, source)
    begun = _begin(session, request_id)
    checked = read_input(chosen, data) if isinstance(data, Mapping) else data
    if not (begun.rehearsal or (isinstance(checked, Founding) and checked.rehearsal)):
        check_day(chosen, day, of_people=actor.role is not Role.SYSTEM and not is_by_mail(actor))
    check_hand(chosen, day, actor, signed=isinstance(checked, Input) and checked.signed_elsewhere)
    received = describe_receipt(actor, source)
    input_digest = digest_of_input(checked, actor, received) if request_id else ""
    if request_id and begun.earlier:
        return _answer(session, _result_of(chosen, request_id, input_digest, begun.earlier), marked=begun.marked)
    actor = with_paper(session, chosen, actor)
    received = describe_receipt(actor, source)
    ctx = Context(int(begun.number), _home(session, chosen), day, actor, request_id or None, received, input_digest)
    summary = _answer(session, _remark(session, ctx, chosen(session, cast(Data, checked), ctx)), marked=begun.marked)
    tell_entered(session, ctx)
    leave_block(session, chosen.name, ctx, summary)
    return summary


def check_role(session: Session, chosen: Act[Any], actor: Actor) -> None:
    """1-5.3: raise Refused for an act that is not this actor's: the work of the agency is done by the agency alone."""
    if actor.role not in chosen.roles:
        raise Refused(f"“{actor.role.label}”不能执行“{chosen.title}”，应由{_titles(session, chosen)}办理。")


def _answer(session: Session, summary: Summary, *, marked: bool) -> Summary:
    """Return the result without the content of marked records; a ledger without markings needs no query."""
    if not marked:
        return summary
    secrets = secrets_of(session)
    return replace(summary, words=secrets.tell(summary.words), data=conceal(secrets, summary.data))


def _remark(session: Session, ctx: Context, summary: Summary) -> Summary:
    """Return the result with a sentence if its verdict was given on an entry long after the stated receipt (补录).

    One more says what else the signed paper was used for, except if the act changed nothing: it may repeat that use.
    """
    paper = ctx.actor.paper if transaction(session).moved else None
    also = f"{paper.also}，请核对。" if paper and paper.also else ""
    late = TOLD_LATE if transaction(session).entered_late else ""
    return replace(summary, words=f"{summary.words}{late}{also}")


def leave_block(session: Session, name: str, ctx: Context, summary: Summary, content: str = "") -> None:
    """Prepare the block that the commit appends to the chain: one per transaction."""
    state = transaction(session)
    if state.block:
        raise ValueError(name)
    state.block = PendingBlock(
        act_id=ctx.act_id,
        jurisdiction_id=ctx.jurisdiction,
        act=name,
        actor=ctx.actor.name,
        role=ctx.actor.role.value,
        business_date=ctx.date,
        at=ctx.at,
        request_id=ctx.request_id,
        result=summary.as_json(),
        source={name: value for name, value in ctx.source.items() if state.moved or name != ALSO},
        input_digest=ctx.input_digest,
        known=str(ctx.actor.known),
        entered_by=ctx.actor.hand,
        any_instant=ctx.day.virtual,
        content=content,
    )


def is_by_mail(actor: Actor) -> bool:
    """Return whether the act is an answer by mail, which a run of the system takes (A49)."""
    return actor.known.by_mail


def check_source(session: Session, chosen: Act[Any], day: BusinessDay, actor: Actor, source: Source) -> None:
    """Raise Refused if a source is given for what is not entered for an office, or of a day in the future.

    A receipt before today decides a verdict (A27), so its source names who or what can be asked about it.
    """
    if not (actor.is_operator or is_by_mail(actor)):
        raise Refused("只有管理机构经办人代为录入时才注明来源；以本人名义办理的，请去掉来源。")
    if Role.OFFICE not in chosen.roles:
        raise Refused(f"“{chosen.title}”应由{_titles(session, chosen)}办理，不是代部门录入，请去掉来源。")
    check_not_future(source.received, day.date, "收到日期")
    if source.received and source.received < day.date and not source.can_be_checked:
        raise Refused(
            f"收到日期{source.received}早于今天（{day.date}），来源须可以核对：请在来源说明（--source-note）中写明来电人、"
            "送达人的姓名或来文文号，如：来源“电话”，来源说明“李明”。"
        )


def with_paper(session: Session, chosen: Act[Any], actor: Actor) -> Actor:
    """Return the actor with what else his signed paper was used for; raises Refused if its page is evidence."""
    return replace(actor, paper=look_up_paper(session, chosen, actor.paper)) if actor.paper else actor


def describe_receipt(actor: Actor, source: Source | None) -> dict[str, str]:
    """Return what the block keeps of how the input was received and signed."""
    account = {"account": actor.account} if actor.known is Known.SIGNED else {}
    return (source.as_json() if source else {}) | (actor.paper.as_json() if actor.paper else {}) | account


def check_hand(chosen: Act[Any], day: BusinessDay, actor: Actor, *, signed: bool) -> None:
    """Raise Refused if the hand of a person is the point of the act, and nothing that he signed is given (A49).

    An input that names what was `signed` before needs no paper, and 已阅 none of the head who wrote it in a mail (A30).
    """
    check_not_future(actor.paper.dated if actor.paper else None, day.date, "签字文件日期")
    signed = signed or (chosen.own_mail and actor.known is Known.OWN_MAIL)
    if chosen.by_hand and not (actor.paper or signed):
        raise Refused(
            f"“{chosen.title}”须由{chosen.by_hand}本人签字。录入的，写明签字文件的文号和日期（--paper、--paper-date），"
            "或附签字页（--page）。"
        )


def _titles(session: Session, chosen: Act[Any]) -> str:
    """Return who may perform an act, with the jurisdiction's word for its organs."""
    labels = sorted(role.label for role in chosen.roles if role is not Role.SYSTEM) or [Role.SYSTEM.label]
    word = own_organs(session, home(session)) if is_founded(session) else STANDARD
    return in_own_word("或".join(labels), word)


def digest_of_input(data: object, actor: Actor, received: Mapping[str, Any]) -> str:
    """Return the digest of an act's input, equal for two requests in which one person asks for the same."""
    values = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
    who = [actor.name, actor.role, actor.department]
    text = json.dumps([values, who, received], default=_in_json, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _in_json(value: object) -> object:
    """Return a dataclass by its fields, anything else that JSON does not know as text."""
    names = _fields_of(cast("Any", type(value)))  # mypy takes no type for hashable
    return {name: getattr(value, name) for name in names} if names else str(value)


@lru_cache(maxsize=200)
def _fields_of(kind: type) -> tuple[str, ...]:
    """Return the names of a dataclass's fields; empty for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _result_of(chosen: Act[Any], request_id: str, input_digest: str, earlier: Sequence[Any]) -> Summary:
    act, first_digest, result = earlier
    if act != chosen.name:
        raise Refused(f"请求编号“{request_id}”已用于另一项操作，请换一个编号。")
    if first_digest != input_digest:
        raise Refused(
            f"请求编号“{request_id}”已用过，内容与这次不同，没有办理。重复提交须内容相同；另办一项请换一个编号。"
        )
    return Summary(**result)


def _begin(session: Session, request_id: str | None) -> Row[Any]:
    """Return the number of the act, the jurisdiction, whether anything is marked, and the result of an earlier equal
    request.

    Of two equal requests at the same time the second waits here for the result of the first.
    """
    if not request_id:
        begun = run(session, AS_IT_COMES).one()
    elif not (begun := run(session, AS_REQUESTED, request_id=request_id).one()).alone:
        run(session, "SELECT pg_advisory_xact_lock(hashtextextended(:request_id, 0))", request_id=request_id)
        begun = run(session, AS_REQUESTED, request_id=request_id).one()
    state = transaction(session)
    state.home, state.rehearsal, state.unmarked = begun.home, begun.rehearsal, not begun.marked
    return begun


def _home(session: Session, chosen: Act[Any]) -> int:
    return NATION if chosen.name == INIT else home(session)
