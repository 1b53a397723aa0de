"""Alembic against the models: upgrades and downgrades of all versions, complete or rolled back."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from models import disk, migrations
from models.database import engine
from models.ledger.evidence.store import configure_store
from models.migrations import check_version, configure, migrate, versions
from models.rules.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from tests.conftest import Acting, Databases, Sql, Violations

SHAPE = """
SELECT c.relname::text, pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'alembic_version' AND k.contype NOT IN ('n', 't')
UNION ALL SELECT tablename::text, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON') FROM pg_indexes
WHERE schemaname = 'public' AND tablename <> 'alembic_version'
UNION ALL SELECT table_name::text, concat_ws(' ', column_name, data_type, is_nullable, character_maximum_length)
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
ORDER BY 1, 2
"""
PROJECT = {
    "编号": "K001", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "下达日期": "2026-02-27",
    "是否重点项目": "是",
}  # fmt: skip
RECIPIENT_OF_BEFORE = """
INSERT INTO recipient (jurisdiction_id, channel, address)
SELECT id, 'mail', 'a@b.cn' FROM jurisdiction WHERE go_live IS NOT NULL
"""
MESSAGE_OF_BEFORE = """
INSERT INTO message (recipient_id, business_date, wave, reference, subject, text, html, markdown, state, tries,
    claimed_by, reason, maybe_duplicate)
SELECT id, :day, 1, :reference, '题', '文', '', '', 'parked', 1, '', '', false FROM recipient
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """A separate database: these tests change the schema."""
    with databases.fresh("migrated") as url:
        yield url


@pytest.fixture
def march(databases: Databases, anyone: Acting) -> Iterator[Acting]:
    with databases.fresh("march"):
        yield anyone.on("2026-03-05")


OF_HASHES = ("本块内容被更改。", "所含的变动记录被更改、删除或增加。", "有不属于台账任何一块的封存或投递记录。")


def without_instants(violations: list[str]) -> list[str]:
    """Returns the violations except of what a downgrade drops: instants and seals, which hashes cover, and keys."""
    return [each for each in violations if not each.endswith(OF_HASHES) and not each.startswith("回复码密钥")]


@pytest.mark.usefixtures("database")
def test_the_migrations_and_the_models_do_not_differ() -> None:
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrated_tables_have_every_check_key_index_and_column_of_the_models(
    databases: Databases, empty: AbstractContextManager[str], sql: Sql
) -> None:
    with databases.fresh("migrated"):
        migrated = sql.rows(SHAPE)
    with empty:
        SQLModel.metadata.create_all(engine())
        assert sql.rows(SHAPE) == migrated


def test_tables_of_another_version_are_refused_and_the_current_version_is_accepted(
    databases: Databases, sql: Sql
) -> None:
    with databases.fresh("migrated"):
        check_version()
        for version, result in (("0001", "先执行 mubiao check"), ("9999", "请先升级本程序")):
            sql("UPDATE alembic_version SET version_num = :version", version=version)
            with pytest.raises(Refused, match=result):
                check_version()
    with databases.fresh(), pytest.raises(Refused, match="还没有本系统的数据表"):
        check_version()


def test_the_versions_that_are_known_by_their_files_are_those_of_alembic() -> None:
    script = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert versions() == {revision.revision for revision in script.walk_revisions()}
    assert [max(versions())] == script.get_heads()


@pytest.mark.process
def test_tables_that_are_up_to_date_are_known_without_alembic(databases: Databases) -> None:
    asking = "import sys; from models.database import bind; from models.migrations import migrate; "
    asking += "bind(sys.argv[1]); migrate(); print('alembic' in sys.modules)"
    with databases.fresh("migrated") as url:
        finished = subprocess.run([sys.executable, "-c", asking, url], capture_output=True, text=True, check=False)  # noqa: S603 - our own lines
    assert (finished.stdout, finished.stderr) == ("False\n", "")


def test_migrating_twice_changes_nothing(march: Acting, sql: Sql) -> None:
    before = sql.rows(SHAPE), sql.value("SELECT hash FROM chain_head")
    migrate()
    assert (sql.rows(SHAPE), sql.value("SELECT hash FROM chain_head")) == before
    march.report("D002", "2026-03", "T003")


def test_a_downgrade_to_base_leaves_nothing_and_an_upgrade_brings_all_back(database: str, sql: Sql) -> None:
    assert database
    before = sql.rows(SHAPE)
    with engine().begin() as connection:
        command.downgrade(configure(connection), "base")
    assert sql.column(TABLES) == ["alembic_version"]
    assert sql.value("SELECT count(*) FROM pg_sequences WHERE schemaname = 'public'") == 0
    migrate()
    assert sql.rows(SHAPE) == before


def test_an_older_installation_knows_which_reminders_were_sent(march: Acting, sql: Sql) -> None:
    march.on("2026-03-31").do("remind")
    march.on("2026-04-01").report("D002", "2026-03", "T003")
    march.on("2026-04-02").do("return_report", department="D002", period="2026-03", reason="数据有误")
    march.on("2026-04-02").do("remind")
    march.on("2026-04-02").open("quarterly_meeting", "2026Q1")
    rows = sql.rows("SELECT id, reminded FROM obligation ORDER BY id")
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0001")
    migrate()
    assert sql.rows("SELECT id, reminded FROM obligation ORDER BY id") == rows
    assert [rung for _, rung in rows] == [1, -3, None, None]


def test_an_upload_delegated_before_debtors_were_stored_is_reminded_as_today(
    march: Acting, sql: Sql, violations: Violations
) -> None:
    march.take("targets", PROJECT)
    march.on("2026-03-01").open("cloud_monitoring", "2026-03")
    march.on("2026-03-26").do("remind")
    march.do("delegate_upload", target="K001")
    upload = "SELECT reminded FROM obligation WHERE kind = 'cloud_monitoring'"
    assert sql.column(upload) == [None]
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0015")
    assert sql.column(upload) == [1]
    migrate()
    assert sql.column(upload) == [None]
    assert without_instants(violations()) == []


def test_a_target_older_than_the_versions_table_counts_as_version_one_and_can_be_adjusted(
    march: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0003")
    migrate()
    assert without_instants(violations()) == []
    configure_store(tmp_path / "evidence", 1)
    (tmp_path / "通知.pdf").write_bytes(b"paper")
    result = {"ground": "重大政策", "reason": "调减", "quantity": "3", "evidence": str(tmp_path / "通知.pdf")}
    march.do("request_adjustment", target="T001", **result)
    for who in ("head", "leader"):
        march.do(f"consent_{who}", target="T001", consented_on="2026-03-05", number="签1号", consented_by=f"{who}甲")
    march.do("file_adjustment", target="T001")
    assert sql.rows("SELECT version, quantity, cause FROM target_version ORDER BY 1") == [
        (1, None, "issued"), (2, 3, "adjusted"),
    ]  # fmt: skip
    assert without_instants(violations()) == []


def test_plans_that_already_share_a_number_keep_it_and_later_ones_share_none(acting: Acting, sql: Sql) -> None:
    for _ in range(2):
        acting.do("draft_inspection", kind="专项核查", title="专项核查")
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0017")
    sql("UPDATE inspection SET document_number = '黔目标办〔2026〕20号'")
    migrate()
    acting.do("draft_inspection", kind="专项核查", title="专项核查")
    sql("UPDATE inspection SET document_number = '黔目标办〔2026〕21号' WHERE number = 3")
    acting.do("draft_inspection", kind="专项核查", title="专项核查")
    with pytest.raises(Unavailable):
        sql("UPDATE inspection SET document_number = '黔目标办〔2026〕21号' WHERE number = 4")


def test_a_migration_that_fails_leaves_nothing_half_done(empty: AbstractContextManager[str], sql: Sql) -> None:
    with empty:
        sql("CREATE TABLE urging (id int)")
        with pytest.raises(Exception, match="already exists"):
            migrate()
        assert sql.column(TABLES) == ["urging"]


def test_a_migration_waits_for_another_migration_until_a_timeout(
    empty: AbstractContextManager[str], monkeypatch: pytest.MonkeyPatch, sql: Sql
) -> None:
    monkeypatch.setattr(migrations, "WAIT_FOR_PROCESS", "SET LOCAL lock_timeout = '100ms'")
    with empty:
        other = create_engine(engine().url)
        with other.connect() as holder:
            holder.execute(text(f"SELECT pg_advisory_xact_lock({migrations.LOCK})"))
            with pytest.raises(OperationalError, match="lock timeout"):
                migrate()
        other.dispose()
        assert sql.column(TABLES) == []
        migrate()
        assert "obligation" in sql.column(TABLES)


def test_a_migration_waits_for_a_locked_table_until_a_timeout(
    database: str, monkeypatch: pytest.MonkeyPatch, sql: Sql
) -> None:
    monkeypatch.setattr(migrations, "WAIT_FOR_TABLE", "SET LOCAL lock_timeout = '100ms'")
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0001")
    other = create_engine(database)
    with other.connect() as holder:
        holder.execute(text("LOCK TABLE block IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(OperationalError, match="lock timeout"):
            migrate()
    other.dispose()
    assert sql.column("SELECT version_num FROM alembic_version") == ["0001"]
    migrate()
    assert sql.column("SELECT version_num FROM alembic_version") == [max(versions())]


@pytest.mark.usefixtures("database")
def test_tables_of_a_newer_program_are_refused(sql: Sql) -> None:
    sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="数据表由更新版本的程序建立，请先升级本程序。"):
        migrate()


@pytest.mark.usefixtures("database")
def test_a_full_disk_prevents_a_migration_but_not_reading(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "RESERVE", 2**62)
    migrate()
    with databases.fresh(), pytest.raises(Unavailable, match="磁盘空间不足"):
        migrate()


@pytest.mark.usefixtures("march")
def test_messages_of_before_keep_their_digest_and_later_ones_may_carry_files(sql: Sql, violations: Violations) -> None:
    parked_before(sql, date(2026, 3, 5))
    sealed = "SELECT id, digests::text FROM seal WHERE record = 'message' ORDER BY id"
    before = sql.rows(sealed)
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0035")
    assert sql.value("SELECT count(*) FROM information_schema.tables WHERE table_name = 'attachment'") == 0
    migrate()
    assert before
    assert sql.rows(sealed) == before
    assert sql.column("SELECT DISTINCT attachments FROM message") == [None]
    assert violations() == []


def parked_before(sql: Sql, day: date) -> None:
    """Freeze and park a message as a version without files did."""
    reference = sha256(f"mail|a@b.cn|{day}|1".encode()).hexdigest()[:32]
    sql(RECIPIENT_OF_BEFORE)
    sql(MESSAGE_OF_BEFORE, day=day, reference=reference)
    sql.sealed("UPDATE message SET tries = 2")


# The digest of a target as versions before the two roads computed it.
DIGEST_OF_BEFORE = """
SELECT encode(sha256(convert_to(json_build_array((SELECT j.name FROM jurisdiction j WHERE j.id = r.jurisdiction_id),
    r.name, r.requirement, r.category, r.origin, r.source_document, r.key_project, r.quantity, r.unit, r.deadline,
    r.parent_code, r.issued_on, r.version, (SELECT jsonb_agg(jsonb_build_array(x.position, d.code) ORDER BY x.position)
        FROM target_department x JOIN department d ON d.id = x.department_id WHERE x.target_id = r.id))::text,
    'UTF8')), 'hex') FROM target r WHERE r.code = 'T010'
"""
NEWEST_DIGEST = "SELECT digest FROM transition WHERE record_key = '2026|T010' ORDER BY id DESC LIMIT 1"
KINDS = "SELECT origin, management FROM {} WHERE name = '临时任务'"


def test_a35_a_dynamic_target_of_before_keeps_its_digest(
    march: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    configure_store(tmp_path / "evidence", 1)
    row = {"编号": "T010", "年度": "2026", "目标名称": "临时任务", "责任部门": "D001", "目标来源": "动态目标"}
    march.take("targets", row | {"下达日期": "2026-03-02", "单位": "公理"})
    march.take("targets", row | {"下达日期": "2026-03-02", "单位": "公里"}, reason="录入时看错行")
    with engine().begin() as connection:
        command.downgrade(configure(connection), "0048")
    assert sql.rows("SELECT DISTINCT origin FROM target WHERE code = 'T010'") == [("dynamic",)]
    assert sql.value(DIGEST_OF_BEFORE) == sql.value(NEWEST_DIGEST)
    migrate()
    assert {*sql.rows(KINDS.format("target")), *sql.rows(KINDS.format("target_version"))} == {(None, "dynamic")}
    assert violations() == []
