"""得分异议: the agency answers each objection; an accepted one counts once another person has recomputed the sheet."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, select

from models.intake.appraisal import ScoreObjectionAnswered, SheetRecomputed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.appraisal.drafting import replace_sheets
from models.ledger.appraisal.duties import last_day, open_duties, tell_sheets
from models.ledger.appraisal.makers import check_apart, check_rules
from models.ledger.appraisal.sheets import Computed, computed_sheets, insert_sheets, one_of, sheet_named, with_facts
from models.ledger.four_eyes import operator_of
from models.ledger.heirs import heirs
from models.ledger.notices import notify_one
from models.ledger.transitions import move, work_alone
from models.records import AppraisalSheet, ScoreObjection, id_of
from models.rules.appraisal import entries_of
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.score.facts import Contested, Fact, read_facts, rows_of
from models.rules.states import ScoreObjectionEvent, ScoreObjectionState, ScoreSheetEvent, ScoreSheetState

ANSWERED = "score_objection_answered"


@act("answer_score_objection", "答复得分异议", clause="1-2.22", roles={Role.AGENCY})
def answer_score_objection(session: Session, data: ScoreObjectionAnswered, ctx: Context) -> Summary:
    """2.22: answer an objection to a line of a sheet; the department is told.

    An accepted one changes nothing yet: another person recomputes the sheet. Raises Refused without such an objection,
    for an entry that the line does not have, if the operator entered the objection himself, and for a dismissal by who
    made the line.
    """
    sheet = sheet_named(session, ctx, data)
    objection = _objection_to(session, sheet, data.component)
    _check_entries(sheet, data.component, data.left_out)
    remark = check_rules(session, ctx, sheet, objection, dismissed=not data.accepted)
    event = ScoreObjectionEvent.ACCEPT if data.accepted else ScoreObjectionEvent.DISMISS
    hand = operator_of(ctx)
    sets = {"answer": data.answer, "answered_on": ctx.date, "answered_by": hand.name, "account": hand.account}
    sets |= {"left_out": json.dumps(list(data.left_out), ensure_ascii=False)}
    if not move(session, ctx, "score_objection", [id_of(objection)], event, sets=sets):
        _check_same_answer(objection, data)
        return Summary(f"对{data.component.label}的异议此前已如此答复，未作改动。", {"answered": 0})
    session.expire_all()
    _settle(session, ctx, sheet)
    told = _tell(session, ctx, sheet, objection, data)
    words = "已采纳，请另一人重算（recompute_sheet）" if data.accepted else "未采纳"
    return Summary(f"对{data.component.label}的异议{words}，将答复部门。{remark}", {"answered": 1, "notices": told})


def _check_same_answer(objection: ScoreObjection, data: ScoreObjectionAnswered) -> None:
    """Raise Refused if the answer on record is another one: it was told to the department."""
    if (objection.answer, sorted(objection.left_out)) != (data.answer, sorted(data.left_out)):
        raise Refused(
            f"对{data.component.label}的异议此前已答复（{objection.answered_by}，{objection.answered_on}），内容与这次不同，不能改写。"
        )


def _objection_to(session: Session, sheet: AppraisalSheet, component: Contested) -> ScoreObjection:
    found = [each for each in _objections(session, sheet) if each.component is component]
    if not found:
        raise Refused(f"部门没有对第{sheet.version}版得分表的{component.label}提出异议。")
    return found[0]


def _objections(session: Session, sheet: AppraisalSheet) -> Sequence[ScoreObjection]:
    return session.exec(select(ScoreObjection).where(ScoreObjection.score_sheet_id == sheet.id)).all()


def _check_entries(sheet: AppraisalSheet, component: Contested, entries: Iterable[str]) -> None:
    known = [row.key for row in rows_of(sheet.facts, component)] or entries_of(sheet.content, component)
    if unknown := [each for each in entries if each not in known]:
        listed = f"，该项的条目有：{'、'.join(known)}" if known else "，该项没有条目"
        raise Refused(f"得分表的{component.label}没有条目{'、'.join(unknown)}{listed}。")


def _settle(session: Session, ctx: Context, sheet: AppraisalSheet) -> None:
    """Move the sheet once every objection to it is answered: it waits for a recomputation if one was accepted."""
    states = {each.state for each in _objections(session, sheet)}
    if ScoreObjectionState.RAISED in states:
        return
    event = ScoreSheetEvent.GRANT if ScoreObjectionState.ACCEPTED in states else ScoreSheetEvent.SETTLE
    move(session, ctx, "score_sheet", [id_of(sheet)], event)


def _tell(
    session: Session, ctx: Context, sheet: AppraisalSheet, objection: ScoreObjection, data: ScoreObjectionAnswered
) -> int:
    office = heirs(session).get(sheet.department_id, sheet.department_id)
    payload: dict[str, Any] = {
        "period": str(sheet.year),
        "component": data.component.label,
        "reason": objection.reason,
        "accepted": data.accepted,
        "answer": data.answer,
    }
    subject = f"{sheet.year}|{sheet.department_id}|{sheet.version}|{data.component.value}"
    occasion = "accepted" if data.accepted else "dismissed"
    return notify_one(session, ctx, ANSWERED, subject, (office, Audience.OFFICE), occasion=occasion, payload=payload)


@act("recompute_sheet", "重算得分表", clause="1-8.2", roles={Role.AGENCY})
def recompute_sheet(session: Session, data: SheetRecomputed, ctx: Context) -> Summary:
    """8.2: confirm the accepted objections to a sheet and keep the recomputed one as its next version.

    The department may object again. Raises Refused if no objection was accepted, if the operator made a line that
    changes or accepted the objection, or if nothing changes.
    """
    due = last_day(session, ctx, data.due)
    work_alone(session)
    sheet = sheet_named(session, ctx, data)
    accepted = [each for each in _objections(session, sheet) if each.state is ScoreObjectionState.ACCEPTED]
    if sheet.state is not ScoreSheetState.GRANTED:
        raise Refused(f"该得分表{sheet.state.label}，没有待重算的异议。")
    check_apart(session, ctx, sheet, accepted, sheet.content)
    sets = {"confirmed_on": ctx.date, "confirmed_by": operator_of(ctx).name}
    move(session, ctx, "score_objection", list(map(id_of, accepted)), ScoreObjectionEvent.CONFIRM, sets=sets)
    computed = with_facts(session, data.year, ctx.date, computed_sheets(session, data.year, ctx.date).values())
    sheets = {each.department: each for each in computed}
    now = one_of(sheets, sheet, regraded=_changes_fact(sheet, sheets.get(sheet.department_id), accepted))
    remark = check_apart(session, ctx, sheet, accepted, now.content)
    replace_sheets(session, ctx, [sheet])
    duties = open_duties(session, ctx, data.year, [sheet.department_id], due)
    made = insert_sheets(session, ctx, data.year, [now], obligations=duties)
    notices = tell_sheets(session, ctx, made, [now.content])
    words = f"“{now.name}”{data.year}年的得分表已重算为第{sheet.version + 1}版，{due}前可提出异议。{remark}"
    return Summary(words, {"recomputed": 1, "opened": len(duties), "notices": notices})


def _by_kind(kept: Mapping[str, Any] | None) -> dict[str, Fact]:
    return {each.kind.value: each for each in read_facts(kept or {})}


def _changes_fact(sheet: AppraisalSheet, now: Computed | None, accepted: Sequence[ScoreObjection]) -> bool:
    """Return whether only facts were objected to, and one of them is another one now."""
    before, after = _by_kind(sheet.facts), _by_kind(now.facts if now else None)
    about = [each.component.value for each in accepted]
    return all(each in after for each in about) and any(before.get(each) != after[each] for each in about)
