"""The form of an act that is sent: once, again, or only kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk


def test_a_form_that_is_sent_twice_is_done_once(agency: Desk, sql: Sql) -> None:
    given = {**agency.form("/act/register_inspector"), "do": "send", "name": "王文"}
    first, again = (agency.post("/act/register_inspector", **given) for _ in range(2))
    assert first.headers["location"] == again.headers["location"]
    assert "已办理。" in agency.follow(again)
    assert sql.value("SELECT count(*) FROM block WHERE act = 'register_inspector'") == 1
    other_account = agency.page("/act/register_inspector?done=never:0")
    assert "已办理。" not in other_account


def test_a_form_is_kept_by_the_button(agency: Desk, sql: Sql) -> None:
    assert "已暂存" in agency.act("register_inspector", do="save", name="王文")
    assert 'value="王文"' in agency.page("/act/register_inspector")
    assert sql.value("SELECT count(*) FROM inspector") == 0
