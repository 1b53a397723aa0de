"""A folder that only its owner may enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.file_store.private import OWNER_ONLY, make_private, open_to_others

if TYPE_CHECKING:
    from pathlib import Path


def test_only_its_owner_enters_a_private_folder(tmp_path: Path) -> None:
    for _ in range(2):
        make_private(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == OWNER_ONLY
    assert open_to_others(tmp_path / "a" / "b") == open_to_others(tmp_path / "none") == ""
    (tmp_path / "a" / "b").chmod(0o750)
    assert open_to_others(tmp_path / "a" / "b").endswith(f"chmod 700 {tmp_path / 'a' / 'b'}")
