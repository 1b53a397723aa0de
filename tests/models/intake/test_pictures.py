"""Parsed pictures: the pixel limit, the hash, the time and place of the shot (7.5)."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps
from PIL.TiffImagePlugin import IFDRational

from models.intake.pictures import MAX_PIXELS, PNG, read_picture
from models.rules.cloud import Medium
from models.rules.cloud_pictures import SAME, distance, is_same
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI

if TYPE_CHECKING:
    from pathlib import Path

    from models.intake.pictures import Shot
    from tests.conftest import Photograph

OFTEN = settings(
    max_examples=settings().max_examples * 3 // 2,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read(file: Path) -> Shot:
    return read_picture(file, png=file.read_bytes().startswith(PNG))


def bits(file: Path) -> int:
    result = read(file).bits
    assert result is not None
    return result


def refusal(file: Path) -> str:
    with pytest.raises(Refused) as refused:
        read(file)
    return refused.value.message


def header(width: int, height: int) -> bytes:
    """Return a PNG header with that size, without pixels."""
    result = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = b"IDAT" + zlib.compress(b"")
    parts = (result, data, b"IEND")
    return PNG + b"".join(struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in parts)


def exif(**notes: Any) -> Image.Exif:
    """Return a camera's metadata: `taken`, `offset`, `place` as a GPS block."""
    made = Image.Exif()
    made[ExifTags.Base.Orientation] = notes.get("turned", 1)
    camera = made.get_ifd(ExifTags.IFD.Exif)
    camera |= {ExifTags.Base.DateTimeOriginal: notes["taken"]} if "taken" in notes else {}
    camera |= {ExifTags.Base.OffsetTimeOriginal: notes["offset"]} if "offset" in notes else {}
    made.get_ifd(ExifTags.IFD.GPSInfo).update(dict(zip((1, 2, 3, 4), notes.get("place", ()), strict=False)))
    return made


@pytest.mark.parametrize("name", ["三月.jpg", "三月.png"])
def test_a_picture_has_a_size_and_a_hash(photograph: Photograph, name: str) -> None:
    shot = read(photograph(name))
    assert (shot.kind, shot.width, shot.height, shot.taken_at, shot.latitude) == (Medium.PICTURE, 640, 480, None, None)
    assert shot.bits is not None
    assert 0 < shot.bits < 2**64


@pytest.mark.parametrize("number", range(1, 9))
def test_a_picture_saved_again_or_scaled_counts_as_the_same(photograph: Photograph, number: int) -> None:
    first = bits(photograph("原图.png", number, (1600, 1200)))
    again = [
        photograph("差.jpg", number, (1600, 1200), quality=20),
        photograph("小.jpg", number, (400, 300), quality=85),
        photograph("渐进.jpg", number, (800, 600), progressive=True),
        photograph("小.png", number, (333, 250)),
    ]
    assert max(distance(first, bits(each)) for each in again) <= SAME


def test_different_pictures_are_distinguished(photograph: Photograph) -> None:
    result = [bits(photograph("图.jpg", number)) for number in range(1, 31)]
    assert not [pair for n, one in enumerate(result) for other in result[:n] if is_same(*(pair := (one, other)))]


@pytest.mark.parametrize("turned", [3, 6, 8])
def test_a_picture_is_looked_at_upright(photograph: Photograph, tmp_path: Path, turned: int) -> None:
    upright = photograph("正.png")
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[turned]
    with Image.open(upright) as image:
        image.transpose(back).save(tmp_path / "横.jpg", exif=exif(turned=turned), quality=95)
    assert is_same(bits(upright), bits(tmp_path / "横.jpg"))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_colour_have_a_hash(photograph: Photograph, tmp_path: Path, mode: str) -> None:
    with Image.open(photograph("图.png")) as image:
        grey = image.convert("L")
        deep = Image.frombytes("I;16", grey.size, b"".join(struct.pack("<H", 257 * value) for value in grey.tobytes()))
        (deep if mode == "I;16" else image.convert(mode)).save(tmp_path / "另.png")
    away = 16 if mode in {"1", "P"} else SAME  # with so few colours a soft picture is hardly itself
    assert distance(bits(tmp_path / "图.png"), bits(tmp_path / "另.png")) <= away


def test_a_picture_in_the_colours_of_a_press_has_a_hash(photograph: Photograph, tmp_path: Path) -> None:
    with Image.open(photograph("图.png")) as image:
        image.convert("CMYK").save(tmp_path / "印刷.jpg")
    assert is_same(bits(tmp_path / "图.png"), bits(tmp_path / "印刷.jpg"))


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (8_001, 8_000), (2**31 - 1, 1), (64_000_001, 1)])
def test_too_many_pixels_are_refused_before_any_is_unpacked(tmp_path: Path, width: int, height: int) -> None:
    (tmp_path / "大.png").write_bytes(header(width, height))
    assert width * height > MAX_PIXELS
    result = f"图片“大.png”有{width}×{height}像素，超过6400万像素，请缩小后重新上传。"
    assert refusal(tmp_path / "大.png") == result


@pytest.mark.parametrize(("name", "options"), [("大.png", {}), ("大.jpg", {"progressive": True})])
def test_a_picture_that_is_decoded_whole_has_fewer_pixels(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    Image.new("L", (6000, 4001)).save(tmp_path / name, **options)
    result = "有6000×4001像素，PNG和渐进式JPEG图片不超过2400万像素，请缩小或另存为普通JPEG后重新上传。"
    assert refusal(tmp_path / name) == f"图片“{name}”{result}"
    Image.new("L", (6000, 4000)).save(tmp_path / name, **options)
    assert read(tmp_path / name).width == 6000


def test_a_plain_jpeg_of_a_large_camera_is_read_without_all_its_pixels(tmp_path: Path) -> None:
    Image.new("L", (8000, 6000)).save(tmp_path / "大.jpg")
    assert read(tmp_path / "大.jpg").width == 8000


def test_a_jpeg_that_claims_too_many_pixels_is_refused(photograph: Photograph) -> None:
    file = photograph("大.jpg")
    data = file.read_bytes()
    place = data.index(b"\xff\xc0") + 5
    file.write_bytes(data[:place] + struct.pack(">HH", 50_000, 50_000) + data[place + 4 :])
    assert refusal(file) == "图片“大.jpg”有50000×50000像素，超过6400万像素，请缩小后重新上传。"


@pytest.mark.parametrize("name", ["断.jpg", "断.png"])
def test_a_picture_that_was_cut_off_is_refused(photograph: Photograph, name: str) -> None:
    file = photograph(name, size=(160, 120))
    whole = file.read_bytes()
    for cut in (*range(8, len(whole) - 40, len(whole) // 40), *range(len(whole) - 40, len(whole) - 4)):
        file.write_bytes(whole[:cut])
        assert refusal(file) == f"图片“{name}”不完整或已损坏，请重新导出后上传。"


@pytest.mark.parametrize("name", ["坏.jpg", "坏.png"])
@given(place=st.floats(0, 1, exclude_max=True), junk=st.binary(min_size=1, max_size=8))
@example(place=0.0, junk=b"\0")
@OFTEN
def test_a_damaged_picture_is_read_or_refused(photograph: Photograph, name: str, place: float, junk: bytes) -> None:
    file = photograph(
        name, size=(64, 48), exif=exif(taken="2026:03:20 10:11:12", place=("N", (26, 3, 4), "E", (106, 0, 0)))
    )
    data, kind = bytearray(file.read_bytes()), name.endswith("png")
    where = int(place * len(data))
    data[where : where + len(junk)] = junk
    file.write_bytes(data)
    try:
        assert read_picture(file, png=kind).kind is Medium.PICTURE
    except Refused as refused:
        assert f"图片“{name}”" in refused.message  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("notes", "taken"),
    [
        ({"taken": "2026:03:20 10:11:12"}, datetime(2026, 3, 20, 10, 11, 12, tzinfo=SHANGHAI)),
        ({"taken": "2026:03:20 10:11:12", "offset": "+00:00"}, datetime(2026, 3, 20, 10, 11, 12, tzinfo=UTC)),
        ({"taken": "    :  :     :  :  "}, None),
        ({"taken": "0000:00:00 00:00:00"}, None),
        ({"taken": "昨天"}, None),
        ({}, None),
    ],
)
def test_the_time_of_a_picture_is_read_from_its_metadata(
    photograph: Photograph, notes: dict[str, str], taken: datetime | None
) -> None:
    assert read(photograph("图.jpg", exif=exif(**notes))).taken_at == taken


@pytest.mark.parametrize(
    ("place", "result"),
    [
        (("N", (26, 34, 12.5), "E", (106, 42, 0)), (Decimal("26.570139"), Decimal("106.700000"))),
        (("S", (26.5, 0, 0), "W", (106, 0, 0)), (Decimal("-26.500000"), Decimal("-106.000000"))),
        (("N", (126, 0, 0), "E", (106, 0, 0)), (None, None)),
        (("N", (26, 0, 0)), (None, None)),
        (("N", (26, 0), "E", (106, 0)), (None, None)),
        ((), (None, None)),
    ],
)
def test_the_place_of_a_picture_is_read_from_its_metadata(
    photograph: Photograph, place: tuple[Any, ...], result: tuple[Decimal | None, Decimal | None]
) -> None:
    shot = read(photograph("图.jpg", exif=exif(place=place)))
    assert (shot.latitude, shot.longitude) == result


def test_a_place_without_a_number_is_dropped(photograph: Photograph) -> None:
    nowhere = ("N", (IFDRational(0, 0),) * 3, "E", (106, 0, 0))
    assert read(photograph("图.jpg", exif=exif(place=nowhere))).latitude is None


def of_file(photograph: Photograph, number: int, change: Any = None) -> Shot:
    """Return what is read of a photograph after a change, saved as a JPEG."""
    path = photograph("一.jpg", number)
    if change:
        with Image.open(path) as image:
            change(image.convert("RGB")).save(path.with_name("二.jpg"), quality=70)
        path = path.with_name("二.jpg")
    return read(path)


def border(image: Image.Image, share: float) -> Image.Image:
    return ImageOps.expand(image, (int(image.width * share), int(image.height * share)), "white")


CHANGES: dict[str, Any] = {
    "mirrored": ImageOps.mirror,
    "upside down": ImageOps.flip,
    **{turn.name: (lambda image, turn=turn: image.transpose(turn)) for turn in Image.Transpose},
    "cut by 5 %": lambda image: image.crop((32, 24, 608, 456)),
    "cut by 10 %": lambda image: image.crop((64, 48, 576, 432)),
    "cut at the left": lambda image: image.crop((64, 0, 640, 480)),
    "cut at the bottom": lambda image: image.crop((0, 0, 640, 432)),
    "framed by 5 %": lambda image: border(image, 0.05),
    "framed by 10 %": lambda image: border(image, 0.1),
    "mirrored and cut": lambda image: ImageOps.mirror(image.crop((32, 0, 640, 456))),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("number", range(1, 4))
def test_a_picture_is_known_again_after_a_change(photograph: Photograph, number: int, change: str) -> None:
    before, after = of_file(photograph, number), of_file(photograph, number, CHANGES[change])
    assert before.bits is not None
    pairs = [(before.bits, look) for look in after.looks] + [(cut, turn) for cut in before.cuts for turn in after.turns]
    assert min(distance(*pair) for pair in pairs) <= SAME


def test_another_picture_is_not_taken_for_it_in_any_way(photograph: Photograph) -> None:
    shots = [of_file(photograph, number) for number in range(1, 7)]
    for one, other in permutations(shots, 2):
        assert min(distance(cut, turn) for cut in one.cuts for turn in other.looks) > SAME


def test_a_picture_has_the_hashes_of_its_cuts_and_turns(photograph: Photograph) -> None:
    shot = of_file(photograph, 1)
    assert (shot.cuts[0], shot.turns[0], shot.looks[0]) == (shot.bits, shot.bits, shot.bits)
    assert (len(shot.cuts), len(shot.turns), len(shot.looks)) == (64, 8, 512)


@pytest.mark.parametrize("colour", ["white", "black", (10, 90, 200)])
def test_a_picture_of_one_colour_has_no_hash(tmp_path: Path, colour: Any) -> None:
    Image.new("RGB", (64, 48), colour).save(tmp_path / "空.jpg")
    shot = read(tmp_path / "空.jpg")
    assert (shot.kind, shot.width, shot.bits, shot.looks) == (Medium.PICTURE, 64, None, ())
