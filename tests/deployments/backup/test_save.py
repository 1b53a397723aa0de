"""What a backup holds: records, evidence, settings without secrets."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from deployments.backup.archive import SETTINGS, open_backup
from deployments.backup.save import format_settings, save
from tasks.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases, Sql

KEEP = "INSERT INTO evidence (sha256, size) VALUES (:digest, 5)"


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def test_secrets_and_settings_of_the_machine_are_left_out(chosen: Settings) -> None:
    secret = SecretStr("mbmail://u:geheim@host/")
    text = chosen.model_copy(
        update={
            "mail_url": secret,
            "wecom_url": secret,
            "wecom_app_url": secret,
            "database_url": secret,
            "mail_domain": "gz.gov.cn",
            "port": 1,
        }
    )
    assert format_settings(text) == 'mail_domain = "gz.gov.cn"\n'


def test_evidence_is_saved_and_missing_files_are_listed(
    databases: Databases, sql: Sql, chosen: Settings, tmp_path: Path
) -> None:
    there, gone = sha256(b"paper").hexdigest(), sha256(b"gone").hexdigest()
    place = chosen.home / "evidence" / there[:2] / there
    place.parent.mkdir(parents=True)
    place.write_bytes(b"paper")
    with databases.fresh("founded") as url:
        sql(KEEP, digest=there)
        sql(KEEP, digest=gone)
        manifest = save(tmp_path / "b.mubiao", url, chosen)
    assert manifest.missing == (gone,)
    with open_backup(tmp_path / "b.mubiao") as (archive, text):
        assert archive.read(f"evidence/{there[:2]}/{there}") == b"paper"
        assert (archive.read(SETTINGS), text.digest, text.height) == (b"", manifest.digest, 1)
