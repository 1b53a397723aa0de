"""The WeCom app over real HTTP: a token per process, refreshed once, and no member missed without a failure."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from deployments.loopback import wecom
from deployments.loopback.wecom import ServerReply, WeComServer
from deployments.loopback.wecom_app import PER_MINUTE, SEND_PATH, TOKEN_PATH, AppMessage, errcode
from models.rules.errors import Refused
from notifications.channels import Channel, Letter, Outcome
from notifications.outlets import Outlets, open_channels
from notifications.robots import Site, VendorAnswer
from notifications.services import open_channel
from notifications.wecom_app import App, WeComAppChannel, judge_app
from tests.notifications.conftest import instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Acting, Sql, Violations
    from tests.notifications.conftest import Post

LETTER = Letter("zhangsan", "主题", "正文", markdown="**3月月度检查**今日到期")
SECRET = "loopback-secret"  # noqa: S105 - of the loopback server
STANDING = """
SELECT m.state, m.tries, m.reason FROM message m JOIN recipient r ON r.id = m.recipient_id
WHERE r.channel = 'wecom_app' ORDER BY m.id
"""
OVERDUE = "2026-04-01 09:00"


@pytest.fixture
def server() -> Iterator[WeComServer]:
    with WeComServer(set()) as running:
        running.app.members |= {"zhangsan", "lisi"}
        yield running


@pytest.fixture
def channel(server: WeComServer) -> Channel:
    return open_channel(f"{server.app.url(server.port)}&cto=0.5")


def test_a_message_reaches_one_member_as_markdown(server: WeComServer, channel: Channel) -> None:
    assert channel.send(LETTER).outcome is Outcome.SENT
    assert server.app.received == [AppMessage("zhangsan", "markdown", LETTER.markdown)]


def test_one_token_serves_all_messages_and_channels_of_a_process(server: WeComServer, channel: Channel) -> None:
    other = open_channel(f"{server.app.url(server.port)}&cto=0.5")
    results = [each.send(replace(LETTER, markdown=f"第{n}条")) for n in range(5) for each in (channel, other)]
    assert {result.outcome for result in results} == {Outcome.SENT}
    assert server.app.tokens == ["token-1"]


def test_lanes_that_start_together_fetch_one_token(server: WeComServer) -> None:
    lanes = [open_channel(f"{server.app.url(server.port)}&cto=5") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda lane: lane[1].send(replace(LETTER, markdown=f"第{lane[0]}条")), enumerate(lanes)))
    assert {result.outcome for result in sent} == {Outcome.SENT}
    assert server.app.tokens == ["token-1"]


@pytest.mark.parametrize("code", [42001, 40001, 40014])
def test_a_token_that_is_no_longer_valid_is_refreshed_once_and_the_message_sent_at_once(
    server: WeComServer, channel: Channel, code: int
) -> None:
    server.answer(errcode(code, "access_token expired"), key=SEND_PATH)
    assert channel.send(LETTER).outcome is Outcome.SENT
    assert server.app.tokens == ["token-1", "token-2"]
    assert len(server.app.received) == 1


def test_tokens_that_expire_between_two_messages_go_unnoticed(server: WeComServer, channel: Channel) -> None:
    channel.send(LETTER)
    server.app.expire()
    assert channel.send(replace(LETTER, markdown="次日")).outcome is Outcome.SENT
    assert [message.content for message in server.app.received] == [LETTER.markdown, "次日"]


def test_a_token_that_is_refused_twice_is_a_passing_failure(server: WeComServer, channel: Channel) -> None:
    server.answer(*[errcode(42001, "access_token expired")] * 2, key=SEND_PATH)
    result = channel.send(LETTER)
    assert (result.outcome, result.code) == (Outcome.RETRY, "42001")
    assert server.app.tokens == ["token-1", "token-2"]
    assert not server.app.received


def test_a_member_who_was_not_reached_is_a_failure_although_errcode_is_0(server: WeComServer, channel: Channel) -> None:
    for word in ("invaliduser", "unlicenseduser"):
        server.answer(ServerReply(body=json.dumps({"errcode": 0, "errmsg": "ok", word: "zhangsan"})), key=SEND_PATH)
        result = channel.send(LETTER)
        assert (result.outcome, result.code) == (Outcome.REFUSED, "invaliduser")
        assert "企业微信号" in result.reason


def test_an_unknown_member_is_a_failure(channel: Channel) -> None:
    result = channel.send(replace(LETTER, address="wangwu"))
    assert (result.outcome, result.code) == (Outcome.REFUSED, "81013")


REFUSED, RETRY, DOUBTFUL = Outcome.REFUSED, Outcome.RETRY, Outcome.DOUBTFUL
ANSWERS = [
    (errcode(60020, "not allow to access from your ip"), REFUSED, False),
    (errcode(81013, "user & party & tag all invalid"), REFUSED, False),
    (errcode(60111, "userid not found"), REFUSED, False),
    (errcode(40003, "invalid UserID"), REFUSED, False),
    (errcode(301002, "not allow operate another agent"), REFUSED, False),
    (errcode(48001, "api forbidden"), REFUSED, False),
    (errcode(45002, "content size out of limit"), REFUSED, False),
    (errcode(45009, "api freq out of limit"), RETRY, False),
    (errcode(45033, "concurrent call exceed limit"), RETRY, False),
    (errcode(-1, "system error"), RETRY, False),
    (errcode(999999, "something new"), RETRY, False),
    (wecom.HTML, DOUBTFUL, False),
    (wecom.EMPTY_REPLY, DOUBTFUL, False),
    (wecom.TRUNCATED, DOUBTFUL, False),
    (ServerReply(body='{"errcode":"0"}'), DOUBTFUL, False),
    (ServerReply(body='{"errcode":0}', headers={"Content-Length": "99"}), DOUBTFUL, False),
    (ServerReply(body='ff\r\n{"errcode":0}', headers={"Transfer-Encoding": "chunked"}), DOUBTFUL, False),
    (ServerReply(body='[{"errcode":0}]'), DOUBTFUL, False),
    (ServerReply(body='{"code":0}'), DOUBTFUL, False),
    (ServerReply(204), DOUBTFUL, False),
    (ServerReply(429, ""), RETRY, False),
    (ServerReply(502, "<html>bad gateway"), RETRY, True),
    (wecom.ERROR, RETRY, False),
    (ServerReply(302, "", {"Location": "http://127.0.0.1:1/"}), RETRY, False),
    (wecom.HANG, RETRY, True),
    (wecom.DROP, RETRY, True),
]


@pytest.mark.parametrize(("reply", "outcome", "may_repeat"), ANSWERS)
def test_no_failure_is_taken_for_sent(
    server: WeComServer, channel: Channel, reply: ServerReply, outcome: Outcome, *, may_repeat: bool
) -> None:
    server.answer(reply, key=SEND_PATH)
    result = channel.send(LETTER)
    assert (result.outcome, result.may_repeat) == (outcome, may_repeat)


def test_a_busy_app_holds_back_the_member_for_a_minute(server: WeComServer, channel: Channel) -> None:
    server.answer(errcode(45009, "api freq out of limit"), key=SEND_PATH)
    result = channel.send(LETTER)
    assert (result.retry_after, result.pause_recipient) == (61, True)
    assert "应用" in result.reason


@pytest.mark.parametrize(
    "reply",
    [
        errcode(40001, "invalid credential"),
        errcode(40013, "invalid corpid"),
        errcode(-1, "system error"),
        errcode(60020, "not allow to access from your ip"),
        ServerReply(body='{"errcode":0,"errmsg":"ok"}'),
        ServerReply(body='{"errcode":0,"access_token":"a b&c=d"}'),
        ServerReply(body='{"errcode":0,"access_token":7}'),
        ServerReply(body='[{"errcode":0}]'),
        wecom.HTML,
        wecom.EMPTY_REPLY,
    ],
)
def test_without_a_token_nothing_is_handed_over_and_no_try_is_counted(
    server: WeComServer, channel: Channel, reply: ServerReply
) -> None:
    server.answer(reply, key=TOKEN_PATH)
    result = channel.send(LETTER)
    assert (result.outcome, result.may_repeat) == (Outcome.UNREACHABLE, False)
    assert not server.app.received
    assert channel.send(LETTER).outcome is Outcome.SENT


def test_a_server_that_is_down_is_unreachable() -> None:
    with WeComServer(set()) as gone:
        url = gone.app.url(gone.port)
    result = open_channel(url).send(LETTER)
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "refused")


def test_a_wrong_secret_is_said_without_the_secret(server: WeComServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    result = open_channel(server.app.url(server.port).replace(SECRET, "geheim-4711")).send(LETTER)
    assert (result.outcome, result.code) == (Outcome.UNREACHABLE, "40001")
    assert "geheim-4711" not in f"{result}{caplog.text}"


@pytest.mark.parametrize("reply", [wecom.ACCEPTED, errcode(301, f"token-1 {SECRET}"), wecom.HTML, wecom.HANG])
def test_neither_secret_nor_token_shows_in_results_reprs_or_debug_logs(
    server: WeComServer, channel: Channel, caplog: pytest.LogCaptureFixture, reply: ServerReply
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer(reply, key=SEND_PATH)
    result = channel.send(LETTER)
    shown = f"{result}{channel!r}{App('corp', 7, SECRET)}{caplog.text}"
    assert SECRET not in shown
    assert "token-1" not in shown


@pytest.mark.parametrize(
    "address", ["", "all", "@all", "zhangsan|lisi", "张三", "zhang san", "zhangsan\n", "a" * 65, "13800000000@"]
)
def test_an_address_is_the_name_of_one_member(server: WeComServer, channel: Channel, address: str) -> None:
    result = channel.send(replace(LETTER, address=address))
    assert result.outcome is Outcome.REFUSED
    assert not server.app.received


def test_a_message_sent_again_after_a_doubt_reaches_the_member_once(server: WeComServer, channel: Channel) -> None:
    assert channel.send(LETTER).outcome is Outcome.SENT
    assert channel.send(LETTER).outcome is Outcome.SENT
    assert len(server.app.received) == 1
    assert len(server.app.dropped) == 1


def test_the_server_drops_what_is_above_thirty_a_minute_without_an_error(server: WeComServer, channel: Channel) -> None:
    sent = [channel.send(replace(LETTER, markdown=f"第{n}条")).outcome for n in range(PER_MINUTE + 1)]
    assert set(sent) == {Outcome.SENT}
    assert len(server.app.received) == PER_MINUTE


def test_a_message_above_the_limit_of_an_app_never_leaves(server: WeComServer, channel: Channel) -> None:
    assert channel.send(replace(LETTER, markdown="长" * 683)).code == "too-long"
    assert channel.send(replace(LETTER, markdown="长" * 682)).outcome is Outcome.SENT
    assert len(server.app.received) == 1


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("mbwecomapps://ww1:geheim@1000002/", Site("qyapi.weixin.qq.com")),
        ("mbwecomapps://ww1:geheim@1000002/?verify=no&cto=3", Site("qyapi.weixin.qq.com", timeout=3, verify=False)),
        ("mbwecomapps://ww1:geheim@1000002/prefix?host=wecom.gz.cn", Site("wecom.gz.cn", 443, prefix="/prefix")),
        ("mbwecomapps://ww1:geheim@1000002/?host=wecom.gz.cn:8443", Site("wecom.gz.cn", 8443)),
        ("mbwecomapp://ww1:geheim@1000002/?host=127.0.0.1:8080", Site("127.0.0.1", 8080, secure=False)),
        ("mbwecomapp://ww1:geheim@1000002/?host=wecom.gz.cn&plain=yes", Site("wecom.gz.cn", 80, secure=False)),
    ],
)
def test_the_url_of_an_app_gives_server_company_secret_and_number(url: str, site: Site) -> None:
    channel = open_channel(url)
    assert isinstance(channel, WeComAppChannel)
    assert channel._line.site == site
    assert channel._app == App("ww1", 1000002, "geheim")


@pytest.mark.parametrize(
    "url",
    [
        "mbwecomapps://",
        "mbwecomapps://ww1@1000002/",
        "mbwecomapps://ww1:geheim@qyapi.weixin.qq.com/",
        "mbwecomapps://ww1:geheim@1000002/?host=a:b",
        "mbwecomapps://ww1:geheim@1000002/?host=a:99999",
        "mbwecomapp://ww1:geheim@1000002/",
        "mbwecomapp://ww1:geheim@1000002/?host=wecom.gz.cn",
        "mbwecomapps://ww1:geheim@1000002/?cto=x",
    ],
)
def test_a_wrong_url_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        open_channel(url)
    assert "geheim" not in refusal.value.message
    assert any("一" <= letter <= "鿿" for letter in refusal.value.message)


def test_an_answer_that_cannot_be_read_is_not_sent() -> None:
    assert judge_app(VendorAnswer(200, b"[" * 8000, "")).code == "garbled"


# -- through the whole delivery ---------------------------------------------------------------------------------------


@pytest.fixture
def liaison(letters: Acting, post: Post, server: WeComServer) -> Acting:
    """D001 has a liaison with a mailbox and a WeCom name; the app is configured."""
    post.urls["wecom_app"] = server.app.url(server.port)
    person = {"部门编码": "D001", "角色": "联络员", "姓名": "张三", "邮箱": "zs@example.org", "企业微信号": "zhangsan"}
    letters.take("contacts", person)
    return letters.on("2026-04-01")


def test_a_notice_to_the_liaison_goes_by_mail_and_by_app(
    liaison: Acting, post: Post, server: WeComServer, sql: Sql, violations: Violations
) -> None:
    liaison.system.do("remind")
    post.at(OVERDUE)
    [message] = server.app.received
    assert message.member == "zhangsan"
    assert "逾期" in message.content
    assert sql.rows(STANDING) == [("sent", 1, "企业微信已接受")]
    assert "zs@example.org" in sql.column("SELECT address FROM recipient r JOIN message m ON m.recipient_id = r.id")
    assert violations() == []


def test_a_notice_to_the_head_goes_by_app(liaison: Acting, post: Post, server: WeComServer) -> None:
    liaison.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "李四", "企业微信号": "lisi"})
    liaison.on("2026-03-05").office("D001").report("D001", "2026-03", "T001", "T002")
    post.at("2026-03-05 09:00")
    assert [message.member for message in server.app.received] == ["lisi"]


def test_a_message_of_the_app_has_markdown_only(liaison: Acting, post: Post, sql: Sql) -> None:
    liaison.system.do("remind")
    post.at(OVERDUE)
    app = "SELECT m.text || m.html, m.markdown <> '' FROM message m JOIN recipient r ON r.id = m.recipient_id"
    assert sql.rows(f"{app} WHERE r.channel = 'wecom_app'") == [("", True)]


def test_without_the_setting_nothing_is_addressed_to_members(liaison: Acting, post: Post, sql: Sql) -> None:
    del post.urls["wecom_app"]
    liaison.system.do("remind")
    assert "企业微信应用" not in post.at(OVERDUE).words
    assert sql.value("SELECT count(*) FROM recipient WHERE channel = 'wecom_app'") == 0


def test_a_member_who_is_not_reached_is_parked_with_the_reason(
    liaison: Acting, post: Post, server: WeComServer, sql: Sql
) -> None:
    server.app.members.clear()
    liaison.system.do("remind")
    post.at(OVERDUE)
    [(state, tries, reason)] = sql.rows(STANDING)
    assert (state, tries) == ("parked", 1)
    assert "81013" in reason


def test_a_member_above_twenty_a_minute_waits_and_the_mail_goes(
    liaison: Acting, post: Post, server: WeComServer, sql: Sql
) -> None:
    liaison.system.do("remind")
    taken = "INSERT INTO send_turn (receiver, number, taken_at) SELECT encode(sha256('wecom_app|zhangsan'), 'hex'), n,"
    sql(f"{taken} CAST(:at AS timestamptz) FROM generate_series(1, 20) n", at=f"{OVERDUE}+08")
    post.at(OVERDUE)
    assert not server.app.received
    assert sql.rows(STANDING) == [("waiting", 0, "每分钟最多20条，稍后发送")]
    assert sql.value("SELECT count(*) FROM message WHERE state = 'sent'") == 4
    post.at("2026-04-01 09:01")
    assert len(server.app.received) == 1


def test_a_wrong_setting_of_the_app_delays_no_mail(liaison: Acting, post: Post, sql: Sql) -> None:
    post.urls["wecom_app"] = "mbwecomapps://ww1:geheim@nonsense/"
    liaison.system.do("remind")
    words = post.at(OVERDUE).words
    assert "企业微信应用设置有误" in words
    assert "geheim" not in words
    assert sql.value("SELECT count(*) FROM message WHERE state = 'sent'") == 4


def test_an_unsent_message_goes_to_the_corrected_name(liaison: Acting, post: Post, server: WeComServer) -> None:
    liaison.system.do("remind")
    broken, post.urls["wecom_app"] = post.urls["wecom_app"], "mbwecomapps://ww1:geheim@nonsense/"
    post.at(OVERDUE)
    liaison.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "张三", "企业微信号": "lisi"})
    post.urls["wecom_app"] = broken
    post.at("2026-04-01 09:10")
    assert [message.member for message in server.app.received] == ["lisi"]


def test_no_secret_of_the_app_is_stored(liaison: Acting, post: Post, server: WeComServer, sql: Sql) -> None:
    liaison.system.do("remind")
    server.answer(errcode(-1, f"busy {SECRET} token-1"), key=SEND_PATH)
    post.at(OVERDUE)
    tables = ("message", "attempt", "block", "notice", "delivery", "transition", "recipient", "send_turn")
    rows = "".join(str(sql.column(f"SELECT t::text FROM {table} t")) for table in tables)  # noqa: S608 - names above
    assert SECRET not in rows
    assert "token-1" not in rows


def test_a_rehearsal_writes_messages_to_members_into_its_folder() -> None:
    channels, _ = open_channels(Outlets({}, "x", lambda _session: instant(OVERDUE), "甲"), ["a@example.org"])
    assert {name: lanes[0].name for name, lanes in channels.items()}["wecom_app"] == "folder"
