"""How the agency does an act: at the page, by one of the page's sheets, or at the machine only (3-4.6)."""

from enum import StrEnum
from functools import cache
from typing import Any

from deployments.commands.import_sheets import importing
from deployments.portal.acts import is_here
from deployments.portal.sheet import SHEETS_HERE
from models.ledger.acts import Act
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.answer.taking import take_answer


class Way(StrEnum):
    """A way in which an act is done."""

    PAGE = "网页"
    SHEET = "工作表"
    MACHINE = "本机"


def way_of(act: Act[Any]) -> Way:
    """Return the way of an act; what a sheet of the page can have goes by it, many rows at a time."""
    if act.name in _in_sheets():
        return Way.SHEET
    return Way.PAGE if is_here(act) or act is take_answer else Way.MACHINE


@cache
def _in_sheets() -> frozenset[str]:
    rows = {kind.chosen.name for key, (kind, _) in SHEETS.items() if key in SHEETS_HERE}
    return frozenset(rows | {importing(kind)[0].name for kind in SHEETS_HERE})
