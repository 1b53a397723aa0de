"""The pictures of papers: one for each kind, small, each linked from the page of papers."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from tests.journeys.test_libreoffice_measures import KINDS
from tests.paper_pictures import FOLDER

PAGE = FOLDER.parent / "papers.md"
LARGEST = 100_000  # bytes


def test_each_kind_has_its_picture_and_there_is_no_other() -> None:
    assert sorted(each.stem for each in FOLDER.glob("*")) == sorted(KINDS)


def test_each_picture_is_linked() -> None:
    linked = re.findall(r"\]\(papers/(\w+)\.png\)", PAGE.read_text(encoding="utf-8"))
    assert set(linked) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_small_and_shows_two_pages(kind: str) -> None:
    place = FOLDER / f"{kind}.png"
    assert place.stat().st_size <= LARGEST
    with Image.open(place) as picture:
        assert picture.width > picture.height * 1.3
