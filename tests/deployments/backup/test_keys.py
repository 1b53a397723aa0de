"""A backup without keys: no key, password or code is in the file; what it left out is named and is no tampering."""

from __future__ import annotations

import json
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deployments.backup.archive import MANIFEST, RECORDS
from deployments.backup.keys import IN_NO_BACKUP, IN_PLACE, WHERE, columns_of
from deployments.loopback.mail import MailServer
from deployments.programs import programs_for
from models.database import begin
from models.rules.business_day import BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tests.deployments.backup.test_archive import altered
from tests.mails import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@pytest.fixture
def restored(full: Mubiao, saved: Path, databases: Databases, tmp_path: Path) -> Iterator[Mubiao]:
    """The command line of an installation that was restored from it."""
    with databases.fresh("migrated") as full.database:
        there = full.set(DATABASE_URL=full.database, MUBIAO_HOME=str(tmp_path / "other"))
        assert "与备份逐项一致，台账核验无误" in there.done("restore", str(saved))
        yield there


def whole_text(path: Path) -> bytes:
    """Every byte of a backup: its parts unpacked, the dump also as the script that it stands for."""
    reader = str(programs_for(Path(), None) / "pg_restore")
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
        script = subprocess.run([reader, "--file=-"], input=archive.read(RECORDS), capture_output=True, check=True)  # noqa: S603
    return b"\n".join([*parts, script.stdout])


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
    looked = full.done("restore", "--dry-run", str(saved))
    assert looked.startswith("备份文件完好：")
    assert "这是不含密钥的备份，请核对上面的备份摘要" in looked
    assert "\n  ".join(["其中没有：", "1个部门的企业微信机器人key：部门编码D001", *LINES]) in looked
    left = full.json("restore", "--dry-run", str(saved))["left_out"]
    assert (left["robots"], left["answer_keys"], left["samples"]) == (["D001"], [1], ["2026-1|targets|1"])
    assert full.json("backup", str(tmp_path / "usual.mubiao"))["left_out"] is None


def test_one_digest_is_printed_and_named(full: Mubiao, saved: Path) -> None:
    digest = full.json("restore", "--dry-run", str(saved))["digest"]
    looked = full.done("restore", "--dry-run", str(saved))
    assert looked.count(digest[:16]) == 1
    assert f"，备份摘要{digest}。" in looked


def test_after_a_restore_what_was_left_out_is_no_tampering_and_check_says_what_to_enter(restored: Mubiao) -> None:
    text = restored.done("verify")
    assert text.startswith("台账核验无误")
    assert "由不含密钥的备份恢复（" in text
    assert f"备份中略去了以下内容，缺少这些不是改动：{'；'.join([OF_ROBOT, *LINES])}" in text
    assert len(restored.json("verify")["keyless_restores"]) == 1
    advice = [each["advice"] for each in restored.json("check") if each["item"] == "不含密钥的恢复"]
    assert advice == [
        f"备份中略去而尚未重新填写：{each}"
        for each in (
            "1个部门的企业微信机器人：第001厅（mubiao import departments 文件）",
            "回复码密钥（mubiao act renew_answer_key --reason 由不含密钥的备份恢复）",
            "1个样本的密数：核查2026-1抽查目标（不能补填，请写明原因再次承诺：mubiao sample commit）",
        )
    ]


def test_what_is_entered_again_is_no_longer_asked_for(restored: Mubiao, anyone: Acting, sql: Sql) -> None:
    name = sql.value("SELECT installation FROM answer_key")
    row = {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org", "企业微信机器人": "new-key-1"}
    anyone.on("2026-03-06").take("departments", row)
    assert "已更换回复码密钥" in restored.done("act", "renew_answer_key", "--reason", "恢复")
    strata = [{"name": "全部", "ids": ["2026/T001"]}]
    fields: dict[str, Any] = {"subject": "2026-1", "strata": strata, "take": 1, "reason": "恢复后密数不在"}
    fields["left_out_reason"] = "只查一项"
    anyone.on("2026-03-06").do("commit_sample", **fields, secret="6f" * 32)
    assert [each for each in restored.json("check") if each["item"] == "不含密钥的恢复"] == []
    assert sql.column("SELECT DISTINCT installation FROM answer_key") == [name]
    assert "由不含密钥的备份恢复" in restored.done("verify")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE office SET email = 'x@example.org' WHERE email <> ''", "部门 D001：被更改"),
        ("UPDATE office SET wecom_robot = 'another' WHERE department_id IN (SELECT min(id) FROM department)", "部门 "),
        ("UPDATE recipient SET address = 'another' WHERE channel = 'wecom'", "收件地址"),
        ("UPDATE reform SET before = jsonb_set(before, '{office,1}', '\"another\"')", "机构改革"),
        ("INSERT INTO sealed_answer_key SELECT id, 'another' FROM answer_key", "回复码密钥 1：密钥被更改"),
        ("INSERT INTO sealed_secret SELECT id, 'another' FROM sample", "样本 2026-1|targets|1：封存的密数被更改"),
        ("UPDATE attachment SET content = 'another'", "附件"),
        ("DELETE FROM attachment", "附件"),
        ("UPDATE keyless_restore SET left_out = '{}'", "不含密钥的恢复"),
        ("DELETE FROM keyless_restore", "不含密钥的恢复"),
    ],
)
def test_after_such_a_restore_any_other_change_is_still_named(
    restored: Mubiao, sql: Sql, statement: str, words: str
) -> None:
    sql(statement)
    assert words in restored.refused("verify")


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
def test_in_another_installation_what_such_a_backup_leaves_out_is_tampering(
    full: Mubiao, sql: Sql, statement: str, words: str
) -> None:
    sql(statement)
    assert words in full.refused("verify")


def test_it_is_restored_as_a_rehearsal_and_saved_again(
    full: Mubiao, saved: Path, databases: Databases, tmp_path: Path, sql: Sql
) -> None:
    with databases.fresh("migrated") as full.database:
        there = full.set(DATABASE_URL=full.database, MUBIAO_HOME=str(tmp_path / "other"))
        there.done("restore", str(saved), "--rehearsal", "--send-to", "a@x.cn", "--send-to", TOLD)
        assert there.done("verify").startswith("【演练】台账核验无误")
        text = there.done("backup", str(tmp_path / "c.mubiao"), "--without-keys")
        assert "1个演练可收地址（机器人或其他服务）" in text
        assert TOLD.encode() not in whole_text(tmp_path / "c.mubiao")
    with databases.fresh("migrated") as full.database:
        there = full.set(DATABASE_URL=full.database, MUBIAO_HOME=str(tmp_path / "third"))
        there.done("restore", str(tmp_path / "c.mubiao"))
        assert sql.column("SELECT send_to FROM rehearsal") == [["a@x.cn"]]
        assert len(there.json("verify")["keyless_restores"]) == 2


@pytest.mark.parametrize("forged", [b'"id"\n1\n\\.\n\\! touch here\n', b'"id") FROM stdin; --\n1\n'])
def test_rows_that_are_more_than_rows_are_refused(
    full: Mubiao, saved: Path, databases: Databases, tmp_path: Path, forged: bytes
) -> None:
    name = "rows/office.copy"
    with zipfile.ZipFile(saved) as archive:
        text = archive.read(MANIFEST).decode()
        before = sha256(archive.read(name)).hexdigest()
    manifest = text.replace(before, sha256(forged).hexdigest()).encode()
    altered(saved, {name: forged, MANIFEST: manifest})
    with databases.fresh("migrated") as full.database:
        there = full.set(DATABASE_URL=full.database, MUBIAO_HOME=str(tmp_path / "other"))
        assert f"备份的“{name}”不是本程序写的，没有恢复" in there.refused("restore", str(saved))


FORGE = {
    "office": "UPDATE office SET email = 'evil@example.org' WHERE email = 'd001@example.org'",
    "reform": "UPDATE reform SET before = jsonb_set(before, '{office,0}', '\"evil@example.org\"')",
    "recipient": "UPDATE recipient SET paused_until = '2027-01-01' WHERE channel <> 'mail'",
}


def part_of(path: Path, name: str) -> Any:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(name)) if name == MANIFEST else archive.read(name)


@pytest.mark.parametrize("table", FORGE)
def test_a_changed_row_that_the_backup_names_as_left_out_is_refused(
    full: Mubiao, saved: Path, databases: Databases, tmp_path: Path, sql: Sql, table: str
) -> None:
    sql(FORGE[table])
    forged = tmp_path / "forged.mubiao"
    full.done("backup", str(forged), "--without-keys")
    name, manifest, other = f"rows/{table}.copy", part_of(saved, MANIFEST), part_of(forged, MANIFEST)
    manifest["tables"][table], manifest["parts"][name] = other["tables"][table], other["parts"][name]
    altered(saved, {name: part_of(forged, name), MANIFEST: json.dumps(manifest).encode()})
    with databases.fresh("migrated") as full.database:
        there = full.set(DATABASE_URL=full.database, MUBIAO_HOME=str(tmp_path / "other"))
        text = there.refused("restore", str(saved))
        assert "与备份时记入台账的校验码不符，备份被改动过，没有恢复" in text
        assert "请先执行：mubiao init" in there.refused("verify")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"robots": ["D001", "D003"]}, "略去的内容与备份时记入台账的不符"),
        ({"proof": 1}, "没有登记这份备份"),
        ({"proof": 0}, "没有登记这份备份"),
    ],
)
def test_a_manifest_that_names_something_else_is_refused(
    full: Mubiao, saved: Path, databases: Databases, tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    manifest = part_of(saved, MANIFEST)
    manifest["left_out"] |= change
    altered(saved, {MANIFEST: json.dumps(manifest).encode()})
    with databases.fresh("migrated") as full.database:
        there = full.set(DATABASE_URL=full.database, MUBIAO_HOME=str(tmp_path / "other"))
        assert words in there.refused("restore", str(saved))


def test_the_digests_of_masked_rows_are_in_the_ledger_before_the_backup(saved: Path, sql: Sql) -> None:
    [(height, result)] = sql.rows("SELECT height, result FROM block WHERE act = 'record_keyless_backup'")
    manifest = part_of(saved, MANIFEST)
    assert (manifest["height"], manifest["left_out"]["proof"]) == (height, height)
    masked = result["data"]["masked"]
    assert {noun: len(rows) for noun, rows in masked.items()} == {"department": 1, "reform": 1, "recipient": 2}


@pytest.mark.usefixtures("founded")
def test_every_column_that_is_replaced_exists() -> None:
    with begin() as session:
        for table, columns in {**IN_PLACE, **IN_NO_BACKUP}.items():
            assert set(columns) - {WHERE} <= set(columns_of(session, table)), table
