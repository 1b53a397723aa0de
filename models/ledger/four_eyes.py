"""录入与核对: what is said, or refused, when one account makes a thing and checks it (1-8.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.intake.stand_in import LONGEST_TERM, StandInNamed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.paper_numbers import NAMING, also_used
from models.ledger.policies import value_on
from models.ledger.transitions import lock, next_row, record_row
from models.records import StandIn
from models.rules.errors import FieldRefused, Refused
from models.rules.personal_names import NUMBERED, PAGE_ACCOUNT, namesakes_in
from models.rules.policy import FOUR_EYES, FourEyes
from models.rules.score.leaders import Operator, apart_in_words, is_same_name, may_be_one
from models.rules.signed_paper import one_spelling
from models.statements import run

UNSET = FourEyes.WARN
OWN_ACCOUNT = "请另一人用自己的账户办理，或者附其签字的文件（--paper、--paper-date）或签字页（--page）。"
NO_OTHER = "分不清是两人、又没有其他人的，可用文件指定另一人（name_stand_in）。"


def operator_of(ctx: Context) -> Operator:
    """Return who works at the machine."""
    return Operator(ctx.actor.entered_by or ctx.actor.name, ctx.actor.account)


def check_second(
    session: Session, ctx: Context, maker: Operator, what: str, deeds: tuple[str, str], signed: str
) -> str:
    """Return a remark if the account of the operator is the maker's, or he may be the maker; empty otherwise (A56).

    Raises Refused if the agency asks for another person (`four_eyes`, at the page always), unless a paper that the
    second person `signed` is given, or a decision names him and the accounts differ. `deeds` are what the maker did and
    what the operator does.
    """
    hand, (did, does) = operator_of(ctx), deeds
    if not is_one_hand(maker, hand):
        return ""
    kept = _kept(session, ctx)
    named = paper_for(session, ctx, maker, hand) if maker.account != hand.account else ""
    if _is_asked(kept, hand) and not (signed or named):
        raise Refused(f"{what}是{maker.name}{did}的，须由另一人{does}；现在的经办人是{hand.name}。{OWN_ACCOUNT}")
    by = f"（{signed or f'按{named}'}）" if signed or named else ""
    if kept is FourEyes.OFF:
        return ""
    return f"{what}：{maker.name}{did}，{hand.name}{does}{by}，{_one_account(did, does)}"


def is_one_hand(one: Operator, other: Operator) -> bool:
    """Return whether two operators have one account, or may be one person."""
    return may_be_one(one, other) or one.account == other.account != ""


def signed_words(ctx: Context) -> str:
    """Return the paper or page that the person of an act signed by hand, in words; empty without one."""
    paper = ctx.actor.paper
    return paper.words if paper and (paper.number or paper.page) else ""


def _kept(session: Session, ctx: Context) -> FourEyes:
    return FourEyes(value_on(session, ctx.jurisdiction, FOUR_EYES, ctx.date) or UNSET)


def _is_asked(kept: FourEyes, hand: Operator) -> bool:
    return kept is FourEyes.ON or hand.account.startswith(PAGE_ACCOUNT)


def check_hands(session: Session, ctx: Context, maker: Operator, what: str, did: str, does: str) -> str:
    """Return a remark with both names if the operator may be the maker, or has his account; empty otherwise.

    Raises Refused if the agency asks for another person (`four_eyes`, at the page always) and the operator may be the
    maker, unless a decision in force names him as the second person.
    """
    hand = operator_of(ctx)
    kept = _kept(session, ctx)
    one, paper = may_be_one(maker, hand), ""
    if one and _is_asked(kept, hand) and not (paper := paper_for(session, ctx, maker, hand)):
        raise Refused(f"{what}{apart_in_words(maker, hand, did, does)}{NO_OTHER}")
    if kept is FourEyes.OFF or not (one or maker.account == hand.account != ""):
        return ""
    by = f"（按{paper}）" if paper else ""
    return f"{what}：{maker.name}{did}，{hand.name}{does}{by}，{_one_account(did, does)}"


def _one_account(did: str, does: str) -> str:
    return f"同一账户{did}与{does}，请核对。"


# The people of the agency's roster, each with the days on it and the departments to which he has a tie.
ROSTER = """
SELECT p.valid_from, p.valid_to, (SELECT string_agg(d.name, '、' ORDER BY d.code COLLATE "C")
    FROM tie k JOIN department d ON d.id = k.department_id WHERE k.inspector_id = p.id) AS tied
FROM inspector p WHERE p.jurisdiction_id = :jurisdiction AND p.third_party_id IS NULL AND p.name = :person
"""
# Decisions of today about people who are on the roster and have no tie.
IN_FORCE = """
SELECT s.first, s.person, s.valid_from, s.valid_to, s.reason, s.paper_number FROM stand_in s
WHERE s.jurisdiction_id = :jurisdiction AND :day BETWEEN s.valid_from AND s.valid_to AND EXISTS (
    SELECT FROM inspector p WHERE p.jurisdiction_id = s.jurisdiction_id AND p.third_party_id IS NULL
        AND p.name = s.person AND :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
        AND NOT EXISTS (SELECT FROM tie k WHERE k.inspector_id = p.id))
ORDER BY s.serial
"""

# What was done at the machine under this name or account.
DONE_BY = "SELECT act_id FROM block WHERE jurisdiction_id = :jurisdiction AND strpos(entered_by, :person) > 0 LIMIT 1"


@act("name_stand_in", "指定另一人", clause="1-8.2", roles={Role.AGENCY})
def name_stand_in(session: Session, data: StandInNamed, ctx: Context) -> Summary:
    """8.2: name who of the agency is the second person after a first for at most 30 days; the same changes nothing.

    Raises Refused for one person as both, for a person who has a tie or is not on the agency's roster in these days,
    for days gone by, for a paper of a day to come, and for one that named somebody after this first more than 30 days
    before.
    """
    if data.dated > ctx.date:
        raise FieldRefused(f"文件日期{data.dated}在今天（{ctx.date}）之后，请核对。", "dated")
    _check_person(session, data, ctx)
    words = f"“{data.first}”经办、须由另一人办理的，{data.valid_from}至{data.valid_to}可由“{data.person}”办理"
    values = data.model_dump(exclude={"number", "dated"}) | {"paper_number": data.number, "paper_date": data.dated}
    lock(session, "stand_in")
    named = session.exec(select(StandIn).where(StandIn.jurisdiction_id == ctx.jurisdiction)).all()
    if any(row.model_dump(include=set(values)) == values for row in named):
        return Summary(f"{words}，此前已指定，未作改动。", {"named": 0})
    _check_paper(named, data)
    if data.valid_from < ctx.date:
        raise FieldRefused(f"起始日期{data.valid_from}在今天（{ctx.date}）之前，指定不能追溯。", "valid_from")
    key = next_row(session, "stand_in", "serial", jurisdiction_id=ctx.jurisdiction)
    decision = StandIn(**key, recorded_on=ctx.date, **values)
    record_row(session, ctx, decision, "named")
    rows = (run(session, sql, jurisdiction=ctx.jurisdiction, person=data.first) for sql in (ROSTER, DONE_BY))
    unknown = "" if any(row.first() for row in rows) else f"“{data.first}”不在名册中，台账中也没有办理记录，请核对。"
    also = also_used(session, ctx.jurisdiction, data.number, (NAMING, data.first, data.dated))
    return Summary(f"{words}（{data.number}）。{unknown}{namesakes_in((data.first, data.person))}{also}", {"named": 1})


def stand_ins_on(session: Session, jurisdiction: int, day: date) -> Sequence[Any]:
    """Return the decisions in force on a day, of people who are on the roster and have no tie."""
    return run(session, IN_FORCE, jurisdiction=jurisdiction, day=day).all()


def paper_for(session: Session, ctx: Context, maker: Operator, hand: Operator) -> str:
    """Return the number of the paper that names this operator as the second person after the maker; else empty."""
    rows = stand_ins_on(session, ctx.jurisdiction, ctx.date)
    fits = (row for row in rows if is_same_name(row.first, maker.name) and is_same_name(row.person, hand.name))
    return next((row.paper_number for row in fits), "")


def _check_paper(named: Sequence[StandIn], data: StandInNamed) -> None:
    """Raise Refused if one paper would name others than the first person for more than 30 days from its first day."""
    by_paper = [row for row in named if one_spelling(row.paper_number) == one_spelling(data.number)]
    others = [row for row in by_paper if is_same_name(row.first, data.first)]
    since = min([data.valid_from, *(row.valid_from for row in others)])
    until = max([data.valid_to, *(row.valid_to for row in others)])
    if until >= since + LONGEST_TERM:
        words = f"“{data.number}”为“{data.first}”指定另一人，自{since}起不超过{LONGEST_TERM.days}天，"
        raise FieldRefused(f"{words}到{until}须另有文件。", "number")


def _check_person(session: Session, data: StandInNamed, ctx: Context) -> None:
    """Raise Refused for the first person, for one who may name himself, who is not on the roster or who has a tie.

    Two people of one name are two rows of the roster.
    """
    people = data.first, data.person
    first, row = (run(session, ROSTER, jurisdiction=ctx.jurisdiction, person=each).first() for each in people)
    if may_be_one(*map(Operator, people)) and not (first and row and not is_same_name(*people)):
        raise Refused(
            f"“{data.person}”与经办人“{data.first}”姓名相同，一人不能既经办又核对，请指定另一人；确是同名的两人，"
            f"都先登记在名册中（register_inspector），后登记的{NUMBERED}。"
        )
    hand = operator_of(ctx)
    if hand.account and is_same_name(hand.name, hand.account):
        words = f"现在只有本机账户{hand.account}，分不清是不是“{data.person}”本人"
        raise Refused(f"{words}：登记指定的人须先用 MUBIAO_OPERATOR 写明自己的姓名。")
    if may_be_one(hand, Operator(data.person)):
        raise Refused(f"“{data.person}”不能由本人指定，请由他人登记。")
    if row is None:
        raise Refused(f"“{data.person}”不在本机构的核查人员名册中，请先登记（register_inspector）。")
    if (row.valid_from or date.min) > data.valid_from or (row.valid_to or date.max) < data.valid_to:
        raise Refused(f"“{data.person}”在{data.valid_from}至{data.valid_to}不全在名册有效期内，请核对。")
    if row.tied:
        raise Refused(f"“{data.person}”与“{row.tied}”有回避情形，不能作为另一人，请指定没有回避情形的人。")
