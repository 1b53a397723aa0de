"""A folder as a store: a file is put once, whole, and read as it was put."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from models.file_store.folder import Folder, place_of
from models.file_store.opening import open_store
from models.file_store.port import ChangedFile

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = sha256(b"paper").hexdigest()


@pytest.fixture
def kept(tmp_path: Path) -> Folder:
    """A folder with one file."""
    folder = Folder(tmp_path / "evidence")
    folder.put(BytesIO(b"paper"), DIGEST)
    return folder


def test_a_file_is_read_as_it_was_put(kept: Folder) -> None:
    with kept.open(DIGEST) as content:
        assert content.read() == kept.read(DIGEST) == b"paper"
    assert (kept.size(DIGEST), kept.exists(DIGEST), kept.exists("0" * 64)) == (5, True, False)
    assert open_store(kept.folder) == kept


def test_a_second_put_changes_nothing(kept: Folder) -> None:
    kept.put(BytesIO(b"another"), DIGEST)
    assert kept.read(DIGEST) == b"paper"


def test_other_content_is_not_put_unless_it_is_wanted_as_it_is(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with pytest.raises(ChangedFile):
        folder.put(BytesIO(b"another"), DIGEST)
    assert not folder.exists(DIGEST)
    folder.put(BytesIO(b"another"), DIGEST, checked=False)
    with pytest.raises(ChangedFile):
        folder.read(DIGEST)
    with folder.open(DIGEST) as content:
        assert content.read() == b"another"


def test_a_file_that_is_not_there_is_missing(kept: Folder) -> None:
    for ask in (kept.read, kept.open, kept.size):
        with pytest.raises(FileNotFoundError):
            ask("0" * 64)


def test_files_of_strangers_stand_apart_with_the_time_at_which_they_came(kept: Folder) -> None:
    strangers = kept.strangers()
    assert list(strangers.entries()) == []
    strangers.put(BytesIO(b"paper"), DIGEST)
    long_ago = datetime(2026, 1, 2, tzinfo=UTC)
    os.utime(place_of(strangers.folder, DIGEST), (long_ago.timestamp(), long_ago.timestamp()))
    assert list(strangers.entries()) == [(DIGEST, long_ago)]
    strangers.put(BytesIO(b"paper"), DIGEST)
    [(_, again)] = strangers.entries()
    assert again > long_ago
    for _ in range(2):
        strangers.delete(DIGEST)
    assert list(strangers.entries()) == []
    assert kept.exists(DIGEST)


def test_a_file_of_a_draft_stands_under_its_name_until_it_is_deleted(kept: Folder, tmp_path: Path) -> None:
    drafts = kept.drafts()
    assert drafts.load("ab.json") is None
    for content in (b"1", b"2"):
        drafts.write("ab.json", content)
    assert drafts.load("ab.json") == (tmp_path / "page" / "ab" / "ab.json").read_bytes() == b"2"
    drafts.delete("ab.json")
    assert [*drafts.entries()] == []


def test_a_letter_replaces_the_one_of_its_name(kept: Folder, tmp_path: Path) -> None:
    letters = kept.letters()
    for content in (b"first", b"second"):
        assert letters.write("1.txt", content) == str(tmp_path / "rehearsal" / "1.txt")
    assert (tmp_path / "rehearsal" / "1.txt").read_bytes() == b"second"
    assert str(letters) == str(tmp_path / "rehearsal")
