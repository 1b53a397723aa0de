"""The pictures of docs: this test with `--all --basetemp FOLDER` draws them; they are copied from there."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.deployments.portal.conftest import CODE, Desk
from tests.deployments.portal.site import PHONE, walked

if TYPE_CHECKING:
    from tests.conftest import Make

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]

WIDE, HEIGHT, COLOURS = 1280, 844, 32
KEPT = Path(__file__).parents[3] / "docs"
PICTURES = {"desk": PHONE, "form": PHONE, "refused": PHONE, "board": WIDE}
SEND = 'button[value="send"]:not(.first)'


def draw(folder: Path, name: str, taken: bytes) -> None:
    """Write a picture with few colours, which is small."""
    place = folder / f"page-{name}.png"
    place.write_bytes(taken)
    Image.open(place).convert("RGB").quantize(COLOURS).save(place, optimize=True)


def test_the_pictures_of_the_page_are_drawn_and_are_in_the_docs(agency: Desk, targets: Make, tmp_path: Path) -> None:
    targets("D002", 3)
    acting = agency.acting
    acting.report("D001", "2026-03", "T001", "T002")
    acting.on("2026-04-01").system.open("monthly_check", "2026-04")
    agency.at(10, day=9, month=4)
    acting.on("2026-04-09").do("make_slip", person="D002/李明", code_digest=sha256(CODE[::-1].encode()).hexdigest())
    with walked(agency, tmp_path / "browser") as walk:
        page = walk.page
        walk.at("/first?next=/")
        walk.first(CODE[::-1])
        draw(tmp_path, "desk", page.picture())
        page.click(".duties li:last-child a")
        draw(tmp_path, "form", page.picture())
        assert "须改正" in walk.send(SEND, **{"T003.progress": "很多"})
        draw(tmp_path, "refused", page.picture())
        page.click("form.who button:not([name])")
        page.wide(WIDE, HEIGHT)
        walk.at("/in?next=/board")
        walk.sign_in("AGENCY/王文")
        draw(tmp_path, "board", page.picture())
    for name, width in PICTURES.items():
        assert size_of(tmp_path, name) == size_of(KEPT, name) == (width, HEIGHT)


def size_of(folder: Path, name: str) -> tuple[int, int]:
    """Width and height of a picture that shows something."""
    with Image.open(folder / f"page-{name}.png") as picture:
        assert len(picture.convert("RGB").getcolors() or ()) >= COLOURS / 4
        return picture.size
