"""Signing in and out: by slip, by password, slowly after failures."""

from __future__ import annotations

from hashlib import sha256
from time import time
from typing import TYPE_CHECKING

import pytest

from deployments.portal.passwords import DECOY
from tests.deployments.portal.conftest import CODE, OWN, PASSWORD, Desk

if TYPE_CHECKING:
    from tests.conftest import Sql


def test_a_slip_opens_the_page_once_and_then_the_password_does(desk: Desk) -> None:
    assert "首次登录码" in desk.get("/first").text
    assert "本单位应办" in desk.follow(desk.first(f" {CODE.lower()} "))
    again = desk.first()
    assert (again.status_code, "首次登录码有误、用过或者已经过期" in again.text) == (422, True)
    desk.follow(desk.post("/out"))
    assert desk.get("/").headers["location"] == "/in?next=/"
    assert "本单位应办" in desk.follow(desk.sign_in())


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [(PASSWORD, "other-2026", "两次填写的口令不同"), ("short-1", "short-1", "10至128个字符"),
     ("第002厅-abcdef", "第002厅-abcdef", "口令不能含有本人姓名"), ("Gzsjyt@2026", "Gzsjyt@2026", "口令太容易猜到")],
)  # fmt: skip
def test_a_bad_password_is_refused_and_uses_no_code(desk: Desk, password: str, again: str, words: str) -> None:
    answer = desk.post("/first", code=CODE, password=password, again=again)
    assert (answer.status_code, words in answer.text, f'value="{CODE}"' in answer.text) == (422, True, True)
    assert desk.first().status_code == 303


def test_a_contact_that_ended_is_told_so(desk: Desk, sql: Sql) -> None:
    sql("UPDATE contact SET valid_to = '2026-03-04' WHERE name = '李明'")
    assert "您今天不是任何部门的联系人" in desk.first().text


def test_a_stopped_account_is_told_so_to_its_person_alone_and_its_slip_is_kept(desk: Desk) -> None:
    desk.acting.do("stop_account", person="D002/李明", reason="疑被他人使用")
    assert "这个账号暂停登录至2026年3月6日" in desk.first().text
    assert "姓名或者口令有误" in desk.sign_in(password="wrong-2026").text  # noqa: S106 - a wrong one
    assert desk.at(9, day=9).first().status_code == 303


@pytest.mark.parametrize(("name", "password"), [("第002厅/李明", "wrong-2026"), ("第002厅/无名", PASSWORD), ("", "")])
def test_an_unknown_name_and_a_wrong_password_are_answered_alike(signed_in: Desk, name: str, password: str) -> None:
    answer = signed_in.sign_in(name, password)
    assert (answer.status_code, "姓名或者口令有误" in answer.text) == (401, True)


def wrong(desk: Desk, times: int, name: str = "第002厅/李明") -> list[int]:
    return [desk.sign_in(name, "wrong-2026").status_code for _ in range(times)]


def test_after_ten_wrong_tries_an_hour_a_name_waits_in_new_browsers_the_right_password_too(signed_in: Desk) -> None:
    stranger = Desk(signed_in.acting)
    assert wrong(stranger, 11) == [401] * 10 + [429]
    late = stranger.sign_in()
    assert (late.status_code, "口令错的次数已到上限（一小时10次，一天50次），口令填对也要等" in late.text) == (
        429,
        True,
    )
    for same in ("D002/李明", " 第002厅 ／ 李明", "第001厅/李明"):
        assert stranger.sign_in(same).status_code == 429  # the same account in another spelling, or none of this name
    assert stranger.sign_in("第002厅/张三").status_code == 401  # another name at this address
    assert signed_in.sign_in().status_code == 303  # in a browser of his own
    assert stranger.at(11, 1).sign_in().status_code == 303


def test_a_name_takes_fifty_wrong_tries_a_day_and_then_again_a_day_later(signed_in: Desk) -> None:
    stranger = Desk(signed_in.acting)
    for hour in (10, 12, 14, 16, 18):
        assert wrong(stranger.at(hour), 11) == [401] * 10 + [429]
    assert stranger.at(20).sign_in().status_code == 429
    assert stranger.at(11, day=6).sign_in().status_code == 303


def test_a_browser_of_ones_own_counts_its_own_failures(signed_in: Desk) -> None:
    assert wrong(signed_in, 11) == [401] * 10 + [429]
    assert wrong(Desk(signed_in.acting), 1) == [401]
    assert signed_in.at(11, 1).sign_in().status_code == 303
    assert wrong(signed_in, 10) == [401] * 10  # a right one is not counted


def test_all_devices_signed_out_make_the_browser_a_new_one(signed_in: Desk) -> None:
    wrong(Desk(signed_in.acting), 10)
    signed_in.post("/out")
    assert signed_in.sign_in().status_code == 303
    signed_in.get("/")
    signed_in.post("/out", everywhere="1")
    assert signed_in.sign_in().status_code == 429


@pytest.mark.parametrize(("month", "day", "status"), [(8, 31, 303), (9, 2, 429)])
def test_a_browser_is_known_for_180_days(signed_in: Desk, month: int, day: int, status: int) -> None:
    kept = next(each for each in signed_in.client.cookies.jar if each.name == "mubiao-browser")
    assert (kept.expires or 0) - time() == pytest.approx(180 * 86400, abs=60)
    wrong(Desk(signed_in.acting).at(10, month=month, day=day), 10)
    assert signed_in.sign_in().status_code == status


def test_the_counters_are_those_of_another_process_too(signed_in: Desk) -> None:
    wrong(Desk(signed_in.acting), 10)
    assert Desk(signed_in.acting).sign_in().status_code == 429


@pytest.mark.parametrize(
    "names", [("D002/李明", "第002厅/李明"), ("D002/无名", "第002厅/无名"), ("D001/李明", "D003/李明")]
)
def test_failures_do_not_tell_whether_there_is_an_account(signed_in: Desk, names: tuple[str, str]) -> None:
    first, other = names
    stranger = Desk(signed_in.acting)
    assert [*wrong(stranger, 10, first), *wrong(stranger, 1, other)] == [401] * 10 + [429]
    told = [stranger.post("/in/code", name=name).text.replace(name, "") for name in names]
    assert told[0] == told[1]
    assert "验证码已经发去" in told[0]


def test_a_new_slip_does_not_tell_either(signed_in: Desk) -> None:
    signed_in.acting.do("make_slip", person="D002/李明", code_digest=sha256(b"NEWA2345NEWA6789").hexdigest())
    stranger = Desk(signed_in.acting)
    told = [stranger.sign_in(name).status_code for name in ["D002/李明"] * 10 + ["第002厅/李明"]]
    assert told == [401] * 10 + [429]


def test_a_password_has_no_number_of_the_person(desk: Desk, sql: Sql) -> None:
    sql("UPDATE contact SET mobile = '+86 139 8512-3456' WHERE name = '李明'")
    for password in ("x13985123456", "139-8512-3456"):
        answer = desk.post("/first", code=CODE, password=password, again=password)
        assert (answer.status_code, "手机号" in answer.text) == (422, True)


def test_wrong_codes_do_not_stop_a_person_with_a_right_one(desk: Desk) -> None:
    for _ in range(20):
        assert desk.first("ZZZZ").status_code == 422
    assert desk.first().status_code == 303


def test_a_new_slip_ends_password_and_sessions(signed_in: Desk) -> None:
    code = sha256(b"NEWA2345NEWA6789").hexdigest()
    signed_in.acting.do("make_slip", person="D002/李明", code_digest=code)
    assert signed_in.get("/").status_code == 303
    assert signed_in.sign_in().status_code == 401
    assert signed_in.first("NEWA2345NEWA6789").status_code == 303


def test_all_devices_are_signed_out_by_one_button(signed_in: Desk) -> None:
    other = Desk(signed_in.acting)
    assert other.sign_in().status_code == 303
    other.get("/")
    signed_in.post("/out", everywhere="1")
    assert other.get("/").status_code == 303


@pytest.mark.parametrize(
    ("asked", "place"), [("/duty/1", "/duty/1"), ("https://else.example", "/"), ("//else", "/"), ("/\\else", "/")]
)
def test_after_signing_in_one_stands_where_one_wanted_to_go_and_never_elsewhere(
    signed_in: Desk, asked: str, place: str
) -> None:
    answer = signed_in.post("/in", name="第002厅/李明", password=PASSWORD, next=asked)
    assert answer.headers["location"] == place


def test_who_uses_his_slip_stands_where_he_wanted_to_go(desk: Desk) -> None:
    assert 'href="/first?next=/duty/2"' in desk.get("/in?next=/duty/2").text
    given = desk.form("/first?next=/duty/2")
    answer = desk.post("/first", code=CODE, password=PASSWORD, again=PASSWORD, **given)
    assert answer.headers["location"] == "/duty/2"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    cookie = desk.first().headers["set-cookie"]
    assert cookie.startswith("mubiao=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_a_hash_is_as_dear_as_owasp_advises_and_that_of_an_unknown_name_too() -> None:
    assert (OWN.type.name, OWN.time_cost, OWN.memory_cost) == ("ID", 1, 46 * 1024)
    assert DECOY.startswith("$argon2id$")
    assert not OWN.check_needs_rehash(DECOY)


NAMESAKE, OTHERS = "第002厅/李明（0213）", "fenghuang-0213"


def test_two_people_of_one_name_sign_in_by_their_numbers_and_one_does_not_delay_the_other(
    signed_in: Desk, sql: Sql
) -> None:
    acting, other = signed_in.acting, Desk(signed_in.acting)
    acting.take(
        "contacts",
        {"部门编码": "D002", "角色": "主要领导", "姓名": NAMESAKE.partition("/")[2], "邮箱": "l@example.org"},
    )
    acting.do("open_account", people=[NAMESAKE], code_digest=sha256(b"NAME2345NAME6789").hexdigest())
    assert other.post("/first", code="NAME2345NAME6789", password=OTHERS, again=OTHERS).status_code == 303
    assert (other.sign_in(NAMESAKE).status_code, signed_in.sign_in(password=OTHERS).status_code) == (401, 401)
    assert other.sign_in(NAMESAKE, OTHERS).status_code == 303
    assert wrong(Desk(acting), 11, NAMESAKE) == [401] * 10 + [429]
    assert [each.get("/duty/2").status_code for each in (other, signed_in)] == [404, 200]
    assert signed_in.sign_in().status_code == 303
    assert sql.column("SELECT person FROM account ORDER BY id") == ["李明", "李明(0213)"]
