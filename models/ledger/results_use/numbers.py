"""反馈的文号: the number of the paper with which each recipient is delivered its results (1-9)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.results_use.recipients import Expected
from models.rules.appraisal import named
from models.rules.errors import Refused
from models.rules.paper_number import PaperNumber
from models.rules.results_use import PAPERS, Receiver
from models.statements import run

Papers = Mapping[tuple[Receiver, str], tuple[str, date | None]]
ISSUED = """
SELECT DISTINCT ON (kind, subject) kind, subject, code, year, serial, dated FROM issued_paper
WHERE jurisdiction_id = :jurisdiction AND kind = ANY(:kinds) AND state = 'issued' AND dated <= :day
    AND (subject = CAST(:year AS text) OR starts_with(subject, CAST(:year AS text) || '/'))
ORDER BY kind, subject, dated DESC
"""
# The recipients of earlier results of the year: a correction goes to them with the paper that made it.
EARLIER = """
SELECT DISTINCT r.kind, coalesce(d.code, '') AS code FROM result_delivery r
    LEFT JOIN department d ON d.id = r.department_id
WHERE r.jurisdiction_id = :jurisdiction AND r.year = :year
"""


def papers_of(session: Session, ctx: Context, year: int, wanted: Sequence[Expected]) -> Papers:
    """Return the number and day of each recipient's paper, by kind and code of the department.

    It is the paper that was issued since the results were approved or corrected; to those who were delivered results
    before, a correction may also go with the paper of the 领导小组 itself. Raises Refused if the paper to the bodies
    has no number, and if that of a department has none while those of others have.
    """
    rows = _issued(session, ctx, year)
    issued = {(row.kind, row.subject): row for row in rows}
    before = {tuple(row) for row in run(session, EARLIER, jurisdiction=ctx.jurisdiction, year=year)}
    found = {(each.kind, each.code): _paper(year, each, issued, before) for each in wanted}
    numbered = {row.kind for row in rows}
    if bare := [each for each in wanted if not found[each.kind, each.code][0] and _is_needed(each, numbered)]:
        names = list(dict.fromkeys(each.name if each.department else PAPERS[each.kind].label for each in bare))
        kind, subject = PAPERS[bare[0].kind].label, _subject(year, bare[0])
        raise Refused(
            f"反馈的公文还没有编号的有{named(names, '份')}。"
            f"编号：mubiao act issue_paper --kind {kind} --subject {subject}。"
        )
    return found


def _issued(session: Session, ctx: Context, year: int) -> Sequence[Any]:
    kinds = [kind.value for kind in PAPERS.values()]
    return run(session, ISSUED, jurisdiction=ctx.jurisdiction, kinds=kinds, day=ctx.date, year=year).all()


def _paper(
    year: int, each: Expected, issued: Mapping[tuple[str, str], Any], before: Collection[tuple[str, str]]
) -> tuple[str, date | None]:
    number, since = each.paper
    row = issued.get((PAPERS[each.kind].value, _subject(year, each)))
    if row and row.dated >= since:
        return str(PaperNumber(row.code, row.year, row.serial)), row.dated
    return (number, since) if (each.kind.value, each.code) in before else ("", None)


def _is_needed(each: Expected, numbered: set[str]) -> bool:
    return each.department is None or PAPERS[each.kind].value in numbered


def _subject(year: int, each: Expected) -> str:
    return f"{year}/{each.code}" if each.department else str(year)
