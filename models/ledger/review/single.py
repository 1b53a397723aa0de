"""一人复核: the decision that one person suffices, because one without a tie is left, and its withdrawal (7.2, A70)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from sqlmodel import Session, select

from models.intake.review import LineReviewed, SingleReviewDecided, SingleReviewWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.inspection.roster import OWN_TODAY, ties_of
from models.ledger.lookup import find_department
from models.ledger.review.assignment import find_review_duty
from models.ledger.review.conclusions import carry_out, end_quarter
from models.ledger.review.line_conclusion import LineConclusion
from models.ledger.review.lines import lines_of
from models.ledger.transitions import record_row, record_rows
from models.records import Department, SingleReview, id_of
from models.rules.errors import FieldRefused, Refused
from models.rules.periods import Period
from models.rules.review import ReviewOutcome, ReviewPart
from models.rules.states import ObligationState
from models.statements import run


@act("allow_single_review", "决定一人复核", clause="3-7.2", roles={Role.AGENCY})
def allow_single_review(session: Session, data: SingleReviewDecided, ctx: Context) -> Summary:
    """A70: record by a paper that one person suffices for departments to which all others are tied.

    What one person alone concluded before counts from now on. The same again changes nothing. Raises Refused for a
    paper of a day to come, and while two without a tie are there.
    """
    if data.dated > ctx.date:
        raise FieldRefused(f"文件日期{data.dated}在今天（{ctx.date}）之后，请核对。", "dated")
    period, duty = find_review_duty(session, ctx, data.period)
    named, known = _decisions(session, ctx, period, data.departments)
    new = [each for each in named if each.id not in known or known[each.id].withdrawn_on]
    if not new:
        return Summary(f"{period.label}在线复核一人复核此前已决定，未作改动。", {"decided": 0})
    paper = {"reason": data.reason, "paper_number": data.number, "paper_date": data.dated, "recorded_on": ctx.date}
    given: dict[str, Any] = paper | {"withdrawn_on": None, "withdrawn_why": ""}
    given |= {"jurisdiction_id": ctx.jurisdiction, "period": str(period)}
    for department in new:
        _check_alone(session, ctx, department)
        row = known.get(department.id) or SingleReview(**given, department_id=id_of(department))
        record_row(session, ctx, row.sqlmodel_update(given), "decided")
    counting = list(_counting_now(session, ctx, period, new))
    proposed = carry_out(session, ctx, period, counting)
    _, end = end_quarter(session, ctx, period, duty)
    words = f"{period.label}在线复核：{_names(new)}由一人复核（{data.number}），结果中注明"
    words += f"；一人已复核的{len(counting)}项据此认定，拟列入{proposed}项" if counting else ""
    return Summary(f"{words}{end}", {"decided": len(new), "proposed": proposed})


@act("withdraw_single_review", "撤回一人复核的决定", clause="3-7.2", roles={Role.AGENCY})
def withdraw_single_review(session: Session, data: SingleReviewWithdrawn, ctx: Context) -> Summary:
    """A70: the lines of departments wait for a second person again; what was proposed meanwhile stays proposed.

    Raises Refused if there is no such decision, and once the review of the quarter is closed.
    """
    period, duty = find_review_duty(session, ctx, data.period)
    named, known = _decisions(session, ctx, period, data.departments)
    if without := [each for each in named if each.id not in known or known[each.id].withdrawn_on]:
        raise Refused(f"{period.label}在线复核没有决定{_names(without)}由一人复核，不需要撤回。")
    if duty.state is ObligationState.DISCHARGED:
        raise Refused(f"{period.label}在线复核已办结，一人复核的决定不能撤回。")
    rows = [known[each.id] for each in named]
    for row in rows:
        row.withdrawn_on, row.withdrawn_why = ctx.date, data.reason
    record_rows(session, ctx, rows, "withdrawn")
    words = f"{period.label}在线复核：{_names(named)}由一人复核的决定已撤回，须由第二人确认。"
    return Summary(words, {"withdrawn": len(rows)})


def _decisions(
    session: Session, ctx: Context, period: Period, names: Sequence[str]
) -> tuple[list[Department], dict[int | None, SingleReview]]:
    """Return the departments that are named, and the decisions of the quarter by department."""
    named = {each.id: each for each in (find_department(session, ctx.jurisdiction, name) for name in names)}
    rows = session.exec(select(SingleReview).where(SingleReview.period == str(period)))
    return list(named.values()), {row.department_id: row for row in rows}


def _counting_now(
    session: Session, ctx: Context, period: Period, departments: Sequence[Department]
) -> Iterator[LineConclusion]:
    """Yield again what one person alone found undone or lacking before the decision, about what he saw."""
    codes = {each.code for each in departments}
    for line in lines_of(session, ctx.jurisdiction, period):
        row, alone = line.row, [*line.versions] == [ReviewPart.FIRST]
        if alone and row.department_code in codes and row.outcome != ReviewOutcome.CONFIRMED:
            said = LineReviewed(target=row.code, outcome=ReviewOutcome(row.outcome).label, note=row.note)
            seen = {"version": row.report_version, "progress": row.seen_progress, "status": row.seen_status}
            then = SimpleNamespace(**row._asdict() | seen | {"evidence": row.seen_evidence})
            yield LineConclusion(replace(line, row=then), said, row.reviewer, row.reviewed_on)


def _names(departments: Sequence[Department]) -> str:
    return "、".join(each.name for each in departments)


def _check_alone(session: Session, ctx: Context, department: Department) -> None:
    """Raise Refused if two people of the agency's roster have no tie to the department."""
    people = {row.id: row.name for row in run(session, OWN_TODAY, jurisdiction=ctx.jurisdiction, day=ctx.date)}
    tied = {name for name, _ in ties_of(session, people, [department.code])}
    if len(free := [name for name in people.values() if name not in tied]) > 1:
        raise Refused(f"与“{department.name}”没有回避情形的还有{'、'.join(free)}，须由两人复核，不能决定一人复核。")
