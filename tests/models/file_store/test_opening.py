"""At a desk that does not reach the evidence of its cell no file is kept."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from models.file_store.address import UNREACHED
from models.file_store.opening import CLOSED, open_store
from models.rules.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_refused_and_the_folder_not_made(tmp_path: Path) -> None:
    store = open_store(tmp_path / "evidence", UNREACHED)
    with pytest.raises(Refused, match="收存不了文件"):
        store.put(BytesIO(b"paper"), "ab")
    assert (store.closed, store.exists("ab"), (tmp_path / "evidence").exists()) == (CLOSED, False, False)


def test_any_other_folder_is_open(tmp_path: Path) -> None:
    assert open_store(tmp_path / "evidence").closed == ""
