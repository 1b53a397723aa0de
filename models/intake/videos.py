"""MP4 of an upload: a sequence of boxes, each with its length; the first box names the brand (ISO 14496-12)."""

from collections.abc import Iterator
from io import SEEK_CUR
from pathlib import Path
from typing import BinaryIO

from models.rules.errors import Refused

FTYP, INDEX, CONTENT = b"ftyp", b"moov", b"mdat"
# MP4 brands of cameras, telephones and editing programs; qt is QuickTime, used by iPhones.
BRANDS = {b"isom", *(b"iso%d" % n for n in range(2, 10)), b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"qt  "}
TO_THE_END, LONG, SHORT = 0, 1, 8
MOST_BOXES = 10_000


def is_iso_media(head: bytes) -> bool:
    """Return whether a file begins as MP4 does; HEIC and other formats of its family do too."""
    return head[4:8] == FTYP


def is_video(head: bytes) -> bool:
    """Return whether a file's brand is that of a video; `head` is the first bytes."""
    return is_iso_media(head) and head[8:12] in BRANDS


def check_video(file: Path, size: int) -> None:
    """Raise Refused if a video of `size` bytes is truncated or lacks a box needed to play it."""
    with file.open("rb") as content:
        kinds = set(_read_boxes(content, size))
    if not {INDEX, CONTENT} <= kinds:
        raise Refused(f"视频“{file.name}”不完整或已损坏，请重新导出后上传。")


def _read_boxes(content: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the kinds of the top-level boxes that are complete in the file."""
    place = 0
    for _ in range(MOST_BOXES):
        length = _read_length(header := content.read(SHORT), content, size - place)
        if length is None or place + length > size:
            return
        yield header[4:]
        content.seek(place := place + length)


def _read_length(header: bytes, content: BinaryIO, remaining: int) -> int | None:
    """Return the length of the box that begins with `header`, or None if it is not a box."""
    if len(header) < SHORT:
        return None
    length, header_size = int.from_bytes(header[:4]), SHORT
    if length == TO_THE_END:
        return remaining
    if length == LONG:
        header_size += SHORT
        length = int.from_bytes(content.read(SHORT))
        content.seek(-SHORT, SEEK_CUR)
    return length if length >= header_size else None
