"""部门 and 本单位: what one department owes, its targets, entries, people, appeals and approved scores, for reading."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlmodel import Session
from starlette.responses import Response

from deployments.act_list import answer_to
from deployments.commands.listings import listed
from deployments.commands.scores_approved import approved_words
from deployments.listings.listing import Column
from deployments.portal.act_faults import without_commands
from deployments.portal.agency import listing_named
from deployments.portal.desk import of_office
from deployments.portal.own_acts import OF_OFFICES, is_own
from deployments.portal.units import find_unit
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.answer.open_books import matters_of
from models.ledger.appraisal.register import frozen_sheets
from models.ledger.duty.register import days_in_words
from models.records import Department
from models.rules.score.component import year_appraised

NOT_FOUND = 404
A_YEAR = re.compile("20[0-9]{2}")
LISTINGS_OF_UNIT = ("targets", "entries", "appeals", "contacts")


def _weight(row: Mapping[str, Any]) -> str:
    return "" if row["weight"] is None else f"{row['weight'].normalize():f}"


MORE_COLUMNS = {"targets": (Column("绩效要求", "requirement"), Column("权重", _weight))}


class UnitList(NamedTuple):
    """A part of the page: a listing of this department."""

    name: str
    title: str
    titles: list[str]
    rows: list[list[Any]]
    empty: str
    year: int | None


def show(visit: Visit) -> Response:
    """Return the page of one department; one that the person does not see does not exist."""
    with begin() as session:
        unit = find_unit(session, visit)
        open_ones, done, _ = of_office(session, visit, unit)
        sections = [*_sections(session, visit, unit.code)]
        matters, receipt = _matters(session, visit, unit), _receipt(session, visit)
        sheet = frozen_sheets(session, year_appraised(visit.day.date), visit.day.date).get(unit.code)
    scores = [*approved_words(sheet, iter(()))]
    answers = unit in visit.capacities(Role.OFFICE) or visit.capacities(Role.AGENCY)
    duties = {"open": open_ones, "done": done, "days": days_in_words, "answers": answers}
    acts = [act for act in OF_OFFICES if unit in visit.capacities(Role.OFFICE) and is_own(visit, act)]
    told = {"sections": sections, "scores": scores, "matters": matters, "receipt": receipt, "acts": acts}
    return visit.page("unit", 200, unit=unit, **duties, **told)


def _matters(session: Session, visit: Visit, unit: Capacity) -> list[tuple[str, str]]:
    """Return key and title of what the person's own office may say there without a duty."""
    if unit not in visit.capacities(Role.OFFICE):
        return []
    department = session.get_one(Department, unit.department)
    return [(each.key, each.sheet.title) for each in matters_of(session, visit.day.date, department)]


def _receipt(session: Session, visit: Visit) -> str:
    """Return what was answered to a request of this account."""
    asked = visit.request.query_params.get("done", "")
    return answer_to(session, asked) if asked.startswith(f"page:{visit.person.account}:") else ""


def _sections(session: Session, visit: Visit, code: str) -> Iterator[UnitList]:
    """Yield the listings of one department; an entry that it was not told of is not shown."""
    asked = visit.request.query_params.get("year", "")
    for name in LISTINGS_OF_UNIT:
        listing, year = listing_named(name), int(asked) if name == "targets" and A_YEAR.fullmatch(asked) else None
        given, found = listed(session, listing, visit.day.date, {"department": code, "year": year})
        rows, more = [row for row in found if row.get("listed_on", True)], MORE_COLUMNS.get(name, ())
        empty = "" if rows else without_commands(listing.sentence_if_empty(session, visit.day.date, given))
        titles = [*listing.titles, *(each.title for each in more)]
        cells = [
            [*line, *(each.value(row) for each in more)] for line, row in zip(listing.cells(rows), rows, strict=True)
        ]
        yield UnitList(name, listing.title, titles, cells, empty, given.get("year"))
