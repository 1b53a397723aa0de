"""The routes: what each answers to whom, the headers of every answer, and the sentences of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.routing import Route

from deployments.portal import desk as desks
from deployments.portal.app import application
from deployments.portal.guard import HEADERS
from models.rules.errors import Unavailable

if TYPE_CHECKING:
    from tests.deployments.portal.conftest import Desk

# Route, method: the status without a session, of the own office, and of another one. A new route needs a line.
STATUS = {
    ("/", "GET"): (303, 200, 200),
    ("/in", "GET"): (200, 200, 200),
    ("/in", "POST"): (401, 401, 401),
    ("/first", "GET"): (200, 200, 200),
    ("/first", "POST"): (422, 422, 422),
    ("/out", "POST"): (303, 303, 303),
    ("/duty/{number:int}", "GET"): (303, 200, 404),
    ("/duty/{number:int}", "POST"): (303, 303, 404),
    ("/duty/{number:int}/saved", "GET"): (303, 200, 404),
}


def ask(desk: Desk, path: str, method: str, own: str, **headers: str) -> int:
    place = path.replace("{number:int}", own)
    return (desk.get(place) if method == "GET" else desk.post(place, headers=headers or None)).status_code


def test_every_route_has_its_line() -> None:
    routes = [each for each in application().routes if isinstance(each, Route)]
    assert {(each.path, method) for each in routes for method in (each.methods or set()) - {"HEAD"}} == STATUS.keys()


@pytest.mark.parametrize(("path", "method"), STATUS)
def test_a_route_answers_each_as_the_table_says(desk: Desk, path: str, method: str) -> None:
    assert ask(desk, path, method, "2") == STATUS[path, method][0]
    desk.first()
    desk.get("/")
    assert ask(desk, path, method, "1") == STATUS[path, method][2]
    desk.sign_in()
    desk.get("/")
    assert ask(desk, path, method, "2") == STATUS[path, method][1]


@pytest.mark.parametrize("path", [path for path, method in STATUS if method == "POST"])
@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "http://else.example"}])
def test_no_form_of_another_site_is_let_in(signed_in: Desk, path: str, headers: dict[str, str]) -> None:
    answer = signed_in.post(path.replace("{number:int}", "2"), headers=headers)
    assert (answer.status_code, "不是从本网页发出的" in answer.text) == (403, True)


def test_an_origin_of_ours_is_enough_for_an_old_browser(signed_in: Desk) -> None:
    assert signed_in.post("/out", headers={"origin": "http://testserver"}).status_code == 303


@pytest.mark.parametrize("path", ["/out", "/duty/2"])
def test_no_form_is_let_in_without_the_token_of_the_session(signed_in: Desk, path: str) -> None:
    signed_in.token = "another"  # noqa: S105 - a wrong one
    answer = signed_in.post(path)
    assert (answer.status_code, "网页已过期" in answer.text) == (403, True)


@pytest.mark.parametrize("path", ["/in", "/nowhere", "/static/page.css"])
def test_every_answer_has_the_headers(desk: Desk, path: str) -> None:
    headers = desk.get(path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS


def test_what_is_not_there_and_what_is_another_units_are_the_same(signed_in: Desk) -> None:
    never, other = signed_in.get("/duty/999"), signed_in.get("/duty/1")
    assert (never.status_code, never.content) == (other.status_code, other.content)
    assert "没有这个网页" in never.text


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(Unavailable("数据库暂时不可用。"), 503, "数据库暂时不可用。"), (ValueError("内情"), 500, "系统出错，没有办理。")],
)
def test_an_error_says_what_to_do_and_shows_nothing_inside(
    signed_in: Desk, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(desks, "list_obligations", fail)
    signed_in.client.raises = False
    answer = signed_in.get("/")
    assert (answer.status_code, words in answer.text, "内情" in answer.text) == (status, True, False)
