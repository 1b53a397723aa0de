"""The evidence is moved whole, or not at all; what was killed is ended by a second call."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from deployments.evidence_move import Moved, move_evidence
from models.database import begin
from models.file_store.folder import Folder, place_of
from models.file_store.opening import open_store
from models.ledger.chain.verify import check_rows
from models.ledger.evidence.identity import foreign_store
from models.rules.errors import Refused, Unavailable
from tests.s3_server import S3Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.file_store.port import FileStore
    from tests.conftest import Acting, Sql

pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")

SAID = {"department": "D001", "period": "2026-03"}
FIRST, SECOND, STRANGE = (sha256(each).hexdigest() for each in (b"first", b"second", b"strange"))
INSERT = "INSERT INTO evidence (sha256, size) VALUES (:digest, :size)"


@pytest.fixture
def server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.close()


@pytest.fixture
def folder(march: Acting, store: Path, tmp_path: Path) -> Folder:
    """The folder of the database with two files of evidence and one of a stranger."""
    for content in (b"first", b"second"):
        (tmp_path / "现场.jpg").write_bytes(content)
        march.do("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg"))
    Folder(store).strangers().put(BytesIO(b"strange"), STRANGE)
    return Folder(store)


def bucket(folder: Folder, server: S3Server, prefix: str = "gz") -> FileStore:
    return open_store(folder.folder, server.url(prefix))


def fault(store: FileStore) -> str:
    with begin() as session:
        return foreign_store(session, store)


def names(server: S3Server) -> set[str]:
    return {name.rpartition("/")[2] for name in server.objects}


def test_every_file_is_copied_and_the_database_names_the_new_store(folder: Folder, server: S3Server) -> None:
    target = bucket(folder, server)
    assert move_evidence(folder, target) == Moved(2, 1, ())
    assert names(server) == {FIRST, SECOND, STRANGE, "store.id"}
    assert (fault(target), fault(folder).startswith(f"本数据库的印证材料在“{target.address}”")) == ("", True)
    assert folder.read(FIRST) == b"first"
    with begin() as session:
        assert check_rows(session, target) == []
    for source in (folder, target):
        assert move_evidence(source, target).evidence == 2


@pytest.mark.parametrize("answered", [1, 2, 3, 5, 8, 11, 12, 13])
def test_killed_anywhere_nothing_is_lost_and_a_second_call_ends_it(
    folder: Folder, server: S3Server, answered: int
) -> None:
    target = bucket(folder, server)
    server.until = answered
    with pytest.raises(Unavailable):
        move_evidence(folder, target)
    assert fault(folder) == ""
    server.until = float("inf")
    assert move_evidence(folder, target) == Moved(2, 1, ())
    assert fault(target) == ""


def test_what_came_while_the_store_was_moved_follows(folder: Folder, server: S3Server, sql: Sql) -> None:
    target = bucket(folder, server)
    move_evidence(folder, target)
    late = sha256(b"late").hexdigest()
    folder.put(BytesIO(b"late"), late)
    sql(INSERT, digest=late, size=4)
    assert move_evidence(folder, target).evidence == 3
    assert late in names(server)


def test_a_lost_or_changed_file_is_named_and_the_others_are_moved(folder: Folder, server: S3Server) -> None:
    place_of(folder.folder, FIRST).write_bytes(b"a forgery")
    place_of(folder.folder, SECOND).unlink()
    assert move_evidence(folder, bucket(folder, server)) == Moved(0, 1, tuple(sorted((FIRST, SECOND))))


def test_another_content_in_the_new_store_is_refused(folder: Folder, server: S3Server) -> None:
    target = bucket(folder, server)
    target.put(BytesIO(b"a forgery"), FIRST, checked=False)
    with pytest.raises(Refused, match="内容不符"):
        move_evidence(folder, target)
    assert fault(folder) == ""


def test_the_store_of_another_database_is_refused_with_nothing_changed(
    folder: Folder, server: S3Server, tmp_path: Path
) -> None:
    target = bucket(folder, server)
    target.write_key("another")
    with pytest.raises(Refused, match="另一个数据库"):
        move_evidence(folder, target)
    with pytest.raises(Refused, match="不是本数据库的印证材料文件夹"):
        move_evidence(Folder(tmp_path / "other"), bucket(folder, server, "third"))
    assert names(server) == {"store.id"}
    assert fault(folder) == ""


def test_it_moves_from_bucket_to_bucket_and_back_into_the_folder(folder: Folder, server: S3Server) -> None:
    first, second = bucket(folder, server), bucket(folder, server, "zunyi")
    move_evidence(folder, first)
    move_evidence(first, second)
    assert "先用原来的设置" in fault(first)
    assert move_evidence(second, folder) == Moved(2, 1, ())
    assert (fault(folder), bool(fault(second))) == ("", True)


def test_a_database_without_evidence_is_moved_too(march: Acting, store: Path, server: S3Server) -> None:
    assert march.day.year
    target = bucket(Folder(store), server)
    assert move_evidence(Folder(store), target) == Moved(0, 0, ())
    assert (fault(target), names(server)) == ("", {"store.id"})
