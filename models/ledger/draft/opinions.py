"""What an office answers to a list of drafts: its opinions in 绩效沟通, or its receipt of the issued list (1-2.22)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from models.intake.draft import DraftOpinion, OpinionsGiven, ReceivedTarget, TargetsReceived
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.draft.consultation import lines_of
from models.ledger.duties import discharge, received_on
from models.ledger.lookup import obligation_numbered
from models.ledger.transitions import change_drafts, record
from models.records import Obligation
from models.rules.draft import CONSULTATION, RECEIPT, OfficeOpinion
from models.rules.duties import Duty
from models.rules.errors import Refused
from models.rules.several import first_of
from models.rules.states import DraftState, ObligationState
from models.statements import ResultRow, run

# An opinion that changes is not answered any more.
WRITE = """
UPDATE draft_line l SET opinion = u.opinion, reason = u.reason, proposal = u.proposal, answered_on = :day,
    accepted = NULL, answer = '', decided_on = NULL
FROM json_to_recordset(CAST(:lines AS json)) AS u(id int, opinion text, reason text, proposal text)
WHERE l.id = u.id AND (l.answered_on IS NULL OR (l.opinion, l.reason, l.proposal) IS DISTINCT FROM
    (u.opinion, u.reason, u.proposal))
RETURNING l.id
"""
REVISED = (DraftState.DRAFTED, DraftState.WITHDRAWN)


@act("give_opinions", "反馈目标意见", clause="1-2.22", roles={Role.OFFICE, Role.AGENCY})
def give_opinions(session: Session, data: OpinionsGiven, ctx: Context) -> Summary:
    """1-2.22, 1-7.1: give the opinion of an office on each draft of its list; it may change until they are submitted.

    A draft that is left out keeps its opinion. Raises Refused if one has none yet, or if the list has ended; drafts
    that are awaited on paper may have none (4.7): then the duty stays open. What is entered for an office takes no
    objection back.
    """
    change_drafts(session)
    obligation = _list_numbered(session, ctx, data.obligation, CONSULTATION)
    lines = lines_of(session, data.obligation)
    given = {each.target: each for each in data.lines}
    _check_codes([each.target for each in data.lines], lines)
    lacking = _lacking(lines, given, ctx.awaited)
    answered = [line for line in lines if line.code in given]
    _check_unsubmitted(answered, given)
    _check_taken_back(ctx, answered, given)
    rows = [_opinion_row(line, given[line.code]) for line in answered]
    changed = _save(session, ctx, obligation, rows, whole=not lacking)
    objected = [each.target for each in data.lines if each.opinion is OfficeOpinion.OBJECTED]
    words = f"{obligation.period}年目标沟通：{_describe(answered, objected)}{_on_paper(lacking)}"
    return Summary(words, {"opinions": len(changed), "objected": len(objected)})


@act("receive_targets", "签收目标清单", clause="1-2.6", roles={Role.OFFICE, Role.AGENCY})
def receive_targets(session: Session, data: TargetsReceived, ctx: Context) -> Summary:
    """1-2.6: record that an office has the list of its targets, with its questions; it stops and moves nothing."""
    obligation = _list_numbered(session, ctx, data.obligation, RECEIPT)
    lines = lines_of(session, data.obligation)
    _check_codes([each.target for each in data.lines], lines)
    questions = {each.target: each for each in data.lines}
    rows = [_question_row(line, questions.get(line.code)) for line in lines]
    changed = _save(session, ctx, obligation, rows, whole=True)
    asked = [each.target for each in data.lines if each.question.strip()]
    words = f"已签收{obligation.period}年目标清单，共{len(lines)}项。" if changed else "此前已签收，未作改动。"
    words += f"有疑问{len(asked)}项（{first_of(asked)}），已转管理机构。" if asked and changed else ""
    return Summary(words, {"received": int(bool(changed)), "questions": len(asked)})


def _list_numbered(session: Session, ctx: Context, number: int, duty: Duty) -> Obligation:
    obligation = obligation_numbered(session, ctx, number)
    if obligation.kind != duty.key:
        raise Refused(f"事项{number}不是{duty.name}。查看：mubiao owed。")
    if obligation.state not in (ObligationState.OPEN, ObligationState.DISCHARGED):
        why = "草案已修改的，将另行征求意见" if obligation.state is ObligationState.VOID else "草案已报审"
        raise Refused(f"这份清单的意见反馈{obligation.state.label}（{why}），不再收取。")
    return obligation


def _check_codes(codes: Sequence[str], lines: Sequence[Any]) -> None:
    if unknown := sorted(set(codes) - {line.code for line in lines}):
        raise Refused(f"目标{'、'.join(unknown)}不在这份清单中。")
    if len(set(codes)) < len(codes):
        raise Refused("同一目标写了两次。")


def _lacking(lines: Sequence[Any], given: Mapping[str, DraftOpinion], awaited: frozenset[str]) -> list[str]:
    """Return the drafts without an opinion that are awaited on paper. Raises Refused if another one has none."""
    lacking = [line.code for line in lines if line.code not in given and line.opinion is None]
    if missing := [code for code in lacking if code not in awaited]:
        raise Refused(f"缺少{len(missing)}项：{'、'.join(missing)}。各项都须写明意见。")
    return lacking


def _check_unsubmitted(lines: Sequence[Any], given: Mapping[str, DraftOpinion]) -> None:
    """Raise Refused for another opinion on a draft that was submitted since."""
    open_states = {DraftState.CONSULTED, DraftState.DRAFTED, DraftState.WITHDRAWN}
    for line in lines:
        row = _opinion_row(line, given[line.code])
        if line.state not in open_states and any(getattr(line, name) != row[name] for name in row):
            raise Refused(f"目标{line.code}已报审，意见不能再改；仍有意见的，请告知管理机构。")


def _check_taken_back(ctx: Context, lines: Sequence[Any], given: Mapping[str, DraftOpinion]) -> None:
    """2.22: raise Refused if a person who enters opinions for an office would take back or reword its objection."""
    if ctx.actor.known.in_person:
        return
    objected = [line for line in lines if line.opinion == OfficeOpinion.OBJECTED]
    if other := [line.code for line in objected if _is_taken_back(line, _opinion_row(line, given[line.code]))]:
        raise Refused(
            f"对目标{first_of(other)}的异议只能由部门用回复表（邮件）撤回、改写；部门书面撤回的，请答复并写明（answer_objection）。"
        )


def _is_taken_back(line: ResultRow, row: Mapping[str, Any]) -> bool:
    """Return whether an objection would be no objection any more, or one in other words before it is answered."""
    reworded = any(getattr(line, name) != row[name] for name in row)
    return reworded and (line.accepted is None or row["opinion"] != OfficeOpinion.OBJECTED)


def _opinion_row(line: ResultRow, given: DraftOpinion) -> dict[str, Any]:
    texts = {"reason": given.reason.strip(), "proposal": given.proposal.strip()}
    return {"id": line.id, "opinion": given.opinion.value, **texts}


def _question_row(line: ResultRow, given: ReceivedTarget | None) -> dict[str, Any]:
    return {"id": line.id, "opinion": None, "reason": given.question.strip() if given else "", "proposal": ""}


def _describe(lines: Sequence[Any], objected: Sequence[str]) -> str:
    again = [line.code for line in lines if line.overtaken]
    answered = [code for code in objected if code not in again]
    words = f"同意{len(lines) - len(objected)}项"
    words += f"，有异议{len(objected)}项（{first_of(objected)}）" if objected else ""
    words += f"，管理机构将逐项答复{'' if answered == [*objected] else first_of(answered)}。" if answered else "。"
    revised = [line.code for line in lines if line.state in REVISED and not line.overtaken]
    words += f"目标{first_of(revised)}此后已修改或撤回，修改的将另行征求意见。" if revised else ""
    return words + (f"目标{first_of(again)}修改以后已另行征求意见，意见请填在新的清单中。" if again else "")


def _on_paper(codes: Sequence[str]) -> str:
    return f"目标{first_of(codes)}标有密级，送交纸质意见并由管理机构登记后办结。" if codes else ""


def _save(
    session: Session, ctx: Context, obligation: Obligation, rows: Sequence[Mapping[str, Any]], *, whole: bool
) -> list[int]:
    """Write the lines that differ, and discharge the duty if all lines have one; returns the ids of what changed."""
    day = received_on(session, ctx, obligation)
    changed = list(run(session, WRITE, lines=json.dumps(rows, ensure_ascii=False), day=day).scalars())
    record(session, ctx, "draft_line", sorted(changed), "answered")
    if whole and obligation.state is ObligationState.OPEN:
        discharge(session, ctx, obligation, day)
    return changed
