"""Room kept back on the database's disk, given up when the disk is full."""

from pathlib import Path

import pytest

from deployments import ballast
from deployments.ballast import NAME, SIZE, give_up, lay


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    lay(tmp_path)
    return tmp_path


def test_room_is_really_taken_once(laid: Path) -> None:
    seen = (laid / NAME).stat()
    assert seen.st_size == SIZE <= seen.st_blocks * 512
    lay(laid)
    assert (laid / NAME).stat().st_mtime_ns == seen.st_mtime_ns
    assert [path.name for path in laid.iterdir()] == [NAME]


def test_nothing_is_taken_where_there_is_no_data_folder(tmp_path: Path) -> None:
    lay(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_taken_from_a_disk_that_has_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballast, "RESERVE", 2**62)
    lay(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_is_kept_while_there_is_room_and_given_up_when_there_is_none(
    laid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not give_up(laid)
    monkeypatch.setattr(ballast, "LAST", 2**62)
    assert give_up(laid)
    assert list(laid.iterdir()) == []
    assert not give_up(laid)
