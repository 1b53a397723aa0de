"""The settings of an installation: from the environment and one file; an invalid value is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from models.rules.errors import Refused
from tasks.settings import read_settings, settings

SECRET = "Geheim-71b0"  # noqa: S105 - planted, to be looked for


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A separate home and no other setting."""
    for name in (
        "DATABASE_URL",
        "MUBIAO_PORT",
        "MUBIAO_MAIL_URL",
        "MUBIAO_WECOM_URL",
        "MUBIAO_WECOM_APP_URL",
        "MUBIAO_CLOCK",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MUBIAO_HOME", str(tmp_path))
    read_settings.cache_clear()
    yield tmp_path
    read_settings.cache_clear()


def write(home: Path, text: str) -> None:
    (home / "settings.toml").write_text(text, encoding="utf-8")


def refusal() -> str:
    with pytest.raises(Refused) as refused:
        settings()
    return refused.value.message


def test_without_settings_the_defaults_hold(home: Path) -> None:
    chosen = settings()
    assert (chosen.home, chosen.port, chosen.evidence_limit_mb, chosen.retention_days) == (home, 4200, 50, 400)
    assert (chosen.database_url, chosen.mail_url, chosen.wecom_url, chosen.clock) == (None, None, None, None)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-31T23:30:00", "2026-03-31T23:30:00+08:00"),
        ("2026-03-31T23:30:00+08:00", "2026-03-31T23:30:00+08:00"),
        ("2026-03-31T15:30:00Z", "2026-03-31T15:30:00+00:00"),
    ],
)
def test_a_pretended_instant_without_an_offset_is_beijing_time(
    monkeypatch: pytest.MonkeyPatch, zone: str, text: str, meant: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("MUBIAO_CLOCK", text)
    chosen = settings().clock
    assert chosen
    assert chosen.isoformat() == meant


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_PORT", "4321")
    monkeypatch.setenv("MUBIAO_MAIL_URL", "mbmail://mail.example.org/?from=a@example.org")
    chosen = settings()
    assert chosen.port == 4321
    assert chosen.mail_url is not None
    assert chosen.mail_url.get_secret_value().startswith("mbmail://mail.example.org")


def test_the_file_in_the_home_sets_them(home: Path) -> None:
    write(home, 'port = 4322\nmail_domain = "mubiao.gov.cn"\ndatabase_url = "postgresql://a/b"\n')
    chosen = settings()
    assert (chosen.port, chosen.mail_domain) == (4322, "mubiao.gov.cn")
    assert chosen.database_url is not None
    assert chosen.database_url.get_secret_value() == "postgresql://a/b"


def test_the_environment_goes_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home, 'port = 4322\ndatabase_url = "postgresql://file/b"\n')
    monkeypatch.setenv("MUBIAO_PORT", "4323")
    monkeypatch.setenv("DATABASE_URL", "postgresql://environment/b")
    chosen = settings()
    assert chosen.port == 4323
    assert chosen.database_url is not None
    assert "environment" in chosen.database_url.get_secret_value()


def test_the_database_is_named_as_everywhere_by_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example.org/mubiao")
    chosen = settings().database_url
    assert chosen is not None
    assert chosen.get_secret_value() == "postgresql://db.example.org/mubiao"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MUBIAO_PORT", "70000", "“Prefect界面端口”不能大于65535"),
        ("MUBIAO_PORT", "viertausend", "“Prefect界面端口”不是整数"),
        ("MUBIAO_EVIDENCE_LIMIT_MB", "0", "“单个印证材料大小上限（MB）”不能小于1"),
        ("MUBIAO_RETENTION_DAYS", "-1", "“Prefect运行记录保留天数”不能小于1"),
        ("MUBIAO_BACKUP_DAYS", "-1", "“多少天没有备份即告知运行维护人员（0则不看）”不能小于0"),
        ("MUBIAO_ALERT_TO", "a@x.org b@x.org c@x.org", "“停住不动时告知运行维护人员的一两个地址"),
        ("MUBIAO_CLOCK", "gestern", "“虚拟时刻（仅用于演练，如2026-04-10T09:00）”"),
    ],
)
def test_a_wrong_value_is_refused_and_names_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal().startswith(f"设置有误：{words}")


def test_every_wrong_value_is_named_at_once(home: Path) -> None:
    write(home, 'port = "x"\nretention_days = 0\n')
    text = refusal()
    assert "Prefect界面端口" in text
    assert "Prefect运行记录保留天数" in text


def test_a_file_that_is_no_toml_is_refused_by_its_name(home: Path) -> None:
    write(home, "port: 4200\n")
    assert refusal() == f"无法读取设置文件 {home / 'settings.toml'}：格式有误或无权限。"


def test_addresses_are_masked_wherever_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MUBIAO_OWNER_URL", "MUBIAO_MAIL_URL", "MUBIAO_WECOM_URL"):
        monkeypatch.setenv(name, f"schema://user:{SECRET}@example.org/")
    chosen = settings()
    assert SECRET not in f"{chosen!r}{chosen}{chosen.model_dump()}{chosen.model_dump_json()}"


def test_a_refusal_repeats_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_MAIL_URL", f"mbmail://user:{SECRET}@example.org/")
    monkeypatch.setenv("MUBIAO_PORT", SECRET)
    assert SECRET not in refusal()


def test_they_are_made_once_and_cannot_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = settings()
    monkeypatch.setenv("MUBIAO_PORT", "4999")
    assert settings() is chosen
    with pytest.raises(ValidationError):
        chosen.port = 1  # type: ignore[misc]  # that is what is refused


def test_the_operators_name_has_one_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_OPERATOR", " 王\u200b文 ")
    assert settings().operator == "王文"


@pytest.mark.parametrize("name", ["王文/李天", "王文、李天", "王文,李天", "⻢文"])
def test_the_operator_is_one_person(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("MUBIAO_OPERATOR", name)
    assert "姓名“" in refusal()


def test_the_operator_names_no_account_of_his_own_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUBIAO_OPERATOR", "王文（本机\u200b账户 wang）")
    assert "只写姓名，账户由系统记录" in refusal()


def test_the_board_is_an_absolute_path_and_none_if_empty(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().board is None
    for text, meant in (("~/总表.html", Path.home() / "总表.html"), ("", None)):
        monkeypatch.setenv("MUBIAO_BOARD", text)
        read_settings.cache_clear()
        assert (settings().board, settings().home) == (meant, home)
