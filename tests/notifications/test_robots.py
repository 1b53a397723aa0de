"""The group robots of DingTalk and Feishu over real HTTP connections: signatures, codes, limits, no false “sent”."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from time import time
from typing import TYPE_CHECKING, Any

import pytest

from deployments.loopback.wecom import DROP, DROP_ACCEPTED, EMPTY_REPLY, ERROR, HANG, HTML, ServerReply
from models.rules.robots import Robot, read_robot
from notifications import dingtalk, feishu, wecom
from notifications.channels import Letter, Outcome
from notifications.robots import RobotChannel, Site, VendorAnswer, judge, robot_of
from notifications.services import open_channel
from tests.robot_server import DINGTALK, FEISHU, LARGEST, Manners, RobotServer

if TYPE_CHECKING:
    from notifications.channels import Channel

KEY, SECRET = "Geheim-9f31c2d7", "SECgeheim77aa"
VECTOR = "this is secret"
SENT, RETRY, REFUSED, DOUBTFUL = Outcome.SENT, Outcome.RETRY, Outcome.REFUSED, Outcome.DOUBTFUL
VENDORS = {"dingtalk": (DINGTALK, dingtalk.ROBOTS), "feishu": (FEISHU, feishu.ROBOTS)}
ADDRESS = {"dingtalk": f"dingtalk://{SECRET}@{KEY}/", "feishu": f"feishu://{SECRET}@{KEY}"}
LETTER = Letter("", "3项工作将到期", "正文", markdown="到期2项。\n1. **季度分析会**今日到期", message_id="<a1@x.cn>")


@pytest.fixture(params=["dingtalk", "feishu"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(name: str) -> Iterator[RobotServer]:
    with RobotServer(VENDORS[name][0], {KEY: SECRET}, now=time, keyword="目标绩效管理") as running:
        yield running


@pytest.fixture
def channel(server: RobotServer) -> Channel:
    return open_channel(f"{server.url}?cto=0.2")


@pytest.fixture
def letter(name: str) -> Letter:
    return replace(LETTER, address=ADDRESS[name])


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        (dingtalk.signature(VECTOR, 1577262236757), "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="),
        (feishu.signature("demo", 1599360473), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="),
        (feishu.signature("testsecret", 1699999999), "3WJ3Lmk2W7yEnMWQ+DTCzhcb6w3GSuXLPI87+UIdFPE="),
    ],
)
def test_a_signature_is_that_of_the_vectors(sign: str, expected: str) -> None:
    assert sign == expected


def test_the_sign_of_dingtalk_is_percent_encoded_in_the_address() -> None:
    path, _ = dingtalk.ROBOTS.request(Robot(KEY, secret=VECTOR), LETTER, 1577262236.757)
    assert path.endswith("&timestamp=1577262236757&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D")


def test_a_signed_message_arrives_with_its_text_and_the_keyword(
    server: RobotServer, channel: Channel, letter: Letter
) -> None:
    assert channel.send(letter).outcome is SENT
    [message] = server.received
    assert message.key == KEY
    assert message.title.startswith("目标绩效管理")
    assert message.text.replace("  \n", "\n") == letter.markdown


def test_a_robot_without_a_secret_gets_no_signature(name: str) -> None:
    manners, _ = VENDORS[name]
    with RobotServer(manners, {KEY: ""}, now=time) as server:
        assert open_channel(server.url).send(replace(LETTER, address=f"{name}://{KEY}")).outcome is SENT
        assert "sign" not in server.requests[0]


def twenty(manners: Manners) -> list[tuple[ServerReply, Outcome]]:
    """Answers that are no acceptance, with what becomes of the message."""
    code = manners.code
    bodies = [{}, {code: "x"}, {code: False}, {code: 0.0}, {code: None}, {"errmsg": "ok"}, [0], 0, {code: ""}, {"c": 0}]
    return [
        (HTML, DOUBTFUL),
        (EMPTY_REPLY, DOUBTFUL),
        (ServerReply(body=f'{{"{code}":0,"m'), DOUBTFUL),
        (ServerReply(body=f'{{"{code}":0', headers={"Content-Length": "99"}), DOUBTFUL),
        (ServerReply(body=f'{{"{code}":0}}', headers={"Content-Length": "99"}), DOUBTFUL),
        (ServerReply(body=f'{{"{code}":0}}' + " " * 9000), DOUBTFUL),
        (ServerReply(body=f'ff\r\n{{"{code}":0}}', headers={"Transfer-Encoding": "chunked"}), DOUBTFUL),
        (ServerReply(204), DOUBTFUL),
        (ServerReply(202, "<html>请登录"), DOUBTFUL),
        *((ServerReply(body=json.dumps(each)), DOUBTFUL) for each in bodies),
        (ServerReply(302, "", {"Location": "http://127.0.0.1:1/login"}), RETRY),
        (ServerReply(201, f'{{"{code}":0}}'), RETRY),
        (ServerReply(429, ""), RETRY),
        (ServerReply(500, f'{{"{code}":0}}'), RETRY),
        (ServerReply(504, ""), RETRY),
        *((each, RETRY) for each in (ERROR, HANG, DROP, DROP_ACCEPTED, manners.reply(-7, "busy"))),
        (manners.reply(manners.too_often, "frequency limited"), RETRY),
        (manners.reply(manners.unknown), REFUSED),
        (manners.reply(manners.unsigned, "sign not match"), REFUSED),
        (manners.reply(manners.no_keyword, "keywords not in content"), REFUSED),
        (manners.reply(manners.malformed), REFUSED),
        (ServerReply(400, manners.reply(manners.malformed).body), REFUSED),
        (ServerReply(body='{"status":1111,"wait":5,"source":"x5","punish":"deny"}'), RETRY),
    ]


@pytest.mark.parametrize(
    ("name", "reply", "outcome"),
    [(name, *case) for name, (manners, _) in VENDORS.items() for case in twenty(manners)],
)
def test_no_other_answer_is_ever_taken_for_sent(
    server: RobotServer, channel: Channel, letter: Letter, reply: ServerReply, outcome: Outcome
) -> None:
    server.answer(reply)
    result = channel.send(letter)
    assert result.outcome is outcome
    assert any("一" <= sign <= "鿿" for sign in result.reason)
    assert not {KEY, SECRET} & {*result.reason.split()}


def test_the_rules_of_a_robot_are_told_as_they_are_broken(name: str) -> None:
    manners, vendor = VENDORS[name]
    own, told = ADDRESS[name], {}
    addresses = {"key": f"{name}://other", "sign": f"{name}://bad@{KEY}", "keyword": own, "clock": own}
    with RobotServer(manners, {KEY: SECRET}, now=time, keyword="别的词") as server:
        for what, address in addresses.items():
            server.keyword, server.now = "别的词", (time if what != "clock" else lambda: time() + 4000)
            told[what] = open_channel(server.url).send(replace(LETTER, address=address))
    assert all(each.outcome is REFUSED and each.pause_recipient for each in told.values())
    assert "更正" in told["key"].reason
    assert "密钥" in told["sign"].reason
    assert "时钟" in told["clock"].reason
    assert "目标绩效管理" in told["keyword"].reason
    assert vendor.channel == name


@pytest.mark.parametrize(
    ("vendor", "code", "words", "outcome", "wait"),
    [
        (dingtalk.ROBOTS, 130101, "send too fast", RETRY, 600),
        (dingtalk.ROBOTS, 410100, "", RETRY, 600),
        (dingtalk.ROBOTS, 310000, "ip 1.2.3.4 not in whitelist", REFUSED, None),
        (dingtalk.ROBOTS, 310000, "something new", REFUSED, None),
        (dingtalk.ROBOTS, 400013, "", REFUSED, None),
        (feishu.ROBOTS, 11232, "frequency limited psm[x]", RETRY, 61),
        (feishu.ROBOTS, 9499, "too many request", RETRY, 61),
        (feishu.ROBOTS, 9499, "Bad Request", REFUSED, None),
        (feishu.ROBOTS, 19022, "Ip Not Allowed", REFUSED, None),
    ],
)
def test_a_code_is_of_its_class(vendor: Any, code: int, words: str, outcome: Outcome, wait: int | None) -> None:
    result = judge(vendor, VendorAnswer(200, json.dumps({vendor.code: code, vendor.words: words}).encode()))
    assert (result.outcome, result.retry_after) == (outcome, wait)
    assert str(code) in result.reason


def test_only_a_number_of_dingtalk_may_be_a_text() -> None:
    assert judge(dingtalk.ROBOTS, VendorAnswer(200, b'{"errcode":"0"}')).outcome is SENT
    assert judge(dingtalk.ROBOTS, VendorAnswer(200, b'{"errcode":"310000"}')).outcome is REFUSED
    for text in (b"00", b" 0", b"+0", b"-0", b"0x0", b"ok"):
        assert judge(dingtalk.ROBOTS, VendorAnswer(200, b'{"errcode":"%s"}' % text)).outcome is DOUBTFUL
    assert judge(feishu.ROBOTS, VendorAnswer(200, b'{"code":"0"}')).outcome is DOUBTFUL
    assert judge(feishu.ROBOTS, VendorAnswer(200, b'{"StatusCode":0,"StatusMessage":"success"}')).outcome is DOUBTFUL


@pytest.mark.parametrize("vendor", [dingtalk.ROBOTS, feishu.ROBOTS, wecom.ROBOTS])
@pytest.mark.parametrize("codes", [(310000, 0), (0, 310000), (0, 0)])
def test_an_answer_with_two_codes_is_never_taken_for_sent(vendor: Any, codes: tuple[int, int]) -> None:
    body = f'{{"{vendor.code}":{codes[0]},"{vendor.code}":{codes[1]}}}'.encode()
    assert judge(vendor, VendorAnswer(200, body)).outcome is DOUBTFUL


def test_a_message_of_dingtalk_that_is_sent_again_is_seen_once() -> None:
    with RobotServer(DINGTALK, {KEY: SECRET}, now=time) as server:
        server.answer(DROP_ACCEPTED)
        channel, letter = open_channel(server.url), replace(LETTER, address=ADDRESS["dingtalk"])
        assert [channel.send(letter).outcome for _ in range(2)] == [RETRY, SENT]
        assert channel.send(replace(letter, message_id="<a2@x.cn>")).outcome is SENT
        assert len(server.received) == 2


def test_a_text_of_people_cannot_call_anyone_in_feishu() -> None:
    _, body = feishu.ROBOTS.request(Robot(KEY), replace(LETTER, markdown='<at id=all></at><at user_id="all">'), 0)
    assert "<at" not in json.dumps(body)


@pytest.mark.parametrize("worst", ['"\n', "<", "\\", "长", "x\n"])
def test_a_text_within_the_limit_never_makes_too_large_a_body(worst: str) -> None:
    text = worst * (dingtalk.LIMIT // len(worst.encode()))
    for vendor in (dingtalk.ROBOTS, feishu.ROBOTS):
        _, body = vendor.request(Robot(KEY, secret=SECRET), replace(LETTER, subject="题" * 60, markdown=text), time())
        assert len(json.dumps(body, ensure_ascii=False).encode()) < LARGEST


def test_a_longer_text_is_refused_without_a_connection(name: str) -> None:
    channel = RobotChannel(VENDORS[name][1], Site("127.0.0.1", 1, secure=False))
    assert channel.send(replace(LETTER, address=ADDRESS[name], markdown="长" * 2001)).code == "too-long"


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        (f"dingtalk://{KEY}", True),
        (f"https://oapi.dingtalk.com/robot/send?access_token={KEY}&secret={SECRET}", True),
        (f"https://oapi.dg-work.cn/robot/send?access_token={KEY}", False),
        (f"https://oapi.dingtalk.com:444/robot/send?access_token={KEY}", False),
        (f"feishu://{KEY}", True),
        (f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", True),
        (f"https://evil.example.org/open-apis/bot/v2/hook/{KEY}", False),
    ],
)
def test_an_address_leads_to_the_vendor_or_nowhere(address: str, leads: bool) -> None:  # noqa: FBT001 - a row of the table
    robot = read_robot(address)
    assert robot is not None
    vendor = VENDORS[robot.channel][1]
    assert robot_of(address, vendor, Site(vendor.host)) == (robot if leads else None)


def test_a_private_deployment_is_reached_by_its_setting_and_never_leads_outside() -> None:
    private = Site("ding.gz.gov.cn", 8443, prefix="/gateway")
    for address in (f"dingtalk://{KEY}", f"https://ding.gz.gov.cn:8443/gateway/robot/send?access_token={KEY}"):
        assert robot_of(address, dingtalk.ROBOTS, private)
    public = f"https://oapi.dingtalk.com/robot/send?access_token={KEY}"
    assert robot_of(public, dingtalk.ROBOTS, private) is None
    assert robot_of(f"feishu://{KEY}", dingtalk.ROBOTS, private) is None


@pytest.mark.parametrize("reply", [HTML, HANG, ServerReply(body=f'{{"errcode":-9,"errmsg":"{KEY} {SECRET}"}}'), DROP])
def test_no_secret_shows_in_results_or_debug_logs(
    server: RobotServer, channel: Channel, letter: Letter, reply: ServerReply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer(reply)
    shown = f"{channel.send(letter)}{channel!r}{read_robot(letter.address)!r}{caplog.text}"
    assert KEY not in shown
    assert SECRET not in shown
