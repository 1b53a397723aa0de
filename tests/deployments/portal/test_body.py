"""The body of a form at a real socket: too large, of too many parts, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployments.portal import kept_files
from tests.deployments.portal.site import Site, raw, served, unchanged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk

MARCH, GIGABYTE = "/duty/2", 2**30
TOO_LARGE, BROKEN = "发来的内容过大，没有收取。", "发来的内容有误，没有收取。"


@pytest.fixture
def site(signed_in: Desk, sql: Sql) -> Iterator[Site]:
    with unchanged(signed_in, sql) as opened:
        yield opened


@pytest.mark.parametrize("path", [MARCH, "/in", "/first", "/head", "/out"])
def test_a_gigabyte_is_refused_before_it_is_sent(site: Site, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"
    answer = raw(site, f"{head}\r\nContent-Length: {GIGABYTE}")
    assert answer.startswith("HTTP/1.1 413 ")
    assert TOO_LARGE in answer


def test_a_body_without_a_length_is_read_as_far_as_its_limit(site: Site) -> None:
    head = "POST /in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked"
    answer = raw(site, head, b"130000\r\n" + b"a" * 0x130000 + b"\r\n")  # and no end
    assert TOO_LARGE in answer


def test_two_framings_of_one_body_are_refused(site: Site) -> None:
    head = "POST /in HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 40"
    assert raw(site, head, b"a=bc").startswith("HTTP/1.1 400 ")
    site.logged.clear()  # the server says in one line that it was no request


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(10_000)),
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx\r\n' * 300,
        b"--other\r\n\r\n",
        b"--b\r\nContent-Disposition: nothing\r\n\r\nx\r\n--b--\r\n",
    ],
    ids=["10000 parts", "300 files", "another boundary", "no name"],
)
def test_a_form_that_is_none_is_refused(site: Site, body: bytes) -> None:
    head = f"POST {MARCH} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}"
    answer = raw(site, head, body)
    assert answer.startswith("HTTP/1.1 400 ")
    assert BROKEN in answer


@pytest.mark.parametrize(
    "kind",
    [
        *(f"multipart/form-data; boundary=b; charset={codec}" for codec in ("punycode", "idna", "utf-7", "hex", "x")),
        "application/x-www-form-urlencoded; charset=gb18030",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "b" * 5000,
        "multipart/form-data; boundary*=b; charset*=''",
    ],
)
def test_a_form_is_in_utf_8_and_has_a_boundary(site: Site, kind: str) -> None:
    """A codec of Python that turns text into something else would be run on each field."""
    body = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n' + b"a-" * 50_000 + b"\r\n--b--\r\n"
    answer = raw(site, f"POST {MARCH} HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}", body)
    assert answer.startswith("HTTP/1.1 400 ")
    assert BROKEN in answer


@pytest.mark.parametrize("codec", ["UTF-8", '"utf-8"', "Utf8"])
def test_utf_8_may_be_named(signed_in: Desk, codec: str) -> None:
    with served(signed_in) as site:
        body = f'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n{signed_in.token}\r\n--b--\r\n'.encode()
        kind = f"multipart/form-data; boundary=b; charset={codec}"
        answer = raw(site, f"POST /out HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}", body)
    assert answer.startswith("HTTP/1.1 303 ")


PART = b'--b\r\nContent-Disposition: form-data; name="f%d"%s\r\n\r\n%s\r\n'
TEXT = PART % (0, b"", b"x" * 2**20)


@pytest.mark.parametrize(
    "body",
    [
        b"".join(PART % (n, b"", b"x" * 400_000) for n in range(4)),
        b"".join(PART % (n, b"\r\nX-More: " + b"x" * 4_000, b"") for n in range(400)),
        b"".join(PART % (n, b'; filename="%s"' % (b"x" * 3_900), b"") for n in range(199)) + TEXT,
    ],
    ids=["texts", "headers", "names"],
)
def test_the_texts_of_a_form_have_one_limit_where_files_may_come_too(site: Site, body: bytes) -> None:
    head = f"POST {MARCH} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: {len(body)}"
    answer = raw(site, head, body)
    assert answer.startswith("HTTP/1.1 413 ")
    assert TOO_LARGE in answer


def test_a_form_of_texts_alone_has_that_limit_where_files_may_come_too(site: Site) -> None:
    head = f"POST {MARCH} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000000"
    assert raw(site, head).startswith("HTTP/1.1 413 ")


def test_a_file_is_not_begun_and_not_gone_on_with_while_the_disk_is_short(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "LEAST_FREE", 2**60)
    head = f"POST {MARCH} HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b"
    for rest, body in (
        ("Content-Length: 100000000", b""),
        ("Transfer-Encoding: chunked", b"130000\r\n" + (PART % (0, b'; filename="x"', b"x" * 0x130000))[:0x130000]),
    ):
        answer = raw(site, f"{head}\r\n{rest}", body)  # and no end
        assert answer.startswith("HTTP/1.1 503 ")
        assert "系统磁盘空间不足，暂时不能收文件" in answer
        assert "Unavailable" in site.logged.pop()
