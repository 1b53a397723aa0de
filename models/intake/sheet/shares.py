"""Percentages in a format that does not show them: 0.95 may be 0.95 or 95 %, so the cell is asked about."""

from collections.abc import Sequence
from dataclasses import replace

from models.intake.complaints import ReadColumn, Row

UNCLEAR = "“{value}”在.xls中看不出是{value}还是{percent:.15g}%，请写成文字（如95%）或另存为.xlsx后重新导入"


def refuse_unclear_shares(rows: Sequence[Row], columns: Sequence[ReadColumn]) -> tuple[Row, ...]:
    """Return the rows; a number above 0 and up to 1 in a column of percentages has a fault."""
    shares = [column.name for column in columns if column.share]
    return tuple(replace(row, faults={**row.faults, **_faults(row, shares)}) if shares else row for row in rows)


def _faults(row: Row, shares: Sequence[str]) -> dict[str, str]:
    cells = {name: row.cells.get(name) for name in shares}
    return {
        name: UNCLEAR.format(value=value, percent=float(value) * 100)
        for name, value in cells.items()
        if isinstance(value, int | float) and 0 < value <= 1
    }
