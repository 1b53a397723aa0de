"""Hostile requests at a real socket: each gets its sentence, changes nothing, and leaves no traceback in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from tests.deployments.portal.conftest import FROM_HERE, PASSWORD, Desk
from tests.deployments.portal.site import WRITTEN, Site, raw, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Sql

MARCH = "/duty/2"
BROKEN, STALE = "发来的内容有误，没有收取。", "网页已过期，没有办理"
JPEG = b"\xff\xd8\xff" + b"0" * 100


@pytest.fixture
def site(signed_in: Desk, sql: Sql) -> Iterator[Site]:
    with unchanged(signed_in, sql) as opened:
        yield opened


def test_a_doubled_field_is_refused(site: Site) -> None:
    given = {**site.desk.form(MARCH), "T003.progress": "60", "do": "send"}
    body = "&".join(f"{quote(name)}={quote(value)}" for name, value in given.items()) + "&T003.progress=90"
    head = "POST {} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}"
    answer = raw(site, head.format(MARCH, len(body)), body.encode())
    assert answer.startswith("HTTP/1.1 400 ")
    assert BROKEN in answer


@pytest.mark.exhaustive(3)
@pytest.mark.parametrize(
    "path",
    [
        f"/duty/{'9' * 5000}",
        f"/board?page={'9' * 5000}",
        "/board?page=-1&order=%00",
        f"/list/targets?year={'9' * 5000}",
        "/list/targets?department=%00",
        "/list/targets/",
        "/duty/2/../1",
        "/static/../guard.py",
        "/static/%2e%2e/item.html.j2",
        "/nowhere%0d%0aSet-Cookie:a=b",
    ],
)
def test_an_absurd_address_is_not_there(site: Site, path: str) -> None:
    answer = raw(site, f"GET {path} HTTP/1.1")
    assert answer.startswith("HTTP/1.1 404 ")
    assert "\r\nset-cookie" not in answer.lower()


def test_a_forged_host_is_not_repeated(site: Site) -> None:
    for path in ("/in/", "/", "/duty/2/"):
        assert "evil.example" not in raw(site, f"GET {path} HTTP/1.1\r\nX-Forwarded-Host: evil.example")


@pytest.mark.exhaustive(2)
@pytest.mark.parametrize("host", ["[", "a]", "[::1", "a:b", "a#/?@[", "//[", ""])
def test_a_host_that_is_none_fails_nowhere(site: Site, host: str) -> None:
    for line in (f"GET /duty/2?host={host}", "GET /in", "GET /nowhere", "POST /duty/2", "POST /in"):
        answer = raw(site, f"{line} HTTP/1.1\r\nOrigin: http://{host}", host=host, fetched="")
        assert answer.split(" ", 2)[1] in {"200", "303", "400", "403", "404"}


def test_a_header_cannot_be_written_by_a_field(site: Site) -> None:
    answer = site.desk.post("/in", name="第002厅/李明", password=PASSWORD, next="/x\r\nSet-Cookie: a=b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/x%0D%0ASet-Cookie:%20a=b")
    assert "a=b" not in answer.headers["set-cookie"]


def test_the_code_of_another_duty_is_not_taken(signed_in: Desk, sql: Sql) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "60", "do": "send"}
    signed_in.acting.on("2026-04-01").open("monthly_check", "2026-04")
    other = sql.value("SELECT max(id) FROM obligation WHERE kind = 'monthly_check' AND owed_by = (SELECT owed_by FROM"
                      " obligation WHERE id = 2)")  # fmt: skip
    code = signed_in.form(f"/duty/{other}")["code"]
    signed_in.get(MARCH)
    assert "打开网页以后本事项有变动" in signed_in.follow(signed_in.post(MARCH, **{**given, "code": code}))
    assert sql.value("SELECT count(*) FROM report") == 0


def test_a_form_of_yesterday_is_not_taken(signed_in: Desk, sql: Sql) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "60", "do": "send"}
    signed_in.at(10, day=6)
    signed_in.sign_in()
    answer = signed_in.post(MARCH, **given)
    assert (answer.status_code, STALE in answer.text) == (403, True)
    assert sql.rows(WRITTEN)[0][1:] == (0, 0, 0)


def test_a_cookie_of_another_installation_is_none_of_ours(site: Site) -> None:
    site.desk.client.cookies = httpx.Cookies({"mubiao": "x" * 43})
    assert raw(site, "GET / HTTP/1.1").startswith("HTTP/1.1 303 ")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\a.pdf", "a.pdf"),
        ("现场\u202egpj.exe", "现场gpj.exe"),
        ("a%0D%0Ab.jpg", "a%0D%0Ab.jpg"),
        ("..", "文件"),
        ("长" * 300 + ".jpg", "长" * 56 + ".jpg"),
    ],
)
def test_the_name_of_a_file_is_only_a_name(signed_in: Desk, sql: Sql, name: str, kept: str) -> None:
    given = {**signed_in.form(MARCH), "do": "save"}
    signed_in.post(MARCH, files=[("T003.evidence", (name, JPEG, "image/jpeg"))], **given)
    assert sql.column("SELECT name FROM page_draft_file") == [kept]


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", b"\xef\xbb\xbf\n<!DOCTYPE html>"]
)
def test_markup_that_is_named_a_picture_is_refused(signed_in: Desk, sql: Sql, content: bytes) -> None:
    given = {**signed_in.form(MARCH), "T003.progress": "60", "do": "send"}
    answer = signed_in.post(MARCH, files=[("T003.evidence", ("现场.jpg", content, "image/jpeg"))], **given)
    assert "“现场.jpg”不是图片，内容与名称不符，没有保存" in signed_in.follow(answer)
    assert sql.value("SELECT count(*) FROM page_draft_file") == 0
    assert sql.value("SELECT count(*) FROM report") == 0


def test_markup_in_a_text_is_text(signed_in: Desk, sql: Sql) -> None:
    words = "<script>alert(1)</script>{{ 7 * 7 }}\x00&amp;"
    given = {**signed_in.form(MARCH), "T003.progress": "很多", "T003.remark": words, "do": "send"}
    signed_in.post(MARCH, **given)
    page = signed_in.get(MARCH).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}&amp;amp;</textarea>" in page
    assert "<script>alert" not in page
    assert sql.value("SELECT content ->> 'T003.remark' FROM page_draft") == words.replace("\x00", "")
    assert signed_in.post("/in", headers=FROM_HERE, name="a\x00/b", password="\x00").status_code == 401  # noqa: S106
