"""The measured reading of sheets: rows of all columns, in two formats."""

from deployments.bench.sheets import _lines, reading
from models.intake.target import COLUMNS


def test_a_full_sheet_is_read_in_both_formats() -> None:
    assert {len(line) for line in _lines(3)} == {len(COLUMNS)}
    figures = list(reading(print, 30))
    assert [(figure.case, figure.target) for figure in figures] == [("sheet.xlsx", 4), ("sheet.csv", 4)]
    assert all(figure.value > 0 for figure in figures)
