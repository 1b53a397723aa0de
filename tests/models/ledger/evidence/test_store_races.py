"""What happens to files between two looks: one is gone, another machine named the store, a content changed."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.file_store.folder import Folder, place_of
from models.ledger.answer.attachments import copies_of
from models.ledger.evidence import identity, store
from models.rules.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = sha256(b"signed").hexdigest()


class Hashed(Folder):
    """A folder elsewhere, whose files are hashed when they are read, as those of object storage."""

    @property
    def address(self) -> str:
        return "s3://host/bucket"

    def open(self, digest: str) -> Any:
        return BytesIO(self.read(digest))


@pytest.mark.usefixtures("acting")
def test_a_file_that_is_gone_when_it_is_kept_is_refused_in_words(tmp_path: Path) -> None:
    with begin() as session, pytest.raises(Refused, match="文件不存在"):
        store._keep_files(session, [tmp_path / "gone.pdf"], [DIGEST])


@pytest.mark.usefixtures("acting")
def test_of_two_machines_that_name_a_store_at_once_the_second_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begin() as session:
        identity.claim_store(session, Folder(tmp_path / "first"))
    monkeypatch.setattr(identity, "has_store", lambda *_: False)  # it asked before the first one had written
    with begin() as session, pytest.raises(Refused, match="不是本数据库的印证材料文件夹"):
        identity.claim_store(session, Hashed(tmp_path / "second"))


def test_a_file_of_a_mail_that_was_changed_in_its_store_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Hashed(tmp_path / "kept")
    place_of(kept.folder, DIGEST).parent.mkdir(parents=True)
    place_of(kept.folder, DIGEST).write_bytes(b"changed")
    monkeypatch.setitem(store._store, "store", kept)
    mail: Any = SimpleNamespace(id=7, files=[{"digest": DIGEST, "name": "回函.pdf"}])
    with pytest.raises(Refused, match="已被改动，与校验码不符"):
        list(copies_of(mail, tmp_path))
