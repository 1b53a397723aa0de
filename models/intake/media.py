"""图片和视频 of an upload (7.5): the kind is read from the first bytes, the size is checked before more is read."""

import stat
from collections.abc import Iterator
from io import SEEK_CUR
from pathlib import Path
from typing import BinaryIO

from models.disk import MEGABYTE
from models.intake.pictures import JPEG, PNG, Shot, read_picture
from models.rules.cloud import Medium
from models.rules.errors import Refused

HEAD_BYTES = 32
PICTURE_MB, VIDEO_MB = 20, 500
LIMITS = {Medium.PICTURE: PICTURE_MB, Medium.VIDEO: VIDEO_MB}
SMALLER = {Medium.PICTURE: "请压缩后重新上传", Medium.VIDEO: "请剪短或压缩后重新上传"}
ACCEPTED = "应为JPEG或PNG图片，或MP4视频"
# Other formats that people send, by their first bytes.
OTHERS = {b"GIF8": "GIF图片", b"BM": "BMP图片", b"RIFF": "WebP图片或AVI视频", b"%PDF": "PDF文件", b"PK": "压缩包或文档"}


def read_medium(file: Path) -> Shot:
    """Parse a picture or video and return its metadata; nothing is stored.

    Raises Refused, in one sentence with the file's name, if the content is neither picture nor video, is empty, larger
    than 20 MB (a picture) or 500 MB (a video), truncated, damaged, or has too many pixels.
    """
    try:
        size, head = _read_head(file)
        kind = _detect_kind(file, head)
        if size > LIMITS[kind] * MEGABYTE:
            much = f"{-(-size // MEGABYTE)}MB"
            raise Refused(f"{kind.label}“{file.name}”有{much}，超过{LIMITS[kind]}MB，{SMALLER[kind]}。")
        if kind is Medium.PICTURE:
            return read_picture(file, png=head.startswith(PNG))
        check_video(file, size)
    except OSError as error:
        raise Refused(f"无法读取文件“{file}”，请检查路径和读取权限。") from error
    return Shot(Medium.VIDEO)


def _read_head(file: Path) -> tuple[int, bytes]:
    """Return size and first bytes; a path that is no regular file is not opened, because a read could block forever."""
    status = file.stat()
    if not stat.S_ISREG(status.st_mode) or not status.st_size:
        raise Refused(f"“{file}”不是文件或为空，请选择要上传的图片或视频。")
    with file.open("rb") as content:
        return status.st_size, content.read(HEAD_BYTES)


def _detect_kind(file: Path, head: bytes) -> Medium:
    if head.startswith((JPEG, PNG)):
        return Medium.PICTURE
    if is_video(head):
        return Medium.VIDEO
    if is_iso_media(head):
        raise Refused(f"“{file.name}”是HEIC等其他格式，{ACCEPTED}，请转换后重新上传。")
    actual = next((f"是{name}" for start, name in OTHERS.items() if head.startswith(start)), "不是图片或视频")
    raise Refused(f"“{file.name}”从内容看{actual}，{ACCEPTED}，请转换或更换后重新上传。")


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
