"""Files of drafts in their store: removed once no draft needs them."""

from __future__ import annotations

import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from starlette.datastructures import UploadFile

from deployments.portal import kept_files
from models.file_store.folder import TimedFolder, place_of
from models.ledger.evidence.store import configured_store
from models.rules.errors import FieldRefused
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[TimedFolder]:
    with configured_store(tmp_path / "evidence", 50):
        yield TimedFolder(tmp_path / "page")


def test_a_file_that_no_draft_needs_goes_after_an_hour(drafts: TimedFolder) -> None:
    now = moment("2026-03-05 10:00")
    for name, minutes in (("needed", 120), ("old", 120), ("fresh", 1)):
        drafts.write(name, b"x")
        os.utime(place_of(drafts.folder, name), (now.timestamp() - 60 * minutes,) * 2)
    kept_files.sweep_out([*drafts.entries()], {"needed"}, now)
    assert {name for name, _ in drafts.entries()} == {"needed", "fresh"}
    assert drafts.folder.stat().st_mode & 0o777 == 0o700


def test_an_empty_file_is_refused_by_name_and_not_kept(drafts: TimedFolder) -> None:
    with pytest.raises(FieldRefused, match="是空文件") as refused:
        kept_files.keep([("evidence", UploadFile(BytesIO(b""), filename="空.pdf"))], [])
    assert refused.value.name == "evidence"
    assert not drafts.folder.exists()
