"""What a backup holds: records, evidence, settings without secrets."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from deployments.backup.archive import MANIFEST, SETTINGS, open_backup
from deployments.backup.save import format_settings, save
from deployments.loopback.mail import MailServer
from models.ledger.evidence.store import configure_store
from models.rules.workdays import BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tasks.settings import Settings
from tests.answers import duty_number, fill_in, sent
from tests.deployments.backup.test_archive import altered
from tests.deployments.backup.test_keys import part_of, whole_text
from tests.mails import file, mail_from, moment, take

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Databases, Sql
    from tests.deployments.conftest import Mubiao

KEEP = "INSERT INTO evidence (sha256, size) VALUES (:digest, 5)"


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def test_secrets_and_settings_of_the_machine_are_left_out(chosen: Settings, tmp_path: Path) -> None:
    secret = SecretStr("mbmail://u:geheim@host/")
    text = chosen.model_copy(
        update={
            "mail_url": secret,
            "wecom_url": secret,
            "wecom_app_url": secret,
            "database_url": secret,
            "mail_domain": "gz.gov.cn",
            "port": 1,
            "page_listen": "127.0.0.1:4281",
            "page_certificate": tmp_path / "page.pem",
            "page_key": tmp_path / "page.pem",
        }
    )
    assert format_settings(text) == 'mail_domain = "gz.gov.cn"\n'


@pytest.mark.process
def test_evidence_is_saved_and_missing_files_are_listed(
    databases: Databases, sql: Sql, chosen: Settings, tmp_path: Path
) -> None:
    there, gone = sha256(b"paper").hexdigest(), sha256(b"gone").hexdigest()
    place = chosen.home / "evidence" / there[:2] / there
    place.parent.mkdir(parents=True)
    place.write_bytes(b"paper")
    configure_store(chosen.home / "evidence", 1)
    with databases.fresh("founded") as url:
        sql(KEEP, digest=there)
        sql(KEEP, digest=gone)
        manifest = save(tmp_path / "b.mubiao", url, chosen)
    assert manifest.missing == (gone,)
    with open_backup(tmp_path / "b.mubiao") as (archive, text):
        assert archive.read(f"evidence/{there[:2]}/{there}") == b"paper"
        assert (archive.read(SETTINGS), text.digest, text.height) == (b"", manifest.digest, 1)


WRITTEN = b"what a stranger photographed"


@pytest.fixture
def written(real_line: Mubiao, anyone: Acting, sql: Sql, tmp_path: Path) -> Mubiao:
    """A stranger has sent the month of D001 with another file, and the agency and the office were told."""
    march = anyone.on("2026-03-05")
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": "d001@example.org"})
    form = sent(march, tmp_path / "闻人鹂的表.xlsx", duty_number(sql, "monthly_check", "2026-03"))
    fill_in(form, rows={"T001": {"进度（%）": 40}, "T002": {"进度（%）": 60}})
    picture = file(tmp_path, "闻人鹂的照片.jpg", WRITTEN)
    take(mail_from("wenrenli@example.com", "2026-03-05 10:20", form, picture, subject="闻人鹂的来信"))
    take(mail_from("wenrenli@example.com", "2026-03-05 10:21", subject="闻人鹂再来信"))
    march.system.do("tell_agency_day")
    at = moment("2026-03-05 10:30")
    with MailServer(tmp_path / "post") as mail:
        deliver(BusinessDay(at.date(), at), Outlets({"mail": mail.url}, "example.org", lambda _session: at, "甲"))
    return real_line


@pytest.mark.process
@pytest.mark.parametrize("more", [(), ("--without-keys",)])
def test_no_backup_has_a_byte_of_what_a_stranger_wrote(
    written: Mubiao, sql: Sql, tmp_path: Path, more: tuple[str, ...]
) -> None:
    warnings = "SELECT count(*) FROM notice WHERE kind IN ('answer_waiting', 'agency_day')"
    assert (sql.value("SELECT sender FROM stranger_mail"), sql.value(warnings)) == ("wenrenli@example.com", 2)
    written.done("backup", str(tmp_path / "b.mubiao"), *more)
    text = whole_text(tmp_path / "b.mubiao")
    assert [word for word in ("wenrenli", "闻人鹂") if word.encode() in text] == []
    assert WRITTEN not in text
    assert sql.value("SELECT digest FROM received_mail").encode() in text


@pytest.mark.exhaustive
@pytest.mark.process
def test_the_restored_inbox_says_that_a_strangers_words_are_gone(
    written: Mubiao, anyone: Acting, databases: Databases, sql: Sql, tmp_path: Path
) -> None:
    written.done("backup", str(tmp_path / "b.mubiao"))
    with databases.fresh("migrated") as written.database:
        there = written.set(DATABASE_URL=written.database, MUBIAO_HOME=str(tmp_path / "other"))
        assert "与备份逐项一致，台账核验无误" in there.done("restore", str(tmp_path / "b.mubiao"))
        assert sql.value("SELECT count(*) FROM stranger_mail FULL JOIN unregistered_mail ON false") == 0
        assert there.done("verify").startswith("台账核验无误")
        assert [row["sender"] for row in there.json("inbox")] == [""]
        assert "来信1的内容已不在本机" in anyone.on("2026-03-09").refused("accept_answer", mail=1, reason="已核实")


@pytest.mark.process
def test_what_was_accepted_is_in_the_backup(written: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    anyone.on("2026-03-09").do("accept_answer", mail=1, reason="已核实")
    written.done("backup", str(tmp_path / "b.mubiao"))
    text = whole_text(tmp_path / "b.mubiao")
    assert [word for word in ("wenrenli@example.com", "闻人鹂的来信", "闻人鹂的表") if word.encode() not in text] == []


@pytest.mark.exhaustive
@pytest.mark.process
def test_a_backup_that_was_given_the_words_of_strangers_is_refused(
    written: Mubiao, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its records are those of a program that saves every table; its digest is that of a usual backup."""
    usual, forged = tmp_path / "b.mubiao", tmp_path / "forged.mubiao"
    written.done("backup", str(usual))
    with monkeypatch.context() as other:
        other.setattr("deployments.backup.save.IN_NO_BACKUP", {})
        written.done("backup", str(forged))
    manifest = part_of(forged, MANIFEST) | {"tables": part_of(usual, MANIFEST)["tables"]}
    altered(forged, {MANIFEST: json.dumps(manifest).encode()})
    with databases.fresh("migrated") as written.database:
        there = written.set(DATABASE_URL=written.database, MUBIAO_HOME=str(tmp_path / "other"))
        assert "恢复后的数据与备份不一致，已全部撤销" in there.refused("restore", str(forged))
