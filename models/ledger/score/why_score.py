"""The derivation of one department's score, as `mubiao why` shows it; refused where there is no score (A54)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.block import canonical
from models.ledger.jurisdiction import home, is_rehearsal
from models.ledger.lookup import find_department
from models.ledger.score.derivations import score_derivations
from models.ledger.score.tracked import check_appraised_here, check_tracked
from models.ledger.secrets import concealed, secrets_of
from models.records import Department, id_of
from models.rules.chinese_dates import in_full
from models.rules.concealment import conceal
from models.rules.errors import Refused
from models.rules.score.written import as_data
from models.statements import run

ANYTHING = """
SELECT EXISTS (SELECT FROM target WHERE jurisdiction_id = :jurisdiction AND year = :year AND withdrawn_on IS NULL)
    OR EXISTS (SELECT FROM leader_sheet WHERE jurisdiction_id = :jurisdiction AND year = :year)
    OR EXISTS (SELECT FROM second_level s JOIN department d ON d.id = s.department_id
        WHERE d.jurisdiction_id = :jurisdiction AND s.year = :year)
    OR EXISTS (SELECT FROM innovation r JOIN department d ON d.id = r.department_id
        WHERE d.jurisdiction_id = :jurisdiction AND r.year = :year)
"""
# Who took over what a department had: all of it by a merger, or the targets of a transfer.
SUCCESSORS = """
SELECT d.code, d.name, bool_or(r.kind = 'merge') AS merged FROM reform r JOIN department d ON d.id = r.successor_id
WHERE r.department_id = :department AND r.kind IN ('merge', 'transfer') AND r.effective_on <= :last
GROUP BY d.code, d.name ORDER BY d.code COLLATE "C"
"""


def why_score(session: Session, text: str, year: int, day: date) -> dict[str, Any]:
    """1-8.1: return the derivation of a department's score of a year, without marked content and single ratings.

    Raises Refused for the agency, for a department that was not there on 31 December, and for a year without anything.
    """
    jurisdiction = home(session)
    department = find_department(session, jurisdiction, text)
    if department.is_agency:
        raise Refused(f"“{department.name}”是管理机构，没有得分。")
    _check_there(session, department, year)
    if not has_anything(session, jurisdiction, year):
        raise Refused(f"{year}年没有目标，也没有评价，没有得分可以说明。其他年度请改 --year。")
    check_appraised_here(session, jurisdiction, year, day)
    [sheet] = score_derivations(session, year, day, [department.code])
    return concealed(session, as_data(sheet))


def has_anything(session: Session, jurisdiction: int, year: int) -> bool:
    """1-8.1: return whether a year has a target or a rating; without them there is nothing to appraise."""
    return bool(run(session, ANYTHING, jurisdiction=jurisdiction, year=year).scalar_one())


def exported_scores(session: Session, year: int, day: date, codes: Sequence[str] | None = None) -> Iterator[str]:
    """1-8.1: yield the derivation of each score sheet as a line of JSON, then their number; marked content is left out.

    Only those of the departments with these `codes`, unless that is None.

    A program that knows nothing of this one recomputes them.
    """
    check_tracked(session, home(session), year, day)
    rehearsal, secrets, count = is_rehearsal(session), secrets_of(session), 0
    for count, sheet in enumerate(score_derivations(session, year, day, codes), 1):  # noqa: B007 - told at the end
        yield canonical(conceal(secrets, as_data(sheet)) | {"rehearsal": rehearsal})
    yield canonical({"sheets": count})


def _check_there(session: Session, department: Department, year: int) -> None:
    """A54: raise Refused if the department was not there at the end of the year; who has its entries is named."""
    last = date(year, 12, 31)
    if department.valid_from and department.valid_from > last:
        raise Refused(f"“{department.name}”自{in_full(department.valid_from)}起设立，没有{year}年的得分。")
    if department.valid_to and department.valid_to < last:
        rows = run(session, SUCCESSORS, department=id_of(department), last=last).all()
        ended = in_full(department.valid_to)
        raise Refused(f"“{department.name}”已于{ended}终止，没有{year}年的得分。{_taken_over(rows, year)}")


def _taken_over(rows: Sequence[Any], year: int) -> str:
    """Return in words who took over: by a merger everything, else each its own targets."""
    if not rows:
        return "没有登记承接部门。"
    heirs = [row for row in rows if row.merged] or rows
    names = "、".join(f"“{row.name}”" for row in heirs)
    return f"其条目计入承接部门{names}的得分：mubiao why --score {heirs[0].code} --year {year}。"
