"""Thumbnails of stored evidence, embedded in a page; or the reason why there is no thumbnail."""

import warnings
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image

from models.intake.pictures import BROKEN, upright
from models.records.evidence import place_of

EDGE = 320  # pixels, the longer side
QUALITY = 72
FORMATS = ("JPEG", "PNG")
GONE = "文件不存在，无法显示"
UNREADABLE = "文件无法读取，无法显示"
FILE_CHANGED = "文件内容与校验码不符，已被更改或损坏，不予显示"
BAD = "图片无法打开，无法显示"


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


def thumbnail(store: Path, digest: str) -> Thumbnail:
    """Returns the thumbnail of the picture with this SHA-256: upright, without metadata; equal files give equal bytes.

    Only content with this very digest is shown.
    """
    try:
        content = place_of(store, digest).read_bytes()
    except FileNotFoundError:
        return Thumbnail(trouble=GONE)
    except OSError:
        return Thumbnail(trouble=UNREADABLE)
    if sha256(content).hexdigest() != digest:
        return Thumbnail(trouble=FILE_CHANGED)
    try:
        return _shrink(content)
    except BROKEN:
        return Thumbnail(trouble=BAD)


def trouble_of_video(store: Path, digest: str, size: int) -> str:
    """Returns the fault of a stored video of `size` bytes; empty if its size is right.

    `mubiao verify` checks the content.
    """
    try:
        return FILE_CHANGED if place_of(store, digest).stat().st_size != size else ""
    except FileNotFoundError:
        return GONE
    except OSError:
        return UNREADABLE


def _shrink(content: bytes) -> Thumbnail:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns about damaged metadata that a picture does not need
        image = Image.open(BytesIO(content), formats=FORMATS)
        image.draft("RGB", (2 * EDGE, 2 * EDGE))
        turned = upright(image)
    turned.thumbnail((EDGE, EDGE))
    opaque = turned.convert("RGBA")
    paper = Image.new("RGB", opaque.size, "white")
    paper.paste(opaque, mask=opaque.getchannel("A"))
    buffer = BytesIO()
    paper.save(buffer, "JPEG", quality=QUALITY)
    uri = f"data:image/jpeg;base64,{b64encode(buffer.getvalue()).decode()}"
    return Thumbnail(uri, *paper.size)
