"""Which cells can be filled in, and what readers see of them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from notifications.documents.locked_workbook import Page, write_workbook
from notifications.documents.looks import DAY_FORMAT, Look

GREY = {Look.GREY, Look.GREY_DAY, Look.GREY_BOLD, Look.GREY_SMALL}
FRAMED = {*GREY, Look.EXAMPLE, Look.WHITE, Look.WHITE_TEXT, Look.WHITE_DAY}
UNLOCKED = {each for each in Look if each.name.startswith(("WHITE", "BELOW"))}
DAYS = dict.fromkeys((Look.WHITE_DAY, Look.BELOW_DAY, Look.GREY_DAY, Look.LEFT_DAY), DAY_FORMAT)
FORMATS = DAYS | dict.fromkeys((Look.WHITE_TEXT, Look.BELOW_TEXT, Look.TYPED), "@")
FORMATS |= {Look.DAY: "yyyy-mm-dd", Look.POINTS: "0.00"}


def cell(look: Look) -> Any:
    made = Page("表", [10])
    made.append(("甲", look))
    return load_workbook(BytesIO(write_workbook("题", "办", date(2026, 3, 5), [made])))["表"]["A1"]


@pytest.mark.parametrize("look", Look)
def test_only_white_cells_and_what_is_below_a_table_can_be_filled_in(look: Look) -> None:
    assert cell(look).protection.locked == (look not in UNLOCKED)


@pytest.mark.parametrize("look", Look)
def test_the_form_of_a_cell_is_that_of_what_it_takes(look: Look) -> None:
    assert cell(look).number_format == FORMATS.get(look, "General")


@pytest.mark.parametrize("look", Look)
def test_locked_cells_of_a_table_are_grey_and_only_a_table_has_lines(look: Look) -> None:
    seen = cell(look)
    filled = {"00000000": None, "FFE7E6E6": "grey", "FFF5F5F5": "pale"}[seen.fill.fgColor.rgb]
    assert filled == ("grey" if look in GREY else "pale" if look is Look.EXAMPLE else None)
    assert seen.border.bottom.style == ("thin" if look in FRAMED else None)


@pytest.mark.parametrize("look", Look)
def test_a_title_runs_over_its_neighbours_and_every_other_text_is_wrapped(look: Look) -> None:
    assert bool(cell(look).alignment.wrap_text) == (not look.name.startswith(("TITLE", "HEAD", "BELOW")))


def test_titles_are_large_codes_are_small_and_examples_are_slanted() -> None:
    assert (cell(Look.TITLE).font.sz, cell(Look.TITLE).font.b) == (14, True)
    assert cell(Look.SMALL).font.sz == cell(Look.GREY_SMALL).font.sz == 8
    assert cell(Look.EXAMPLE).font.i
    assert cell(Look.HINT).font.i
    assert (cell(Look.TEXT).font.sz, cell(Look.TEXT).font.b, cell(Look.TEXT).font.i) == (11, False, False)


def test_values_of_a_cover_stand_at_the_left() -> None:
    assert cell(Look.LEFT).alignment.horizontal == cell(Look.LEFT_DAY).alignment.horizontal == "left"
