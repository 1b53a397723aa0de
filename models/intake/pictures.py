"""Pictures as they arrive: their pixels counted before any is unpacked, their hash, when and where they were taken."""

import struct
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from models.rules.business_day import SHANGHAI
from models.rules.cloud import Medium
from models.rules.cloud_pictures import HEIGHT, WIDTH, difference_hash
from models.rules.errors import Refused

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
MEGAPIXELS = 64  # more than any camera of today needs; unpacked some 250 MB
MAX_PIXELS = MEGAPIXELS * 1_000_000
ENOUGH = 8 * WIDTH, 8 * HEIGHT  # a JPEG is unpacked no finer than it is looked at
# What damaged pictures raise: their headers, then their pixels.
BROKEN = (SyntaxError, OSError, ValueError, EOFError, struct.error, zlib.error, LookupError, TypeError, ArithmeticError)
LATITUDE, LONGITUDE = 90, 180
NEGATIVE = {"S", "W"}
PLACES = Decimal("0.000001")  # a tenth of a metre


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture or video: its size in pixels and its hash, when and where (degrees) it says that it was taken."""

    kind: Medium
    width: int | None = None
    height: int | None = None
    bits: int | None = None
    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


def read_picture(file: Path, *, png: bool) -> Shot:
    """A picture that begins as JPEG or PNG does; refuses one with more than 64 million pixels, cut off or damaged."""
    try:
        with file.open("rb") as content, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of damaged notes that no picture needs
            return _shot(file, content, png=png)
    except BROKEN as error:
        raise Refused(f"图片“{file.name}”不完整或已损坏，请重新导出后上传。") from error


def _shot(file: Path, content: BinaryIO, *, png: bool) -> Shot:
    image = _opened(content, png=png)
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Refused(f"图片“{file.name}”有{width}×{height}像素，超过{MEGAPIXELS}00万像素，请缩小后重新上传。")
    if png:
        image.verify()  # every part to the last one, each by its checksum
        content.seek(0)
        image = _opened(content, png=png)
    image.draft("L", ENOUGH)
    image.load()
    taken, (latitude, longitude) = _taken(image), _place(image)
    return Shot(Medium.PICTURE, width, height, _hash_of(image), taken, latitude, longitude)


def _opened(content: BinaryIO, *, png: bool) -> Image.Image:
    """Only the header is read; Pillow's own limit of pixels, which warns, is not asked."""
    return PngImageFile(content) if png else JpegImageFile(content)


def upright(image: Image.Image) -> Image.Image:
    """The picture as it is looked at: upright, whichever way the camera was held, in 8 bits."""
    deep = image.mode.startswith("I")  # 16 bits of grey
    return ImageOps.exif_transpose(image.point(lambda value: value * (1 / 256)).convert("L") if deep else image)


def _hash_of(image: Image.Image) -> int:
    grey = upright(image).convert("L").resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    return difference_hash(grey.tobytes())


def _taken(image: Image.Image) -> datetime | None:
    """When the camera says that it was taken; without an offset Beijing time is meant."""
    try:
        notes = image.getexif().get_ifd(ExifTags.IFD.Exif)
        said = str(notes[ExifTags.Base.DateTimeOriginal]).strip("\0 ")
        offset = str(notes.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\0 ")
        day, _, time = said.partition(" ")
        at = datetime.fromisoformat(f"{day.replace(':', '-')}T{time}{offset}")
        return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    except BROKEN:
        return None


def _place(image: Image.Image) -> tuple[Decimal | None, Decimal | None]:
    """Latitude and longitude where the camera says that it was taken, both or neither."""
    try:
        notes = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(notes, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, LATITUDE)
        longitude = _degrees(notes, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, LONGITUDE)
    except BROKEN:
        return None, None
    return latitude, longitude


def _degrees(notes: Mapping[int, Any], value: int, reference: int, most: int) -> Decimal:
    degrees, minutes, seconds = (Decimal(str(float(part))) for part in notes[value])
    whole = (degrees + minutes / 60 + seconds / 3600).quantize(PLACES)
    if not 0 <= whole <= most:
        raise ValueError(whole)
    return -whole if str(notes[reference]).strip("\0 ").upper() in NEGATIVE else whole
