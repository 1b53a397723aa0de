"""Before an import: rows that the ledger made are left out if nothing changed, and refused if the ledger did since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from models.intake.agency_sheet import SheetColumn, is_unchanged, texts_of
from models.intake.complaints import Checked, Complaint, Located, Row, SheetRow
from models.intake.row_checks import check_rows
from models.intake.values import folded
from models.ledger.agency_sheet.comparison import fixed_words, without_same
from models.ledger.agency_sheet.kind import SheetKind, Written, rows_by_code
from models.ledger.agency_sheet.taking import MARKED, STALE, UNKNOWN
from models.rules.plain_text import nested
from models.rules.sheet_check import CHECK, bare, key_part

REPEATED = "重复"


def settle(
    session: Session, kind: SheetKind, model: type[SheetRow], data: Checked[Any], place: tuple[int, date]
) -> Checked[Any]:
    """Return a checked file without the rows of the ledger that say what it says; their number is `unchanged`.

    What stands withheld or masked in a changed row is what the ledger has. `place` is jurisdiction and day. A row whose
    record changed since the export, and one whose code is not known, gets its complaint.
    """
    rows = [*(located.source for located in data.rows), *data.unsound]
    coded = sorted((row for row in rows if _code(row)), key=lambda row: row.number)
    if not coded:
        return data
    settling = _Settling(kind, model, rows_by_code(session, kind, *place))
    for row in coded:
        settling.take(row)
    return settling.settled(data, coded)


def _code(row: Row) -> str:
    return bare(folded(row.cells.get(CHECK)))


@dataclass(slots=True)
class _Settling:
    """The rows of one file with check codes: those that ask for something, their faults, how many ask for nothing."""

    kind: SheetKind
    model: type[SheetRow]
    present: Mapping[str, Written]
    changed: list[Located[Any]] = field(default_factory=list)
    unsound: list[Row] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0

    def take(self, row: Row) -> None:
        """Settle one row that has a check code."""
        was = self.present.get(key_part(_code(row)))
        first = self.seen.setdefault(key_part(_code(row)), row.number)
        if was is None:
            self.complaints.append(row.complain(CHECK, UNKNOWN))
        elif first != row.number:
            self.complaints.append(row.complain(CHECK, f"与第{first}行相同，请只保留一行"))
        elif changed := [column for column in self._there(row) if not _is_kept(row, column, was)]:
            self._take_changed(row, was, changed)
        elif self.kind.whole:
            self.changed += check_rows(row.origin.file, [self._restored(row, was)], self.model).rows
        else:
            self.unchanged += 1

    def _there(self, row: Row) -> Iterator[SheetColumn]:
        return (column for column in self.kind.read if column.title in row.origin.headings)

    def _take_changed(self, row: Row, was: Written, changed: Sequence[SheetColumn]) -> None:
        checked = check_rows(row.origin.file, [self._restored(row, was)], self.model)
        parsed = {name: getattr(each.row, name) for each in checked.rows for name in self.model.model_fields}
        if parsed and not (changed := without_same(parsed, changed, was)):
            self.unchanged += 1
        elif why := self._forbidden(row, was, changed):
            self.complaints.append(replace(row.complain(changed[0].title, ""), message=why))
        else:
            self.changed += checked.rows
            self.unsound += checked.unsound
            self.complaints += checked.complaints

    def _forbidden(self, row: Row, was: Written, changed: Sequence[SheetColumn]) -> str:
        """Return why a row may not change this record; empty if it may."""
        fixed = next((column for column in changed if column.key), None)
        if was.marked or _code(row) != bare(was.check):
            return nested(f"“{was.listed.name}”{MARKED if was.marked else STALE}")
        return f"{fixed.title}{fixed_words(was.cells[fixed.title])}" if fixed else ""

    def _restored(self, row: Row, was: Written) -> Row:
        """Return the row with what the ledger has in each cell that was left as it was written."""
        kept = [column for column in self._there(row) if _is_kept(row, column, was)]
        values = texts_of(was.listed.fields)
        cells = {column.title: values.get(column.field) or None for column in kept}
        titles = {column.title for column in kept}
        faults = {title: fault for title, fault in row.faults.items() if title not in titles}
        return replace(row, cells={**row.cells, **cells}, faults=faults)

    def settled(self, data: Checked[Any], coded: Sequence[Row]) -> Checked[Any]:
        """Return the file with the result of the rows that the ledger made."""
        numbers = {row.number for row in coded}
        places = {row.address(title) for row in coded for title in ("", *row.cells)}
        others = [each for each in data.complaints if each.cell not in places or REPEATED in each.message]
        plain = [located for located in data.rows if located.source.number not in numbers]
        unsound = [row for row in data.unsound if row.number not in numbers]
        return replace(
            data,
            rows=tuple(sorted([*plain, *self.changed], key=lambda located: located.source.number)),
            unsound=(*unsound, *self.unsound),
            complaints=(*others, *self.complaints),
            unchanged=self.unchanged,
        )


def _is_kept(row: Row, column: SheetColumn, was: Written) -> bool:
    return is_unchanged(row, column.title, was.cells[column.title])
