"""A backup without keys: no key, password or code is in the file, and it says what it left out."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.backup.archive import MANIFEST, RECORDS
from deployments.backup.keys import IN_NO_BACKUP, IN_PLACE, WHERE, columns_of
from deployments.loopback.mail import MailServer
from deployments.owner import programs_for
from models.database import begin
from models.rules.workdays import BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tests.mails import moment

if TYPE_CHECKING:
    from tests.conftest import Acting, Databases, Sql
    from tests.deployments.conftest import Mubiao

pytestmark = pytest.mark.process  # the code under test starts the programs of PostgreSQL

ROBOT, SERVICE, TOLD = "jiqiren-key-9f31c2d7", "json://user:geheim-pass@host.example.org/", "jiqiren-send-to-77aa"
SECRET = "5e" * 32
REFORM = {"effective_on": "2026-03-05", "basis": "黔机编〔2026〕1号"}
PLAN = dict.fromkeys(("purpose", "content", "standard", "requirements"), "按方案") | {
    "methods": "实地查看",
    "ends_on": "2026-03-30",
}
OF_ROBOT = "1个部门的企业微信机器人key：第001厅（D001）"
LINES = (
    "2个收件地址中的机器人key或服务密码（已用来发过消息的）",
    "1次机构改革记录中原部门的企业微信机器人key",
    "1个回复码密钥（核对回复表上的回复码用）",
    "1个样本尚未公布的密数：核查2026-1抽查目标",
)
CODES = "SELECT content FROM attachment WHERE content IS NOT NULL"


@pytest.fixture
def full(real_line: Mubiao, anyone: Acting, tmp_path: Path) -> Mubiao:
    """An installation with a secret of every kind: robots, one of a merger, a key, a sample, sheets that were sent."""
    anyone.take(
        "departments",
        {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org", "企业微信机器人": ROBOT},
        {"编码": "D002", "名称": "第002厅", "目标办邮箱": "d002@example.org", "企业微信机器人": SERVICE},
        {"编码": "D003", "名称": "第003厅", "目标办邮箱": "", "企业微信机器人": ""},
    )
    at = moment("2026-03-05 10:00")
    with MailServer(tmp_path / "post") as mail:
        mail.answer("451 try again later", to="d001@example.org")
        urls = {"mail": mail.url, "wecom": "mbwecom://127.0.0.1:9/"}
        deliver(BusinessDay(at.date(), at), Outlets(urls, "example.org", lambda _session: at, "甲"))
    agency = anyone.on("2026-03-05")
    agency.do("merge_department", department="D002", successor="D003", **REFORM)
    agency.do("draft_inspection", kind="专项核查", title="专项核查", departments="D001", **PLAN)
    strata = [{"name": "全部", "ids": ["2026/T001"]}]
    agency.do("commit_sample", subject="2026-1", strata=strata, take=1, secret=SECRET, left_out_reason="只查一项")
    return real_line


@pytest.fixture
def saved(full: Mubiao, tmp_path: Path) -> Path:
    full.done("backup", str(tmp_path / "b.mubiao"), "--without-keys")
    return tmp_path / "b.mubiao"


def whole_text(path: Path) -> bytes:
    """Every byte of a backup: its parts unpacked, a dump also as the script that it stands for."""
    reader = str(programs_for(Path(), None) / "pg_restore")
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
        if RECORDS in archive.namelist():
            script = subprocess.run([reader, "--file=-"], input=archive.read(RECORDS), capture_output=True, check=True)  # noqa: S603
            parts.append(script.stdout)
    return b"\n".join(parts)


def secrets(sql: Sql) -> list[bytes]:
    """The secrets of the installation as their tables hold them."""
    key = sql.value("SELECT secret FROM sealed_answer_key")
    return [ROBOT.encode(), b"geheim-pass", SECRET.encode(), key.encode()]


def test_no_secret_is_in_the_file_and_each_of_them_is_in_a_usual_one(
    full: Mubiao, saved: Path, tmp_path: Path, sql: Sql
) -> None:
    full.done("backup", str(tmp_path / "usual.mubiao"))
    without, usual = whole_text(saved), whole_text(tmp_path / "usual.mubiao")
    assert [secret for secret in secrets(sql) if secret in without] == []
    assert [secret for secret in secrets(sql) if secret not in usual] == []
    sheets = [bytes(content).hex().encode() for content in sql.column(CODES)]
    assert sheets
    assert all(sheet in usual and sheet not in without for sheet in sheets)
    assert b"d001@example.org" in without


def test_it_says_of_itself_what_it_left_out(full: Mubiao, saved: Path, tmp_path: Path) -> None:
    text = full.done("backup", str(tmp_path / "again.mubiao"), "--without-keys")
    assert "\n  ".join(["这是不含密钥的备份，略去了：", OF_ROBOT, *LINES]) in text
    assert "个附件的内容（已发出的回复表，表上有回复码）\n也不含邮件、企业微信和数据库的密码。" in text
    assert "只供查看和核验（mubiao verify 备份文件），不能恢复。" in text
    looked = full.done("verify", str(saved))
    assert "\n  ".join(["其中没有：", "1个部门的企业微信机器人key：部门编码D001", *LINES]) in looked
    left = full.json("verify", str(saved))["left_out"]
    assert (left["robots"], left["answer_keys"], left["samples"]) == (["D001"], [1], ["2026-1|targets|1"])
    assert full.json("backup", str(tmp_path / "usual.mubiao"))["left_out"] is None


def test_it_is_not_restored(full: Mubiao, saved: Path, databases: Databases, tmp_path: Path) -> None:
    with databases.fresh("migrated") as full.database:
        there = full.set(DATABASE_URL=full.database, MUBIAO_HOME=str(tmp_path / "other"))
        for words in (("--dry-run", str(saved)), (str(saved),), (str(saved), "--rehearsal")):
            assert "只供查看和核验，不能恢复。请核验：mubiao verify 备份文件。" in there.refused("restore", *words)


@pytest.mark.exhaustive(1)
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE office SET wecom_robot = '' WHERE wecom_robot <> ''", "部门 D001：被更改"),
        ("UPDATE recipient SET address = '******' || CAST(id AS text) WHERE channel = 'wecom'", "收件地址"),
        ("DELETE FROM sealed_answer_key", "回复码密钥 1：密钥被更改、删除"),
        ("DELETE FROM sealed_secret", "封存的密数被更改、删除"),
        ("UPDATE attachment SET content = NULL", "的内容被删除"),
    ],
)
def test_what_such_a_backup_leaves_out_is_tampering_in_a_ledger(
    full: Mubiao, sql: Sql, statement: str, words: str
) -> None:
    sql(statement)
    assert words in full.refused("verify")


def part_of(path: Path, name: str) -> Any:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(name)) if name == MANIFEST else archive.read(name)


def test_the_digests_of_masked_rows_are_in_the_ledger_before_the_backup(saved: Path, sql: Sql) -> None:
    [(height, result)] = sql.rows("SELECT height, result FROM block WHERE act = 'record_keyless_backup'")
    assert part_of(saved, MANIFEST)["height"] == height
    assert {noun: len(rows) for noun, rows in result["data"]["masked"].items()} == {"department": 1, "reform": 1}


@pytest.mark.usefixtures("founded")
def test_every_column_that_is_replaced_exists() -> None:
    with begin() as session:
        for table, columns in {**IN_PLACE, **IN_NO_BACKUP}.items():
            assert set(columns) - {WHERE} <= set(columns_of(session, table)), table
