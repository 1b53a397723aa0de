"""部门 and 本单位: the departments that a person sees, and of one what it owes, its listings, scores and targets."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.act_list import answer_to
from deployments.commands.listings import listed
from deployments.commands.scores_approved import approved_words
from deployments.commands.why_target import format_target
from deployments.listings.listing import Column
from deployments.portal.act_faults import without_commands
from deployments.portal.agency import listing_named
from deployments.portal.desk import of_office
from deployments.portal.own_acts import OF_OFFICES, is_own
from deployments.portal.visit import Visit
from models.database import begin
from models.ledger.account.people import Capacity
from models.ledger.acts import Role
from models.ledger.answer.open_books import matters_of
from models.ledger.appraisal.register import frozen_sheets
from models.ledger.duty.register import days_in_words
from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.registry.register import list_departments
from models.ledger.settled import year_under_appraisal
from models.ledger.target.history import why_target
from models.ledger.target.register import Wanted, list_targets
from models.records import Department

NOT_FOUND = 404
A_YEAR = re.compile("20[0-9]{2}")
LISTINGS_OF_UNIT = ("targets", "entries", "appeals", "contacts")


def show_all(visit: Visit) -> Response:
    """Return the departments whose pages the person sees; who sees one only is led there."""
    with begin() as session:
        places = _places(session, visit)
    return visit.to(f"/unit/{quote(places[0][0])}") if len(places) == 1 else visit.page("units", places=places)


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
        open_ones, done, *_ = of_office(session, visit, unit)
        sections = [*_sections(session, visit, unit.code)]
        matters, receipt = _matters(session, visit, unit), _receipt(session, visit)
        year = year_under_appraisal(session, home(session), visit.day.date)
        sheet = frozen_sheets(session, year, visit.day.date).get(unit.code)
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
        found = listed(session, listing, visit.day.date, {"department": code, "year": year})
        rows, more = [row for row in found.rows if row.get("listed_on", True)], MORE_COLUMNS.get(name, ())
        empty = "" if rows else without_commands(listing.sentence_if_empty(session, found.day, found.given))
        titles = [*listing.titles, *(each.title for each in more)]
        cells = [
            [*line, *(each.value(row) for each in more)] for line, row in zip(listing.cells(rows), rows, strict=True)
        ]
        yield UnitList(name, listing.title, titles, cells, empty, found.given.get("year"))


def show_target(visit: Visit) -> Response:
    """Return one target of a department with its versions, as `why` says them."""
    asked = visit.request.path_params
    with begin() as session:
        unit = find_unit(session, visit)
        found = list_targets(session, visit.day.date, Wanted(asked["year"], department=unit.code))
        if asked["code"] not in {row["code"] for row in found}:
            raise HTTPException(NOT_FOUND)
        told = why_target(session, asked["code"], asked["year"])
    told["findings"] = []  # of a visit that is not over, offices know nothing yet
    told["entries"] = [{**row, "duties": ()} for row in told["entries"] if row["listed_on"]]
    told["appeals"] = [{**row, "duties": ()} for row in told["appeals"]]
    return visit.page("target", unit=unit, lines=format_target(told))
