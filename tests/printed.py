"""A printed page as a picture: where on it, in millimetres, what is red and what is black stands."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from pathlib import Path

DRAWER = shutil.which("pdftoppm")
DOTS = 10  # in a millimetre: the pages are drawn with 254 dots an inch
DARK, RED = 140, 60


@dataclass(frozen=True)
class Box:
    """The edges of what is printed, in millimetres from the left and the upper edge of the page."""

    left: float
    top: float
    right: float
    bottom: float


class Page:
    """A page: its red parts and its black parts."""

    def __init__(self, place: Path) -> None:
        with Image.open(place) as picture:
            colours = picture.convert("RGB")
        red, green, blue = colours.split()
        self._red = ImageChops.subtract(red, ImageChops.lighter(green, blue)).point(lambda value: 255 * (value > RED))
        lightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        self._black = lightest.point(lambda value: 255 * (value < DARK))
        self.size = (picture.width / DOTS, picture.height / DOTS)

    def red(self, top: float = 0, bottom: float = 297) -> Box:
        """What is red between two heights of the page."""
        return _box(self._red, top, bottom)

    def black(self, top: float = 0, bottom: float = 297) -> Box:
        """What is black between two heights of the page."""
        return _box(self._black, top, bottom)


def _box(mask: Image.Image, top: float, bottom: float) -> Box:
    found = mask.crop((0, round(top * DOTS), mask.width, round(bottom * DOTS))).getbbox()
    assert found, f"nothing is printed from {top} to {bottom} mm"
    left, upper, right, lower = (each / DOTS for each in found)
    return Box(left, top + upper, right, top + lower)


def draw(pdf: Path, page: int = 1) -> Page:
    """Draw a page of a PDF."""
    place = pdf.with_suffix(f".{page}.png")
    line = [str(DRAWER), "-r", str(DOTS * 25.4), "-f", str(page), "-l", str(page), "-singlefile", "-png"]
    subprocess.run([*line, str(pdf), str(place.with_suffix(""))], check=True, capture_output=True, timeout=60)  # noqa: S603 - files of the test
    return Page(place)
