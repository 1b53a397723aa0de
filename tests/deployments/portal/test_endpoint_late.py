"""A form whose session has ended: kept for its own person for half a day, and sent by one press."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from deployments.portal.app import tidy
from tests.deployments.portal.conftest import Desk

if TYPE_CHECKING:
    from tests.conftest import Sql

MARCH = "/duty/2"
KEPT = "SELECT account_id, content ->> 'T003.progress' FROM page_draft ORDER BY 1"


def typed(desk: Desk) -> dict[str, str]:
    return {**desk.form(MARCH), "T003.progress": "45", "do": "send"}


def one_press(desk: Desk, sql: Sql) -> None:
    """What is kept stands in the page and is sent as it is."""
    page = desk.page(MARCH)
    assert 'value="45"' in page
    assert "登录已经退出，您提交的内容另行保存，还没有办理" in page
    desk.follow(desk.post(MARCH, **{**desk.form(MARCH), "T003.progress": "45", "do": "send"}))
    assert sql.value("SELECT count(*) FROM report") == 1
    assert sql.value("SELECT count(*) FROM page_draft") == 0


@pytest.fixture
def colleague(signed_in: Desk) -> Desk:
    """赵云 of the same office has an account, and sits at the same browser."""
    signed_in.acting.take(
        "contacts", {"部门编码": "D002", "角色": "目标办主任", "姓名": "赵云", "邮箱": "z@example.org"}
    )
    signed_in.acting.do("open_account", people=["D002/赵云"], code_digest=sha256(b"HEAD2345HEAD6789").hexdigest())
    return Desk(signed_in.acting, signed_in.client)


@pytest.mark.parametrize("everywhere", ["", "1"])
def test_a_form_of_who_signed_out_in_another_tab_is_kept_for_him(signed_in: Desk, sql: Sql, everywhere: str) -> None:
    given = typed(signed_in)
    signed_in.post("/out", everywhere=everywhere)
    answer = signed_in.at(21).post(MARCH, **given)
    assert (answer.status_code, answer.headers["location"]) == (303, "/in?next=/duty/2")
    assert sql.rows(KEPT) == [(1, "45")]
    signed_in.sign_in()
    one_press(signed_in, sql)


def test_after_half_a_day_it_is_not_kept(signed_in: Desk, sql: Sql) -> None:
    given = typed(signed_in)
    signed_in.at(10, 1).post("/out")
    signed_in.at(22, 2).post(MARCH, **given)
    assert sql.rows(KEPT) == []


def test_what_is_kept_is_deleted_after_half_a_day(signed_in: Desk, sql: Sql) -> None:
    given = typed(signed_in)
    signed_in.post("/out")
    signed_in.post(MARCH, **given)
    for minute, left in ((0, 1), (1, 0)):
        signed_in.at(22, minute)
        tidy()
        assert len(sql.rows(KEPT)) == left


def test_who_signed_in_again_in_another_tab_finds_it_and_presses_once(signed_in: Desk, sql: Sql) -> None:
    given = typed(signed_in)
    signed_in.sign_in()
    answer = signed_in.post(MARCH, **given)
    assert answer.headers["location"] == "/duty/2?saved=1"
    assert sql.value("SELECT count(*) FROM report") == 0
    one_press(signed_in, sql)


def test_under_another_session_it_is_refused_kept_for_its_owner_and_not_seen(colleague: Desk, sql: Sql) -> None:
    given = typed(colleague)
    assert colleague.first("HEAD2345HEAD6789").status_code == 303
    answer = colleague.post(MARCH, **given)
    assert (answer.status_code, "是以另一账号的登录打开的，没有办理" in answer.text) == (403, True)
    assert "45" not in answer.text
    assert 'value="45"' not in colleague.page(MARCH)
    assert sql.rows(KEPT) == [(1, "45")]
    colleague.post("/out")
    colleague.sign_in()
    one_press(colleague, sql)


def test_a_form_without_a_draft_is_refused_under_another_session(colleague: Desk) -> None:
    colleague.get("/own")
    own = colleague.token
    assert colleague.first("HEAD2345HEAD6789").status_code == 303
    colleague.token = own
    assert colleague.post("/own", password="kaiyang-2026", new="x", again="x").status_code == 403  # noqa: S106


def test_the_draft_of_an_act_is_kept_for_who_opened_it(agency: Desk, sql: Sql) -> None:
    given = {**agency.form("/act/record_regulation"), "do": "send", "name": "目标绩效奖惩办法"}
    agency.first()
    answer = agency.post("/act/record_regulation", **given)
    assert answer.status_code == 403
    assert sql.rows("SELECT account_id, content ->> 'name' FROM page_draft") == [(2, "目标绩效奖惩办法")]


def test_a_form_without_a_session_is_outdated(signed_in: Desk, sql: Sql) -> None:
    answer = signed_in.post(MARCH, **{**typed(signed_in), "token": "another"})
    assert (answer.status_code, "网页已过期，没有办理" in answer.text) == (403, True)
    assert sql.rows(KEPT) == []
