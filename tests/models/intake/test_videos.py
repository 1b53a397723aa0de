"""MP4 by its boxes: the brand in the first, and all boxes complete (7.5)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from models.intake.videos import MOST_BOXES, check_video, is_iso_media, is_video
from models.rules.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "三月.mp4"


def box(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data


HEAD, INDEX, CONTENT = box(b"ftyp", b"isom"), box(b"moov", b"index"), box(b"mdat", b"pictures")
LONG = struct.pack(">I4sQ", 1, b"mdat", 24) + b"pictures"
OPEN = struct.pack(">I4s", 0, b"mdat") + b"pictures to the end"


def refused(file: Path, data: bytes) -> bool:
    file.write_bytes(data)
    try:
        check_video(file, len(data))
    except Refused as refusal:
        return refusal.message == "视频“三月.mp4”不完整或已损坏，请重新导出后上传。"
    return False


@pytest.mark.parametrize(
    ("head", "iso", "video"),
    [
        (box(b"ftyp", b"isom"), True, True),
        (box(b"ftyp", b"heic"), True, False),
        (box(b"free", b"isom"), False, False),
        (b"", False, False),
    ],
)
def test_a_video_is_known_by_its_brand(head: bytes, *, iso: bool, video: bool) -> None:
    assert (is_iso_media(head), is_video(head)) == (iso, video)


@pytest.mark.parametrize("rest", [INDEX + CONTENT, CONTENT + INDEX, INDEX + LONG, INDEX + box(b"free") + OPEN])
def test_a_video_with_all_its_boxes_is_taken(file: Path, rest: bytes) -> None:
    assert not refused(file, HEAD + rest)


@pytest.mark.parametrize("rest", [b"", INDEX, CONTENT, box(b"free") * (MOST_BOXES + 1) + INDEX + CONTENT])
def test_a_video_that_lacks_its_index_or_its_content_is_refused(file: Path, rest: bytes) -> None:
    assert refused(file, HEAD + rest)


@pytest.mark.parametrize("wrong", [struct.pack(">I4s", 7, b"mdat"), struct.pack(">I4sQ", 1, b"mdat", 15)])
def test_a_box_shorter_than_its_header_is_refused(file: Path, wrong: bytes) -> None:
    assert refused(file, HEAD + INDEX + wrong + b"pictures")


@pytest.mark.parametrize("whole", [HEAD + INDEX + CONTENT, HEAD + INDEX + LONG])
def test_a_video_cut_off_anywhere_is_refused(file: Path, whole: bytes) -> None:
    assert [cut for cut in range(len(HEAD), len(whole)) if not refused(file, whole[:cut])] == []
