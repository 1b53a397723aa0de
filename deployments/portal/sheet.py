"""The agency's sheets at the page: each is fetched with its rows, filled in, and sent back (3-4.6)."""

from collections.abc import Mapping
from functools import cache
from secrets import token_hex

from starlette.exceptions import HTTPException
from starlette.responses import Response

from deployments.commands import template
from deployments.commands.calendar_files import CALENDARS
from deployments.commands.import_answers import ANSWERS
from deployments.commands.import_sheets import OF_SIGNERS, TITLES, importing
from deployments.commands.sheet_kinds import MATCHED
from deployments.portal.agency import NOT_FOUND, require_agency
from deployments.portal.late_sheets import kept_late
from deployments.portal.visit import Visit, download
from deployments.portal.workbook import outcome_of
from models.database import begin
from models.ledger.agency_sheet.content import agency_sheet
from models.ledger.agency_sheet.kinds import SHEETS
from notifications.documents.agency_sheet import workbook

OF_VOTES = {"leader-ratings", "leader-readings", "expert-votes", "onsite-votes"}  # no page shows them (A40)
SHEETS_HERE = {key: title for key, title in TITLES.items() if key not in {ANSWERS, *CALENDARS, *OF_VOTES}}


@cache
def sheets_of_acts() -> Mapping[str, str]:
    """Return the kind of the sheet whose rows are an act, or that an act takes as a whole, by the name of the act."""
    rows = {kind.chosen.name: key for key, (kind, _) in SHEETS.items() if key in SHEETS_HERE}
    return {**rows, **{importing(kind)[0].name: kind for kind in SHEETS_HERE}}


def show(visit: Visit) -> Response:
    """Return the page of one kind of sheet, with the result of the one that was sent last."""
    kind = kind_of(visit)
    outcome = outcome_of(visit, f".{kind}")
    return visit.page(
        "sheet",
        kind=kind,
        title=SHEETS_HERE[kind],
        instead=template.INSTEAD.get(kind, ""),
        outcome=outcome,
        kept=kept_late(visit),
        signs=kind in OF_SIGNERS,
        matched=kind in MATCHED or (kind in SHEETS and SHEETS[kind][0].matched),
        request=token_hex(8),
    )


def fetch(visit: Visit) -> Response:
    """Return the sheet with the rows that are owed or registered. Raises HTTPException for one that is not exported."""
    if (kind := kind_of(visit)) not in template.TITLES:
        raise HTTPException(NOT_FOUND)
    with begin() as session:
        sheet = agency_sheet(session, template.kind_of_sheet(kind), visit.day.date)
    return download(f"{SHEETS_HERE[kind]}.xlsx", workbook(sheet))


def kind_of(visit: Visit) -> str:
    """Return the kind of sheet of an address. Raises HTTPException for one that is not at the page."""
    require_agency(visit)
    kind = str(visit.request.path_params["kind"])
    if kind not in SHEETS_HERE:
        raise HTTPException(NOT_FOUND)
    return kind
