"""A browser is known by a token that only this page gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk


def test_a_token_that_was_not_given_here_is_not_taken_over(desk: Desk, sql: Sql) -> None:
    desk.client.cookies.set("mubiao-browser", "planted", "testserver.local", "/")
    desk.first()
    assert "planted" not in {each.value for each in desk.client.cookies.jar}
    assert sql.value("SELECT count(DISTINCT browser) FROM page_session") == 1
