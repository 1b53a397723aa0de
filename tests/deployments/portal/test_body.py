"""The body of a form at a real socket: too large, of too many parts, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deployments.portal.site import Site, raw, unchanged

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
