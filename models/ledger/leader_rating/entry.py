"""录入: the ratings of a leader from his sheet, which is kept as a marked file; they count when they are read (A40)."""

from datetime import date

from sqlmodel import Session, func, select

from models.block import canonical
from models.intake.leader_rating import LeaderSheetGiven
from models.intake.secrecy import Marked
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.answer_keys import RANDOM
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of
from models.ledger.four_eyes import operator_of
from models.ledger.leader_rating.ratings import (
    check_entitled,
    check_once,
    check_undrafted,
    differing,
    live_sheet,
    marks_of,
)
from models.ledger.nouns.leader_rating import RATINGS_DIGEST
from models.ledger.secrecy.markings import find_matter, mark_secret
from models.ledger.transitions import record
from models.records import LeaderSheet, id_of
from models.rules.errors import FieldRefused, Refused
from models.rules.score.leaders import Operator, may_be_one
from models.rules.secrecy import Marking
from models.rules.states import LeaderSheetState
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
    before = select(func.count()).where(
        LeaderSheet.jurisdiction_id == ctx.jurisdiction,
        LeaderSheet.year == data.year,
        LeaderSheet.leader == data.rated_by,
    )
    sheet = LeaderSheet(
        jurisdiction_id=ctx.jurisdiction,
        year=data.year,
        leader=data.rated_by,
        serial=session.exec(before).one() + 1,
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
