"""创新项目评选: record the result of each unit for a year with its paper, and the lines that follow (1-2.16)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from models.intake.innovation import InnovationResult, RankRegistered
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.lookup import find_department
from models.ledger.policies import value_on
from models.ledger.score.yearly import PAPER, Yearly, basis_of, with_paper
from models.ledger.transitions import lock, record_row
from models.records import Department, DepartmentRank, Innovation, id_of
from models.rules.appraisal_settings import INNOVATION_ABSENT, INNOVATION_PRIZES
from models.rules.day_order import check_paper
from models.rules.errors import Refused
from models.rules.score.component import Line
from models.rules.score.innovation import PRIZES, Prize, Rank, check_entitled, innovation_line
from models.statements import run

# Units with a project of a year that is still judged: they have no result yet. With a call only projects have prizes.
JUDGED = """
SELECT p.department_id FROM innovation_project p JOIN department d ON d.id = p.department_id
WHERE d.jurisdiction_id = :jurisdiction AND p.year = :year AND p.state IN ('applied', 'shortlisted')
UNION SELECT i.department_id FROM innovation i JOIN innovation_call c ON c.year = i.year
WHERE c.jurisdiction_id = :jurisdiction AND i.year = :year AND i.prize NOT IN ('none', 'absent')
    AND i.serial = (SELECT max(n.serial) FROM innovation n WHERE (n.department_id, n.year) = (i.department_id, i.year))
    AND NOT EXISTS (SELECT FROM innovation_project p WHERE (p.department_id, p.year) = (i.department_id, i.year)
        AND p.state = 'awarded')
"""
# What the rounds of a year have on record: the last day of applications, and the projects of a unit.
ROUNDS = """
SELECT (SELECT c.closes_on FROM innovation_call c WHERE c.jurisdiction_id = :jurisdiction AND c.year = :year
        ORDER BY c.serial DESC LIMIT 1) AS closes_on,
    (SELECT string_agg(p.year || '-' || p.number, '、' ORDER BY p.number) FROM innovation_project p
        WHERE p.department_id = :department AND p.year = :year AND p.state <> 'withdrawn') AS projects
"""
CALLED = "SELECT EXISTS (SELECT FROM innovation_call WHERE jurisdiction_id = :jurisdiction AND year = :year)"
OUTSIDE = "系统外评选"  # the agency did not ask for applications


def _check(session: Session, ctx: Context, department: Department, data: InnovationResult) -> None:
    if data.prize is Prize.ABSENT and data.project:
        raise Refused(f"“{Prize.ABSENT.label}”的没有创新项目，请核对等次，或去掉项目名称。")
    if data.prize is not Prize.ABSENT and not data.project:
        raise Refused("请写明创新项目的名称（--project）。")
    _check_rank(session, data, department, ctx.date)
    _check_rounds(session, data, department, ctx)


def _check_rank(session: Session, data: InnovationResult, department: Department, day: date) -> None:
    """2.16: raise Refused for a unit with a prize that may not apply, and for another rank than that on record."""
    known = rank_on(session, department, min(day, date(data.year, 12, 31)))
    if known and data.rank and data.rank is not known:
        raise Refused(f"“{department.name}”登记的级别是{known.label}，与所写的{data.rank.label}不同，请核对。")
    if data.prize is not Prize.ABSENT:
        check_entitled(department.name, department.management, data.rank or known)


def _check_rounds(session: Session, data: InnovationResult, department: Department, ctx: Context) -> None:
    """2.16: raise Refused where the year had a call: who applied is judged, and who did not is 未参加 after its end."""
    known = {"jurisdiction": ctx.jurisdiction, "year": data.year, "department": department.id}
    found = run(session, ROUNDS, **known).one()
    if found.projects:
        raise Refused(f"“{department.name}”已申报创新项目{found.projects}，结果由现场评审产生，不能直接登记。")
    if found.closes_on and ctx.date <= found.closes_on:
        raise Refused(f"{data.year}年的创新项目申报至{found.closes_on}，此前不能登记结果。")
    if found.closes_on and data.prize is not Prize.ABSENT:
        raise Refused(f"“{department.name}”{data.year}年没有申报创新项目，结果只能登记为“{Prize.ABSENT.label}”。")
    if data.prize in PRIZES and not data.minutes:
        raise Refused(
            f"{data.year}年没有经本系统申报、评审创新项目，是{OUTSIDE}，须附组织单位的评选纪要（--minutes）。"
        )


def _in_words(row: Innovation) -> str:
    return with_paper(f"{row.prize.label}，{row.project}" if row.project else row.prize.label, row)


def _in_words_outside(row: Innovation) -> str:
    return f"{_in_words(row)}，{OUTSIDE}" if row.prize in PRIZES else _in_words(row)


def is_called(session: Session, jurisdiction: int, year: int) -> bool:
    """2.16: return whether the agency asked for applications in a year."""
    return bool(run(session, CALLED, jurisdiction=jurisdiction, year=year).scalar_one())


INNOVATION = Yearly(
    record=Innovation,
    fields={"prize": "prize", "project": "project", "rank": "rank", **PAPER},
    short=lambda row: row.prize.label,
    refusal=lambda of, last, _: (
        f"{of}{last.year}年的创新项目评选已登记为{_in_words(last)}，确需更正的写明更正原因（--reason）。"
    ),
    check=_check,
)


@act("record_innovation", "登记创新项目评选", clause="1-2.16", roles={Role.AGENCY})
def record_innovation(session: Session, data: InnovationResult, ctx: Context) -> Summary:
    """1-2.16: record the result of a unit with its paper; a later one takes its place with a reason, both stay.

    Raises Refused for a unit that may not take part, and for one that applied or could apply: its result is that of the
    rounds. A prize of a year without a call needs the minutes of who organised it.
    """
    return INNOVATION.give(session, data.model_copy(update={"evidence": (*data.evidence, *data.minutes)}), ctx)


def innovation_lines(session: Session, jurisdiction: int, year: int, weight: Decimal | None) -> Mapping[int, Line]:
    """A2, A41: return the line of each unit with a result, by its id, with the settings of 31 December."""
    last = date(year, 12, 31)
    prizes, absent = (value_on(session, jurisdiction, each, last) for each in (INNOVATION_PRIZES, INNOVATION_ABSENT))
    judged = set(run(session, JUDGED, jurisdiction=jurisdiction, year=year).scalars())
    in_words = _in_words if is_called(session, jurisdiction, year) else _in_words_outside
    return {
        rows[0].department_id: innovation_line(weight, rows[0].prize, basis_of(rows, in_words), prizes, absent)
        for rows in INNOVATION.of_year(session, jurisdiction, year).values()
        if rows[0].department_id not in judged
    }


@act("register_rank", "登记部门级别", clause="1-2.16", roles={Role.AGENCY})
def register_rank(session: Session, data: RankRegistered, ctx: Context) -> Summary:
    """2.16: insert the rank of a unit from a day on, with its paper; earlier ones stay. The same changes nothing.

    Raises Refused for the agency, and for a paper of a day to come.
    """
    department = find_department(session, ctx.jurisdiction, data.department)
    if department.is_agency:
        raise Refused(f"“{department.name}”是管理机构，不参加创新项目评选，不登记级别。")
    check_paper(data.dated, ctx.date)
    lock(session, "department_rank")
    last = _newest(session, department, date.max)
    given = (data.rank, data.since, data.number, data.dated)
    if last and (last.rank, last.since, last.paper_number, last.paper_date) == given:
        return Summary(f"“{department.name}”的级别此前已登记，未作改动。", {"registered": 0})
    new = DepartmentRank(
        department_id=id_of(department),
        serial=last.serial + 1 if last else 1,
        rank=data.rank,
        since=data.since,
        paper_number=data.number,
        paper_date=data.dated,
        recorded_on=ctx.date,
    )
    record_row(session, ctx, new, "registered")
    files = attach_exhibits(session, ctx, "department_rank", id_of(new), data.evidence)
    words = f"已登记“{department.name}”自{data.since}起为{data.rank.label}（{data.number}）。"
    return Summary(words, {"registered": 1, "evidence": files})


def rank_on(session: Session, department: Department, day: date) -> Rank | None:
    """Return the rank of a unit on a day, if it is on record."""
    found = _newest(session, department, day)
    return found.rank if found else None


def _newest(session: Session, department: Department, day: date) -> DepartmentRank | None:
    ranks = select(DepartmentRank).where(DepartmentRank.department_id == department.id, DepartmentRank.since <= day)
    return session.exec(ranks.order_by(col(DepartmentRank.serial).desc())).first()
