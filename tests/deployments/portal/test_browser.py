"""A browser: named by what it says of itself, known by a token that only this page gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from deployments.portal.browser import browser_of

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140", "Edge，Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537.36 MicroMessenger/8", "微信，安卓"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox，Linux"),
        ("curl/8", "其他浏览器"),
    ],
)
def test_a_browser_is_named_by_what_it_says(said: str, words: str) -> None:
    request = Request({"type": "http", "scheme": "http", "path": "/", "headers": [(b"user-agent", said.encode())]})
    assert browser_of(request).device == words


def test_a_token_that_was_not_given_here_is_not_taken_over(desk: Desk, sql: Sql) -> None:
    desk.client.cookies.set("mubiao-browser", "planted", "testserver.local", "/")
    desk.first()
    assert "planted" not in {each.value for each in desk.client.cookies.jar}
    assert sql.value("SELECT count(DISTINCT browser) FROM page_session") == 1
