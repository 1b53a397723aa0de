"""The width of each column of a sheet; neighbours of one width are one entry of the file."""

from __future__ import annotations

from typing import Any


def widths_of(sheet: Any) -> list[float]:
    """Returns the widths in characters, in the order of the columns."""
    return [each.width for each in sheet.column_dimensions.values() for _ in range(each.min, each.max + 1)]
