"""交办事项: record other work that is assigned to the agency, with its paper, and how it was done (1-5.3 f)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.assignment import AssignmentCancelled, AssignmentDone, AssignmentReceived
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits, exhibits_of
from models.ledger.jurisdiction import home
from models.ledger.lookup import numbered
from models.ledger.secrets import concealed
from models.ledger.transitions import lock, move, next_row, record_row
from models.loading import having
from models.records import Assignment, id_of
from models.rules.assignment import check_done, check_received
from models.rules.errors import Refused
from models.rules.states import AssignmentEvent
from models.statements import run


@act("record_assignment", "登记交办事项", clause="1-5.3", roles={Role.AGENCY})
def record_assignment(session: Session, data: AssignmentReceived, ctx: Context) -> Summary:
    """1-5.3 f: insert other work that the party committee, the government or the leading group assigned.

    Raises Refused if its days contradict each other, or if the same was recorded before.
    """
    received = data.received_on or ctx.date
    check_received(data.dated, received, data.limit, ctx.date)
    lock(session, "assignment")
    _check_new(session, ctx, data)
    assignment = Assignment(
        **next_row(session, "assignment", jurisdiction_id=ctx.jurisdiction, year=received.year),
        giver=data.giver,
        content=data.content,
        paper_number=data.number,
        paper_date=data.dated,
        received_on=received,
        recorded_on=ctx.date,
        limit=data.limit,
    )
    record_row(session, ctx, assignment, "recorded")
    files = attach_exhibits(session, ctx, "assignment", id_of(assignment), data.evidence)
    until = f"，办理时限{data.limit}" if data.limit else ""
    words = (
        f"已登记交办事项{assignment.key}（{data.giver.label}，{data.number}）{until}。办结后登记：complete_assignment。"
    )
    return Summary(words, {"recorded": 1, "evidence": files}, {"assignment": assignment.key})


@act("complete_assignment", "办结交办事项", clause="1-5.3", roles={Role.AGENCY})
def complete_assignment(session: Session, data: AssignmentDone, ctx: Context) -> Summary:
    """1-5.3 f: record how and when an assignment was done; a limit that has passed is named."""
    assignment, day = find_assignment(session, ctx, data.assignment), data.done_on or ctx.date
    check_done(day, assignment.received_on, ctx.date)
    move(session, ctx, "assignment", [id_of(assignment)], AssignmentEvent.COMPLETE, sets=_outcome(day, data.result))
    files = attach_exhibits(session, ctx, "assignment", id_of(assignment), data.evidence)
    late = bool(assignment.limit and day > assignment.limit)
    words = f"交办事项{assignment.key}已于{day}办结{f'，超过办理时限{assignment.limit}' if late else ''}。"
    return Summary(words, {"completed": 1, "late": int(late), "evidence": files})


@act("cancel_assignment", "撤销交办事项", clause="1-5.3", roles={Role.AGENCY})
def cancel_assignment(session: Session, data: AssignmentCancelled, ctx: Context) -> Summary:
    """1-5.3 f: end an assignment that was taken back, or recorded by mistake, with the reason."""
    assignment = find_assignment(session, ctx, data.assignment)
    sets, ids = _outcome(ctx.date, data.reason), [id_of(assignment)]
    if not move(session, ctx, "assignment", ids, AssignmentEvent.CANCEL, sets=sets, detail={"reason": data.reason}):
        return Summary(f"交办事项{assignment.key}此前已撤销，未作改动。", {"cancelled": 0})
    return Summary(f"交办事项{assignment.key}已撤销：{data.reason}。", {"cancelled": 1})


def find_assignment(session: Session, ctx: Context, key: str) -> Assignment:
    """Return the assignment with this number, such as 2026-3; raises Refused if it does not exist."""
    words = "交办事项，编号的格式如2026-3。查看：mubiao assignments。"
    return numbered(session, ctx.jurisdiction, Assignment, key.strip(), words)


def _check_new(session: Session, ctx: Context, data: AssignmentReceived) -> None:
    named: dict[str, Any] = {"paper_number": data.number, "content": data.content}
    if same := having(session, Assignment, jurisdiction_id=ctx.jurisdiction, **named):
        raise Refused(f"{data.number}的这一事项已登记为{same.key}（{same.state.label}），不重复登记。")


def _outcome(day: date, words: str) -> dict[str, Any]:
    return {"done_on": day, "result": words}


ASSIGNMENTS = """
SELECT r.id, r.year || '-' || r.number AS assignment, r.giver, r.content, r.paper_number, r.paper_date, r.received_on,
    r."limit", r.state, r.done_on, r.result,
    coalesce(r.state <> 'cancelled' AND coalesce(r.done_on, :day) > r."limit", false) AS late
FROM assignment r
WHERE r.jurisdiction_id = :jurisdiction AND r.received_on <= :day AND (:all OR r.state = 'open')
ORDER BY r.year, r.number
"""


def list_assignments(session: Session, day: date, *, done: bool = False) -> list[dict[str, Any]]:
    """Return the assignments that are open, with `done` all, as of `day`; with files, and whether it is late."""
    rows = run(session, ASSIGNMENTS, jurisdiction=home(session), day=day, all=done).mappings()
    found = [dict(row) | {"evidence": exhibits_of(session, "assignment", row["id"])} for row in rows]
    return concealed(session, [{name: each[name] for name in each if name != "id"} for each in found])
