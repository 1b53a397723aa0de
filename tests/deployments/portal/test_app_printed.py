"""A page that is printed: without navigation, signs in black, the header row and the foot on every sheet."""

from __future__ import annotations

import base64
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.deployments.portal.site import Walk, walked
from tests.printed import DRAWER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Make
    from tests.deployments.portal.conftest import Desk

pytestmark = [pytest.mark.process, pytest.mark.exhaustive]

FOOT = "王文，2026年3月5日 10:00"
COLOURS = """[...document.querySelectorAll('td.cell')].map(e => getComputedStyle(e)).map(e =>
    e.color + ' on ' + e.backgroundColor)"""


def printed(walk: Walk, place: Path) -> list[str]:
    """The text of each sheet, as poppler reads it."""
    place.write_bytes(base64.b64decode(walk.page.call("Page.printToPDF")["data"]))
    line = [str(DRAWER).replace("pdftoppm", "pdftotext"), "-layout", str(place), "-"]
    text = subprocess.run(line, check=True, capture_output=True, text=True, timeout=60).stdout  # noqa: S603 - poppler
    return text.split("\f")[:-1]


@pytest.mark.skipif(DRAWER is None, reason="no poppler on this machine")
def test_a_long_table_has_its_header_row_and_the_foot_on_every_sheet(
    agency: Desk, targets: Make, tmp_path: Path
) -> None:
    targets("D002", 80)
    agency.acting.report("D002", "2026-03", "T003")
    with walked(agency, tmp_path / "browser") as walk:
        walk.at("/in?next=/list/targets")
        walk.sign_in("AGENCY/王文")
        sheets = printed(walk, tmp_path / "targets.pdf")
        title = walk.page.run("document.querySelector('th').textContent")
        assert len(sheets) > 1
        assert [FOOT in each for each in sheets] == [True] * len(sheets)
        assert [title in each for each in sheets] == [True] * len(sheets)
        assert not {"退出", "总表", "今日工作"} & {word for each in sheets for word in each.split()}
        walk.at("/board")
        walk.page.call("Emulation.setEmulatedMedia", media="print")
        assert set(walk.page.run(COLOURS)) == {"rgb(0, 0, 0) on rgba(0, 0, 0, 0)"}
        assert FOOT in printed(walk, tmp_path / "board.pdf")[0]
