"""下达: the approved drafts of a paper become targets in one act; office and head are told, and receive the list."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.draft import TargetsIssued
from models.intake.issued_paper import marks_of
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deadlines import deadline_from
from models.ledger.draft.approval import submission_in_turn
from models.ledger.draft.consultation import ListedDraft, open_lists
from models.ledger.draft.gap_waivers import check_gaps
from models.ledger.draft.papers import explain_short
from models.ledger.draft.register import DRAFTED_FOR, check_led
from models.ledger.notices import notify
from models.ledger.nouns.shared_sql import HEIRS, TARGET_KEY
from models.ledger.paper_numbers import claim_number
from models.ledger.secrets import forget_words
from models.ledger.target.blank_lines import join_year_end
from models.ledger.target.indicators import copy_indicators
from models.ledger.transitions import move, record
from models.records import Submission, id_of
from models.rules.day_order import check_not_before, check_not_future
from models.rules.draft import RECEIPT
from models.rules.duties import Audience
from models.rules.errors import Refused
from models.rules.issue_day import impossible_issue
from models.rules.kinds import Category
from models.rules.notices import OPENED_RECEIPT
from models.rules.paper_number import PaperMarks, check_marks, check_same_marks, marks_stated
from models.rules.secrecy import Matter
from models.rules.states import DraftEvent
from models.rules.target.due import YEAR_END_MONTH
from models.rules.target.parents import full_name
from models.statements import run

APPROVED = f"""
SELECT r.id, r.code, r.name, r.note, r.parent_code, r.parent_unit, d.id AS department FROM submission_line y
    JOIN target_draft r ON r.id = y.draft_id AND r.state = 'approved' {DRAFTED_FOR}
WHERE y.submission_id = :submission AND y.decided = 'approved'
ORDER BY d.code COLLATE "C", r.code COLLATE "C"
"""  # noqa: S608 - constants only
TARGETS = """
INSERT INTO target (jurisdiction_id, year, code, name, requirement, category, handling, item, origin, management,
    source_document, key_project, quantity, unit, deadline, parent_code, parent_name, parent_unit, division, addable,
    weight, issued_on, paper_number, paper_date, version)
SELECT r.jurisdiction_id, r.year, r.code, r.name, r.requirement, r.category, r.handling, r.item, r.origin, r.management,
    r.source_document, r.key_project, r.quantity, r.unit, r.deadline, r.parent_code, r.parent_name,
    r.parent_unit, r.division, r.addable, r.weight, :day, :number, :dated, 1
FROM target_draft r WHERE r.id = ANY(:drafts) ORDER BY r.code COLLATE "C" RETURNING id, code
"""
# A department that was merged since is its successor; one that is named twice then stands once.
RESPONSIBLE = f"""
INSERT INTO target_department (target_id, department_id, position)
SELECT q.target, q.department, row_number() OVER (PARTITION BY q.target ORDER BY q.position) - 1 FROM (
    SELECT t.id AS target, coalesce(h.heir, x.department_id) AS department, min(x.position) AS position
    FROM target t JOIN target_draft r ON (r.jurisdiction_id, r.year, r.code) = (t.jurisdiction_id, t.year, t.code)
        JOIN target_draft_department x ON x.draft_id = r.id LEFT JOIN {HEIRS} h ON h.department_id = x.department_id
    WHERE t.id = ANY(:targets) GROUP BY t.id, coalesce(h.heir, x.department_id)) q
"""  # noqa: S608 - constants only
# Targets and leaves with a finishing time before a day.
PASSED = """
SELECT r.code, '' AS leaf, r.deadline FROM target_draft r WHERE r.id = ANY(:drafts) AND r.deadline < :day
UNION ALL SELECT r.code, '指标' || i.code, i.deadline FROM draft_indicator i JOIN target_draft r ON r.id = i.draft_id
WHERE r.id = ANY(:drafts) AND i.deadline < :day ORDER BY 1, 2
"""
ISSUED_NAMES = "SELECT year, code FROM target WHERE jurisdiction_id = :jurisdiction AND withdrawn_on IS NULL"


@act("issue_targets", "下达目标", clause="1-2.6", roles={Role.AGENCY})
def issue_targets(session: Session, data: TargetsIssued, ctx: Context) -> Summary:
    """1-2.4 to 1-2.7, 1-4: issue what was approved of a paper; each office receives its list within five working days.

    Raises Refused for a gap of an initial list that was not waived (1-6.2), for a number that we issued before, for a
    parent that is not issued, and for a sum that has become short without a reason (A52).
    """
    paper = submission_in_turn(session, ctx, data.submission)
    rows = run(session, APPROVED, submission=id_of(paper)).all()
    if not rows:
        return _nothing_to_issue(paper, marks_of(data))
    also = _check_paper(session, ctx, paper, data)
    _check_rows(session, ctx, paper, rows)
    drafts = [row.id for row in rows]
    if paper.category is Category.FUNCTIONAL:
        check_gaps(session, ctx, paper.year, drafts)
    explain_short(session, ctx, paper, {row.code for row in rows}, data.short_reason.strip())
    targets = _insert_targets(session, ctx, rows, data)
    carry_markings(session, ctx, targets)
    _write_issue(paper, data, ctx)
    detail = {"submission": paper.key, "number": data.number}
    move(session, ctx, "target_draft", drafts, DraftEvent.ISSUE, detail=detail)
    record(session, ctx, "submission", [id_of(paper)], "issued")
    deadline, due = deadline_from(session, ctx, RECEIPT.due, ctx.date)
    listed = [ListedDraft(row.id, row.department) for row in rows]
    duties = open_lists(session, ctx, RECEIPT, listed, year=paper.year, deadline=deadline)
    audiences, payload = [Audience.OFFICE, Audience.HEAD], _payload(paper, data, ctx.date)
    notices = notify(session, ctx, OPENED_RECEIPT, duties, audiences, payload=payload)
    words = f"已下达{len(targets)}项{paper.year}年目标（{data.number}），{len(duties)}个部门须在{due}前签收。"
    words += marks_of(data).sentence + join_year_end(session, ctx, targets) + also
    return Summary(words, {"issued": len(targets), "opened": len(duties), "notices": notices})


def _payload(paper: Submission, data: TargetsIssued, today: date) -> dict[str, str]:
    """2.7: return what the notice says; one of December names the year-end check of its year."""
    in_december = (today.year, today.month) == (paper.year, YEAR_END_MONTH)
    payload = {"number": data.number, "dated_on": data.dated.isoformat()}
    return payload | ({"year_end": str(paper.year)} if in_december else {})


def _write_issue(paper: Submission, data: TargetsIssued, ctx: Context) -> None:
    issue = {"issue_number": data.number, "issue_date": data.dated, "issued_on": ctx.date}
    paper.sqlmodel_update(issue | {"marks": marks_of(data).stated})


def _nothing_to_issue(paper: Submission, marks: PaperMarks) -> Summary:
    if paper.issue_number:
        words = f"报审{paper.key}下达（{paper.issue_number}）时"
        check_same_marks(words, marks, marks_stated(paper.marks), "下达以后不能再改。")
        return Summary(f"报审{paper.key}此前已下达（{paper.issue_number}），未作改动。", {"issued": 0})
    why = "没有通过审批的目标" if paper.approval_date else "尚未审批（approve_drafts）"
    raise Refused(f"报审{paper.key}{why}，不能下达。")


def _check_paper(session: Session, ctx: Context, paper: Submission, data: TargetsIssued) -> str:
    """Return a remark about others' papers with its number. Raises Refused for a wrong day or number."""
    check_marks(marks_of(data))
    if why := impossible_issue(paper.year, ctx.date, ctx.date):
        raise Refused(f"未下达：{why}。")
    check_not_future(data.dated, ctx.date, "发文日期")
    check_not_before(data.dated, paper.approval_date, "发文日期", "批件日期")
    return claim_number(session, ctx.jurisdiction, data.number)


def _check_rows(session: Session, ctx: Context, paper: Submission, rows: Sequence[Any]) -> None:
    _check_parents(session, ctx, paper, rows)
    _check_deadlines(session, ctx, rows)
    check_led(session, ctx, [row.id for row in rows])


def _check_parents(session: Session, ctx: Context, paper: Submission, rows: Sequence[Any]) -> None:
    """Raise Refused for each target whose 上级目标 is managed here and issued neither with it nor before."""
    issued = {(row.year, row.code) for row in run(session, ISSUED_NAMES, jurisdiction=ctx.jurisdiction)}
    known = issued | {(paper.year, code) for code in ("", *(row.code for row in rows))}
    here = [row for row in rows if not row.parent_unit]
    missing = [row for row in here if full_name(paper.year, row.parent_code) not in known]
    if orphans := [f"{row.code}的上级目标{row.parent_code}" for row in missing]:
        raise Refused(f"未下达：目标{'；目标'.join(orphans)}尚未下达。")


def _check_deadlines(session: Session, ctx: Context, rows: Sequence[Any]) -> None:
    """2.9: raise Refused for each target or leaf whose day has passed since the submission: nothing would be owed."""
    passed = run(session, PASSED, drafts=[row.id for row in rows], day=ctx.date).all()
    if names := "；目标".join(f"{row.code}{row.leaf}完成时限{row.deadline}" for row in passed):
        how = "请先退回（return_drafts），改期后重新沟通、报审"
        raise Refused(f"未下达：目标{names}已过。{how}。")


def _insert_targets(session: Session, ctx: Context, rows: Sequence[Any], data: TargetsIssued) -> list[int]:
    """Insert the targets with their departments, and record them as issued, with 说明 where the draft has it."""
    drafts = [row.id for row in rows]
    made = run(session, TARGETS, drafts=drafts, day=ctx.date, number=data.number, dated=data.dated).all()
    targets = [row.id for row in made]
    run(session, RESPONSIBLE, targets=targets)
    codes = {row.code: row.id for row in rows}
    copy_indicators(session, ctx, [(codes[row.code], row.id) for row in made])
    notes, by_note = {row.code: row.note for row in rows}, dict[str, list[int]]()
    for row in made:
        by_note.setdefault(notes[row.code], []).append(row.id)
    for note, ids in by_note.items():
        record(session, ctx, "target", ids, "issued", detail={"note": note} if note else None)
    return targets


# The marking in force of each draft. Readers are admitted again: a new marking starts without any.
CARRY = f"""
INSERT INTO secrecy (jurisdiction_id, record, record_id, record_key, serial, marking, reason, marked_on)
SELECT t.jurisdiction_id, 'target', t.id, {TARGET_KEY.format(t="t")}, 1, q.marking, q.reason, :day
FROM target t JOIN target_draft r ON (r.jurisdiction_id, r.year, r.code) = (t.jurisdiction_id, t.year, t.code)
    JOIN (SELECT DISTINCT ON (record_id) record_id, marking, reason FROM secrecy WHERE record = 'target_draft'
        ORDER BY record_id, serial DESC) q ON q.record_id = r.id AND q.marking IS NOT NULL
WHERE t.id = ANY(:targets) ORDER BY t.code COLLATE "C" RETURNING id, marking, record_id
"""  # noqa: S608 - constants only


def carry_markings(session: Session, ctx: Context, targets: Sequence[int]) -> int:
    """4.7: mark the targets whose drafts are marked; returns how many."""
    rows = run(session, CARRY, targets=list(targets), day=ctx.date).all()
    for row in rows:
        record(session, ctx, "secrecy", [row.id], "marked", moved=("", row.marking))
    forget_words(session, ctx, Matter.TARGET, [row.record_id for row in rows])
    return len(rows)
