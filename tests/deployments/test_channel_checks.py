"""`check` opens the channels that are set, and counts the messages that wait for a person."""

from __future__ import annotations

from pydantic import SecretStr

from deployments.channel_checks import check_channels, check_waiting
from tasks.settings import Settings


def test_the_channel_of_each_robot_that_is_set_is_opened() -> None:
    chosen = Settings(dingtalk_url=SecretStr("mbdingtalks://ding.gz.gov.cn/"), feishu_url=SecretStr("mbfeishu://x.cn/"))
    told = {each.item: (each.ok, each.advice) for each in check_channels(chosen)}
    assert told["钉钉"] == (True, "地址能打开，没有试发")
    assert told["飞书"][1].startswith("不加密的飞书连接只允许用于本机")
    assert "企业微信应用" not in told


def test_doubtful_messages_are_counted() -> None:
    found = check_waiting(1, 2, 0, 3)
    assert not found.ok
    assert found.advice == "通知1条未投递，消息2条待发；送达不明3条，请看 mubiao messages --state doubtful"
