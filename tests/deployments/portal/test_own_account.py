"""本人账号: the own password and the own sessions."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.deployments.portal.conftest import PASSWORD, Desk

if TYPE_CHECKING:
    from tests.conftest import Sql

NEW = "fenghuang-0213"
TOLD = "SELECT audience, payload ->> 'what' FROM notice WHERE payload ->> 'what' = '已更改口令' ORDER BY 1"


@pytest.fixture
def other(signed_in: Desk) -> Desk:
    """李明 is signed in in another browser too."""
    second = Desk(signed_in.acting)
    assert second.sign_in().status_code == 303
    second.get("/own")
    signed_in.get("/own")
    return second


def change(desk: Desk, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> str:
    answer = desk.post("/own", password=old, new=new, again=again)
    return answer.text if answer.status_code != 303 else desk.follow(answer)


def test_the_own_password_is_changed_with_the_old_one_and_all_other_sessions_end(other: Desk, sql: Sql) -> None:
    assert "口令已更改，其他浏览器中的登录已经退出" in change(other)
    assert Desk(other.acting).sign_in().status_code == 401
    assert Desk(other.acting).sign_in(password=NEW).status_code == 303
    assert sql.rows(TOLD) == [("head", "已更改口令"), ("office", "已更改口令")]


def test_the_other_session_ends_with_the_old_password(signed_in: Desk, other: Desk) -> None:
    change(signed_in)
    assert [signed_in.get("/own").status_code, other.get("/own").status_code] == [200, 303]


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("wrong-2026", NEW, NEW, "口令有误"),
        (PASSWORD, NEW, "another-2026", "两次填写的口令不同"),
        (PASSWORD, "Zhangwei2026!", "Zhangwei2026!", "口令太容易猜到"),
        (PASSWORD, PASSWORD, PASSWORD, "新口令与现在的口令相同"),
        (PASSWORD, "short-1", "short-1", "10至128个字符。"),
    ],
)
def test_a_wrong_old_or_a_bad_new_password_changes_nothing(
    signed_in: Desk, old: str, new: str, again: str, words: str
) -> None:
    assert words in change(signed_in, old, new, again)
    assert Desk(signed_in.acting).sign_in().status_code == 303


def test_the_old_password_cannot_be_guessed_here(signed_in: Desk) -> None:
    for _ in range(10):
        change(signed_in, "wrong-2026")
    assert "口令错的次数已到上限" in change(signed_in)


def test_nor_with_another_cookie_of_the_browser_for_each_try(signed_in: Desk) -> None:
    [name] = [each.name for each in signed_in.client.cookies.jar if each.name.endswith("-browser")]
    for number in range(11):
        signed_in.client.cookies = httpx.Cookies(
            {each.name: each.value or "" for each in signed_in.client.cookies.jar if each.name != name}
            | {name: f"forged-{number}"}
        )
        answered = change(signed_in, "wrong-2026")
    assert "口令错的次数已到上限" in answered


def test_the_own_sessions_are_listed_and_each_is_ended(signed_in: Desk, other: Desk) -> None:
    page = signed_in.page("/own")
    assert page.count("用过") == 2
    assert page.count("（本浏览器）") == 1
    [number] = re.findall(r'name="session" value="(\d+)">\s*[^<]*<button', page)
    assert "该登录已经退出" in signed_in.follow(signed_in.post("/own/end", session=number))
    assert (other.get("/own").status_code, signed_in.page("/own").count("用过")) == (303, 1)


def test_the_session_of_another_person_is_not_ended(signed_in: Desk, sql: Sql) -> None:
    other = Desk(signed_in.acting)
    code = sha256(b"HEAD2345HEAD6789").hexdigest()
    other.acting.take("contacts", {"部门编码": "D002", "角色": "主要领导", "姓名": "王强", "邮箱": "q@example.org"})
    other.acting.do("open_account", people=["D002/王强"], code_digest=code)
    other.first("HEAD2345HEAD6789")
    other.get("/own")
    other.post("/own/end", session=str(sql.value("SELECT id FROM page_session WHERE account_id = 1")))
    assert signed_in.get("/own").status_code == 200


def test_a_new_sign_in_ends_the_older_session_of_the_same_browser_only(other: Desk, sql: Sql) -> None:
    assert other.sign_in().status_code == 303
    assert sql.value("SELECT count(*) FROM page_session WHERE ended_at IS NULL") == 2
    assert sql.value("SELECT count(*) FROM page_session") == 3
