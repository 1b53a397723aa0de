"""The cookie's name by how the page is reached, and where a form may come from."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from deployments.portal.guard import cookie_name, is_from_here


def asked(scheme: str = "http", root: str = "", **headers: str) -> Request:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "scheme": scheme, "server": ("desk.example", 80), "path": "/in"}
    return Request({**scope, "root_path": root, "headers": [(b"host", b"desk.example"), *given], "query_string": b""})


@pytest.mark.parametrize(
    ("scheme", "root", "name"),
    [
        ("http", "", "mubiao"),
        ("https", "", "__Host-mubiao"),
        ("https", "/mb", "__Secure-mubiao"),
        ("http", "/mb", "mubiao"),
    ],
)
def test_the_cookie_is_bound_as_far_as_the_address_allows(scheme: str, root: str, name: str) -> None:
    assert cookie_name(asked(scheme, root)) == name


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://desk.example"}, False),
        ({"origin": "http://desk.example"}, True),
        ({"origin": "https://desk.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_a_form_comes_from_a_page_of_ours(headers: dict[str, str], let_in: bool) -> None:  # noqa: FBT001
    assert is_from_here(asked(**headers)) is let_in
