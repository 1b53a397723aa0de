"""`mubiao facts`: what the records of a year show next to its scores, and the rows behind each figure (1-8.2)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlmodel import Session

from deployments.listings.listing import OF_DEPARTMENT, OF_YEAR_APPRAISED, Column, Filter, ListedRows, Listing
from models.ledger.jurisdiction import home
from models.ledger.notices import agency_of
from models.ledger.score.facts import kept_facts
from models.ledger.score.why_score import has_anything
from models.records import Department
from models.rules.score.facts import FactKind

FACT_LABELS = tuple(each.label for each in FactKind)


def _figures(
    session: Session, day: date, *, year: int, department: str | None, fact: str | None
) -> list[dict[str, Any]]:
    """Returns one row for each figure that is asked for, with its rows; the agency's own come first."""
    if not has_anything(session, home(session), year):
        return []
    agency = session.get_one(Department, agency_of(session, home(session)))
    found = kept_facts(session, year, day)
    facts = {agency.code: (agency.name, found.agency)}
    facts |= {code: (found.names[code], its) for code, its in found.departments.items()}
    return [
        {
            "year": year,
            "code": code,
            "department": name,
            "fact": each.kind.label,
            "number": each.number,
            "words": each.words,
            "rows": [{"record": row.record, "key": row.key, "words": row.words} for row in each.rows],
        }
        for code, (name, its) in facts.items()
        for each in its
        if department in (None, code) and fact in (None, each.kind.label)
    ]


def _rows(session: Session, day: date, **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - the filters
    return [
        {"number": each["key"], "words": each["words"], "department": figure["department"], "fact": figure["fact"]}
        for figure in _figures(session, day, **asked)
        for each in figure["rows"]
    ]


def _after(session: Session, found: ListedRows) -> Iterator[str]:
    year = found.given["year"]
    yield f"{year}年全部部门，{kept_facts(session, year, found.day).words}。"
    yield "逐项列出，加 --rows。"


FILTERS = (OF_YEAR_APPRAISED, OF_DEPARTMENT, Filter("fact", "只列这一项事实", "事实", choices=FACT_LABELS))
NONE = "没有这样的事实，或者该年度没有目标和评价。"
ROWS = Listing(
    "fact-rows",
    "考评事实的逐项依据",
    "改列每个数字所数的逐项",
    _rows,
    (
        Column("部门", "department", wrapped=True),
        Column("事实", "fact", wrapped=True),
        Column("内容", "words", wrapped=True),
        Column("台账记录", "number", wrapped=True),
    ),
    NONE,
    FILTERS,
)
LISTING = Listing(
    "facts",
    "考评事实",
    "一年的考评事实，不影响得分，--rows 列出每个数字的逐项。例：mubiao facts --year 2026 --fact 逾期办结 --rows",
    _figures,
    (
        Column("部门", "department", wrapped=True),
        Column("事实", "fact", kept=True),
        Column("数", "number", kept=True),
        Column("说明", "words", wrapped=True),
    ),
    NONE,
    FILTERS,
    instead=((Filter("rows", ROWS.about), ROWS),),
    after=_after,
)
