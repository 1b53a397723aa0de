"""The line of a notice in a history."""

from datetime import datetime
from typing import Any

import pytest

from deployments.commands.history import format_notice
from models.rules.workdays import SHANGHAI

NINE = datetime(2026, 4, 10, 9, 5, tzinfo=SHANGHAI)
NOTICE: dict[str, Any] = {
    "kind": "adjustment_filed", "audience": "head", "created_on": "2026-04-10", "cancelled": None,
    "channel": None, "address": None, "state": None, "sent_at": None, "reason": None,
    "bounced": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "尚未投递"),
        ({"channel": "mail", "address": "a@gz.gov.cn"}, "a@gz.gov.cn，尚未投递"),
        ({"channel": "wecom", "address": "key"}, "企业微信群，尚未投递"),
        (
            {"channel": "mail", "address": "a@gz.gov.cn", "state": "parked", "reason": "550 no such\nuser"},
            "a@gz.gov.cn，未发出，已搁置：550 no such user",
        ),
        ({"channel": "wecom", "state": "waiting"}, "企业微信群，未发出，待重试"),
        (
            {"channel": "wecom", "state": "sent", "sent_at": NINE, "bounced": "退信：无此用户"},
            "企业微信群，2026年4月10日 09:05发出，退信：无此用户",
        ),
        ({"cancelled": "没有可用的收件地址"}, "未发：没有可用的收件地址"),
        (
            {"cancelled": "收件地址已更换", "channel": "mail", "address": "a@gz.gov.cn"},
            "a@gz.gov.cn，未发：收件地址已更换",
        ),
        (
            {"channel": "wecom", "sent_at": NINE},
            "企业微信群，2026年4月10日 09:05发出",
        ),
        (
            {
                "channel": "mail",
                "address": "a@gz.gov.cn",
                "sent_at": NINE,
                "reason": "演练：没有发出，已写入“/home/rehearsal/1.txt”",
            },
            "a@gz.gov.cn，2026年4月10日 09:05【演练】写入文件夹",
        ),
    ],
)
def test_the_line_holds_recipient_and_time_or_the_reason(more: dict[str, Any], words: str) -> None:
    assert format_notice(NOTICE | more) == f"  2026年4月10日 目标调整备案（主要领导）：{words}"
