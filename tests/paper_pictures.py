"""Draws the pictures of docs/agency/papers: `python -m tests.paper_pictures`, where LibreOffice and poppler are.

Free fonts of Noto stand in for those of the standard.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from deployments.environment import environment
from tests.journeys.test_libreoffice_measures import KINDS
from tests.libreoffice import convert
from tests.printed import DRAWER

FOLDER = Path(__file__).parent.parent / "docs" / "agency" / "papers"
DOTS, PAGES, COLOURS, EDGE, GREY = 60, 2, 32, 6, "#b0b0b0"
SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
STAND_INS = {
    "仿宋_GB2312": SERIF,
    "楷体_GB2312": SERIF,
    "宋体": SERIF,
    "方正小标宋简体": SERIF,
    "Times New Roman": SERIF,
    "黑体": SANS,
}
ALIAS = (
    '<match target="pattern"><test name="family"><string>{}</string></test><edit name="family" mode="assign" '
    'binding="strong"><string>{}</string></edit></match>'
)
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>{}</fontconfig>"""


def main() -> None:
    """Write a picture of the first two pages of each kind."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        fonts = folder / "fonts.conf"
        fonts.write_text(FONTS.format("".join(ALIAS.format(*pair) for pair in STAND_INS.items())), encoding="utf-8")
        places = [folder / f"{kind}.docx" for kind in KINDS]
        for place in places:
            place.write_bytes(KINDS[place.stem]())
        with environment({"FONTCONFIG_FILE": str(fonts)}):
            for made in convert(folder / "profile", "pdf", folder, *places):
                _write_picture(made, FOLDER / f"{made.stem}.png")


def _write_picture(pdf: Path, picture: Path) -> None:
    line = [str(DRAWER), "-r", str(DOTS), "-l", str(PAGES), "-png", str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(line, check=True, timeout=60)  # noqa: S603 - files of this script
    pages = [Image.open(each).convert("RGB") for each in sorted(pdf.parent.glob(f"{pdf.stem}-[0-9]*.png"))]
    width = sum(page.width + EDGE for page in pages) + EDGE
    whole = Image.new("RGB", (width, max(page.height for page in pages) + 2 * EDGE), GREY)
    left = EDGE
    for page in pages:
        whole.paste(page, (left, EDGE))
        left += page.width + EDGE
    whole.quantize(COLOURS).save(picture, optimize=True)


if __name__ == "__main__":
    main()
