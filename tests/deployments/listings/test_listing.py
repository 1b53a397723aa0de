"""A listing is a value: its columns, filters and the sentence for an empty list."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from sqlmodel import Session

import deployments.listings
from deployments.cli import COMMANDS, LISTINGS, MODULES
from deployments.listings.listing import OF_YEAR_APPRAISED, Column, Listing
from models.rules.appeal import Ruling

FOLDER = Path(str(deployments.listings.__file__)).parent
NAMES = {each.stem for each in FOLDER.glob("*.py")} - {"__init__", "listing"}


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        (Column("裁定", "ruling", Ruling), next(iter(Ruling)).label),
        (Column("结束", "ended_on"), ""),
        (Column("次", "number"), 0),
        (Column("两者", lambda row: f"{row['number']}/{row['ruling']}"), f"0/{next(iter(Ruling)).value}"),
    ],
)
def test_a_column_shows_a_field_its_label_or_words_made_of_the_row(column: Column, shown: object) -> None:
    assert column.value({"ruling": next(iter(Ruling)).value, "ended_on": None, "number": 0}) == shown


def test_the_command_line_knows_every_listing_by_its_name() -> None:
    named = {name: MODULES[name] for name in COMMANDS if name in LISTINGS or MODULES[name] in NAMES}
    assert {*named.values()} == NAMES
    for name, module in named.items():
        listing: Listing = import_module(f"deployments.listings.{module}").LISTING
        assert (listing.name, f"mubiao {name}" in listing.about) == (name, True)
        assert len({each.title for each in listing.columns}) == len(listing.columns)


def test_the_sentence_for_an_empty_list_names_the_values_of_the_filters() -> None:
    listing = Listing("a", "甲", "甲", list, (Column("甲", "a"),), "{year}年没有。", (OF_YEAR_APPRAISED,))
    with Session() as session:
        assert listing.sentence_if_empty(session, date(2026, 3, 5), {"year": 2026}) == "2026年没有。"
