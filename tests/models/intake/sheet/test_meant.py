"""What a cell means: the nothing of other programs, and signs that only look like characters."""

from __future__ import annotations

import pytest

from models.intake.sheet.meant import meaning, meant


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("nan", None, "“nan”读作空"),
        ("<NA>", None, "“<NA>”读作空"),
        ("省⽔利局⺠政", "省水利局民政", "“⽔”读作“水”、“⺠”读作“民”"),
        ("None of it", "None of it", ""),
        ("水利", "水利", ""),
        (None, None, ""),
        (5, 5, ""),
    ],
)
def test_a_cell_is_what_people_mean(cell: str | int | None, value: str | int | None, words: str) -> None:
    assert (meant(cell), meaning(cell)) == (value, words)
