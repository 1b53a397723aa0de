"""The facts below a picture or video."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from deployments.cloud.figures import figure_of
from deployments.cloud.thumbnails import GONE
from models.rules.cloud import Medium

if TYPE_CHECKING:
    from pathlib import Path

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
    return list(figure_of(PICTURE | fields, DAY, store).facts)


def test_day_camera_place_size_and_hash_are_listed(tmp_path: Path) -> None:
    assert facts(tmp_path) == [
        "3月21日上传",
        "2026-03-20 10:11拍摄",
        "北纬26.57000° 东经106.70000°",
        "640×480，5KB",
        "SHA-256 0123456789ab",
    ]


def test_missing_metadata_is_left_out(tmp_path: Path) -> None:
    assert list(figure_of(PLAIN, DAY, tmp_path).facts) == ["3月21日上传", "640×480，5KB", "SHA-256 0123456789ab"]


def test_south_and_west_are_named(tmp_path: Path) -> None:
    assert facts(tmp_path, latitude=-33.5, longitude=-70.25)[2] == "南纬33.50000° 西经70.25000°"


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1KB"), (2**20 - 1, "1024KB"), (2**20, "1.0MB"), (150_000_000, "143.1MB")]
)
def test_a_video_is_described_by_its_size_without_a_thumbnail(tmp_path: Path, size: int, words: str) -> None:
    figure = figure_of({**PLAIN, "kind": "video", "width": None, "height": None, "size": size}, DAY, tmp_path)
    assert figure.facts[1] == words
    assert (figure.kind, figure.shown.uri, figure.shown.trouble) == (Medium.VIDEO, "", GONE)
