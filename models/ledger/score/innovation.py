"""创新项目评选: record the result of each unit for a year with its paper, and the lines that follow (1-2.16)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from models.intake.innovation import InnovationResult
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.evidence.exhibits import attach_exhibits
from models.ledger.policies import value_on
from models.ledger.score.appraised import appraised_department, check_dated, check_year
from models.ledger.score.ranks import rank_on
from models.ledger.settled import settled_words
from models.ledger.transitions import record
from models.ledger.turns import lock
from models.records import Department, Innovation, id_of
from models.rules.appraisal_settings import INNOVATION_ABSENT, INNOVATION_PRIZES
from models.rules.errors import Refused
from models.rules.score.deduction import Line
from models.rules.score.innovation import Prize, check_entitled, innovation_line
from models.statements import run

# Every result of a year, the newest of a unit first; a unit with a project that is still judged has none yet.
RESULTS = """
SELECT r.department_id, r.prize, r.project, r.paper_number, r.paper_date, r.reason
FROM innovation r JOIN department d ON d.id = r.department_id
WHERE d.jurisdiction_id = :jurisdiction AND r.year = :year AND NOT EXISTS (SELECT FROM innovation_project p
    WHERE p.department_id = r.department_id AND p.year = r.year AND p.state IN ('applied', 'shortlisted'))
ORDER BY r.department_id, r.serial DESC
"""
# What the rounds of a year have on record: the last day of applications, and the projects of a unit.
ROUNDS = """
SELECT (SELECT c.closes_on FROM innovation_call c WHERE c.jurisdiction_id = :jurisdiction AND c.year = :year
        ORDER BY c.serial DESC LIMIT 1) AS closes_on,
    (SELECT string_agg(p.year || '-' || p.number, '、' ORDER BY p.number) FROM innovation_project p
        WHERE p.department_id = :department AND p.year = :year AND p.state <> 'withdrawn') AS projects
"""
SAME = ("prize", "project", "paper_number", "paper_date", "rank")


@act("record_innovation", "登记创新项目评选", clause="1-2.16", roles={Role.AGENCY})
def record_innovation(session: Session, data: InnovationResult, ctx: Context) -> Summary:
    """1-2.16: record the result of a unit with its paper; a later one takes its place with a reason, both stay.

    The same again changes nothing. Raises Refused for a unit that may not take part or has no score of the year, for
    one that applied or could apply (its result is that of the rounds), for a paper of a day to come or of a year
    before, and for another result without a reason.
    """
    check_year(data.year, ctx.date)
    department = appraised_department(session, ctx, data.department, data.year)
    _check(data, ctx.date)
    _check_rank(session, data, department, ctx.date)
    _check_rounds(session, data, department, ctx)
    lock(session, "innovation")
    known = select(Innovation).where(Innovation.department_id == department.id, Innovation.year == data.year)
    last = session.exec(known.order_by(col(Innovation.serial).desc())).first()
    given = _new(data, department, last, ctx.date)
    of_year = f"“{department.name}”{data.year}年的创新项目评选"
    if last and all(getattr(last, name) == getattr(given, name) for name in SAME):
        return Summary(f"{of_year}此前已登记，未作改动。", {"recorded": 0})
    if last and not data.reason:
        raise Refused(f"{of_year}已登记为{_in_words(last)}，确需更正的写明更正原因（--reason）。")
    session.add(given)
    session.flush()
    record(session, ctx, "innovation", [id_of(given)], "recorded")
    files = attach_exhibits(session, ctx, "innovation", id_of(given), data.evidence)
    instead = f"，取代{last.prize.label}" if last else ""
    words = f"已登记{of_year}：{given.prize.label}{instead}。{settled_words(session, ctx, data.year)}"
    return Summary(words, {"recorded": 1, "evidence": files})


def _check(data: InnovationResult, day: date) -> None:
    check_dated(data.dated, data.year, day)
    if data.prize is Prize.ABSENT and data.project:
        raise Refused(f"“{Prize.ABSENT.label}”的没有创新项目，请核对等次，或去掉项目名称。")
    if data.prize is not Prize.ABSENT and not data.project:
        raise Refused("请写明创新项目的名称（--project）。")


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


def _new(data: InnovationResult, department: Department, last: Innovation | None, day: date) -> Innovation:
    return Innovation(
        department_id=id_of(department),
        year=data.year,
        serial=last.serial + 1 if last else 1,
        prize=data.prize,
        project=data.project,
        rank=data.rank,
        paper_number=data.number,
        paper_date=data.dated,
        reason=data.reason if last else "",
        recorded_on=day,
    )


def innovation_lines(session: Session, jurisdiction: int, year: int, weight: Decimal | None) -> Mapping[int, Line]:
    """A2, A41: return the line of each unit with a result, by its id, with the settings of 31 December."""
    last = date(year, 12, 31)
    settings = [value_on(session, jurisdiction, each, last) for each in (INNOVATION_PRIZES, INNOVATION_ABSENT)]
    rows = run(session, RESULTS, jurisdiction=jurisdiction, year=year)
    return {
        number: _line(weight, list(results), settings)
        for number, results in groupby(rows, lambda row: int(row.department_id))
    }


def _line(weight: Decimal | None, results: Sequence[Any], settings: Sequence[Any]) -> Line:
    newest, *earlier = results
    basis = [_with_reason(newest), *(f"此前：{_with_reason(each)}" for each in earlier)]
    return innovation_line(weight, Prize(newest.prize), basis, settings[0], settings[1])


def _with_reason(result: Any) -> str:  # noqa: ANN401 - a result row
    return f"{_in_words(result)}，更正原因：{result.reason}" if result.reason else _in_words(result)


def _in_words(result: Any) -> str:  # noqa: ANN401 - a result row or a record
    project = f"，{result.project}" if result.project else ""
    return f"{Prize(result.prize).label}{project}（{result.paper_number}，{result.paper_date}）"
