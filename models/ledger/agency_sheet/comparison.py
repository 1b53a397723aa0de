"""What a row of a sheet says against what the ledger has: the same in other words, or a change (1-7.3)."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.intake.agency_sheet import SheetColumn, Takes
from models.intake.complaints import Row
from models.intake.values import folded
from models.ledger.acts import Summary
from models.ledger.agency_sheet.kind import SheetKind, Written
from models.rules.sheet_check import unmarked_words

ABOUT_IT = {"same", "late"}  # counts that are not of what an act did


def fixed_words(was: Any) -> str:  # noqa: ANN401 - the value of a cell
    """Return the complaint about a changed key, which says what record a row is about; it continues the title."""
    restored = f"请改回“{was}”" if was not in ("", None) else "请恢复为空"
    return f"是台账里已有的，不能改动，{restored}；另一项请新增一行，核对码留空"


def without_same(parsed: Mapping[str, Any], changed: Sequence[SheetColumn], was: Written) -> list[SheetColumn]:
    """Return the changed columns without those whose cell, once parsed, says what the ledger has now."""
    present = was.listed.fields
    return [each for each in changed if plain(parsed.get(each.field)) != plain(present.get(each.field))]


def kept_values(kind: SheetKind, was: Written, changed: Sequence[SheetColumn]) -> dict[str, Any]:
    """Return the values of a record that stay; its files stay with it without being given again."""
    kept = {column.field for column in kind.read if column.takes is not Takes.FILES}
    kept -= {column.field for column in changed}
    fields = was.listed.fields.items()
    return {name: value for name, value in fields if name in kept and value not in ("", None, ())}


def record_named(kind: SheetKind, present: Iterable[Written], parsed: Mapping[str, Any]) -> Written | None:
    """Return the record that the key columns of a row name; None if there is none, or more than one."""
    keys = [column.field for column in kind.read if column.key]
    named = {key: plain(parsed.get(key)) for key in keys}
    same = [each for each in present if named == {key: plain(each.listed.fields.get(key)) for key in keys}]
    return same[0] if len(same) == 1 else None


def difference_words(row: Row, changed: Sequence[SheetColumn], was: Written) -> str:
    """Return the question about a row without a check code: which record it is taken for, and what differs."""
    changes = ((each.title, was.cells[each.title], folded(row.cells.get(each.title))) for each in changed)
    return unmarked_words(was.listed.name, changes)


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of a field
    """Return a value as it is compared: empty ones are equal, a file is its name."""
    if isinstance(value, list | tuple):
        return tuple(each.name if isinstance(each, Path) else each for each in value)
    if isinstance(value, Path):
        return value.name
    return "" if value is None or value is False else value


def has_changed(done: Summary) -> bool:
    """Return whether an act changed anything: a count is not zero, or it has none but whether it was late."""
    did = [count for name, count in done.counts.items() if name not in ABOUT_IT]
    return any(did) or not did
