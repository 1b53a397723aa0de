"""图片和视频 are recognised by their first bytes and refused by their size before more is read (7.5)."""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

import pytest

from models.intake.media import MOST_BOXES, check_video, is_iso_media, is_video, read_medium
from models.rules.cloud import Medium
from models.rules.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Photograph


MB = 2**20
ASKED = "应为JPEG或PNG图片，或MP4视频"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "三月.jpg"


def refusal(file: Path) -> str:
    with pytest.raises(Refused) as refused:
        read_medium(file)
    return refused.value.message


def box(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(data)) + kind + data


def video(brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand + b"\0\0\2\0mp41") + box(b"mdat", b"pictures") + box(b"moov", b"index")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_recognised_by_its_content(photograph: Photograph, file: Path, kind: str) -> None:
    photograph(file.name, format=kind)
    assert read_medium(file).kind is Medium.PICTURE


def test_a_picture_under_the_name_of_a_video_is_a_picture(photograph: Photograph) -> None:
    assert read_medium(photograph("三月.mp4", format="PNG")).bits is not None


@pytest.mark.parametrize("brand", [b"isom", b"iso5", b"mp42", b"avc1", b"qt  "])
def test_a_video_has_no_hash(file: Path, brand: bytes) -> None:
    file.write_bytes(video(brand))
    shot = read_medium(file)
    assert (shot.kind, shot.bits, shot.width) == (Medium.VIDEO, None, None)


@pytest.mark.parametrize(
    ("content", "result"),
    [
        (b"minutes of a meeting", "不是图片或视频"),
        (b"\xff", "不是图片或视频"),
        (b"GIF89a...", "是GIF图片"),
        (b"BM......", "是BMP图片"),
        (b"RIFF....WEBP", "是WebP图片或AVI视频"),
        (b"%PDF-1.7", "是PDF文件"),
        (b"PK\x03\x04", "是压缩包或文档"),
    ],
)
def test_other_content_is_refused_under_any_file_name(file: Path, content: bytes, result: str) -> None:
    file.write_bytes(content)
    assert refusal(file) == f"“三月.jpg”从内容看{result}，{ASKED}，请转换或更换后重新上传。"


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_heic_picture_must_be_converted(file: Path, brand: bytes) -> None:
    file.write_bytes(video(brand))
    assert refusal(file) == f"“三月.jpg”是HEIC等其他格式，{ASKED}，请转换后重新上传。"


@pytest.mark.parametrize(
    ("head", "size", "text"),
    [
        (b"\xff\xd8\xff\xe0", 200 * MB, "图片“三月.jpg”有200MB，超过20MB，请压缩后重新上传。"),
        (b"\x89PNG\r\n\x1a\n", 20 * MB + 1, "图片“三月.jpg”有21MB，超过20MB，请压缩后重新上传。"),
        (box(b"ftyp", b"mp42"), 501 * MB, "视频“三月.jpg”有501MB，超过500MB，请剪短或压缩后重新上传。"),
    ],
)
def test_a_file_too_large_is_refused_by_its_size(file: Path, head: bytes, size: int, text: str) -> None:
    file.write_bytes(head)
    os.truncate(file, size)
    assert refusal(file) == text


def test_a_special_or_empty_file_is_refused_without_blocking(file: Path) -> None:
    result = f"“{file}”不是文件或为空，请选择要上传的图片或视频。"
    file.touch()
    assert refusal(file) == result
    file.unlink()
    os.mkfifo(file)
    assert refusal(file) == result
    assert refusal(file.parent) == result.replace("/三月.jpg", "")


def test_a_file_that_is_not_there_is_refused(file: Path) -> None:
    assert refusal(file) == f"无法读取文件“{file}”，请检查路径和读取权限。"


@pytest.fixture
def file_of_videos(tmp_path: Path) -> Path:
    return tmp_path / "三月.mp4"


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
def test_a_video_with_all_its_boxes_is_taken(file_of_videos: Path, rest: bytes) -> None:
    assert not refused(file_of_videos, HEAD + rest)


@pytest.mark.parametrize("rest", [b"", INDEX, CONTENT, box(b"free") * (MOST_BOXES + 1) + INDEX + CONTENT])
def test_a_video_that_lacks_its_index_or_its_content_is_refused(file_of_videos: Path, rest: bytes) -> None:
    assert refused(file_of_videos, HEAD + rest)


@pytest.mark.parametrize("wrong", [struct.pack(">I4s", 7, b"mdat"), struct.pack(">I4sQ", 1, b"mdat", 15)])
def test_a_box_shorter_than_its_header_is_refused(file_of_videos: Path, wrong: bytes) -> None:
    assert refused(file_of_videos, HEAD + INDEX + wrong + b"pictures")


@pytest.mark.parametrize("whole", [HEAD + INDEX + CONTENT, HEAD + INDEX + LONG])
def test_a_video_cut_off_anywhere_is_refused(file_of_videos: Path, whole: bytes) -> None:
    assert [cut for cut in range(len(HEAD), len(whole)) if not refused(file_of_videos, whole[:cut])] == []
