"""What a row of a sheet says against what the ledger has: the same in other words, or a change (1-7.3)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models.intake.agency_sheet import SheetColumn
from models.ledger.agency_sheet.kind import Written


def fixed_words(was: Any) -> str:  # noqa: ANN401 - the value of a cell
    """Return the complaint about a changed key, which says what record a row is about; it continues the title."""
    restored = f"请改回“{was}”" if was not in ("", None) else "请恢复为空"
    return f"是台账里已有的，不能改动，{restored}；另一项请新增一行，核对码留空"


def without_same(parsed: Mapping[str, Any], changed: Sequence[SheetColumn], was: Written) -> list[SheetColumn]:
    """Return the changed columns without those whose cell, once parsed, says what the ledger has now."""
    present = was.listed.fields
    return [each for each in changed if plain(parsed.get(each.field)) != plain(present.get(each.field))]


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of a field
    """Return a value as it is compared: empty ones are equal, a file is its name."""
    if isinstance(value, list | tuple):
        return tuple(each.name if isinstance(each, Path) else each for each in value)
    if isinstance(value, Path):
        return value.name
    return "" if value is None or value is False else value
