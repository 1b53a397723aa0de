"""Pictures of an upload: pixels counted before decoding, the difference hash, and when and where they were taken."""

import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from models.rules.cloud import Medium
from models.rules.cloud_pictures import HEIGHT, WIDTH, cut_boxes, flipped_hashes, is_one_colour
from models.rules.errors import Refused
from models.rules.workdays import SHANGHAI

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
MEGAPIXELS = 64  # of a JPEG in one scan, of which a small copy is decoded: above any camera of today
MAX_PIXELS = MEGAPIXELS * 1_000_000
WHOLE_MEGAPIXELS = 24  # of a picture that is decoded whole: 96 MB, twice that if parts of it are transparent
SMALL = 16 * WIDTH, 16 * HEIGHT  # hashes are computed from a picture of this size
ENOUGH = SMALL  # the decoding size of a JPEG
# The exceptions that damaged pictures raise, in headers or pixels.
BROKEN = (SyntaxError, OSError, ValueError, EOFError, struct.error, zlib.error, LookupError, TypeError, ArithmeticError)
DECODING = Lock()  # pixels of one picture at a time are in memory
LATITUDE, LONGITUDE = 90, 180
NEGATIVE = {"S", "W"}
PLACES = Decimal("0.000001")  # a tenth of a metre


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture or video: its size in pixels, its hash, and the time and place (degrees) in its metadata.

    `cuts` are the hashes of the picture with its edges cut, `turns` those of the whole picture turned and mirrored in
    all eight ways, `looks` those of all cuts in all ways. A picture of one colour has no hash.
    """

    kind: Medium
    width: int | None = None
    height: int | None = None
    bits: int | None = None
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    cuts: tuple[int, ...] = ()
    turns: tuple[int, ...] = ()
    looks: tuple[int, ...] = ()


def read_picture(file: Path, *, png: bool) -> Shot:
    """Parse a JPEG or PNG picture; one at a time. Raises Refused if it is truncated or damaged.

    Raises Refused too, before any pixel is decoded, for over 64 million pixels, or over 24 million of a PNG or a JPEG
    in several scans.
    """
    try:
        with file.open("rb") as content, DECODING, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns about damaged metadata that is not used
            return _read_shot(file, content, png=png)
    except BROKEN as error:
        raise Refused(f"图片“{file.name}”不完整或已损坏，请重新导出后上传。") from error


def _read_shot(file: Path, content: BinaryIO, *, png: bool) -> Shot:
    image = _open_image(content, png=png)
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Refused(f"图片“{file.name}”有{width}×{height}像素，超过{MEGAPIXELS}00万像素，请缩小后重新上传。")
    if png:
        image.verify()  # checks the checksum of each chunk
        content.seek(0)
        image = _open_image(content, png=png)
    if not draft_within(image, "L", ENOUGH):
        raise Refused(
            f"图片“{file.name}”有{width}×{height}像素，PNG和渐进式JPEG图片不超过{WHOLE_MEGAPIXELS}00万像素，"
            "请缩小或另存为普通JPEG后重新上传。"
        )
    image.load()
    taken, (latitude, longitude) = _read_taken_at(image), _read_place(image)
    shot = Shot(Medium.PICTURE, width, height, None, taken, latitude, longitude)
    upright = ImageOps.exif_transpose(eight_bits(image).convert("L"))  # turned last: each copy is of one byte a pixel
    grey = upright.resize(SMALL, Image.Resampling.BOX)
    if is_one_colour(grey.tobytes()):
        return shot
    looks = [*_looks_of(grey), *_looks_of(grey.transpose(Image.Transpose.TRANSPOSE))]
    cuts = tuple(look[0] for look in looks[: len(looks) // 2])
    turns = (*looks[0], *looks[len(looks) // 2])
    return replace(shot, bits=cuts[0], cuts=cuts, turns=turns, looks=tuple(chain.from_iterable(looks)))


def _open_image(content: BinaryIO, *, png: bool) -> Image.Image:
    """Open the image and parse only its header; Pillow's own pixel limit, which warns, is bypassed."""
    return PngImageFile(content) if png else JpegImageFile(content)


def draft_within(image: Image.Image, mode: str, size: tuple[int, int]) -> bool:
    """Have a JPEG decoded small; return whether at most 24 million pixels are then in memory at once.

    Of a PNG, and of a JPEG in several scans, these are all.
    """
    whole = image.width * image.height
    image.draft(mode, size)
    if image.format == "JPEG" and "progressive" not in image.info:
        whole = image.width * image.height
    return whole <= WHOLE_MEGAPIXELS * 1_000_000


def eight_bits(image: Image.Image) -> Image.Image:
    """Return a picture of 16 bits of grey in 8 bits, any other as it is."""
    return image.point(lambda value: value * (1 / 256)).convert("L") if image.mode.startswith("I") else image


def _looks_of(grey: Image.Image) -> list[tuple[int, ...]]:
    """Return the hashes of a picture for each cut of its edges, flipped in all four ways; the first is the whole one.

    `CUTS` are the same from either end, so that a flipped cut is the cut of the flipped picture.
    """
    return [
        flipped_hashes(grey.resize((WIDTH, HEIGHT), Image.Resampling.BOX, box=box).tobytes())
        for box in cut_boxes(*grey.size)
    ]


def _read_taken_at(image: Image.Image) -> datetime | None:
    """Return the time of the shot by its metadata, None if unknown; without an offset it is Beijing time."""
    try:
        metadata = image.getexif().get_ifd(ExifTags.IFD.Exif)
        taken = str(metadata[ExifTags.Base.DateTimeOriginal]).strip("\0 ")
        offset = str(metadata.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        day, _, time = taken.partition(" ")
        at = datetime.fromisoformat(f"{day.replace(':', '-')}T{time}{offset}")
        return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    except BROKEN:
        return None


def _read_place(image: Image.Image) -> tuple[Decimal | None, Decimal | None]:
    """Return latitude and longitude by the metadata, or None for both."""
    try:
        metadata = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _parse_degrees(metadata, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, LATITUDE)
        longitude = _parse_degrees(metadata, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, LONGITUDE)
    except BROKEN:
        return None, None
    return latitude, longitude


def _parse_degrees(metadata: Mapping[int, Any], value: int, reference: int, most: int) -> Decimal:
    degrees, minutes, seconds = (Decimal(str(float(part))) for part in metadata[value])
    whole = (degrees + minutes / 60 + seconds / 3600).quantize(PLACES)
    if not 0 <= whole <= most:
        raise ValueError(whole)
    return -whole if str(metadata[reference]).strip("\0 ").upper() in NEGATIVE else whole
