"""Files of drafts on disk: removed once no draft needs them."""

from __future__ import annotations

import os
import time
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import UploadFile

from deployments.portal import kept_files
from models.rules.errors import FieldRefused
from tasks.settings import settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    settings.cache_clear()
    yield kept_files.folder()
    settings.cache_clear()


def test_a_file_that_no_draft_needs_goes_after_an_hour(folder: Path) -> None:
    for name, age in (("needed", 7200), ("old", 7200), ("fresh", 60)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - age,) * 2)
    kept_files.sweep_out({"needed"})
    assert {each.name for each in folder.iterdir()} == {"needed", "fresh"}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_empty_file_is_refused_by_name_and_not_kept(folder: Path) -> None:
    with pytest.raises(FieldRefused, match="是空文件") as refused:
        kept_files.keep([("evidence", UploadFile(BytesIO(b""), filename="空.pdf"))], [])
    assert refused.value.name == "evidence"
    assert list(folder.iterdir()) == []
