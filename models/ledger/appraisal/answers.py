"""核对得分表: a department agrees to its sheet or objects to lines; silence is recorded when the day has passed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.intake.appraisal import ScoreAnswered
from models.intake.input import NoInput
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.duties import still_open
from models.ledger.duties import day_received, discharge
from models.ledger.lookup import obligation_numbered
from models.ledger.notice_ends import last_day_of
from models.ledger.questions import Question
from models.ledger.transitions import lock, move, record, record_rows
from models.records import AppraisalSheet, Obligation, ScoreObjection, id_of
from models.rules.appraisal import NO_OBJECTION, OBJECTION, check_in_time
from models.rules.errors import Refused
from models.rules.kinds import Known
from models.rules.notices import OPENED_APPRAISAL
from models.rules.score.facts import Contested
from models.rules.states import (
    ObligationEvent,
    ObligationState,
    ScoreObjectionEvent,
    ScoreObjectionState,
    ScoreSheetEvent,
    ScoreSheetState,
)
from models.statements import run

LAST_DAY = last_day_of(OPENED_APPRAISAL)
OF_DUTY = "FROM obligation o JOIN deadline x ON x.id = o.deadline_id"
PASSED = f"""
SELECT s.id, s.obligation_id {OF_DUTY} JOIN score_sheet s ON o.id = s.obligation_id
WHERE o.jurisdiction_id = :jurisdiction AND s.state = 'drafted' AND x.due < :day AND {LAST_DAY} < :day ORDER BY s.id
"""
ANSWERED_UNTIL = f"SELECT {LAST_DAY} {OF_DUTY} WHERE o.id = :duty"
HAS_SILENT = Question(f"EXISTS ({PASSED})", Summary("", {"silent": 0}))


@act("answer_score_sheet", "核对得分表", clause="1-2.22", roles={Role.OFFICE, Role.AGENCY})
def answer_score_sheet(session: Session, data: ScoreAnswered, ctx: Context) -> Summary:
    """2.22: record that a department agrees to its sheet, or to which lines it objects and why.

    Until the day it may say something else. Raises Refused after the day, for another department's sheet, and if the
    agency has answered. What is entered for a department counts on the day of the entry, and neither takes an objection
    back nor rewords it.
    """
    lock(session, "appraisal")
    obligation = obligation_numbered(session, ctx, data.obligation)
    sheet = _sheet_of(session, ctx, obligation)
    known = ctx.actor.known
    received = day_received(ctx) if known.by_mail else ctx.date
    if last := run(session, ANSWERED_UNTIL, duty=id_of(obligation)).scalar_one():
        check_in_time(received, last)
    raised, former = {each.component: each.reason for each in data.objections}, _objections_to(session, sheet)
    _check_taken_back(former, raised, known)
    event = ScoreSheetEvent.OBJECT if raised else ScoreSheetEvent.AGREE
    moved = move(session, ctx, "score_sheet", [id_of(sheet)], event, sets={"answered_on": received})
    changed = _save(session, ctx, sheet, former, raised, received)
    if obligation.state is ObligationState.OPEN:
        discharge(session, ctx, obligation, received)
    words = f"对{'、'.join(each.label for each in raised)}有异议，由管理机构逐项答复" if raised else "没有异议"
    again = "" if moved or changed else "，此前已如此反馈，未作改动"
    return Summary(f"{sheet.year}年得分表：{words}{again}。", {"answered": len(moved), "objections": len(raised)})


def _sheet_of(session: Session, ctx: Context, obligation: Obligation) -> AppraisalSheet:
    """Return the sheet of a duty. Raises Refused for another duty, and if the agency itself would answer."""
    if obligation.kind != OBJECTION.key:
        raise Refused(f"事项{obligation.id}不是{OBJECTION.name}。查看：mubiao owed。")
    if ctx.actor.role is Role.AGENCY and not ctx.source:
        raise Refused("得分表由部门核对；代部门录入的，请注明来源（--source），或以部门名义录入（--by 部门/目标办）。")
    return session.exec(select(AppraisalSheet).where(AppraisalSheet.obligation_id == obligation.id)).one()


def _objections_to(session: Session, sheet: AppraisalSheet) -> dict[Contested, ScoreObjection]:
    found = session.exec(select(ScoreObjection).where(ScoreObjection.score_sheet_id == sheet.id))
    return {each.component: each for each in found}


def _check_taken_back(
    former: Mapping[Contested, ScoreObjection], raised: Mapping[Contested, str], known: Known
) -> None:
    """Raise Refused if a person who enters an answer for a department would take back or reword its objection."""
    waiting = {each.component: each for each in former.values() if each.state is ScoreObjectionState.RAISED}
    if known.in_person:
        return
    if gone := [each.label for each in waiting if each not in raised]:
        raise Refused(
            f"对{'、'.join(gone)}的异议只能由部门用回复表（邮件）撤回；部门书面撤回的，请逐项答复并写明（answer_score_objection）。"
        )
    if other := [key.label for key, each in waiting.items() if each.reason != raised[key]]:
        raise Refused(f"对{'、'.join(other)}的异议已有理由，只能由部门用回复表（邮件）改写；请写原来的理由。")


def _save(
    session: Session,
    ctx: Context,
    sheet: AppraisalSheet,
    former: Mapping[Contested, ScoreObjection],
    raised: Mapping[Contested, str],
    day: date,
) -> int:
    """Write the objections that are new, other ones than before, or taken back; returns how many."""
    new = [
        ScoreObjection(score_sheet_id=id_of(sheet), component=component, reason=reason, raised_on=day)
        for component, reason in raised.items()
        if component not in former
    ]
    record_rows(session, ctx, new, "raised")
    again = [each for key, each in former.items() if key in raised and _is_other(each, raised[key])]
    for each in again:
        sets: dict[str, Any] = {"reason": raised[each.component], "raised_on": day}
        if not move(session, ctx, "score_objection", [id_of(each)], ScoreObjectionEvent.RAISE, sets=sets):
            each.sqlmodel_update(sets)
            record(session, ctx, "score_objection", [id_of(each)], "changed")
    gone = [id_of(each) for key, each in former.items() if key not in raised]
    back = move(session, ctx, "score_objection", gone, ScoreObjectionEvent.TAKE_BACK)
    return len(new) + len(again) + len(back)


def _is_other(former: ScoreObjection, reason: str) -> bool:
    return former.reason != reason or former.state is ScoreObjectionState.TAKEN_BACK


@act("record_silence", "登记未提异议", clause="1-2.22", roles={Role.SYSTEM, Role.AGENCY})
def record_silence(session: Session, _data: NoInput, ctx: Context) -> Summary:
    """2.22: record of each department that said nothing until its day that it did not object."""
    lock(session, "appraisal")
    silent = end_silent(session, ctx)
    words = f"{silent}个部门到期没有反馈，登记为{ScoreSheetState.SILENT.label}。" if silent else ""
    return Summary(words, {"silent": silent})


def end_silent(session: Session, ctx: Context) -> int:
    """Move the sheets whose day has passed without an answer, and end their duties; returns how many."""
    rows = run(session, PASSED, jurisdiction=ctx.jurisdiction, day=ctx.date).all()
    moved = move(session, ctx, "score_sheet", [row.id for row in rows], ScoreSheetEvent.LAPSE)
    ids = still_open(session, [row.obligation_id for row in rows])
    move(session, ctx, "obligation", ids, ObligationEvent.WAIVE, sets={"late": False}, detail={"reason": NO_OBJECTION})
    return len(moved)
