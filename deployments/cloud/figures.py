"""The pictures and videos of an upload for the page, each with its facts."""

import warnings
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

from models.disk import MEGABYTE
from models.file_store.port import ChangedFile, FileStore
from models.intake.pictures import BROKEN, WHOLE_MEGAPIXELS, draft_within, eight_bits
from models.rules.cloud import Medium
from models.rules.rounding import half_up
from models.rules.secrecy import WITHHELD
from models.rules.workdays import SHANGHAI

EDGE = 320  # pixels, the longer side
QUALITY = 72
FORMATS = ("JPEG", "PNG")
GONE = "文件不存在，无法显示"
UNREADABLE = "文件无法读取，无法显示"
FILE_CHANGED = "文件内容与校验码不符，已被更改或损坏，不予显示"
BAD = "图片无法打开，无法显示"
TOO_LARGE = f"图片超过{WHOLE_MEGAPIXELS}00万像素，不予显示"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A thumbnail as a data: URI with its size in pixels, or the `trouble` in words.

    `withheld`: the record is marked (4.7), so nothing is shown.
    """

    uri: str = ""
    width: int = 0
    height: int = 0
    trouble: str = ""
    withheld: bool = False


def thumbnail(store: FileStore, digest: str) -> Thumbnail:
    """Returns the thumbnail of the picture with this SHA-256: upright, without metadata; equal files give equal bytes.

    Only content with this very digest is shown.
    """
    try:
        content = store.read(digest)
    except FileNotFoundError:
        return Thumbnail(trouble=GONE)
    except ChangedFile:
        return Thumbnail(trouble=FILE_CHANGED)
    except OSError:
        return Thumbnail(trouble=UNREADABLE)
    try:
        return _shrink(content)
    except BROKEN:
        return Thumbnail(trouble=BAD)


def trouble_of_video(store: FileStore, digest: str, size: int) -> str:
    """Returns the fault of a stored video of `size` bytes; empty if its size is right.

    `mubiao verify` checks the content.
    """
    try:
        return FILE_CHANGED if store.size(digest) != size else ""
    except FileNotFoundError:
        return GONE
    except OSError:
        return UNREADABLE


def _shrink(content: bytes) -> Thumbnail:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns about damaged metadata that a picture does not need
        image: Image.Image = Image.open(BytesIO(content), formats=FORMATS)
        if not draft_within(image, "RGB", (2 * EDGE, 2 * EDGE)):
            return Thumbnail(trouble=TOO_LARGE)
        image = eight_bits(image)
        image.thumbnail((EDGE, EDGE))
        opaque = ImageOps.exif_transpose(image).convert("RGBA")
    paper = Image.new("RGB", opaque.size, "white")
    paper.paste(opaque, mask=opaque.getchannel("A"))
    buffer = BytesIO()
    paper.save(buffer, "JPEG", quality=QUALITY)
    uri = f"data:image/jpeg;base64,{b64encode(buffer.getvalue()).decode()}"
    return Thumbnail(uri, *paper.size)


SHORT = 12  # characters of a SHA-256 that identify a file
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Portrayed:
    """A picture or video of an upload: its thumbnail and its facts."""

    file: str
    kind: Medium
    shown: Thumbnail
    facts: tuple[str, ...]

    @property
    def words(self) -> str:
        """The text shown instead of a missing thumbnail."""
        return f"{self.kind.label}，{WITHHELD if self.shown.withheld else self.shown.trouble or '留存在系统中'}"


def figure_of(medium: Mapping[str, Any], received_on: date, store: FileStore) -> Portrayed:
    """Returns the figure for one of the `media` of `list_uploads`.

    If its file is missing from the store or damaged, the figure says so.
    """
    kind, digest = Medium(medium["kind"]), medium["sha256"]
    if medium.get("withheld"):  # 4.7
        return Portrayed(
            medium["file"], kind, Thumbnail(withheld=True), (f"{received_on.month}月{received_on.day}日上传",)
        )
    if kind is Medium.VIDEO:
        shown = Thumbnail(trouble=trouble_of_video(store, digest, medium["size"]))
    else:
        shown = thumbnail(store, digest)
    return Portrayed(medium["file"], kind, shown, tuple(_facts_of(medium, received_on)))


def _facts_of(medium: Mapping[str, Any], received_on: date) -> Iterator[str]:
    """Yield date of upload, time and place of the shot, size in pixels and bytes, digest."""
    yield f"{received_on.month}月{received_on.day}日上传"
    if medium["taken_at"]:
        yield f"{datetime.fromisoformat(medium['taken_at']).astimezone(SHANGHAI):%Y-%m-%d %H:%M}拍摄"
    if medium["latitude"] is not None:
        yield _format_place(medium["latitude"], medium["longitude"])
    pixels = f"{medium['width']}×{medium['height']}，" if medium["width"] else ""
    yield f"{pixels}{_format_size(medium['size'])}"
    yield f"SHA-256 {medium['sha256'][:SHORT]}"


def _format_place(latitude: float, longitude: float) -> str:
    north, east = "南纬" if latitude < 0 else "北纬", "西经" if longitude < 0 else "东经"
    return f"{north}{abs(latitude):.5f}° {east}{abs(longitude):.5f}°"


def _format_size(size: int) -> str:
    return f"{half_up(Fraction(size, MEGABYTE), 1):f}MB" if size >= MEGABYTE else f"{-(-size // KILOBYTE)}KB"
