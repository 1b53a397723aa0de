"""Pictures over cells have the first cell of their anchor."""

from __future__ import annotations

from models.intake.sheet.over_cells import over_cells
from tests.models.intake.sheet.pictured import (
    BLUE,
    RED,
    book,
)


def test_pictures_over_cells_have_the_first_cell_of_their_anchor() -> None:
    found = over_cells("表.xlsx", book({"B2": RED, "AA7": BLUE})).pictures
    assert [(each.sheet, each.cell, each.data, each.ending) for each in found] == [
        ("Sheet", "B2", RED, "png"),
        ("Sheet", "AA7", BLUE, "jpg"),
    ]
