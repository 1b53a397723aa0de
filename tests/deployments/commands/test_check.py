"""`mubiao check`: what an installation needs, and what to fix; secrets are never shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import MailServer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Databases
    from tests.deployments.conftest import Mubiao

SECRET = "g3heim-wort"  # noqa: S105 - to be looked for in the output


def items(line: Mubiao, *words: str) -> dict[str, tuple[bool, str]]:
    said = json.loads(line("check", *words, "--json").out)
    return {each["item"]: (each["ok"], each["advice"]) for each in said}


def test_each_item_says_whether_it_is_well_and_what_to_do(founded_line: Mubiao) -> None:
    assert all(list(each) == ["item", "ok", "advice"] for each in founded_line.json("check"))
    found = items(founded_line)
    assert found["数据库"][0]
    assert found["数据库"][1].startswith("PostgreSQL 1")
    assert (found["安装环境"][0], found["数据库时钟"][0], found["磁盘"][0]) == (True, True, True)
    assert "MUBIAO_MAIL_URL" in found["邮件"][1]


def test_a_calendar_that_ends_before_the_coming_year_is_named(founded_line: Mubiao) -> None:
    founded_line.set(MUBIAO_CLOCK="2026-10-31T09:00:00+08:00")
    assert items(founded_line)["工作日历"] == (True, "放假安排已导入至2026-12-31")
    founded_line.set(MUBIAO_CLOCK="2026-11-01T09:00:00+08:00")
    assert items(founded_line)["工作日历"] == (False, "放假安排已导入至2026-12-31，请导入2027年通知")


def test_an_installation_that_was_not_initialised_is_told(mubiao: Mubiao, databases: Databases) -> None:
    with databases.fresh() as mubiao.database:
        found = items(mubiao.set(DATABASE_URL=mubiao.database))
        assert mubiao("check").code == 3
    assert "请先执行：mubiao init" in found["数据库与初始化"][1]


def test_a_database_that_is_down_is_one_item_among_the_others(mubiao: Mubiao) -> None:
    found = items(mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@127.0.0.1:1/x"))
    assert "请确认数据库已启动后重试" in found["数据库与初始化"][1]
    assert found["磁盘"][0]


def test_people_see_a_table(founded_line: Mubiao) -> None:
    said = founded_line.done("check")
    assert said.splitlines()[0].split() == ["检查", "结果", "建议"]
    assert "需处理" in said


def test_every_setting_has_its_meaning_value_and_origin_and_no_secret_is_shown(mubiao: Mubiao) -> None:
    mubiao.home.mkdir()
    (mubiao.home / "settings.toml").write_text('port = 4299\nmail_domain = "example.org"\n', encoding="utf-8")
    mubiao.set(DATABASE_URL=f"postgresql://u:{SECRET}@h/x", MUBIAO_MAIL_URL=f"mbmails://u:{SECRET}@h/")
    answer = mubiao("check", "--settings", "--json")
    assert SECRET not in answer.out + answer.err
    rows = {each["name"]: each for each in mubiao.json("check", "--settings")}
    assert all(list(each) == ["name", "meaning", "value", "origin"] for each in rows.values())
    assert (rows["database_url"]["value"], rows["database_url"]["origin"]) == ("***", "环境变量 DATABASE_URL")
    assert (rows["port"]["value"], rows["port"]["origin"]) == ("4299", "settings.toml")
    assert (rows["retention_days"]["value"], rows["retention_days"]["origin"]) == ("400", "默认")
    assert SECRET not in mubiao.done("check", "--settings")


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("MUBIAO_PORT", "eins", "“Prefect界面端口”不是整数"),
        ("MUBIAO_PORT", "70000", "“Prefect界面端口”不能大于65535"),
        ("MUBIAO_EVIDENCE_LIMIT_MB", "0", "“单个印证材料大小上限（MB）”不能小于1"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(mubiao: Mubiao, variable: str, value: str, why: str) -> None:
    assert why in mubiao.set(**{variable: value}).refused("check")


def test_a_settings_file_that_cannot_be_read_is_refused(mubiao: Mubiao) -> None:
    mubiao.home.mkdir()
    (mubiao.home / "settings.toml").write_text("port = ", encoding="utf-8")
    assert "无法读取设置文件" in mubiao.refused("check")


def test_a_test_mail_is_really_sent(founded_line: Mubiao, tmp_path: Path) -> None:
    with MailServer(tmp_path / "mail") as office:
        founded_line.set(MUBIAO_MAIL_URL=office.url)
        assert items(founded_line, "--send-test", "a@example.org")["测试邮件"] == (True, "")
        assert [str(mail.message["To"]) for mail in office.received] == ["a@example.org"]


def test_a_test_mail_that_is_refused_or_has_no_server_says_why(founded_line: Mubiao, tmp_path: Path) -> None:
    assert items(founded_line, "--send-test", "a@example.org")["测试邮件"] == (False, "未设置邮件服务器")
    with MailServer(tmp_path / "mail") as office:
        office.answer("550 5.1.1 no such user", to="a@example.org", stage="RCPT")
        founded_line.set(MUBIAO_MAIL_URL=office.url)
        ok, advice = items(founded_line, "--send-test", "a@example.org")["测试邮件"]
    assert (ok, "550" in advice) == (False, True)
