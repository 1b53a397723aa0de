"""Restore: into an empty installation only, all or nothing, and verified."""

from __future__ import annotations

import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from deployments.backup.archive import RECORDS, SETTINGS, Manifest, create_backup, open_backup
from deployments.backup.restore import find_violations, refuse_foreign, refuse_used, restore_all
from deployments.backup.save import save
from models.database import begin, engine, unbind
from models.file_store.folder import Folder
from models.file_store.opening import open_store
from models.ledger.evidence.identity import adopt_store
from models.ledger.evidence.store import configure_store, evidence_store, store_files
from models.migrations import BEFORE_RELEASE, migrate
from models.rules.errors import Refused, Unavailable
from tasks.settings import Settings
from tests.answers import duty_number, fill_in, give_back, sent
from tests.later_migration import later_migration
from tests.s3_server import S3Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Acting, Databases, Sql

PAPER = sha256(b"paper").hexdigest()

pytestmark = pytest.mark.process


@pytest.fixture
def saved(databases: Databases, tmp_path: Path) -> Path:
    """A backup of the installation where the check of March is open."""
    with databases.fresh("march") as url:
        save(tmp_path / "b.mubiao", url, Settings(home=tmp_path / "old", mail_domain="gz.gov.cn"))
    return tmp_path / "b.mubiao"


def test_restored_records_are_equal_and_their_ledger_verifies(
    databases: Databases, saved: Path, tmp_path: Path, sql: Sql
) -> None:
    with databases.fresh("migrated") as url, open_backup(saved) as (archive, manifest):
        restore_all(archive, manifest, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
        migrate()
        with begin() as session:
            assert find_violations(session, manifest, Folder(tmp_path / "new" / "evidence")) == []
        assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'monthly_check'") == 2
    assert (tmp_path / "new" / "settings.toml").read_text() == 'mail_domain = "gz.gov.cn"\n'


def test_an_answer_sheet_of_before_the_disaster_is_good_after_a_restore(
    databases: Databases, march: Acting, tmp_path: Path, sql: Sql
) -> None:
    number = duty_number(sql, "monthly_check", "2026-03", "D002")
    sheet = fill_in(sent(march, tmp_path / "表.xlsx", number), rows={"T003": {"进度（%）": 40}})
    save(
        tmp_path / "b.mubiao", str(engine().url.render_as_string(hide_password=False)), Settings(home=tmp_path / "old")
    )
    with databases.fresh("migrated") as url, open_backup(tmp_path / "b.mubiao") as (archive, manifest):
        restore_all(archive, manifest, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
        migrate()
        configure_store(tmp_path / "new" / "evidence", 1)
        assert give_back(march, sheet, office="D002").counts["answers"] == 1


@pytest.mark.exhaustive
def test_existing_settings_are_not_overwritten(databases: Databases, saved: Path, tmp_path: Path) -> None:
    mine = tmp_path / "new" / "settings.toml"
    mine.parent.mkdir()
    mine.write_text("port = 4300\n")
    with databases.fresh("migrated") as url, open_backup(saved) as (archive, manifest):
        restore_all(archive, manifest, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
    assert mine.read_text() == "port = 4300\n"


def test_an_installation_that_holds_records_is_refused(databases: Databases) -> None:
    with databases.fresh("founded"), begin() as session, pytest.raises(Refused, match="已有数据"):
        refuse_used(session)
    with databases.fresh("migrated"), begin() as session:
        refuse_used(session)


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize(
    ("version", "sentence"),
    [(older, BEFORE_RELEASE) for older in ("0001", "0018", "0121")]
    + [("9999", "备份由更新版本的程序制作，请先升级程序再恢复。")],
)
def test_a_backup_of_before_the_first_release_or_of_a_newer_program_is_refused_before_anything(
    databases: Databases, saved: Path, tmp_path: Path, sql: Sql, version: str, sentence: str
) -> None:
    with databases.fresh("migrated") as url, open_backup(saved) as (archive, manifest):
        other = manifest.model_copy(update={"schema_version": version})
        with pytest.raises(Refused) as refused:
            restore_all(archive, other, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
        assert refused.value.message == sentence
        assert sql.value("SELECT count(*) FROM jurisdiction") == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.exhaustive
def test_a_backup_is_restored_by_a_program_with_a_later_migration_and_brought_up_to_date(
    databases: Databases, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql
) -> None:
    with (
        later_migration(tmp_path, monkeypatch) as later,
        databases.fresh() as url,
        open_backup(saved) as (archive, manifest),
    ):
        migrate()
        restore_all(archive, manifest, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
        assert sql.column("SELECT version_num FROM alembic_version") == [manifest.schema_version]
        migrate()
        assert sql.column("SELECT version_num FROM alembic_version") == [later]
        assert sql.column("SELECT DISTINCT spare_number FROM department") == ["无"]
        with begin() as session:
            assert find_violations(session, manifest, Folder(tmp_path / "new" / "evidence")) == []


def with_settings(saved: Path, text: bytes) -> Path:
    with open_backup(saved) as (archive, manifest), create_backup(saved.with_name("s.mubiao")) as writing:
        for name, content in ((RECORDS, archive.read(RECORDS)), (SETTINGS, text)):
            with writing.part(name) as into:
                into.write(content)
        writing.finish(manifest)
    return saved.with_name("s.mubiao")


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"no = = toml", "不是本程序写的"),
        (b"\xff\xfe", "不是本程序写的"),
        (b'mail_url = "smtp://elsewhere"', "“mail_url”"),
        (b'mail_domain = "gz.gov.cn"\nDATABASE_URL = "postgresql://elsewhere/x"', "“DATABASE_URL”"),
        (b'MUBIAO_OWNER_URL = "postgresql://elsewhere/x"', "“MUBIAO_OWNER_URL”"),
        (b'clock = "2026-03-01T00:00:00"', "“clock”"),
    ],
)
def test_settings_that_no_backup_holds_are_refused_before_anything(
    saved: Path, tmp_path: Path, text: bytes, sentence: str
) -> None:
    with open_backup(with_settings(saved, text)) as (archive, manifest), pytest.raises(Refused, match=sentence):
        refuse_foreign(archive, manifest)
    assert not (tmp_path / "new").exists()


def test_a_setting_that_this_program_does_not_know_any_more_is_no_reason_to_refuse(saved: Path) -> None:
    with open_backup(with_settings(saved, b"of_long_ago = 3\n")) as (archive, manifest):
        refuse_foreign(archive, manifest)


@pytest.mark.exhaustive
def test_a_manifest_that_names_another_schema_than_the_records_is_refused(
    databases: Databases, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: Sql
) -> None:
    with (
        later_migration(tmp_path, monkeypatch) as later,
        databases.fresh() as url,
        open_backup(saved) as (archive, manifest),
    ):
        other = manifest.model_copy(update={"schema_version": later})
        with pytest.raises((Refused, Unavailable)):
            restore_all(archive, other, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
        assert sql.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        unbind()


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    "told", [{"tables": {"target": (3, "00")}}, {"jurisdiction": "云南省"}, {"height": 1}, {"head": "0" * 64}]
)
def test_records_that_differ_from_the_manifest_are_removed_again(
    databases: Databases, saved: Path, tmp_path: Path, sql: Sql, told: dict[str, Any]
) -> None:
    with databases.fresh("migrated") as url, open_backup(saved) as (archive, manifest):
        other = manifest.model_copy(update=told)
        with pytest.raises(Refused, match="已全部撤销"):
            restore_all(archive, other, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
        assert sql.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        unbind()


@pytest.mark.exhaustive
def test_records_that_no_older_version_could_hold_are_removed_again_too(
    databases: Databases, march: Acting, tmp_path: Path, sql: Sql
) -> None:
    april = march.on("2026-04-03")
    april.do("propose_entry", target="T002", way="在线", finding="材料显示未完成", found_on="2026-04-02")
    url = str(engine().url.render_as_string(hide_password=False))
    save(tmp_path / "b.mubiao", url, Settings(home=tmp_path / "old"))
    with databases.fresh("migrated") as url, open_backup(tmp_path / "b.mubiao") as (archive, manifest):
        other = manifest.model_copy(update={"head": "0" * 64})
        with pytest.raises(Refused, match="已全部撤销"):
            restore_all(archive, other, url, tmp_path / "new", Folder(tmp_path / "new" / "evidence"))
        assert sql.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
        unbind()


def test_evidence_missing_in_the_backup_is_no_violation_but_any_other_is(
    databases: Databases, saved: Path, tmp_path: Path, sql: Sql
) -> None:
    known, other = "a" * 64, "b" * 64
    with databases.fresh("march"), open_backup(saved) as (_, manifest):
        for digest in (known, other):
            sql("INSERT INTO evidence (sha256, size) VALUES (:digest, 1)", digest=digest)
        with begin() as session:
            adopt_store(session, Folder(tmp_path / "evidence"))
            found = find_violations(
                session, manifest.model_copy(update={"missing": (known,)}), Folder(tmp_path / "evidence")
            )
    assert found == [f"印证材料 {other[:12]}：文件不存在。"]
    assert zipfile.is_zipfile(saved)


@pytest.fixture
def bucket(tmp_path: Path) -> Iterator[S3Server]:
    """Object storage in which this process keeps evidence."""
    pytest.importorskip("obstore", reason="obstore is in the extra `host`, which is not installed")
    server = S3Server()
    configure_store(tmp_path / "old" / "evidence", 1, server.url())
    yield server
    configure_store(tmp_path / "evidence", 1)
    server.close()


def kept(databases: Databases, folder: Path, *, with_evidence: bool) -> Manifest:
    """Keeps one file in the store of a new database and saves it as b.mubiao; returns what the backup says."""
    (folder / "a.pdf").write_bytes(b"paper")
    with databases.fresh("march") as url:
        with begin() as session:
            store_files(session, [folder / "a.pdf"])
        return save(folder / "b.mubiao", url, Settings(home=folder / "old"), with_evidence=with_evidence)


@pytest.mark.process
def test_a_backup_without_evidence_lists_it_and_is_restored_with_its_bucket(
    databases: Databases, bucket: S3Server, tmp_path: Path
) -> None:
    told, store = kept(databases, tmp_path, with_evidence=False), evidence_store()
    assert (told.elsewhere, told.missing, told.store) == ((PAPER,), (), store.address)
    bucket.objects["other/evidence/store.id"] = b"another\n"
    with databases.fresh("migrated") as url, open_backup(tmp_path / "b.mubiao") as (archive, manifest):
        assert not [name for name in archive.namelist() if name.startswith("evidence/")]
        for wrong, said in (("", "备份不含印证材料，1份留在"), (bucket.url("other"), "另一个数据库")):
            with pytest.raises(Refused, match=said):
                restore_all(archive, manifest, url, tmp_path / "new", open_store(tmp_path / "new", wrong))
        restore_all(archive, manifest, url, tmp_path / "new", store)
        with begin() as session:
            adopt_store(session, store)
            assert find_violations(session, manifest, store) == []


@pytest.mark.process
def test_evidence_in_a_bucket_is_saved_and_restored_into_a_folder(
    databases: Databases, bucket: S3Server, tmp_path: Path
) -> None:
    assert kept(databases, tmp_path, with_evidence=True).elsewhere == ()
    folder = Folder(tmp_path / "new" / "evidence")
    bucket.away = True
    with databases.fresh("migrated") as url, open_backup(tmp_path / "b.mubiao") as (archive, manifest):
        restore_all(archive, manifest, url, tmp_path / "new", folder)
        with begin() as session:
            adopt_store(session, folder)
            assert find_violations(session, manifest, folder) == []
    assert folder.read(PAPER) == b"paper"


def test_evidence_in_a_folder_must_be_in_the_backup(databases: Databases, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="不要加 --without-evidence"):
        kept(databases, tmp_path, with_evidence=False)
    assert not (tmp_path / "b.mubiao").exists()
