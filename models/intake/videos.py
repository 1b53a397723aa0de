"""MP4 as it arrives: a sequence of boxes, each with its length, the first of which names the brand (ISO 14496-12)."""

from collections.abc import Iterator
from io import SEEK_CUR
from pathlib import Path
from typing import BinaryIO

from models.rules.errors import Refused

FTYP, INDEX, CONTENT = b"ftyp", b"moov", b"mdat"
# MP4 as cameras, telephones and editing programs write it; qt is QuickTime, as iPhones do.
BRANDS = {b"isom", *(b"iso%d" % n for n in range(2, 10)), b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"qt  "}
TO_THE_END, LONG, SHORT = 0, 1, 8
MOST_BOXES = 10_000


def is_iso_media(head: bytes) -> bool:
    """Whether a file begins as MP4 does, and also HEIC and others of its family."""
    return head[4:8] == FTYP


def is_video(head: bytes) -> bool:
    """Whether a file's brand is one of a video; `head` are its first bytes."""
    return is_iso_media(head) and head[8:12] in BRANDS


def check_video(file: Path, size: int) -> None:
    """Refuses a video of `size` bytes that was cut off or lacks what it needs to be played."""
    with file.open("rb") as content:
        found = set(_boxes(content, size))
    if not {INDEX, CONTENT} <= found:
        raise Refused(f"视频“{file.name}”不完整或已损坏，请重新导出后上传。")


def _boxes(content: BinaryIO, size: int) -> Iterator[bytes]:
    """The kinds of the boxes of the first level that lie in the file as a whole."""
    place = 0
    for _ in range(MOST_BOXES):
        length = _length(header := content.read(SHORT), content, size - place)
        if length is None or place + length > size:
            return
        yield header[4:]
        content.seek(place := place + length)


def _length(header: bytes, content: BinaryIO, left: int) -> int | None:
    """How long the box is that begins with `header`, or None where no box is."""
    if len(header) < SHORT:
        return None
    length, begins = int.from_bytes(header[:4]), SHORT
    if length == TO_THE_END:
        return left
    if length == LONG:
        begins += SHORT
        length = int.from_bytes(content.read(SHORT))
        content.seek(-SHORT, SEEK_CUR)
    return length if length >= begins else None
