"""审批: what the body decided of a paper, target by target, by its own paper; drafts are returned (1-2.4, 1-2.5)."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session, select

from models.intake.draft import DraftsReturned, SubmissionApproved
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import numbered
from models.ledger.paper_numbers import also_used
from models.ledger.transitions import move, record, take_turn
from models.records import Submission, SubmissionLine, TargetDraft, id_of
from models.rules.day_order import check_not_before, check_not_future
from models.rules.draft import Decided
from models.rules.errors import Refused
from models.rules.signed_paper import one_spelling
from models.rules.states import DraftEvent, DraftState
from models.statements import run

IN_OFFICE = """
SELECT name FROM body WHERE jurisdiction_id = :jurisdiction AND name = :name
    AND coalesce(valid_from, '-infinity') <= :day AND coalesce(valid_to, 'infinity') >= :day
"""
# Other papers whose approval is one of these files too.
USED_BEFORE = """
SELECT DISTINCT x.file_name, concat(p.year, '-', p.number) AS paper FROM exhibit x
    JOIN exhibit y ON y.evidence_id = x.evidence_id AND y.record = x.record AND y.record_id <> x.record_id
    JOIN submission p ON p.id = y.record_id
WHERE x.record = 'submission' AND x.record_id = :submission ORDER BY 2, 1
"""


@act("approve_drafts", "登记目标审批", clause="1-2.4", roles={Role.AGENCY}, claims_for="审批单位")
def approve_drafts(session: Session, data: SubmissionApproved, ctx: Context) -> Summary:
    """1-2.4, 1-2.5: record what the body decided of each draft of a paper: number, date and file of its approval.

    Raises Refused if the approval is older than the submission, or if the body was not in office on its day.
    """
    paper = submission_in_turn(session, ctx, data.submission)
    if paper.approval_date:
        same = one_spelling(paper.approval_number) == one_spelling(data.number) and paper.approval_date == data.dated
        words = f"报审{paper.key}此前已登记审批（{paper.approval_number}）"
        if same:
            return Summary(f"{words}，未作改动。", {"approved": 0})
        raise Refused(f"{words}，不能再登记另一批件；其中要退回的，用 return_drafts。")
    _check_day(session, paper, data.dated, ctx.date)
    also = also_used(session, ctx.jurisdiction, data.number)
    lines = _waiting(session, paper)
    _check_decided(paper, data, list(lines))
    approved = [line for code, line in lines.items() if code not in data.returned]
    returned = [line for code, line in lines.items() if code in data.returned]
    _decide(approved, Decided.APPROVED)
    _decide(returned, Decided.RETURNED, data.reason.strip())
    paper.sqlmodel_update({"approval_number": data.number, "approval_date": data.dated, "approved_on": ctx.date})
    detail = {"submission": paper.key, "number": data.number}
    move(session, ctx, "target_draft", _drafts(approved), DraftEvent.APPROVE, detail=detail)
    back = {**detail, "reason": data.reason.strip()}
    move(session, ctx, "target_draft", _drafts(returned), DraftEvent.RETURN, detail=back)
    record(session, ctx, "submission", [id_of(paper)], "approved")
    files = attach_exhibits(session, ctx, "submission", id_of(paper), data.evidence)
    words = f"报审{paper.key}已由{paper.body}审批（{data.number}）：{len(approved)}项通过"
    words += f"，{len(returned)}项退回。" if returned else "。"
    words += _used_before(session, paper) + also
    return Summary(words, {"approved": len(approved), "returned": len(returned), "evidence": files})


def _used_before(session: Session, paper: Submission) -> str:
    used = run(session, USED_BEFORE, submission=id_of(paper)).all()
    return "".join(f"批件“{row.file_name}”此前已用于报审{row.paper}，请核对。" for row in used)


@act("return_drafts", "退回目标草案", clause="1-2.4", roles={Role.AGENCY})
def return_drafts(session: Session, data: DraftsReturned, ctx: Context) -> Summary:
    """1-2.4: return drafts of a paper before they are issued; then they can be changed, and are consulted again."""
    paper = submission_in_turn(session, ctx, data.submission)
    lines = lines_by_code(session, paper)
    _check_codes(data.targets, list(lines))
    chosen = [line for code, line in lines.items() if code in data.targets and line.decided is not Decided.RETURNED]
    detail = {"submission": paper.key, "reason": data.reason}
    move(session, ctx, "target_draft", _drafts(chosen), DraftEvent.RETURN, detail=detail)
    if not chosen:
        return Summary(f"报审{paper.key}的这些目标此前已退回，未作改动。", {"returned": 0})
    _decide(chosen, Decided.RETURNED, data.reason)
    record(session, ctx, "submission", [id_of(paper)], "returned")
    return Summary(f"报审{paper.key}退回{len(chosen)}项：{'、'.join(data.targets)}。", {"returned": len(chosen)})


def find_submission(session: Session, jurisdiction: int, key: str) -> Submission:
    """Return the paper with this number, such as 2027-1. Raises Refused for an unknown one."""
    return numbered(session, jurisdiction, Submission, key.strip(), "报审，编号如2027-1。查看：mubiao submissions。")


def submission_in_turn(session: Session, ctx: Context, key: str) -> Submission:
    """Return the paper with this number as the acts before left it; acts on papers at once wait for each other."""
    take_turn(session)
    return find_submission(session, ctx.jurisdiction, key)


def lines_by_code(session: Session, paper: Submission) -> dict[str, SubmissionLine]:
    """Return the lines of a paper by the code of their draft, in its order."""
    asked = (
        select(TargetDraft.code, SubmissionLine)
        .where(SubmissionLine.draft_id == TargetDraft.id, SubmissionLine.submission_id == paper.id)
        .order_by(TargetDraft.code)
    )
    return dict(session.exec(asked).all())


def _waiting(session: Session, paper: Submission) -> dict[str, SubmissionLine]:
    """Return the lines that wait for a decision; a draft that was withdrawn since is not decided any more."""
    live = select(TargetDraft.id).where(TargetDraft.state == DraftState.SUBMITTED)
    drafts = set(session.exec(live))
    lines = lines_by_code(session, paper).items()
    return {code: line for code, line in lines if line.decided is Decided.WAITING and line.draft_id in drafts}


def _check_decided(paper: Submission, data: SubmissionApproved, waiting: Sequence[str]) -> None:
    """Raise Refused for a target of another paper, and if the body's sheet leaves one out: that is not approved."""
    _check_codes([*data.returned, *data.decided], waiting)
    if data.decided and (left := [code for code in waiting if code not in data.decided]):
        raise Refused(
            f"报审{paper.key}还有{len(left)}项没有审批意见：{'、'.join(left)}。请在同一张表中逐项写明；"
            "含标密目标的报审，批件到后用 approve_drafts 登记。"
        )


def _check_day(session: Session, paper: Submission, dated: date, today: date) -> None:
    check_not_before(dated, paper.submitted_on, "批件日期", "报审日期")
    check_not_future(dated, today, "批件日期")
    _check_in_office(session, paper, dated)


def _check_in_office(session: Session, paper: Submission, day: date) -> None:
    """2.12: raise Refused if the body that was to approve was not in office on the day of its paper."""
    named = {"jurisdiction": paper.jurisdiction_id, "name": paper.body, "day": day}
    if run(session, IN_OFFICE, **named).first() is None:
        raise Refused(
            f"报审{paper.key}报的是{paper.body}，按登记它在批件日期{day}不在任。日期写错的，请核对；已经更换的，"
            "退回各项（return_drafts）后重新报审。"
        )


def _check_codes(codes: Sequence[str], known: Sequence[str]) -> None:
    if unknown := sorted(set(codes) - set(known)):
        raise Refused(f"目标{'、'.join(unknown)}不在这份报审待审批的目标中。")


def _decide(lines: Iterable[SubmissionLine], decided: Decided, why: str = "") -> None:
    for line in lines:
        line.sqlmodel_update({"decided": decided, "returned_why": why})


def _drafts(lines: Iterable[SubmissionLine]) -> list[int]:
    return [line.draft_id for line in lines]
