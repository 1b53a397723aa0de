"""The lines of a score sheet, as the tests look at them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.database import begin
from models.ledger.score.sheets import score_sheets
from models.rules.score.component import Component

if TYPE_CHECKING:
    from models.rules.score.component import Line


def line_of(code: str, component: str, year: int = 2026) -> Line:
    """Return the line of a component in the sheet of a department."""
    with begin() as session:
        [sheet] = [each for each in score_sheets(session, year, date(year, 12, 31)) if each.code == code]
    return next(each for each in sheet.lines if each.component is Component(component))
