"""录入和核对: a leader's marks are typed from his sheet, a marked file, by two people in turn, or withdrawn (A40)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.intake.leader_rating import LeaderSheetGiven, LeaderSheetRead, LeaderSheetWithdrawn
from models.intake.secrecy import Marked
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer_keys import RANDOM
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of
from models.ledger.four_eyes import check_second, operator_of, signed_words
from models.ledger.leader_rating.ratings import (
    check_entitled,
    check_once,
    check_undrafted,
    differing,
    find_sheet,
    live_sheet,
    marks_of,
)
from models.ledger.nouns.shared_sql import RATINGS_DIGEST
from models.ledger.score.absent import check_present
from models.ledger.secrecy.markings import find_matter, mark_secret
from models.ledger.settled import settled_words
from models.ledger.transitions import move, next_row, record
from models.records import LeaderSheet, id_of
from models.rules.errors import FieldRefused, Refused
from models.rules.score.component import Component
from models.rules.score.leaders import Operator, is_same_name, may_be_one
from models.rules.secrecy import Marking
from models.rules.states import LeaderSheetEvent, LeaderSheetState
from models.statements import run

MARKED_WHY = "省领导评价的原件（1-2.15）"
DIGEST = f"SELECT {RATINGS_DIGEST.format(salt='CAST(:salt AS text)', marks='CAST(:marks AS jsonb)')}"
SEAL = "INSERT INTO sealed_rating (leader_sheet_id, salt, marks) VALUES (:sheet, :salt, CAST(:marks AS jsonb))"


@act("enter_leader_ratings", "录入省领导评价", clause="1-2.15", roles={Role.AGENCY})
def enter_leader_ratings(session: Session, data: LeaderSheetGiven, ctx: Context) -> Summary:
    """2.15: enter the ratings of a leader from his sheet, whose file is marked; the same again changes nothing.

    Raises Refused if he is not entitled on the day, has rated before, or rates what is not appraised or outside the
    scale, without the file, and if he had not rated when the score sheets of the year were drafted.
    """
    check_present(session, ctx.jurisdiction, Component.LEADERS, data.year)
    day, marks = check_entitled(session, ctx, data), marks_of(session, ctx, data)
    there = live_sheet(session, ctx, data)
    if there and _is_repeated(session, ctx, there, marks):
        return Summary(f"“{data.rated_by}”{data.year}年的评价此前已录入，未作改动。", {"entered": 0})
    if there:
        raise Refused(
            f"“{data.rated_by}”{data.year}年的评价此前已录入（{there.state.label}），一名省领导一年评价一次。录入有误的，"
            "先撤回（withdraw_leader_ratings）再录入。"
        )
    alike = check_once(session, ctx, data)
    check_undrafted(session, ctx, data)
    if not data.evidence:
        raise FieldRefused("须附评价表原件：扫描件，或省领导交回的表格文件（--evidence）。", "evidence")
    sheet = _new_sheet(session, ctx, data, day, marks)
    files = attach_exhibits(session, ctx, "leader_sheet", id_of(sheet), data.evidence)
    mark_files(session, ctx, sheet)
    words = f"已录入“{data.rated_by}”{data.year}年对{len(marks)}个部门的评价，待另一人对照原件核对后计入。{alike}"
    return Summary(words, {"entered": 1, "rated": len(marks), "evidence": files})


def _is_repeated(session: Session, ctx: Context, there: LeaderSheet, marks: dict[str, str]) -> bool:
    """Return whether who entered a sheet enters the same again; others are not told that they guessed its ratings."""
    own = may_be_one(Operator(there.entered_by, there.account), operator_of(ctx))
    return own and not differing(session, there, marks)


def _new_sheet(session: Session, ctx: Context, data: LeaderSheetGiven, day: date, marks: dict[str, str]) -> LeaderSheet:
    """Insert the sheet and its sealed ratings; the database makes the salt."""
    salt, hand = run(session, RANDOM).scalar_one(), operator_of(ctx)
    stored = canonical(marks)
    of_leader: dict[str, Any] = {"year": data.year, "leader": data.rated_by}
    sheet = LeaderSheet(
        **next_row(session, "leader_sheet", "serial", jurisdiction_id=ctx.jurisdiction, **of_leader),
        rated_on=day,
        rated=len(marks),
        digest=run(session, DIGEST, salt=salt, marks=stored).scalar_one(),
        entered_by=hand.name,
        account=hand.account,
        entered_on=ctx.date,
    )
    session.add(sheet)
    session.flush()
    run(session, SEAL, sheet=sheet.id, salt=salt, marks=stored)
    record(session, ctx, "leader_sheet", [id_of(sheet)], "entered", moved=("", LeaderSheetState.ENTERED.value))
    return sheet


def mark_files(session: Session, ctx: Context, sheet: LeaderSheet) -> None:
    """4.7: mark the files of a sheet, unless they are marked already."""
    for file in exhibits_of(session, "leader_sheet", id_of(sheet)):
        marked = Marked(evidence=file["sha256"], marking=Marking.WORK_SECRET, reason=MARKED_WHY)
        if not find_matter(session, ctx, marked).is_marked:
            mark_secret(session, marked, ctx)


SLIPS, LONG = 2, 10  # differences that a refusal names, in a sheet of as many ratings


@act("confirm_leader_ratings", "核对省领导评价", clause="1-2.15", roles={Role.AGENCY}, second_hand=True)
def confirm_leader_ratings(session: Session, data: LeaderSheetRead, ctx: Context) -> Summary:
    """2.15: confirm the ratings of a leader that another person entered, by reading all of them from the sheet again.

    Returns a remark if one account did both. Raises Refused if a rating differs, if it may be the same person or is the
    same account where another one is asked for (`four_eyes`) and he signed no paper, and for the first ratings of a
    leader when the score sheets of the year are drafted. The refusal tells no rating.
    """
    sheet = find_sheet(session, ctx, data)
    maker, what = Operator(sheet.entered_by, sheet.account), f"“{sheet.leader}”{sheet.year}年的评价"
    hand = operator_of(ctx)
    own = any(is_same_name(hand.name, each) for each in (maker.name, hand.account))
    signed = "" if own else signed_words(ctx)  # the first, or who states no name, signs for no second person
    remark = check_second(session, ctx, maker, what, ("录入", "核对"), signed) + check_once(session, ctx, data)
    check_undrafted(session, ctx, data)
    if sheet.state is LeaderSheetState.CONFIRMED:  # nothing is compared: the answer would tell a guess from a rating
        return Summary(f"“{sheet.leader}”{sheet.year}年的评价此前已核对，未作改动。", {"confirmed": 0})
    if codes := differing(session, sheet, marks_of(session, ctx, data, sheet)):
        raise Refused(
            f"{_difference(codes, sheet.rated)}，没有核对通过。请两人对照原件查明：首次录入有误的，先撤回"
            "（withdraw_leader_ratings）再录入；核对有误的，改正后重新核对。"
        )
    sets = {"confirmed_by": hand.name, "confirmed_on": ctx.date}
    sets |= {"confirmed_account": hand.account, "signed_paper": signed}
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
