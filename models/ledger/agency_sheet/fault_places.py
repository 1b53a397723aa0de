"""The cells at which the fault of a row is shown: the column of its field, and the rows of one act that it is about."""

from collections.abc import Sequence

from models.intake.input import Input
from models.ledger.agency_sheet.kind import SheetKind
from models.rules.errors import FieldRefused, Refused

DEPARTMENT = "department"


def column_of_fault(kind: SheetKind, name: str, sentence: str) -> str:
    """Return the column of a fault; one about the whole row stands at the first column that it asks for."""
    if name:
        return _title_of(kind, name) or kind.read[0].title
    asked = sentence.partition("须写明")[2]
    titles = [column.title for column in kind.read if column.title in asked]
    return min(titles, key=asked.index, default=kind.read[0].title)


def column_of(kind: SheetKind, refused: Refused) -> str:
    """Return the column of a refusal; one that names no field of the sheet stands at the first cell to fill in."""
    named = _title_of(kind, refused.name) if isinstance(refused, FieldRefused) else ""
    return named or kind.white[0].title


def places_of(refused: Refused, rows: Sequence[Input]) -> list[int]:
    """Return which of the rows of one act a refusal is about; the first if it does not say so."""
    of = refused.of if isinstance(refused, FieldRefused) else ()
    return [place for place, row in enumerate(rows) if getattr(row, DEPARTMENT, None) in of] or [0]


def _title_of(kind: SheetKind, name: str) -> str:
    columns = (*kind.read, *kind.origin)
    return next((column.title for column in columns if column.field == name), "")
