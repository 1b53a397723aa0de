"""Evidence in object storage: the row after the object, one store for a database, and every fault in a sentence."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.answer.attachments import drop_old_files
from models.ledger.chain.verify import check_rows
from models.ledger.evidence.identity import adopt_store, claim_store, foreign_store
from models.ledger.evidence.store import configure_store, evidence_store
from models.ledger.evidence.unpacked import unpack_folder
from models.rules.errors import Refused, Unavailable
from tests.mails import moment
from tests.s3_server import S3Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Sql

pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")

DIGEST = sha256(b"a picture").hexdigest()
AT = f"gz/evidence/{DIGEST[:2]}/{DIGEST}"
SAID = {"department": "D001", "period": "2026-03"}


@pytest.fixture
def server(march: Acting, tmp_path: Path) -> Iterator[S3Server]:
    """The server with the bucket in which this database has its evidence."""
    assert march.day.year
    server = S3Server()
    configure_store(tmp_path / "evidence", 1, server.url())
    (tmp_path / "现场.jpg").write_bytes(b"a picture")
    yield server
    configure_store(tmp_path / "evidence", 1)
    server.close()


@pytest.fixture
def kept(server: S3Server, march: Acting, tmp_path: Path) -> S3Server:
    """The server with one file of evidence."""
    march.do("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg"))
    return server


def faults() -> list[str]:
    with begin() as session:
        return check_rows(session, evidence_store())


def test_a_file_and_the_identity_are_objects_and_this_machine_keeps_nothing(
    kept: S3Server, tmp_path: Path, sql: Sql
) -> None:
    key, address = sql.rows("SELECT key, address FROM evidence_store")[0]
    assert kept.objects == {AT: b"a picture", "gz/evidence/store.id": f"{key}\n".encode()}
    assert address == evidence_store().address
    assert faults() == []
    with unpack_folder():
        pass
    assert not any((tmp_path / "evidence").iterdir())


def test_any_number_of_machines_share_the_bucket_and_a_folder_is_refused(
    kept: S3Server, march: Acting, tmp_path: Path
) -> None:
    configure_store(tmp_path / "second" / "evidence", 1, kept.url())
    assert march.do("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg")).counts == {"evidence": 0, "same": 1}
    configure_store(tmp_path / "evidence", 1)
    assert "请设置 MUBIAO_EVIDENCE_URL" in march.refused("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg"))
    configure_store(tmp_path / "evidence", 1, kept.url("other"))
    refused = march.refused("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg"))
    assert refused.startswith(f"本数据库的印证材料在“{kept.url().split('@')[0][:5]}")
    assert not [name for name in kept.objects if name.startswith("other")]


def test_the_bucket_of_another_database_is_refused_with_nothing_changed(
    server: S3Server, march: Acting, tmp_path: Path, sql: Sql
) -> None:
    evidence_store().write_key("another")
    assert "另一个数据库" in march.refused("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg"))
    for claim in (claim_store, adopt_store):
        with pytest.raises(Refused, match="另一个数据库"), begin() as session:
            claim(session, evidence_store())
    assert list(server.objects) == ["gz/evidence/store.id"]
    assert sql.value("SELECT count(*) FROM evidence_store") == 0


def test_a_process_killed_after_the_object_and_before_the_row_claims_the_bucket_again(
    server: S3Server, march: Acting, tmp_path: Path
) -> None:
    with begin() as session:
        claim_store(session, evidence_store())
        session.rollback()
    assert list(server.objects) == ["gz/evidence/store.id"]
    assert march.do("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg")).counts["evidence"] == 1


def test_while_the_store_is_away_no_row_is_written(server: S3Server, march: Acting, tmp_path: Path, sql: Sql) -> None:
    server.close()
    assert "暂时不能使用" in march.unavailable("attach_evidence", **SAID, file=str(tmp_path / "现场.jpg"))
    assert sql.value("SELECT count(*) FROM evidence") == 0
    with begin() as session, pytest.raises(Unavailable):
        foreign_store(session, evidence_store())


def test_a_lost_and_a_changed_object_are_named(kept: S3Server) -> None:
    kept.objects[AT] = b"a forgery"
    assert faults() == [f"印证材料 {DIGEST[:12]}：文件内容被更改。"]
    del kept.objects[AT]
    assert faults() == [f"印证材料 {DIGEST[:12]}：文件不存在。"]
    del kept.objects["gz/evidence/store.id"]
    assert "丢失了编号" in faults()[0]


def test_files_of_strangers_go_after_ninety_days_by_the_time_of_the_object(kept: S3Server, tmp_path: Path) -> None:
    with (tmp_path / "现场.jpg").open("rb") as content:
        evidence_store().strangers().put(content, DIGEST)
    name = f"gz/strangers/{DIGEST[:2]}/{DIGEST}"
    kept.put_at[name] = moment("2026-03-05 10:20")
    assert drop_old_files(moment("2026-06-03 10:00")) == 0
    assert drop_old_files(moment("2026-06-03 10:21")) == 1
    assert name not in kept.objects
    assert AT in kept.objects
