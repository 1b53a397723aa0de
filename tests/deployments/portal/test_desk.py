"""应办: what is owed and by when, and below what is done."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from tasks.clock import set_virtual_instant
from tests.mails import moment

if TYPE_CHECKING:
    from tests.conftest import Sql
    from tests.deployments.portal.conftest import Desk


def test_the_desk_shows_what_the_own_office_owes_and_nothing_of_others(signed_in: Desk) -> None:
    page = html.unescape(signed_in.get("/").text)
    assert "2026年3月5日，第002厅：未办<strong>1</strong>项" in page
    assert '<a href="/duty/2">2026年3月月度检查</a>' in page
    assert "1项目标已填0项" in page
    assert "/duty/1" not in page
    assert "【演练】" in page


def test_what_is_done_stands_below_with_how_it_was_judged(signed_in: Desk) -> None:
    signed_in.acting.report("D002", "2026-03", "T003")
    page = html.unescape(signed_in.get("/").text)
    assert "未办<strong>0</strong>项" in page
    assert '认定日">2026年3月5日</td>' in page
    assert '结果">按时办结</td>' in page


def test_a_late_duty_is_told_by_a_word_too(signed_in: Desk, sql: Sql) -> None:
    sql("UPDATE page_session SET begun_at = '2026-04-02 09:59+08', seen_at = '2026-04-02 09:59+08'")
    set_virtual_instant(moment("2026-04-02 10:00"))
    assert '<span class="badge red">逾期</span> 逾期2个工作日' in html.unescape(signed_in.get("/").text)


def test_who_has_no_office_begins_with_another_page(head: Desk) -> None:
    assert head.get("/").headers["location"] == "/head"
