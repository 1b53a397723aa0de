"""The facts below a picture or video."""

from __future__ import annotations

import sys
from base64 import b64decode
from datetime import date
from hashlib import sha256
from io import BytesIO
from subprocess import run
from typing import TYPE_CHECKING, Any

import pytest
from PIL import ExifTags, Image

from deployments.cloud.figures import (
    BAD,
    EDGE,
    FILE_CHANGED,
    GONE,
    TOO_LARGE,
    UNREADABLE,
    Thumbnail,
    figure_of,
    thumbnail,
    trouble_of_video,
)
from models.file_store.folder import Folder, place_of
from models.rules.cloud import Medium

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Photograph


PICTURE: dict[str, Any] = {
    "file": "三月.jpg",
    "kind": "picture",
    "sha256": "0123456789abcdef" * 4,
    "size": 5000,
    "width": 640,
    "height": 480,
    "taken_at": "2026-03-20T02:11:12+00:00",
    "latitude": 26.57,
    "longitude": 106.7,
}
PLAIN = {**PICTURE, "taken_at": None, "latitude": None, "longitude": None}
DAY = date(2026, 3, 21)


def facts(store: Path, **fields: Any) -> list[str]:
    return list(figure_of(PICTURE | fields, DAY, Folder(store)).facts)


def test_day_camera_place_size_and_hash_are_listed(tmp_path: Path) -> None:
    assert facts(tmp_path) == [
        "3月21日上传",
        "2026-03-20 10:11拍摄",
        "北纬26.57000° 东经106.70000°",
        "640×480，5KB",
        "SHA-256 0123456789ab",
    ]


def test_missing_metadata_is_left_out(tmp_path: Path) -> None:
    assert list(figure_of(PLAIN, DAY, Folder(tmp_path)).facts) == [
        "3月21日上传",
        "640×480，5KB",
        "SHA-256 0123456789ab",
    ]


def test_south_and_west_are_named(tmp_path: Path) -> None:
    assert facts(tmp_path, latitude=-33.5, longitude=-70.25)[2] == "南纬33.50000° 西经70.25000°"


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1KB"), (2**20 - 1, "1024KB"), (2**20, "1.0MB"), (150_000_000, "143.1MB")]
)
def test_a_video_is_described_by_its_size_without_a_thumbnail(tmp_path: Path, size: int, words: str) -> None:
    figure = figure_of({**PLAIN, "kind": "video", "width": None, "height": None, "size": size}, DAY, Folder(tmp_path))
    assert figure.facts[1] == words
    assert (figure.kind, figure.shown.uri, figure.shown.trouble) == (Medium.VIDEO, "", GONE)


RED, WHITE = (220, 30, 30), (255, 255, 255)


def keep(store: Path, content: bytes) -> str:
    digest = sha256(content).hexdigest()
    place_of(store, digest).parent.mkdir(parents=True, exist_ok=True)
    place_of(store, digest).write_bytes(content)
    return digest


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def opened(shown: Thumbnail) -> Image.Image:
    start, _, content = shown.uri.partition(",")
    assert (start, shown.trouble) == ("data:image/jpeg;base64", "")
    image = Image.open(BytesIO(b64decode(content)))
    assert image.size == (shown.width, shown.height)
    return image


@pytest.mark.parametrize(
    ("size", "small"), [((1600, 1200), (320, 240)), ((600, 1200), (160, 320)), ((90, 60), (90, 60))]
)
def test_a_picture_is_made_small_and_never_large(
    tmp_path: Path, photograph: Photograph, size: tuple[int, int], small: tuple[int, int]
) -> None:
    shown = thumbnail(Folder(tmp_path), keep(tmp_path, photograph("大.jpg", 1, size).read_bytes()))
    assert (shown.width, shown.height) == small
    assert max(opened(shown).size) <= EDGE


def test_a_picture_is_upright_and_loses_its_metadata(tmp_path: Path, photograph: Photograph) -> None:
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = 6
    notes.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (26, 34, 12), 3: "E", 4: (106, 42, 0)})
    turned = photograph("侧.jpg", 1, (640, 480), exif=notes, comment=b"secret").read_bytes()
    shown = opened(thumbnail(Folder(tmp_path), keep(tmp_path, turned)))
    assert shown.size == (240, 320)
    assert dict(shown.getexif()) == {}
    assert "comment" not in shown.info


HUGE = (8000, 8000)
SHRINK = """
import sys; from pathlib import Path
from deployments.cloud.figures import thumbnail
from models.file_store.folder import Folder
peak = lambda: int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024
before = peak(); shown = thumbnail(Folder(Path(sys.argv[1])), sys.argv[2])
print(peak() - before, shown.width, shown.trouble)
"""


def shrunk(store: Path, content: bytes) -> tuple[int, list[str]]:
    """Returns the megabytes that making a picture small takes in a new process, and what is shown."""
    asked = [sys.executable, "-c", SHRINK, str(store), keep(store, content)]
    more, *shown = run(asked, check=True, capture_output=True, text=True).stdout.split()  # noqa: S603 - as above
    return int(more), shown


@pytest.mark.process
@pytest.mark.parametrize(
    ("kind", "options", "shown"),
    [("JPEG", {}, "320"), ("JPEG", {"progressive": True}, "0"), ("PNG", {"compress_level": 1}, "0")],
)
def test_a_picture_of_64_million_pixels_takes_little_memory_and_is_shown_or_named(
    tmp_path: Path, kind: str, options: dict[str, Any], shown: str
) -> None:
    more, (width, *trouble) = shrunk(tmp_path, saved(Image.new("RGB", HUGE, RED), kind, **options))
    assert more < 50
    assert (width, trouble) == (shown, [] if shown == "320" else [TOO_LARGE])


def test_a_long_strip_of_which_no_small_copy_is_decoded_is_named(tmp_path: Path) -> None:
    assert (
        thumbnail(Folder(tmp_path), keep(tmp_path, saved(Image.new("L", (40_000, 1279)), "JPEG"))).trouble == TOO_LARGE
    )


@pytest.mark.parametrize("mode", ["RGB", "I;16"])
def test_a_png_is_made_small_before_it_is_turned(tmp_path: Path, mode: str) -> None:
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = 6
    content = saved(Image.new(mode, (1600, 1200)), exif=notes)
    assert opened(thumbnail(Folder(tmp_path), keep(tmp_path, content))).size == (240, 320)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1", "I;16"])
def test_every_colour_mode_is_shown(tmp_path: Path, mode: str) -> None:
    flat = Image.new("L", (64, 48), 255)
    image = Image.new(mode, (64, 48), 65535) if mode == "I;16" else flat.convert("RGB").convert(mode)
    shown = opened(thumbnail(Folder(tmp_path), keep(tmp_path, saved(image, "JPEG" if mode == "CMYK" else "PNG"))))
    assert (shown.mode, shown.getpixel((5, 5))) == ("RGB", WHITE)


def test_what_is_transparent_is_shown_on_white_paper(tmp_path: Path) -> None:
    image = Image.new("RGBA", (64, 48), (*RED, 0))
    image.paste((*RED, 255), (32, 0, 64, 48))
    shown = opened(thumbnail(Folder(tmp_path), keep(tmp_path, saved(image))))
    assert shown.getpixel((5, 24)) == WHITE
    red, green, _ = shown.getpixel((55, 24))  # type: ignore[misc] # three colours
    assert (red > 200, green < 60) == (True, True)


def test_the_same_file_gives_the_same_bytes(tmp_path: Path, photograph: Photograph) -> None:
    digest = keep(tmp_path, photograph("三月.jpg").read_bytes())
    assert thumbnail(Folder(tmp_path), digest) == thumbnail(Folder(tmp_path), digest)


def test_a_missing_unreadable_changed_or_invalid_file_is_reported(tmp_path: Path, photograph: Photograph) -> None:
    digest = keep(tmp_path, photograph("三月.jpg").read_bytes())
    assert thumbnail(Folder(tmp_path), "0" * 64).trouble == GONE
    place_of(tmp_path, digest).write_bytes(photograph("四月.jpg", 2).read_bytes())
    assert thumbnail(Folder(tmp_path), digest).trouble == FILE_CHANGED
    place_of(tmp_path, digest).unlink()
    place_of(tmp_path, digest).mkdir()
    assert thumbnail(Folder(tmp_path), digest).trouble == UNREADABLE
    assert thumbnail(Folder(tmp_path), keep(tmp_path, b"\xff\xd8\xffno picture")).trouble == BAD


def test_a_video_is_there_with_its_size_or_not(tmp_path: Path) -> None:
    digest = keep(tmp_path, b"video")
    assert trouble_of_video(Folder(tmp_path), digest, 5) == ""
    assert trouble_of_video(Folder(tmp_path), digest, 6) == FILE_CHANGED
    assert trouble_of_video(Folder(tmp_path), "0" * 64, 5) == GONE
    (tmp_path / "11").write_bytes(b"")  # a file where a folder should be
    assert trouble_of_video(Folder(tmp_path), "1" * 64, 5) == UNREADABLE
