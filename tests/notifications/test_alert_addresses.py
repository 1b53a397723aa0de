"""One or two addresses of alerts, and the channel for each."""

from __future__ import annotations

import pytest

from models.rules.errors import Refused
from notifications.alert_addresses import read_addresses, route_of

RELAY = "mbmail://mail.example.org/?from=mubiao@example.org"
ROBOT = "mbwecoms://qyapi.weixin.qq.com/?to=abc-1"
WEBHOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-1"
DINGTALK = "dingtalk://SECabc@token-1/"
FEISHU = "http://127.0.0.1:8080/open-apis/bot/v2/hook/key-1"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("duty@example.org", ["duty@example.org"]),
        (" duty@example.org,second@example.org ", ["duty@example.org", "second@example.org"]),
        (f"duty@example.org {ROBOT}", ["duty@example.org", ROBOT]),
        (f"duty@example.org，{ROBOT}", ["duty@example.org", ROBOT]),
        ("mailtos://u:p@h?to=a@x.org,b@x.org", ["mailtos://u:p@h?to=a@x.org,b@x.org"]),
    ],
)
def test_addresses_stand_apart_by_spaces_or_commas(text: str, found: list[str]) -> None:
    assert read_addresses(text) == found


@pytest.mark.parametrize("text", ["", "duty", "a@x.org b@x.org c@x.org", "duty@", "王芳"])
def test_none_three_or_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="应为一个或两个地址"):
        read_addresses(text)


@pytest.mark.parametrize(
    ("address", "route"),
    [
        ("duty@example.org", (RELAY, "duty@example.org")),
        (ROBOT, (ROBOT, "abc-1")),
        (WEBHOOK, ("mbwecoms://qyapi.weixin.qq.com/", WEBHOOK)),
        (DINGTALK, ("mbdingtalks:///", DINGTALK)),
        (FEISHU, ("mbfeishu://127.0.0.1:8080/", FEISHU)),
        ("bark://host/key", ("bark://host/key", "")),
    ],
)
def test_a_mailbox_goes_by_the_relay_and_a_url_by_its_own_channel(address: str, route: tuple[str, str]) -> None:
    assert route_of(address, RELAY) == route


@pytest.mark.parametrize(
    ("address", "why"),
    [("duty@example.org", "须设置邮件服务器"), ("mbwecoms://qyapi.weixin.qq.com/", "没有写明收件人")],
)
def test_what_says_not_enough_is_refused_with_what_to_write(address: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        route_of(address, "")
