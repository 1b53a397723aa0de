"""Reserved space on the database's disk, released when the disk is full."""

from pathlib import Path

import pytest

from deployments import disk_reserve
from deployments.disk_reserve import RESCUE, SIZES, lay, release


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    lay(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SIZES)
def test_space_is_really_allocated_once(laid: Path, name: str) -> None:
    seen = (laid / name).stat()
    assert seen.st_size == SIZES[name] <= seen.st_blocks * 512
    lay(laid)
    assert (laid / name).stat().st_mtime_ns == seen.st_mtime_ns
    assert {path.name for path in laid.iterdir()} == set(SIZES)


def test_nothing_is_reserved_without_a_data_folder(tmp_path: Path) -> None:
    lay(tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_reserved_on_a_nearly_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk_reserve, "RESERVE", 2**62)
    lay(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_reserve_is_released_piece_by_piece_only_on_a_full_disk(
    laid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not release(laid)
    assert not release(laid, RESCUE)
    monkeypatch.setattr(disk_reserve, "LAST", 2**62)
    assert release(laid)
    assert [path.name for path in laid.iterdir()] == [RESCUE]
    assert not release(laid)
    assert release(laid, RESCUE)
    assert list(laid.iterdir()) == []
