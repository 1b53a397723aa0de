"""The pictures and videos of an upload for the page, each with its facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from deployments.cloud.thumbnails import Thumbnail, thumbnail, trouble_of_video
from models.disk import MEGABYTE
from models.rules.business_day import SHANGHAI
from models.rules.cloud import Medium
from models.rules.secrecy import WITHHELD

SHORT = 12  # characters of a SHA-256 that identify a file
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Portrayed:
    """A picture or video of an upload: its thumbnail and its facts."""

    file: str
    kind: Medium
    shown: Thumbnail
    facts: tuple[str, ...]

    @property
    def words(self) -> str:
        """The text shown instead of a missing thumbnail."""
        return f"{self.kind.label}，{WITHHELD if self.shown.withheld else self.shown.trouble or '留存在系统中'}"


def figure_of(medium: Mapping[str, Any], received_on: date, store: Path) -> Portrayed:
    """Returns the figure for one of the `media` of `list_uploads`.

    If its file is missing from the store or damaged, the figure says so.
    """
    kind, digest = Medium(medium["kind"]), medium["sha256"]
    if medium.get("withheld"):  # 4.7
        return Portrayed(
            medium["file"], kind, Thumbnail(withheld=True), (f"{received_on.month}月{received_on.day}日上传",)
        )
    if kind is Medium.VIDEO:
        shown = Thumbnail(trouble=trouble_of_video(store, digest, medium["size"]))
    else:
        shown = thumbnail(store, digest)
    return Portrayed(medium["file"], kind, shown, tuple(_facts_of(medium, received_on)))


def _facts_of(medium: Mapping[str, Any], received_on: date) -> Iterator[str]:
    """Yield date of upload, time and place of the shot, size in pixels and bytes, digest."""
    yield f"{received_on.month}月{received_on.day}日上传"
    if medium["taken_at"]:
        yield f"{datetime.fromisoformat(medium['taken_at']).astimezone(SHANGHAI):%Y-%m-%d %H:%M}拍摄"
    if medium["latitude"] is not None:
        yield _format_place(medium["latitude"], medium["longitude"])
    pixels = f"{medium['width']}×{medium['height']}，" if medium["width"] else ""
    yield f"{pixels}{_format_size(medium['size'])}"
    yield f"SHA-256 {medium['sha256'][:SHORT]}"


def _format_place(latitude: float, longitude: float) -> str:
    north, east = "南纬" if latitude < 0 else "北纬", "西经" if longitude < 0 else "东经"
    return f"{north}{abs(latitude):.5f}° {east}{abs(longitude):.5f}°"


def _format_size(size: int) -> str:
    return f"{size / MEGABYTE:.1f}MB" if size >= MEGABYTE else f"{-(-size // KILOBYTE)}KB"
