"""Every look of a cell, as a reader of workbooks sees it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from notifications.documents.cell_looks import DAY_FORMAT, STYLES, Look
from notifications.documents.locked_workbook import Page, write_workbook

GREY = {Look.GREY, Look.GREY_BOLD, Look.GREY_SMALL}
WHITE = {Look.WHITE: "General", Look.WHITE_TEXT: "@", Look.WHITE_DAY: DAY_FORMAT}


def cell(look: Look) -> Any:
    page = Page("表", [10])
    page.append(("甲", look))
    return load_workbook(BytesIO(write_workbook("题", "办", date(2026, 3, 5), [page])))["表"]["A1"]


def test_every_look_has_a_style_at_its_number() -> None:
    assert list(STYLES) == list(Look) == [Look(n) for n in range(len(Look))]


@pytest.mark.parametrize("look", Look)
def test_only_white_cells_can_be_filled_in(look: Look) -> None:
    assert cell(look).protection.locked == (look not in WHITE)


@pytest.mark.parametrize("look", Look)
def test_the_form_of_a_white_cell_is_that_of_what_it_takes(look: Look) -> None:
    assert cell(look).number_format == WHITE.get(look, "General")


@pytest.mark.parametrize("look", Look)
def test_locked_cells_of_a_table_are_grey_and_only_a_table_has_lines(look: Look) -> None:
    seen = cell(look)
    filled = {"00000000": None, "FFE7E6E6": "grey", "FFF5F5F5": "pale"}[seen.fill.fgColor.rgb]
    assert filled == ("grey" if look in GREY else "pale" if look is Look.EXAMPLE else None)
    assert seen.border.bottom.style == ("thin" if filled or look in WHITE else None)


@pytest.mark.parametrize("look", Look)
def test_a_line_runs_over_its_neighbours_and_every_other_text_is_wrapped(look: Look) -> None:
    assert bool(cell(look).alignment.wrap_text) == (look.name != "TITLE")


def test_titles_are_large_codes_are_small_and_examples_are_slanted() -> None:
    assert (cell(Look.TITLE).font.sz, cell(Look.TITLE).font.b) == (14, True)
    assert cell(Look.SMALL).font.sz == cell(Look.GREY_SMALL).font.sz == 8
    assert cell(Look.EXAMPLE).font.i
    assert cell(Look.HINT).font.i
    assert (cell(Look.TEXT).font.sz, cell(Look.TEXT).font.b, cell(Look.TEXT).font.i) == (11, False, False)
