"""录入与核对: what is said, or refused, when one account makes a thing and checks it (1-8.2)."""

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.policies import value_on
from models.ledger.stand_ins import paper_for
from models.rules.errors import Refused
from models.rules.four_eyes import FOUR_EYES, FourEyes
from models.rules.score.leaders import Operator, apart_in_words, may_be_one

UNSET = FourEyes.WARN
NO_OTHER = "分不清是两人、又没有其他人的，可用文件指定另一人（name_stand_in）。"


def operator_of(ctx: Context) -> Operator:
    """Return who works at the machine."""
    return Operator(ctx.actor.entered_by or ctx.actor.name, ctx.actor.account)


def check_hands(session: Session, ctx: Context, maker: Operator, what: str, did: str, does: str) -> str:
    """Return a remark with both names if the operator may be the maker, or has his account; empty otherwise.

    Raises Refused if the agency asks for another person (`four_eyes`) and the operator may be the maker, unless a
    decision in force names him as the second person.
    """
    hand = operator_of(ctx)
    kept = FourEyes(value_on(session, ctx.jurisdiction, FOUR_EYES, ctx.date) or UNSET)
    one, paper = may_be_one(maker, hand), ""
    if one and kept is FourEyes.ON and not (paper := paper_for(session, ctx, maker, hand)):
        raise Refused(f"{what}{apart_in_words(maker, hand, did, does)}{NO_OTHER}")
    if kept is FourEyes.OFF or not (one or maker.account == hand.account != ""):
        return ""
    by = f"（按{paper}）" if paper else ""
    return f"{what}：{maker.name}{did}，{hand.name}{does}{by}，同一账户{did}与{does}，请核对。"
