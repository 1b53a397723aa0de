"""The WeCom robot over real HTTP connections: a message counts as sent only with HTTP 200 and the integer errcode 0."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from ssl import SSLContext

import pytest

from deployments.loopback import wecom
from deployments.loopback.wecom import ServerReply, WeComServer, errcode
from notifications.channels import Channel, Letter, Outcome
from notifications.robots import Site, VendorAnswer, judge, robot_of
from notifications.services import open_channel
from notifications.wecom import ROBOTS

KEY = "9f31c2d7-5e0b-4c11-8a77-0d3f6b2a1c44"
OFFICIAL = Site("qyapi.weixin.qq.com")
LETTER = Letter(KEY, "目标办提醒", "正文", markdown="目标办提醒：本周到期2项。**第一季度分析会**今日到期。<@zhangsan>")


@pytest.fixture(scope="module")
def server() -> Iterator[WeComServer]:
    with WeComServer({KEY}, per_minute=None) as running:
        yield running


@pytest.fixture
def channel(server: WeComServer) -> Channel:
    server.received.clear()
    return open_channel(server.url + "?cto=0.2")


def test_an_accepted_message_arrives_as_markdown_and_is_sent(server: WeComServer, channel: Channel) -> None:
    assert channel.send(LETTER).outcome is Outcome.SENT
    assert server.received == [wecom.RobotMessage(KEY, "markdown", LETTER.markdown)]


def answer(body: object) -> ServerReply:
    return ServerReply(body=json.dumps(body))


RETRY, REFUSED, DOUBTFUL = Outcome.RETRY, Outcome.REFUSED, Outcome.DOUBTFUL
ANSWERS: list[tuple[ServerReply, Outcome, bool]] = [
    (errcode(45009, "api freq out of limit"), RETRY, False),
    (errcode(93000, "invalid webhook url"), REFUSED, False),
    (errcode(40058, "markdown.content exceed max length 4096"), REFUSED, False),
    (errcode(45002, "content size out of limit"), REFUSED, False),
    (errcode(40008, "invalid message type"), REFUSED, False),
    (errcode(44004, "empty content"), REFUSED, False),
    (errcode(40001, "invalid credential"), RETRY, False),
    (errcode(42001, "access_token expired"), RETRY, False),
    (errcode(60020, "not allow to access from your ip"), REFUSED, False),
    (errcode(81013, "user & party & tag all invalid"), REFUSED, False),
    (errcode(48001, "api forbidden"), REFUSED, False),
    (errcode(-1, "system error"), RETRY, False),
    (errcode(301002, "something new"), RETRY, False),
    (wecom.HTML, DOUBTFUL, False),
    (wecom.EMPTY_REPLY, DOUBTFUL, False),
    (ServerReply(body="  \r\n"), DOUBTFUL, False),
    (wecom.TRUNCATED, DOUBTFUL, False),
    (ServerReply(body="ok"), DOUBTFUL, False),
    (answer([0]), DOUBTFUL, False),
    (answer(0), DOUBTFUL, False),
    (answer({}), DOUBTFUL, False),
    (answer({"errcode": "0"}), DOUBTFUL, False),
    (answer({"errcode": False}), DOUBTFUL, False),
    (answer({"errcode": 0.0}), DOUBTFUL, False),
    (answer({"errcode": None, "errmsg": "ok"}), DOUBTFUL, False),
    (answer({"errmsg": "ok"}), DOUBTFUL, False),
    (ServerReply(body='{"errcode":0}' + " " * 9000 + "x"), DOUBTFUL, False),
    (ServerReply(body='{"errcode":0}', headers={"Content-Length": "99"}), DOUBTFUL, False),
    (ServerReply(body='ff\r\n{"errcode":0}', headers={"Transfer-Encoding": "chunked"}), DOUBTFUL, False),
    (ServerReply(204), DOUBTFUL, False),
    (ServerReply(201, '{"errcode":0}'), RETRY, True),
    (ServerReply(302, "", {"Location": "http://127.0.0.1:1/login"}), RETRY, False),
    (ServerReply(400, "bad"), RETRY, False),
    (ServerReply(403, "<html>"), RETRY, False),
    (ServerReply(404, '{"errcode":1}'), RETRY, False),
    (ServerReply(429, ""), RETRY, False),
    (ServerReply(500, '{"errcode":0}'), RETRY, True),
    (wecom.ERROR, RETRY, False),
    (ServerReply(502, "<html>bad gateway"), RETRY, True),
    (ServerReply(503, ""), RETRY, False),
    (ServerReply(504, ""), RETRY, True),
    (wecom.HANG, RETRY, True),
    (wecom.DROP, RETRY, True),
    (wecom.DROP_ACCEPTED, RETRY, True),
]


@pytest.mark.parametrize(("reply", "outcome", "may_repeat"), ANSWERS)
def test_no_failure_is_ever_taken_for_sent(
    server: WeComServer, channel: Channel, reply: ServerReply, outcome: Outcome, *, may_repeat: bool
) -> None:
    server.answer(reply)
    result = channel.send(LETTER)
    assert (result.outcome, result.may_repeat) == (outcome, may_repeat)
    assert any("一" <= letter <= "鿿" for letter in result.reason)


def test_too_many_messages_pause_the_robot_for_a_minute(server: WeComServer, channel: Channel) -> None:
    server.answer(wecom.TOO_OFTEN)
    result = channel.send(LETTER)
    assert result.reason == "机器人频率超限（45009），1分钟后再发"
    assert (result.retry_after, result.pause_recipient) == (61, True)


def test_an_invalid_key_pauses_the_robot_until_it_is_corrected(channel: Channel) -> None:
    result = channel.send(replace(LETTER, address="some-other-key"))
    assert (result.code, result.retry_after, result.pause_recipient) == ("93000", None, True)


@pytest.mark.parametrize(
    ("header", "wait"), [("7", 7), ("99999", 3600), ("Wed, 21 Oct 2026 07:28:00 GMT", 60), ("²", 60)]
)
def test_a_busy_gateway_names_its_wait_within_bounds(header: str, wait: int) -> None:
    assert judge(ROBOTS, VendorAnswer(429, b"", header)).retry_after == wait


def test_a_deeply_nested_answer_is_garbled_and_nothing_more() -> None:
    assert judge(ROBOTS, VendorAnswer(200, b"[" * 8000)).code == "garbled"


def test_a_site_that_is_down_is_unreachable() -> None:
    with WeComServer({KEY}) as gone:
        url = gone.url
    result = open_channel(url).send(LETTER)
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "refused")


def test_a_site_without_tls_is_unreachable_over_https(server: WeComServer) -> None:
    result = open_channel(f"mbwecoms://127.0.0.1:{server.port}/?cto=2").send(LETTER)
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "tls")


def test_an_untrusted_site_gets_no_message_unless_the_url_allows_it(
    certificate: Path, ours: SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with WeComServer({KEY}, per_minute=None) as server:
        server._http.socket = ours.wrap_socket(server._http.socket, server_side=True)
        url = f"mbwecoms://127.0.0.1:{server.port}/"
        stranger = open_channel(url).send(LETTER)
        assert (stranger.outcome, stranger.code, server.received) == (Outcome.UNREACHABLE, "tls", [])
        trusting = open_channel(url + "?verify=no")
        assert [trusting.send(LETTER).outcome for _ in range(2)] == [Outcome.SENT] * 2
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert open_channel(url).send(LETTER).outcome is Outcome.SENT


def test_a_host_that_cannot_be_written_is_unreachable() -> None:
    result = open_channel("mbwecoms://" + "ü" * 70 + ".example.org/?cto=1").send(LETTER)
    assert result.outcome is Outcome.UNREACHABLE


def test_a_full_address_works_like_its_key(server: WeComServer, channel: Channel) -> None:
    assert channel.send(replace(LETTER, address=server.webhook(KEY))).outcome is Outcome.SENT
    assert server.received[0].key == KEY


@pytest.mark.parametrize(
    "address",
    [
        "",
        "key with spaces",
        "key\r\nHost: x",
        "钥匙",
        "a" * 129,
        f"https://evil.example.org/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com:444/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com@evil.example.org/cgi-bin/webhook/send?key={KEY}",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send",
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}&key=b",
        f"https://[qyapi/send?key={KEY}",
    ],
)
def test_an_address_that_is_no_robot_of_this_site_is_refused(address: str) -> None:
    assert robot_of(address, ROBOTS, OFFICIAL) is None
    result = open_channel("mbwecoms://").send(replace(LETTER, address=address))
    assert (result.outcome, result.code) == (Outcome.REFUSED, "address")
    assert KEY not in result.reason


def test_an_official_address_gives_its_key() -> None:
    robot = robot_of(f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", ROBOTS, OFFICIAL)
    assert robot is not None
    assert robot.key == KEY


def test_a_message_above_the_limit_never_leaves(server: WeComServer, channel: Channel) -> None:
    assert channel.send(replace(LETTER, markdown="长" * 1366)).code == "too-long"
    assert channel.send(replace(LETTER, markdown="长" * 1365)).outcome is Outcome.SENT
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "reply", [wecom.ACCEPTED, errcode(301002, f"unknown key {KEY}"), wecom.HTML, wecom.HANG, wecom.DROP]
)
def test_the_key_never_shows_in_reasons_or_debug_logs(
    server: WeComServer, channel: Channel, caplog: pytest.LogCaptureFixture, reply: ServerReply
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer(reply)
    result = channel.send(LETTER)
    assert KEY not in f"{result}{channel!r}{caplog.text}"


def test_proxies_of_the_environment_are_not_used(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert channel.send(LETTER).outcome is Outcome.SENT
