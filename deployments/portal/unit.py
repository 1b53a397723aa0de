"""部门 and 本单位: what one department owes, its targets, entries, people, appeals and approved scores, for reading."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.commands.listings import listed
from deployments.commands.scores_approved import approved_words
from deployments.portal.agency import listing_named
from deployments.portal.desk import of_office
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.appraisal.register import frozen_sheets
from models.ledger.duty.register import days_in_words
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.registry.register import list_departments
from models.rules.score.component import year_appraised

NOT_FOUND = 404
LISTINGS_OF_UNIT = ("targets", "entries", "appeals", "contacts")


class UnitList(NamedTuple):
    """A part of the page: a listing of this department."""

    name: str
    title: str
    titles: list[str]
    rows: list[list[Any]]
    empty: str
    year: int | None


def show_all(visit: Visit) -> Response:
    """Return the departments whose pages the person sees; who sees one only is led there."""
    with begin() as session:
        places = _places(session, visit)
    return visit.to(f"/unit/{quote(places[0][0])}") if len(places) == 1 else visit.page("units", places=places)


def show(visit: Visit) -> Response:
    """Return the page of one department; one that the person does not see does not exist."""
    with begin() as session:
        unit = find_unit(session, visit)
        open_ones, done, _ = of_office(session, visit, unit)
        sections = [*_sections(session, visit, unit.code)]
        sheet = frozen_sheets(session, year_appraised(visit.day.date), visit.day.date).get(unit.code)
    scores = [*approved_words(sheet, iter(()))]
    return visit.page(
        "unit", unit=unit, open=open_ones, done=done, days=days_in_words, sections=sections, scores=scores
    )


def find_unit(session: Session, visit: Visit) -> Capacity:
    """Return the department of an address, as its office. Raises HTTPException for one that the person does not see."""
    code = visit.request.path_params["unit"]
    if code not in {place for place, _ in _places(session, visit)}:
        raise HTTPException(NOT_FOUND)
    unit = find_department(session, home(session), code)
    return Capacity(unit.id or 0, unit.code, unit.name, Role.OFFICE)


def _places(session: Session, visit: Visit) -> list[tuple[str, str]]:
    """Return code and name of each department that the person sees."""
    if visit.reads_all:
        return [(row["code"], row["name"]) for row in list_departments(session, visit.day.date) if not row["is_agency"]]
    return [*dict.fromkeys((each.code, each.name) for each in visit.capacities())]


def _sections(session: Session, visit: Visit, code: str) -> Iterator[UnitList]:
    """Yield the listings of one department; an entry that it was not told of is not shown."""
    for name in LISTINGS_OF_UNIT:
        listing = listing_named(name)
        given, found = listed(session, listing, visit.day.date, {"department": code})
        rows = [row for row in found if row.get("listed_on", True)]
        empty = "" if rows else listing.sentence_if_empty(session, visit.day.date, given)
        yield UnitList(name, listing.title, listing.titles, listing.cells(rows), empty, given.get("year"))
