"""Object storage as a store: created only, hashed when it is read, away or closed in a sentence."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from models.file_store.opening import open_store
from models.file_store.port import ChangedFile, FileStore
from models.rules.errors import Refused, Unavailable
from tests.s3_server import BUCKET, S3Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")

DIGEST = sha256(b"paper").hexdigest()
AT = f"gz/evidence/{DIGEST[:2]}/{DIGEST}"


@pytest.fixture
def server() -> Iterator[S3Server]:
    server = S3Server()
    yield server
    server.close()


@pytest.fixture
def bucket(server: S3Server, tmp_path: Path) -> FileStore:
    return open_store(tmp_path / "evidence", server.url())


def put(store: FileStore, content: bytes = b"paper", *, checked: bool = True) -> None:
    store.put(BytesIO(content), DIGEST, checked=checked)


def test_an_object_is_put_once_and_read_as_it_was_put(bucket: FileStore, server: S3Server, tmp_path: Path) -> None:
    assert not bucket.exists(DIGEST)
    put(bucket)
    put(bucket, b"another", checked=False)
    assert server.objects == {AT: b"paper"}
    assert (bucket.read(DIGEST), bucket.open(DIGEST).read(), bucket.size(DIGEST)) == (b"paper", b"paper", 5)
    assert bucket.exists(DIGEST)
    assert not (tmp_path / "evidence").exists()


def test_other_content_is_neither_put_nor_read(bucket: FileStore, server: S3Server) -> None:
    with pytest.raises(ChangedFile):
        put(bucket, b"another")
    assert server.objects == {}
    put(bucket)
    server.objects[AT] = b"another"
    for ask in (bucket.read, bucket.open):
        with pytest.raises(ChangedFile):
            ask(DIGEST)


def test_what_is_not_there_is_missing(bucket: FileStore) -> None:
    for ask in (bucket.read, bucket.open, bucket.size):
        with pytest.raises(FileNotFoundError):
            ask(DIGEST)


def test_the_identity_is_created_and_never_replaced(bucket: FileStore, server: S3Server) -> None:
    assert bucket.read_key() == ""
    for _ in range(2):
        bucket.write_key("abc")
    assert (bucket.read_key(), server.objects) == ("abc", {"gz/evidence/store.id": b"abc\n"})
    with pytest.raises(Refused, match="存放的是另一个数据库的印证材料"):
        bucket.write_key("def")
    assert bucket.read_key() == "abc"


def test_files_of_strangers_and_letters_stand_apart(bucket: FileStore, server: S3Server) -> None:
    put(bucket)
    strangers = bucket.strangers()
    strangers.put(BytesIO(b"paper"), DIGEST)
    [(name, put_at)] = strangers.entries()
    assert (name, put_at) == (DIGEST, server.put_at[f"gz/strangers/{DIGEST[:2]}/{DIGEST}"].replace(microsecond=0))
    server.put_at[f"gz/strangers/{DIGEST[:2]}/{DIGEST}"] = put_at - timedelta(days=89)
    strangers.put(BytesIO(b"paper"), DIGEST)
    assert [again >= put_at for _, again in strangers.entries()] == [True]
    for _ in range(2):
        strangers.delete(name)
    assert bucket.letters().write("1.txt", b"a") == f"{bucket.address.removesuffix('/evidence')}/rehearsal/1.txt"
    bucket.letters().write("1.txt", b"b")
    assert server.objects == {AT: b"paper", "gz/rehearsal/1.txt": b"b"}


def test_a_file_of_a_draft_stands_under_its_name_until_it_is_deleted(bucket: FileStore, server: S3Server) -> None:
    drafts = bucket.drafts()
    assert drafts.load("ab.json") is None
    for content in (b"1", b"2"):
        drafts.write("ab.json", content)
    assert (drafts.load("ab.json"), [*server.objects]) == (b"2", ["gz/drafts/ab/ab.json"])
    drafts.delete("ab.json")
    assert server.objects == {}


def test_a_server_that_is_away_is_to_be_tried_again(bucket: FileStore, server: S3Server) -> None:
    server.close()
    for ask in (bucket.read_key, lambda: bucket.read(DIGEST), lambda: put(bucket), bucket.letters().bucket.read_key):  # type: ignore[attr-defined]
        with pytest.raises(Unavailable, match="暂时不能使用"):
            ask()


@pytest.mark.parametrize(("wrong", "said"), [({"key": "other"}, "拒绝访问"), ({"bucket": "none"}, "没有这个桶")])
def test_a_wrong_secret_or_a_missing_bucket_is_said_in_a_sentence(
    server: S3Server, tmp_path: Path, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises((Unavailable, Refused), match=said) as refused:
        open_store(tmp_path, server.url(**wrong)).write_key("abc")
    assert "ecret" not in refused.value.message
    assert server.objects == {}


def test_the_address_is_shown_without_what_opens_it(bucket: FileStore) -> None:
    assert bucket.address.startswith("s3://127.0.0.1:")
    assert bucket.address.endswith(f"/{BUCKET}/gz")
    assert "ecret" not in repr(bucket) + bucket.address
