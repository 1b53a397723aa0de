"""合计例外: a line before a total that a paper of the leading group or its office ends instead of the deed (A37)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.yearly import ByPaper, LineExcepted, LineExceptionWithdrawn, YearEnded
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.deciding_bodies import LEADING_GROUPS, deciding_body
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.jurisdiction import go_live
from models.ledger.notices import ToldOffice, tell_each_office
from models.ledger.paper_numbers import EXCEPTING, also_used
from models.ledger.score.appraised import appraised_department, check_dated, check_year
from models.ledger.score.cut_off import cut_off_day
from models.ledger.score.gate import DEPARTMENTS, gate_facts
from models.ledger.settled import approving_paper
from models.ledger.transitions import lock, next_row, record_row, work_alone
from models.records import Body, ScoreException, id_of
from models.rules.body import BodyKind
from models.rules.day_order import check_paper
from models.rules.errors import Refused
from models.rules.score.component import Component
from models.rules.score.cut_off import passed_cut_off
from models.rules.score.gate import NO_LINE, Excepted, GateKind, check_exception
from models.statements import ResultRow, run

IN_FORCE = """
SELECT e.serial, e.kind, e.departments, e.component, e.way, e.reason, b.name AS body, e.paper_number, e.paper_date
FROM score_exception e JOIN body b ON b.id = e.body_id
WHERE e.jurisdiction_id = :jurisdiction AND e.year = :year AND NOT EXISTS (SELECT FROM score_exception l
    WHERE (l.jurisdiction_id, l.year, l.lifts) = (e.jurisdiction_id, e.year, e.serial))
ORDER BY e.serial
"""
DRAFTED = """
SELECT EXISTS (SELECT FROM score_sheet s JOIN department d ON d.id = s.department_id
    WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year)
"""


@act("except_line", "登记合计例外", clause="1-8.2", roles={Role.AGENCY})
def except_line(session: Session, data: LineExcepted, ctx: Context) -> Summary:
    """A37: record that a paper ends a line of these departments; it makes no number.

    The same again changes nothing. Raises Refused unless the leading group or its office was in office on the day
    of its paper, for a paper of a day to come or of a day before the year was over, for a line that a paper or the deed
    ended already, and once the sheets are approved.
    """
    check_year(data.year, ctx.date)
    _check_unapproved(session, ctx, data.year)
    check_exception(data.line, data.year, data.dated, named=bool(data.departments))
    check_paper(data.dated, ctx.date)
    body = deciding_body(session, ctx, data.decided_by, LEADING_GROUPS, data.dated, what=f"“{data.line.label}”的例外")
    lock(session, "score_exception")
    named = [appraised_department(session, ctx, each, data.year) for each in data.departments]
    departments = {each.code: each.name for each in named}
    open_since = _open_since(session, ctx, data)
    if before := _before(session, ctx, data, departments, open_since):
        if is_same_paper(before, body, data) and (
            not before.departments or (departments and departments.keys() <= {*before.departments})
        ):
            return Summary(f"{_name(data.year, before)}此前已登记，未作改动。", {"excepted": 0})
        raise Refused(
            f"{_name(data.year, before)}已了结这一事项，其余部门另行登记；登记有误的先撤回（withdraw_exception）。"
        )
    _check_open(data, departments, open_since)
    columns = {"kind": data.line, "departments": sorted(departments), "reason": data.reason}
    made, files, also = decide_by_paper(session, ctx, data, body, columns)
    of = "、".join(departments.values()) or "全部部门"
    words = f"已登记{data.year}年合计例外第{made.serial}项：{of}{data.line.label}，{data.reason}。不产生分数。{also}"
    return Summary(words, {"excepted": len(departments) or 1, "evidence": files}, {"serial": made.serial})


@act("end_year", "启用年度不作考评", clause="1-8.2", roles={Role.AGENCY})
def end_year(session: Session, data: YearEnded, ctx: Context) -> Summary:
    """A37: record that by a paper the year of go-live has no total, place, grade or individuals' numbers from here.

    Everything else of the year runs on, and each department is told. The same again changes nothing. Raises Refused for
    any other year, once a sheet was drafted, and unless the leading group was in office on the day of its paper.
    """
    work_alone(session)
    check_year(data.year, ctx.date)
    if data.year != (live := go_live(session, ctx)).year:
        raise Refused(f"只有启用的年度（{live.year}年）可以整个不作考评，其他年度缺的事项逐项例外（except_line）。")
    check_undrafted(session, ctx, data.year)
    check_dated(data.dated, data.year, ctx.date)
    body = deciding_body(session, ctx, data.decided_by, [BodyKind.LEADING_GROUP], data.dated, what="整个年度不作考评")
    if before := next((each for each in in_force(session, ctx.jurisdiction, data.year) if each.kind == "year"), None):
        if is_same_paper(before, body, data):
            return Summary(f"{_name(data.year, before)}此前已登记，未作改动。", {"ended": 0})
        raise Refused(f"{_name(data.year, before)}已登记；登记有误的先撤回（withdraw_exception）。")
    made, files, also = decide_by_paper(session, ctx, data, body, {"kind": GateKind.YEAR, "reason": data.reason})
    told = tell_departments(session, ctx, made, data.number)
    words = f"已登记{data.year}年不在本系统作年度考评（{data.number}）：{data.reason}。将通知{told}个部门。{also}"
    return Summary(words, {"ended": 1, "evidence": files, "notices": told}, {"serial": made.serial})


def tell_departments(session: Session, ctx: Context, made: ScoreException, number: str) -> int:
    """Tell each department with a score of a year that it has none from here, or that it has one after all."""
    payload = {"period": str(made.year), "number": number, "reason": made.reason, "lifted": made.lifts is not None}
    departments = run(session, DEPARTMENTS, jurisdiction=ctx.jurisdiction, last=date(made.year, 12, 31))
    told = [ToldOffice(f"{made.year}|{row.id}", str(made.serial), payload, row.id) for row in departments]
    return tell_each_office(session, ctx, "year_ended", told)


@act("withdraw_exception", "撤回合计例外", clause="1-8.2", roles={Role.AGENCY})
def withdraw_exception(session: Session, data: LineExceptionWithdrawn, ctx: Context) -> Summary:
    """A37: take an exception back, with the reason; it stays on record. Raises Refused once the sheets are approved."""
    check_year(data.year, ctx.date)
    _check_unapproved(session, ctx, data.year)
    lock(session, "score_exception")
    last = next((each for each in in_force(session, ctx.jurisdiction, data.year) if each.serial == data.serial), None)
    if last is None:
        raise Refused(f"{data.year}年没有有效的合计例外第{data.serial}项，不需要撤回。")
    if last.kind == GateKind.ABSENT:
        check_undrafted(session, ctx, data.year)
    about = {name: getattr(last, name) for name in ("kind", "departments", "component", "way")}
    made = _decide(session, ctx, data.year, lifts=last.serial, reason=data.reason, **about)
    words = f"已撤回{_name(data.year, last)}：{data.reason}。"
    if last.kind != GateKind.YEAR:
        return Summary(words, {"withdrawn": 1})
    return Summary(words, {"withdrawn": 1, "notices": tell_departments(session, ctx, made, last.paper_number)})


def exceptions_of(session: Session, jurisdiction: int, year: int) -> Mapping[str, tuple[Excepted, ...]]:
    """A37: return the exceptions of each department of a year by its code; those of all departments by ''."""
    found: dict[str, tuple[Excepted, ...]] = defaultdict(tuple)
    for row in in_force(session, jurisdiction, year):
        if row.kind in NO_LINE:
            continue
        excepted = Excepted(GateKind(row.kind), row.reason, row.body, row.paper_number, row.paper_date)
        for code in row.departments or [""]:
            found[code] += (excepted,)
    return found


def exceptions_for(found: Mapping[str, tuple[Excepted, ...]], code: str) -> tuple[Excepted, ...]:
    """Return the exceptions of a department: its own, and those of all departments."""
    return found.get("", ()) + found.get(code, ())


def check_undrafted(session: Session, ctx: Context, year: int) -> None:
    """Raise Refused once a sheet of a year was drafted: what is of the whole year is decided before."""
    if run(session, DRAFTED, jurisdiction=ctx.jurisdiction, year=year).scalar_one():
        raise Refused(
            f"{year}年的得分表已经拟定，整个年度和本级没有的考评项目不再变更；缺的事项可以逐项例外（except_line）。"
        )


def _check_unapproved(session: Session, ctx: Context, year: int) -> None:
    if paper := approving_paper(session, ctx, year):
        raise Refused(f"{year}年的考评已经审定（{paper}），合计例外不再变更。")


def _open_since(session: Session, ctx: Context, data: LineExcepted) -> Mapping[str, date]:
    """Return the departments by code that have the line, paper or not, each with the day of what was added last."""
    last, until = date(data.year, 12, 31), passed_cut_off(cut_off_day(session, data.year), ctx.date)
    facts = gate_facts(session, ctx.jurisdiction, last, until, ctx.date)
    departments = run(session, DEPARTMENTS, jurisdiction=ctx.jurisdiction, last=last)
    found = {row.code: {fact.kind: fact.newest for fact in facts.get(row.id, ())} for row in departments}
    return {code: kinds[data.line] or last for code, kinds in found.items() if data.line in kinds}


def _check_open(data: LineExcepted, departments: Mapping[str, str], open_since: Mapping[str, date]) -> None:
    """Raise Refused for a department that does not have the line, or if none has it: the deed ended it."""
    without = [name for code, name in departments.items() if code not in open_since]
    for name in without or ([] if open_since else ["全部部门"]):
        raise Refused(f"“{name}”{data.year}年没有“{data.line.label}”这一项，不需要例外。")


def in_force(session: Session, jurisdiction: int, year: int) -> Sequence[ResultRow]:
    """Return the decisions of a year that no later one took back."""
    return run(session, IN_FORCE, jurisdiction=jurisdiction, year=year).all()


def _before(
    session: Session, ctx: Context, data: LineExcepted, departments: Mapping[str, str], open_since: Mapping[str, date]
) -> ResultRow:
    """Return the exception in force that ended this line of one of these departments, or of all.

    What came after the day of a paper, a proposal or a filing, needs a later one.
    """
    for each in in_force(session, ctx.jurisdiction, data.year):
        of = {*each.departments} & {*departments}
        ended = each.paper_date >= data.dated or all(open_since.get(code, date.min) <= each.paper_date for code in of)
        if each.kind == data.line and ended and (of or not (each.departments and departments)):
            return each
    return None


def _name(year: int, row: ResultRow) -> str:
    what = f"本级没有{Component(row.component).label}" if row.component else GateKind(row.kind).label
    return f"{year}年合计例外第{row.serial}项（{what}，{row.paper_number}，{row.paper_date}）"


def is_same_paper(row: ResultRow, body: Body, data: ByPaper) -> bool:
    """Return whether a decision in force rests on the paper that is given."""
    return (row.body, row.paper_number, row.paper_date) == (body.name, data.number, data.dated)


def decide_by_paper(
    session: Session, ctx: Context, data: ByPaper, body: Body, columns: Mapping[str, Any]
) -> tuple[ScoreException, int, str]:
    """Record the next decision of a year by the paper of a body; return it, its files, and what else has its number."""
    paper = {"body_id": body.id, "paper_number": data.number, "paper_date": data.dated}
    made = _decide(session, ctx, data.year, **columns, **paper)
    files = attach_exhibits(session, ctx, "score_exception", id_of(made), data.evidence)
    return made, files, also_used(session, ctx.jurisdiction, data.number, (EXCEPTING, body.name, data.dated))


def _decide(session: Session, ctx: Context, year: int, **columns: Any) -> ScoreException:  # noqa: ANN401
    key = next_row(session, "score_exception", "serial", jurisdiction_id=ctx.jurisdiction, year=year)
    made = ScoreException(**key, recorded_on=ctx.date, **columns)
    record_row(session, ctx, made, "withdrawn" if made.lifts else "excepted")
    return made
