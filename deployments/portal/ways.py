"""How the agency does an act: at the page, by one of the page's sheets, or at the machine only (3-4.6)."""

from enum import StrEnum
from typing import Any

from deployments.portal.acts import is_here
from deployments.portal.sheet import sheets_of_acts
from models.ledger.acts import Act
from models.ledger.answer.taking import take_answer


class ActWay(StrEnum):
    """A way in which an act is done."""

    PAGE = "网页"
    SHEET = "工作表"
    MACHINE = "本机"


def way_of(act: Act[Any]) -> ActWay:
    """Return the way of an act; what a sheet of the page can have goes by it, many rows at a time."""
    if act.name in sheets_of_acts():
        return ActWay.SHEET
    return ActWay.PAGE if is_here(act) or act is take_answer else ActWay.MACHINE
