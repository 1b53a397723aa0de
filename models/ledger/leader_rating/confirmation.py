"""核对: a second person reads the sheet of a leader and types it again; and ratings that are withdrawn (A40)."""

from collections.abc import Sequence

from sqlmodel import Session

from models.intake.leader_rating import LeaderSheetRead, LeaderSheetWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.four_eyes import check_hands, operator_of
from models.ledger.leader_rating.entry import mark_files
from models.ledger.leader_rating.ratings import (
    check_once,
    check_undrafted,
    differing,
    find_sheet,
    marks_of,
)
from models.ledger.moves import move
from models.ledger.settled import settled_words
from models.records import id_of
from models.rules.errors import Refused
from models.rules.score.leaders import Operator
from models.rules.states import LeaderSheetEvent, LeaderSheetState

SLIPS, LONG = 2, 10  # differences that a refusal names, in a sheet of as many ratings


@act("confirm_leader_ratings", "核对省领导评价", clause="1-2.15", roles={Role.AGENCY})
def confirm_leader_ratings(session: Session, data: LeaderSheetRead, ctx: Context) -> Summary:
    """2.15: confirm the ratings of a leader that another person entered, by reading all of them from the sheet again.

    Returns a remark if one account did both. Raises Refused if a rating differs, if it may be the same person and
    another one is asked for (`four_eyes`), and for the first ratings of a leader when the score sheets of the year are
    drafted. The refusal tells no rating.
    """
    sheet = find_sheet(session, ctx, data)
    reader = operator_of(ctx)
    maker, what = Operator(sheet.entered_by, sheet.account), f"“{sheet.leader}”{sheet.year}年的评价"
    remark = check_hands(session, ctx, maker, what, "录入", "核对") + check_once(session, ctx, data)
    check_undrafted(session, ctx, data)
    if sheet.state is LeaderSheetState.CONFIRMED:  # nothing is compared: the answer would tell a guess from a rating
        return Summary(f"“{sheet.leader}”{sheet.year}年的评价此前已核对，未作改动。", {"confirmed": 0})
    if codes := differing(session, sheet, marks_of(session, ctx, data, sheet)):
        raise Refused(
            f"{_difference(codes, sheet.rated)}，没有核对通过。请两人对照原件查明：首次录入有误的，先撤回"
            "（withdraw_leader_ratings）再录入；核对有误的，改正后重新核对。"
        )
    sets = {"confirmed_by": reader.name, "confirmed_on": ctx.date}
    move(session, ctx, "leader_sheet", [id_of(sheet)], LeaderSheetEvent.CONFIRM, sets=sets)
    settled = settled_words(session, ctx, sheet.year)
    words = f"“{sheet.leader}”{sheet.year}年对{sheet.rated}个部门的评价已核对，{settled or '计入考评。'}{remark}"
    return Summary(words, {"confirmed": 1, "rated": sheet.rated})


def _difference(codes: Sequence[str], rated: int) -> str:
    """4.7: return what differs: departments only of a slip in a long sheet; who guesses is told nothing of the rest."""
    if len(codes) <= SLIPS and rated >= LONG:
        return f"与首次录入不一致的部门：{'、'.join(codes)}"
    return "与首次录入不一致（为免推知评价，不列出部门）"


@act("withdraw_leader_ratings", "撤回省领导评价", clause="1-2.15", roles={Role.AGENCY})
def withdraw_leader_ratings(session: Session, data: LeaderSheetWithdrawn, ctx: Context) -> Summary:
    """2.15: withdraw the ratings of a leader with the reason; they count no more, and may be entered again.

    Raises Refused for ratings that two people entered and read, unless a file says why: one alone does not undo it.
    """
    sheet = find_sheet(session, ctx, data)
    if sheet.state is LeaderSheetState.CONFIRMED and not data.evidence:
        raise Refused(
            f"“{sheet.leader}”{sheet.year}年的评价已由{sheet.entered_by}录入、{sheet.confirmed_by}核对并计入考评，撤回须附"
            "依据文件（--evidence），如省领导的更正说明。"
        )
    attach_exhibits(session, ctx, "leader_sheet", id_of(sheet), data.evidence)
    mark_files(session, ctx, sheet)
    sets, detail = {"withdrawn_on": ctx.date, "reason": data.reason}, {"reason": data.reason}
    move(session, ctx, "leader_sheet", [id_of(sheet)], LeaderSheetEvent.WITHDRAW, sets=sets, detail=detail)
    settled = settled_words(session, ctx, sheet.year)
    words = f"已撤回“{sheet.leader}”{sheet.year}年的评价，不再计入；可以重新录入、核对。{settled}"
    return Summary(words, {"withdrawn": 1})
