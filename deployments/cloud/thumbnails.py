"""Small pictures of stored evidence, to be carried inside a page; where there is none, why not."""

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
CHANGED = "文件内容与校验码不符，已被更改或损坏，不予显示"
BAD = "图片无法打开，无法显示"


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small picture as a data: URI with its size in pixels, or without one the `trouble` in words.

    `withheld` is what is marked (4.7): nothing of it is shown.
    """

    uri: str = ""
    width: int = 0
    height: int = 0
    trouble: str = ""
    withheld: bool = False


def thumbnail(store: Path, digest: str) -> Thumbnail:
    """The picture with this SHA-256 in small: upright, without any note of the camera; the same file, the same bytes.

    Only the very content that was judged is shown.
    """
    try:
        content = place_of(store, digest).read_bytes()
    except FileNotFoundError:
        return Thumbnail(trouble=GONE)
    except OSError:
        return Thumbnail(trouble=UNREADABLE)
    if sha256(content).hexdigest() != digest:
        return Thumbnail(trouble=CHANGED)
    try:
        return _small(content)
    except BROKEN:
        return Thumbnail(trouble=BAD)


def trouble_of_video(store: Path, digest: str, size: int) -> str:
    """What is wrong with a stored video of `size` bytes, or nothing; its content is for `mubiao verify` to check."""
    try:
        return CHANGED if place_of(store, digest).stat().st_size != size else ""
    except FileNotFoundError:
        return GONE
    except OSError:
        return UNREADABLE


def _small(content: bytes) -> Thumbnail:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of damaged notes that no picture needs
        image = Image.open(BytesIO(content), formats=FORMATS)
        image.draft("RGB", (2 * EDGE, 2 * EDGE))
        seen = upright(image)
    seen.thumbnail((EDGE, EDGE))
    opaque = seen.convert("RGBA")
    paper = Image.new("RGB", opaque.size, "white")
    paper.paste(opaque, mask=opaque.getchannel("A"))
    small = BytesIO()
    paper.save(small, "JPEG", quality=QUALITY)
    uri = f"data:image/jpeg;base64,{b64encode(small.getvalue()).decode()}"
    return Thumbnail(uri, *paper.size)
