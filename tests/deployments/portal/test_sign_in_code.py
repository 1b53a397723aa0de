"""登录验证码: sent at once to the registered address of a name that waits; it opens one try."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest

from deployments.loopback.mail import MailServer
from deployments.portal.sign_in_code import SENDER
from tasks.settings import read_settings
from tests.deployments.portal.conftest import PASSWORD, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Sql

NAME = "第002厅/李明"
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2}")
BLOCKS = "SELECT actor, result ->> 'words' FROM block WHERE act = 'send_sign_in_code'"


@pytest.fixture(autouse=True)
def mail(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with MailServer(tmp_path / "mail") as server:
        monkeypatch.setenv("MUBIAO_MAIL_URL", server.url)
        read_settings.cache_clear()
        desk.at(10)
        yield


@pytest.fixture
def stranger(signed_in: Desk) -> Desk:
    """A stranger has guessed ten times in a browser that is new to 李明."""
    desk = Desk(signed_in.acting)
    for _ in range(10):
        desk.sign_in(password="wrong-2026")  # noqa: S106 - a wrong one
    return desk


def letters(folder: Path) -> list[str]:
    """The mails that came, after all that were asked for."""
    SENDER.submit(str).result()
    found = (message_from_bytes(path.read_bytes(), policy=default) for path in sorted((folder / "mail").glob("*")))
    return [str(part.get_content()) for each in found if (part := each.get_body(("plain",)))]


def asked(desk: Desk, folder: Path, name: str = NAME) -> str:
    """The code in the newest letter."""
    assert "验证码已经发去，10分钟内有效" in desk.post("/in/code", name=name).text
    found = [CODE.search(each) for each in letters(folder)]
    return found[-1][0] if found and found[-1] else ""


def enter(desk: Desk, code: str, password: str = PASSWORD, name: str = NAME) -> int:
    return desk.post("/in", name=name, password=password, code=code).status_code


def test_a_code_opens_one_try_and_the_browser_is_then_known(stranger: Desk, tmp_path: Path) -> None:
    code = asked(stranger, tmp_path)
    assert enter(stranger, code.lower()) == 303
    assert stranger.sign_in().status_code == 303
    assert enter(Desk(stranger.acting), code) == 422


def test_a_wrong_password_spends_the_code_and_another_one_is_sent(stranger: Desk, tmp_path: Path) -> None:
    code = asked(stranger, tmp_path)
    assert enter(stranger, code, "wrong-2026") == 401
    assert enter(stranger, code) == 422
    second = asked(stranger.at(10, 1), tmp_path)
    assert second not in {"", code}
    assert enter(stranger, second) == 303


def test_a_code_ends_after_ten_minutes_and_meanwhile_no_other_one_is_sent(stranger: Desk, tmp_path: Path) -> None:
    code = asked(stranger, tmp_path)
    assert asked(Desk(stranger.acting).at(10, 9), tmp_path) == code
    assert len(letters(tmp_path)) == 1
    assert enter(stranger.at(10, 11), code) == 422
    assert asked(stranger, tmp_path) != code


def test_wrong_codes_use_up_no_code(stranger: Desk, tmp_path: Path) -> None:
    code = asked(stranger, tmp_path)
    assert [enter(Desk(stranger.acting), "AAAA-AAAA-AA") for _ in range(30)] == [422] * 30
    assert enter(stranger, code) == 303


def test_what_is_kept_says_only_that_one_was_sent(stranger: Desk, tmp_path: Path, sql: Sql) -> None:
    code = asked(stranger, tmp_path)
    assert sql.rows(BLOCKS) == [("系统", "将向“李明”（账号1）登记的地址发送登录验证码。")]
    told = "SELECT DISTINCT payload ->> 'what' FROM notice WHERE occasion = 'code 2026-03-05'"
    assert sql.column(told) == ["多次口令有误，系统向本人登记的地址发送登录验证码"]
    assert code.replace("-", "") not in repr(sql.rows("SELECT result, source FROM block"))
    assert sql.value("SELECT count(*) FROM message") == 0


@pytest.mark.parametrize("name", ["第002厅/无名", "第001厅/李明"])
def test_an_unknown_name_gets_none_and_is_answered_alike(stranger: Desk, tmp_path: Path, name: str) -> None:
    for _ in range(10):
        stranger.sign_in(name, "wrong-2026")
    assert asked(stranger, tmp_path, name) == ""


def test_without_an_address_none_is_sent(stranger: Desk, tmp_path: Path, sql: Sql) -> None:
    sql("UPDATE contact SET email = '' WHERE name = '李明'")
    assert asked(stranger, tmp_path) == ""
    assert sql.rows(BLOCKS) == []


def test_a_name_that_does_not_wait_gets_none(signed_in: Desk, tmp_path: Path) -> None:
    assert "验证码" not in signed_in.post("/in/code", name=NAME).text
    assert letters(tmp_path) == []


def test_the_code_opens_the_browser_of_ones_own_too(signed_in: Desk, tmp_path: Path) -> None:
    for _ in range(10):
        signed_in.sign_in(password="wrong-2026")  # noqa: S106 - a wrong one
    assert enter(signed_in, asked(signed_in, tmp_path)) == 303


def test_a_code_does_not_open_a_stopped_account_and_leaves_the_browser_of_its_person_known(
    signed_in: Desk, stranger: Desk, tmp_path: Path
) -> None:
    code = asked(stranger, tmp_path)
    signed_in.acting.do("stop_account", person="D002/李明", reason="疑被他人使用")
    assert [enter(stranger, code), signed_in.sign_in().status_code] == [403, 403]
    assert stranger.at(9, day=9).sign_in(password="wrong-2026").status_code == 401  # noqa: S106 - a wrong one
    assert signed_in.sign_in().status_code == 303
