"""不定等次: record who is appraised without a grade, withdraw it with a reason, list those of a year (1-2.19)."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from models.intake.ungraded import UngradedGiven, UngradedWithdrawn
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.moves import move
from models.ledger.score.appraised import appraised_department, check_dated, check_unapproved, check_year
from models.ledger.transitions import record
from models.ledger.turns import lock
from models.records import Department, Ungraded, id_of
from models.rules.errors import Refused
from models.rules.score.grade import NO_GRADE
from models.rules.score.grade import Ungraded as Why
from models.rules.states import UngradedEvent, UngradedState
from models.statements import run

OF_YEAR = """
SELECT d.code, u.kind, u.reason, u.basis, u.paper_number, u.paper_date FROM ungraded u
    JOIN department d ON d.id = u.department_id
WHERE d.jurisdiction_id = :jurisdiction AND u.year = :year AND u.state = 'recorded'
"""
SAME = ("kind", "reason", "basis", "paper_number", "paper_date")


@act("appraise_without_grade", "登记不定等次", clause="1-2.19", roles={Role.AGENCY})
def appraise_without_grade(session: Session, data: UngradedGiven, ctx: Context) -> Summary:
    """2.19: record that a department has no grade of a year; it keeps its score and takes no place in a quota.

    The same again changes nothing. Raises Refused for a department without a score of the year, for a paper of a day to
    come or of a year before, and for one that is recorded already for another reason.
    """
    check_year(data.year, ctx.date)
    check_unapproved(session, ctx, data.year)
    department = appraised_department(session, ctx, data.department, data.year)
    check_dated(data.dated, data.year, ctx.date)
    lock(session, "ungraded")
    known = select(Ungraded).where(Ungraded.department_id == department.id, Ungraded.year == data.year)
    last = session.exec(known.order_by(col(Ungraded.serial).desc())).first()
    given, of_year = _new(data, department, last, ctx), f"“{department.name}”{data.year}年"
    if last and last.state is UngradedState.RECORDED:
        if all(getattr(last, name) == getattr(given, name) for name in SAME):
            return Summary(f"{of_year}此前已登记不定等次，未作改动。", {"recorded": 0})
        raise Refused(f"{of_year}已登记不定等次（{last.kind.label}，{last.paper_number}），确需更正的先撤回再登记。")
    session.add(given)
    session.flush()
    record(session, ctx, "ungraded", [id_of(given)], "recorded", moved=("", UngradedState.RECORDED.value))
    files = attach_exhibits(session, ctx, "ungraded", id_of(given), data.evidence)
    words = f"已登记{of_year}{given.kind.label}等次评定：保留得分，不占等次名额。"
    return Summary(words, {"recorded": 1, "evidence": files})


def _new(data: UngradedGiven, department: Department, last: Ungraded | None, ctx: Context) -> Ungraded:
    return Ungraded(
        department_id=id_of(department),
        year=data.year,
        serial=last.serial + 1 if last else 1,
        kind=data.kind,
        reason=data.reason,
        basis=data.basis,
        paper_number=data.number,
        paper_date=data.dated,
        recorded_on=ctx.date,
    )


@act("withdraw_without_grade", "撤回不定等次", clause="1-2.19", roles={Role.AGENCY})
def withdraw_without_grade(session: Session, data: UngradedWithdrawn, ctx: Context) -> Summary:
    """2.19: withdraw with the reason that a department has no grade; it is graded with its class again."""
    check_unapproved(session, ctx, data.year)
    department = appraised_department(session, ctx, data.department, data.year)
    known = select(Ungraded).where(Ungraded.department_id == department.id, Ungraded.year == data.year)
    last = session.exec(known.order_by(col(Ungraded.serial).desc())).first()
    if last is None:
        raise Refused(f"“{department.name}”{data.year}年没有登记不定等次，没有可撤回的。")
    sets, detail = {"withdrawn_on": ctx.date, "withdrawn_because": data.reason}, {"reason": data.reason}
    done = move(session, ctx, "ungraded", [id_of(last)], UngradedEvent.WITHDRAW, sets=sets, detail=detail)
    words = "已撤回" if done else "此前已撤回"
    return Summary(f"{words}“{department.name}”{data.year}年的不定等次，该部门参加等次评定。", {"withdrawn": len(done)})


def ungraded(session: Session, jurisdiction: int, year: int) -> Mapping[str, str]:
    """Return in words why each department without a grade has none, by its code."""
    rows = run(session, OF_YEAR, jurisdiction=jurisdiction, year=year)
    return {row.code: _in_words(row) for row in rows}


def _in_words(row: Any) -> str:  # noqa: ANN401 - a result row
    paper = f"{row.paper_number}，{row.paper_date}"
    return f"{NO_GRADE}（{Why(row.kind).label}）：{row.reason}，{row.basis}（{paper}）"
