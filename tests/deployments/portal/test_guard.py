"""The cookie's name by how the page is reached, and where a form may come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from deployments.portal.guard import cookie_name, is_from_here, path_of_page
from tasks.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator


def asked(**headers: str) -> Request:
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "POST", "scheme": "http", "server": ("desk.example", 80), "path": "/in"}
    return Request({**scope, "root_path": "", "headers": [(b"host", b"desk.example"), *given], "query_string": b""})


@pytest.fixture
def page_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("MUBIAO_PAGE_URL", request.param)
    read_settings.cache_clear()
    yield request.param
    read_settings.cache_clear()


@pytest.mark.parametrize(
    ("page_url", "name"),
    [
        ("", "mubiao"),
        ("http://desk.example", "mubiao"),
        ("https://desk.example", "__Host-mubiao"),
        ("https://desk.example/", "__Host-mubiao"),
        ("https://desk.example/mb", "__Secure-mubiao"),
    ],
    indirect=["page_url"],
)
def test_the_cookie_is_bound_as_far_as_the_address_that_people_type_allows(page_url: str, name: str) -> None:
    assert cookie_name(asked()) == name
    assert path_of_page() == ("/mb" if page_url.endswith("/mb") else "")


@pytest.mark.parametrize(
    ("headers", "let_in"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://desk.example"}, False),
        ({"origin": "http://127.0.0.1:4280"}, True),
        ({"origin": "https://desk.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://evil.example", "host": "evil.example"}, False),
        ({"origin": "http://["}, False),
        ({"origin": "http://desk.example]"}, False),
        ({}, False),
    ],
)
def test_a_form_comes_from_a_page_of_ours(headers: dict[str, str], let_in: bool) -> None:  # noqa: FBT001
    assert is_from_here(asked(**headers)) is let_in
