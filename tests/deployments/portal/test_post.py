"""来信 and 消息 as the page lists them: no mail of a stranger, and no key of a robot."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.portal.post import MAILS, MESSAGES
from models.database import begin
from models.rules.workdays import BusinessDay
from notifications.delivery import deliver
from notifications.outlets import Outlets
from tests.mails import ADDRESS, mail_from, moment, take

if TYPE_CHECKING:
    from typing import Any

    from tests.conftest import Acting

KEY = "jiqiren-key-9f31c2d7"


def listed(state: str | None) -> list[list[Any]]:
    with begin() as session:
        found = MESSAGES.filters[0].read
        assert found
        return MESSAGES.cells(MESSAGES.rows(session, state=found(session, state) if state else None))


@pytest.mark.process
def test_a_question_of_an_office_is_listed_and_a_stranger_is_not(march: Acting) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "目标办邮箱": ADDRESS})
    take(mail_from(ADDRESS, "2026-03-05 10:20", text="请问本月的检查能否延期到下月十日再报送？"))
    take(mail_from("someone@example.com", "2026-03-05 10:21", text="请问本月的检查能否延期到下月十日再报送？"))
    with begin() as session:
        [row] = MAILS.rows(session, date(2026, 3, 5), every=True)
    shown = dict(zip(MAILS.titles, MAILS.cells([row])[0], strict=True))
    assert (shown["部门"], shown["收到"], shown["主题"]) == ("第001厅", "2026年3月5日 10:20", "回复")


@pytest.mark.process
def test_a_message_is_listed_with_its_state_and_without_the_key(march: Acting) -> None:
    march.take("departments", {"编码": "D001", "名称": "第001厅", "企业微信机器人": KEY})
    at = moment("2026-03-05 10:00")
    deliver(BusinessDay(at.date(), at), Outlets({"wecom": "mbwecom://127.0.0.1:9/"}, "example.org", lambda _: at, "甲"))
    [row] = listed(None)
    assert (row[2], row[6]) == ("企业微信", "待重试")
    assert KEY not in str(row)
    assert (listed("待重试"), listed("已放弃")) == ([row], [])
