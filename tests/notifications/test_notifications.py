"""From settings to a settled try: URLs, addresses, answers of SMTP and of robots, waits, one message per recipient."""

from __future__ import annotations

import json
import logging
import re
import smtplib
import ssl
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.file_store.letters import LetterFolder
from models.intake.shipped import shipped_calendar
from models.rules.errors import Refused
from models.rules.workdays import BusinessDay
from notifications.channels import LANES, REASON_LIMIT, Letter, Outcome, Place, Result, one_line, scrub
from notifications.claim import Claim
from notifications.delivery import BREAKER, _is_down, _summarise
from notifications.digests import _build_message, _render_or_none
from notifications.handover import BACKOFF, UNREACHABLE_PAUSE, DeliveryRun, _next_state
from notifications.mail import WORDS, MailChannel
from notifications.mail_format import compose
from notifications.outlets import Outlets, open_channels, send_letter
from notifications.printers import Rendered
from notifications.relay import MAILBOX, PORTS, Mode, Relay, cause, read_relay, trust
from notifications.render import render
from notifications.robots import ANSWER_LIMIT, RobotChannel, Site, VendorAnswer, robot_of
from notifications.robots import judge as judge_answer
from notifications.samples import SAMPLES
from notifications.services import open_channel
from notifications.wecom import ANSWERS, ROBOTS

FROM: dict[str, Any] = {"from": "a@b.cn"}
UNKNOWN_SENDER: dict[str, Any] = {"from": "nobody"}
SENT, DOUBTFUL, RETRY, REFUSED, UNREACHABLE = Outcome
OFFICIAL = ROBOTS.host
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTER = Letter("lianluoyuan@example.org", "题目", "正文", at=NOW)
RELAY = Relay("127.0.0.1", 2525, "mubiao@example.org", mode=Mode.INSECURE)
KEY = "9f31c2d7-5e0b-4c11"
SECRET = "Geheim-9f31c2d7"  # noqa: S105 - planted, to be looked for


def place(host: str = "mail.example.org", port: int | None = None, **words: Any) -> Place:
    return Place("mbmail", host, port, "a@example.org", "p", words=words)


def refused(given: Place) -> str:
    with pytest.raises(Refused) as refusal:
        read_relay(given)
    return refusal.value.message


# The relay's URL


@pytest.mark.parametrize(
    ("url", "host", "port", "sender", "mode"),
    [
        ("mbmail://h.cn/?from=a@b.cn", "h.cn", 587, "a@b.cn", Mode.STARTTLS),
        ("mbmail://h.cn/?from=a@b.cn&mode=SSL", "h.cn", 465, "a@b.cn", Mode.SSL),
        ("mbmail://h.cn:2465/?from=a@b.cn&mode=ssl", "h.cn", 2465, "a@b.cn", Mode.SSL),
        ("mbmail://localhost/?from=a@b.cn&mode=insecure", "localhost", 25, "a@b.cn", Mode.INSECURE),
        ("mbmail://h.cn/?from=a@b.cn&mode=insecure&plain=yes", "h.cn", 25, "a@b.cn", Mode.INSECURE),
        ("mbmail://u%40b.cn:p@h.cn", "h.cn", 587, "u@b.cn", Mode.STARTTLS),
        ("mbmail://u%40b.cn:p@h.cn/?from=c@b.cn", "h.cn", 587, "c@b.cn", Mode.STARTTLS),
        ("mbmail://[::1]:2525/?from=a@b.cn&mode=insecure", "::1", 2525, "a@b.cn", Mode.INSECURE),
    ],
)
def test_a_url_gives_host_port_sender_and_encryption(url: str, host: str, port: int, sender: str, mode: Mode) -> None:
    channel = open_channel(url)
    assert isinstance(channel, MailChannel)
    relay = channel._relay
    assert (relay.host, relay.port, relay.sender, relay.mode) == (host, port, sender, mode)
    assert relay.domain == sender.partition("@")[2]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (place(mode="tls"), "邮件设置的加密方式mode只能是 starttls、ssl 或 insecure"),
        (place(mode=""), "邮件设置的加密方式mode只能是 starttls、ssl 或 insecure"),
        (place(mode="insecure"), "不加密的邮件连接只允许用于本机；确需使用，请在地址中加上 plain=yes"),
        (place(**UNKNOWN_SENDER), "邮件设置缺少发件地址，请在地址中加上 from=发件邮箱"),
        (replace(place(), user="u"), "邮件设置缺少发件地址，请在地址中加上 from=发件邮箱"),
        (replace(place(**FROM), user="用户"), "邮件设置的用户名和密码只能含英文字母、数字和符号"),
        (place("", None), "mbmail地址的主机或端口不正确，应为 mbmail://主机:端口/"),
        (place("mail example"), "mbmail地址的主机或端口不正确，应为 mbmail://主机:端口/"),
        (place(port=0), "mbmail地址的主机或端口不正确，应为 mbmail://主机:端口/"),
        (place(port=65536), "mbmail地址的主机或端口不正确，应为 mbmail://主机:端口/"),
        (place(cto="121"), "mbmail地址中的cto应为0到120之间的秒数"),
        (place(cto="-1"), "mbmail地址中的cto应为0到120之间的秒数"),
        (place(cto="nan"), "mbmail地址中的cto应为0到120之间的秒数"),
        (place(cto="inf"), "mbmail地址中的cto应为0到120之间的秒数"),
    ],
)
def test_a_wrong_setting_is_named_in_chinese(given: Place, words: str) -> None:
    assert refused(given) == words


@pytest.mark.parametrize("port", [1, 25, 65535])
@pytest.mark.parametrize("host", ["mail.example.org", "10.0.0.1", "[2001:db8::1]", "a_b-c"])
def test_a_host_and_a_port_within_bounds_are_taken(host: str, port: int) -> None:
    assert place(host, port).endpoint(587) == (host.strip("[]"), port)
    assert place(host).endpoint(587) == (host.strip("[]"), 587)


@pytest.mark.parametrize(("text", "seconds"), [("120", 120), ("0.5", 0.5), ("10", 10), ("1e1", 10)])
def test_a_timeout_is_read_in_seconds(text: str, seconds: float) -> None:
    assert read_relay(place(cto=text)).timeout == seconds
    assert read_relay(place()).timeout == 10


@pytest.mark.parametrize("word", ["yes", "YES", "true", "True", "1", "on"])
def test_these_words_mean_yes(word: str) -> None:
    assert place(verify=word).is_yes("verify", default=False)


@pytest.mark.parametrize("word", ["no", "false", "0", "off", "No"])
def test_these_words_mean_no(word: str) -> None:
    assert not place(verify=word).is_yes("verify", default=True)


@pytest.mark.parametrize("word", ["y", "ture", "是", "", " yes"])
@pytest.mark.parametrize("default", [True, False])
def test_a_word_that_means_neither_yes_nor_no_is_refused(word: str, *, default: bool) -> None:
    with pytest.raises(Refused, match="地址中的verify应为yes或no"):
        place(verify=word).is_yes("verify", default=default)


@pytest.mark.parametrize(
    ("host", "word", "allowed"),
    [
        ("127.0.0.1", "", True),
        ("localhost", "no", True),
        ("[::1]", "", True),
        ("10.0.0.1", "", False),
        ("mail.example.org", "no", False),
        ("mail.example.org", "yes", True),
        ("localhost.example.org", "", False),
        ("127.0.0.1.example.org", "", False),
    ],
)
def test_without_encryption_only_this_machine_is_reached_unless_allowed(host: str, word: str, *, allowed: bool) -> None:
    assert place(host, None, **({"plain": word} if word else {})).plain_allowed() is allowed


def test_each_encryption_has_its_port() -> None:
    assert {mode: PORTS[mode] for mode in Mode} == {Mode.STARTTLS: 587, Mode.SSL: 465, Mode.INSECURE: 25}


def test_a_password_is_in_no_written_form_of_a_relay() -> None:
    assert SECRET not in repr(replace(RELAY, password=SECRET))


def test_certificates_are_checked_unless_the_relay_says_no() -> None:
    assert trust(RELAY) is None
    strict, lax = trust(replace(RELAY, mode=Mode.SSL)), trust(replace(RELAY, mode=Mode.SSL, verify=False))
    assert strict
    assert lax
    assert (strict.verify_mode, strict.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (lax.verify_mode, lax.check_hostname) == (ssl.CERT_NONE, False)


# Addresses


@pytest.mark.parametrize(
    "address",
    ["a@b.cn", "a.b-c_d+e@b.cn", "A9@b-c.example.org", "a!#$%&'*/=?^`{|}~@b.cn", "1@1.cn", "a@localhost", "a@b"],
)
def test_a_mailbox_is_accepted(address: str) -> None:
    assert MAILBOX.fullmatch(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "@b.cn", "a@", "a@@b.cn", "a@b..cn", ".a@b.cn", "a.@b.cn", "a..b@b.cn", "a b@b.cn", "a@b cn"),
        *("a@-b.cn", "a@b-.cn", "a@b.cn.", "甲@b.cn", "a@单位.cn", "a@b.cn\n", "<a@b.cn>", "a@b.cn,c@d.cn"),
        *('"a"@b.cn', "a@[1.2.3.4]"),
    ],
)
def test_what_is_no_mailbox_is_refused_before_a_connection_is_opened(address: str) -> None:
    result = MailChannel(RELAY).send(replace(LETTER, address=address))
    assert (result.outcome, result.code) == (REFUSED, "address")
    assert "\n" not in result.reason


# Answers of the relay


@pytest.mark.parametrize(
    ("code", "stage", "outcome"),
    [
        *((250, stage, SENT) for stage in ("DATA",)),
        (251, "DATA", SENT),
        *((code, "RCPT", RETRY) for code in (421, 450, 451, 452, 455, 499)),
        *((code, "DATA", RETRY) for code in (421, 450, 451, 452)),
        *((code, "RCPT", REFUSED) for code in (500, 501, 503, 550, 551, 552, 553, 554, 599)),
        *((code, "DATA", REFUSED) for code in (550, 552, 554)),
        *((code, "MAIL", UNREACHABLE) for code in (500, 530, 550, 553, 554)),
        *((code, stage, UNREACHABLE) for code in (530, 534, 535, 538) for stage in ("MAIL", "RCPT", "DATA")),
        *((code, "MAIL", RETRY) for code in (421, 450, 451, 452)),
        *((code, "RCPT", RETRY) for code in (-1, 100, 354, 600)),
    ],
)
def test_an_answer_is_judged_by_its_class_and_stage(code: int, stage: str, outcome: Outcome) -> None:
    result = MailChannel(RELAY)._judge(stage, code, b"words")
    assert result.outcome is outcome
    assert result.reason.endswith(f"（{code} words）")
    assert not result.may_repeat
    assert (result.retry_after, result.pause_recipient) == (None, False)


@pytest.mark.parametrize(("code", "words"), WORDS.items())
def test_a_known_code_is_explained_in_chinese(code: int, words: str) -> None:
    result = MailChannel(RELAY)._judge("RCPT", code, b"")
    assert result.code == str(code)
    assert result.reason.replace(" ", "") == f"{words}（{code}）"


@pytest.mark.parametrize(
    ("code", "words"), [(499, "邮件服务器暂不接收"), (599, "邮件服务器拒绝接收"), (354, "邮件服务器的应答无法识别")]
)
def test_an_unknown_code_is_explained_by_its_class(code: int, words: str) -> None:
    assert MailChannel(RELAY)._judge("RCPT", code, b"x").reason == f"{words}（{code} x）"


@pytest.mark.parametrize(("stage", "may_repeat"), [("MAIL", False), ("RCPT", False), ("DATA", True)])
def test_only_after_the_letter_was_handed_over_is_a_strange_answer_doubtful(stage: str, *, may_repeat: bool) -> None:
    assert MailChannel(RELAY)._judge(stage, -1, b"?").may_repeat is may_repeat
    assert MailChannel(RELAY)._connection_lost(stage, ConnectionResetError()).may_repeat is may_repeat


@pytest.mark.parametrize(
    ("stage", "outcome", "words"),
    [
        ("MAIL", UNREACHABLE, "邮件服务器127.0.0.1:2525不通：连接中断"),
        ("RCPT", RETRY, "邮件尚未交出：连接中断"),
        ("DATA", RETRY, "交出邮件后没有得到答复，不能确定是否已收下：连接中断"),
    ],
)
def test_a_lost_connection_is_judged_by_its_stage(stage: str, outcome: Outcome, words: str) -> None:
    result = MailChannel(RELAY)._connection_lost(stage, ConnectionResetError())
    assert (result.outcome, result.code, result.reason) == (outcome, "lost", words)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), "login", "登录失败（535），请检查用户名和密码"),
        (smtplib.SMTPAuthenticationError(454, b"later"), "login", "登录失败（454），请检查用户名和密码"),
        (smtplib.SMTPNotSupportedError(), "unsupported", "服务器不支持所设的加密或登录方式"),
        (smtplib.SMTPConnectError(554, b"no"), "554", "服务器答复554"),
        (smtplib.SMTPHeloError(501, b"no"), "501", "服务器答复501"),
        (smtplib.SMTPServerDisconnected(), "lost", "连接中断"),
        (TimeoutError(), "timeout", "等待对方应答超时"),
        (ConnectionRefusedError(), "refused", "对方拒绝连接，请检查地址、端口和服务是否启动"),
        (ValueError("secret"), "ValueError", "网络错误（ValueError）"),
    ],
)
def test_an_error_of_the_relay_has_a_code_and_chinese_words(error: Exception, code: str, words: str) -> None:
    assert cause(error) == (code, words)


def test_a_timeout_inside_a_lost_connection_is_a_timeout() -> None:
    lost = smtplib.SMTPServerDisconnected("timed out")
    lost.__context__ = TimeoutError()
    assert cause(lost)[0] == "timeout"


# The composed mail


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("", "mubiao@example.org"),
        ("目标办", "目标办 <mubiao@example.org>"),
        ("目标办, 省", '"目标办, 省" <mubiao@example.org>'),
        ("甲\r\nBcc: x@example.org", '"甲 Bcc: x@example.org" <mubiao@example.org>'),
    ],
)
def test_the_name_of_the_sender_is_one_header(name: str, shown: str) -> None:
    message: Any = message_from_bytes(compose(LETTER, replace(RELAY, name=name)), policy=policy.SMTP)
    assert str(message["From"]) == shown
    assert message["Bcc"] is None
    assert (message["To"], message["Auto-Submitted"]) == (LETTER.address, "auto-generated")


@pytest.mark.parametrize(
    ("given", "stored"), [("<1@b.cn>", r"<1@b\.cn>"), ("", r"<.+@example\.org>"), ("<1@b.cn>\n", r"<1@b\.cn>")]
)
def test_a_message_id_is_kept_or_made_in_the_domain_of_the_sender(given: str, stored: str) -> None:
    content = compose(replace(LETTER, message_id=given), RELAY)
    message: Any = message_from_bytes(content, policy=policy.SMTP)
    assert content.count(b"Message-ID:") == 1
    assert re.fullmatch(stored, str(message["Message-ID"]))


def test_a_letter_without_an_instant_has_no_date_header() -> None:
    assert b"\r\nDate:" in compose(LETTER, RELAY)
    assert b"\r\nDate:" not in compose(replace(LETTER, at=None), RELAY)


@settings(max_examples=settings().max_examples * 2 // 5)
@given(subject=st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=80))
def test_any_subject_comes_back_as_it_was(subject: str) -> None:
    message: Any = message_from_bytes(compose(replace(LETTER, subject=subject), RELAY), policy=policy.SMTP)
    assert str(message["Subject"]) == one_line(subject)


# Answers of a robot


def judge(status: int, body: bytes, retry_after: str = "", key: str = "") -> Result:
    return judge_answer(ROBOTS, VendorAnswer(status, body, retry_after), key)


@pytest.mark.parametrize("meaning", ANSWERS, ids=lambda meaning: meaning.code)
def test_a_known_error_of_a_robot_has_its_meaning_with_any_words(meaning: Result) -> None:
    body = json.dumps({"errcode": int(meaning.code), "errmsg": f"hint {KEY}"}).encode()
    assert judge(200, body, key=KEY) == meaning
    assert f"（{meaning.code}）" in meaning.reason
    assert meaning.outcome in {RETRY, REFUSED}


def test_only_two_errors_pause_a_robot_and_only_one_of_them_for_a_time() -> None:
    assert {each.code: each.retry_after for each in ANSWERS if each.pause_recipient} == {"45009": 61, "93000": None}
    assert len({each.code for each in ANSWERS}) == len(ANSWERS)


@pytest.mark.parametrize("code", [1, -2, 40002, 50001, 10**9])
def test_an_unknown_error_is_tried_again_with_its_words_but_without_the_key(code: int) -> None:
    result = judge(200, json.dumps({"errcode": code, "errmsg": f"bad {KEY}\n!"}).encode(), key=KEY)
    assert (result.outcome, result.code, result.may_repeat) == (RETRY, str(code), False)
    assert result.reason == f"企业微信返回{code}：bad *** !"


@pytest.mark.parametrize("status", [201, 202, 204])
def test_another_success_without_a_code_is_doubtful(status: int) -> None:
    assert judge(status, b"").outcome is DOUBTFUL


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 418, 500, 502, 503, 504])
def test_any_status_that_is_no_success_is_tried_again(status: int) -> None:
    result = judge(status, b"")
    assert (result.outcome, result.code) == (RETRY, f"http-{status}")
    assert result.may_repeat is (status in {201, 204, 502, 504})
    assert f"HTTP {status}" in result.reason


@pytest.mark.parametrize("status", [201, 400, 500, 503])
def test_a_success_in_an_unknown_form_may_have_been_accepted(status: int) -> None:
    assert judge(status, b'{"errcode": 0}').may_repeat
    assert not judge(status, b'{"errcode": 1}').may_repeat


@pytest.mark.parametrize(
    ("header", "wait"),
    [("", 60), ("0", 0), ("1", 1), ("3600", 3600), ("3601", 3600), ("-5", 60), ("1.5", 60), (" 7", 60)],
)
def test_a_busy_gateway_is_waited_for_within_an_hour(header: str, wait: int) -> None:
    assert judge(429, b"", header).retry_after == wait


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html>", "html"),
        (b"\n <!DOCTYPE html>", "html"),
        (b"ok", "garbled"),
        (b"[]", "garbled"),
        (b"null", "garbled"),
        (b'{"errcode": true}', "garbled"),
        (b'{"errcode": "0"}', "garbled"),
        (b'{"errcode": 0', "garbled"),
        (b"\xff\xfe", "garbled"),
    ],
)
def test_an_answer_that_cannot_be_read_is_named_and_doubtful(body: bytes, code: str) -> None:
    result = judge(200, body)
    assert (result.outcome, result.code) == (DOUBTFUL, code)
    assert "不能确定是否送达" in result.reason


@pytest.mark.parametrize(("size", "outcome"), [(ANSWER_LIMIT, SENT), (ANSWER_LIMIT + 1, DOUBTFUL)])
def test_an_answer_is_read_up_to_its_limit(size: int, outcome: Outcome) -> None:
    body = b'{"errcode": 0}'
    assert judge(200, body + b" " * (size - len(body))).outcome is outcome


@given(body=st.binary(max_size=200), status=st.integers(100, 599), header=st.text(max_size=8))
def test_any_answer_of_a_server_is_a_result(body: bytes, status: int, header: str) -> None:
    result = judge(status, body, header, KEY)
    assert result.outcome is not UNREACHABLE
    assert result.code
    assert 0 < len(result.reason) <= REASON_LIMIT


# Addresses and messages of a robot


@pytest.mark.parametrize(
    ("address", "site", "key"),
    [
        (KEY, Site(OFFICIAL), KEY),
        (f"https://{OFFICIAL}/cgi-bin/webhook/send?key={KEY}", Site(OFFICIAL), KEY),
        (f"https://{OFFICIAL}:443/cgi-bin/webhook/send?key={KEY}", Site(OFFICIAL), KEY),
        (f"https://{OFFICIAL.upper()}/cgi-bin/webhook/send?key={KEY}", Site(OFFICIAL), KEY),
        (f"https://{OFFICIAL}:8443/cgi-bin/webhook/send?key={KEY}", Site(OFFICIAL), None),
        (f"https://wecom.gz.cn/cgi-bin/webhook/send?key={KEY}", Site(OFFICIAL), None),
        (f"https://wecom.gz.cn/cgi-bin/webhook/send?key={KEY}", Site("Wecom.gz.cn", 8443), KEY),
        (f"https://wecom.gz.cn:8443/x/cgi-bin/webhook/send?key={KEY}", Site("wecom.gz.cn", 8443), KEY),
        (f"https://wecom.gz.cn:443/cgi-bin/webhook/send?key={KEY}", Site("wecom.gz.cn", 8443), None),
        (f"https://{OFFICIAL}/cgi-bin/webhook/send?key=", Site(OFFICIAL), None),
        ("a" * 128, Site(OFFICIAL), "a" * 128),
        ("a" * 129, Site(OFFICIAL), None),
    ],
)
def test_a_robot_address_belongs_to_the_site_or_is_refused(address: str, site: Site, key: str | None) -> None:
    robot = robot_of(address, ROBOTS, site)
    assert (robot and robot.key) == key


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("mbwecoms://", Site(OFFICIAL)),
        ("mbwecoms://wecom.gz.cn", Site("wecom.gz.cn", 443)),
        ("mbwecoms://wecom.gz.cn:8443/prefix/", Site("wecom.gz.cn", 8443, prefix="/prefix")),
        ("mbwecom://127.0.0.1", Site("127.0.0.1", 80, secure=False)),
        ("mbwecom://127.0.0.1:8080/?cto=3", Site("127.0.0.1", 8080, secure=False, timeout=3)),
        ("mbwecom://wecom.gz.cn/?plain=yes", Site("wecom.gz.cn", 80, secure=False)),
        ("mbwecoms://wecom.gz.cn/?verify=no", Site("wecom.gz.cn", 443, verify=False)),
    ],
)
def test_the_url_of_a_robot_server_gives_its_site(url: str, site: Site) -> None:
    channel = open_channel(url)
    assert isinstance(channel, RobotChannel)
    assert channel._line.site == site


def test_a_robot_message_above_the_limit_is_refused_without_a_connection() -> None:
    result = RobotChannel(ROBOTS, Site("127.0.0.1", 1, secure=False)).send(Letter(KEY, "", "", markdown="长" * 1366))
    assert (result.outcome, result.code) == (REFUSED, "too-long")
    assert result.reason == "消息内容4098字节，超过上限4096字节，请联系系统维护人员"


# What a try leads to


def held(tries: int) -> Claim:
    return Claim(1, 1, "mail", tries, date(2026, 3, 2), LETTER)


@pytest.mark.parametrize(("tries", "minutes"), [(0, 1), (1, 5), (2, 30), (3, 120)])
def test_each_retry_waits_longer_than_the_one_before(tries: int, minutes: int) -> None:
    assert _next_state(held(tries), Result(RETRY), NOW) == (
        "waiting",
        tries + 1,
        NOW + timedelta(minutes=minutes),
    )
    assert list(BACKOFF) == sorted(set(BACKOFF))


@pytest.mark.parametrize("tries", [4, 5, 50])
@pytest.mark.parametrize("retry_after", [None, 7])
def test_after_the_fifth_try_a_message_is_parked_even_if_a_wait_is_named(tries: int, retry_after: int | None) -> None:
    assert _next_state(held(tries), Result(RETRY, retry_after=retry_after), NOW) == ("parked", tries + 1, None)


@pytest.mark.parametrize(("retry_after", "seconds"), [(1, 1), (61, 61), (3600, 3600), (None, 60), (0, 60)])
def test_a_named_wait_replaces_the_first_pause(retry_after: int | None, seconds: int) -> None:
    _, _, again = _next_state(held(0), Result(RETRY, retry_after=retry_after), NOW)
    assert again == NOW + timedelta(seconds=seconds)


@given(tries=st.integers(0, 60), outcome=st.sampled_from(Outcome), wait=st.none() | st.integers(1, 3600))
def test_a_message_waits_with_an_instant_or_is_settled_without_one(
    tries: int, outcome: Outcome, wait: int | None
) -> None:
    state, counted, again = _next_state(held(tries), Result(outcome, retry_after=wait), NOW)
    assert (state == "waiting") == (again is not None)
    assert again is None or again > NOW
    assert counted == tries + (outcome is not UNREACHABLE)
    assert (state == "sent") == (outcome is SENT)
    assert outcome is not REFUSED or state == "parked"


@given(tries=st.integers(0, 1000))
def test_a_channel_that_is_down_never_uses_up_tries(tries: int) -> None:
    assert _next_state(held(tries), Result(UNREACHABLE), NOW) == ("waiting", tries, NOW + UNREACHABLE_PAUSE)


# A delivery run without its database


def a_run(**urls: str) -> DeliveryRun:
    day = BusinessDay(NOW.date(), NOW)
    return DeliveryRun(1, day, Outlets(urls, "example.org", lambda _: NOW, "甲"), 1, shipped_calendar())


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ({}, "通知投递：没有待发通知。"),
        ({"sent": 3}, "通知投递：发出3封。"),
        ({"sent": 1, "waiting": 2, "parked": 3}, "通知投递：发出1封，待重试2封，搁置3封。"),
        ({"parked": 1}, "通知投递：搁置1封。"),
        ({"doubtful": 2}, "通知投递：送达不明2封。"),
        ({"sent": 0, "waiting": 1}, "通知投递：待重试1封。"),
    ],
)
def test_a_run_sums_up_what_became_of_its_messages(outcomes: dict[str, int], words: str) -> None:
    current = a_run()
    current.outcomes.update(outcomes)
    summary = _summarise(current)
    assert summary.words == words
    assert summary.counts == dict.fromkeys(("sent", "waiting", "parked"), 0) | outcomes


def test_a_wrong_channel_is_named_and_the_other_is_opened() -> None:
    channels, refusals = open_channels(a_run(mail="mbmail://127.0.0.1/", wecom="mbwecoms://").outlets, None)
    assert {name: len(lanes) for name, lanes in channels.items()} == {"wecom": LANES}
    assert refusals == ["邮件设置有误：邮件设置缺少发件地址，请在地址中加上 from=发件邮箱"]


@pytest.mark.parametrize(("failures", "down"), [(0, False), (BREAKER - 1, False), (BREAKER, True), (9, True)])
def test_a_channel_is_down_after_so_many_failures_and_the_other_is_not(failures: int, *, down: bool) -> None:
    current = a_run()
    current.failures["mail"] = failures
    assert (_is_down(current, "mail"), _is_down(current, "wecom")) == (down, False)


@pytest.mark.parametrize("address", ["", "keine-adresse", "nosuch://x", f"wecombot://{KEY}"])
def test_an_address_that_is_no_service_is_refused(address: str) -> None:
    result = send_letter(replace(LETTER, address=address), None, LetterFolder(Path()), None)
    assert (result.outcome, result.code) == (REFUSED, "address")
    assert KEY not in result.reason


# One message to one recipient


def recipient(**otherwise: Any) -> Any:
    return SimpleNamespace(**{"id": 7, "channel": "mail", "address": "a@example.org", "wave": 0} | otherwise)


def message_to(
    to: Any, day: date = date(2026, 3, 2), duties: tuple[Any, ...] = (None, None), kind: str = "reminder"
) -> Any:
    rows = [SimpleNamespace(delivery_id=number, notice_kind=kind) for number, _ in enumerate(duties)]
    facts = [(row, {"duty": duty}) for row, duty in zip(rows, duties, strict=True)]
    texts: dict[int, Rendered | None] = {
        number: Rendered(f"第{number}项", "文", "", "短") for number, _ in enumerate(duties)
    }
    return _build_message(to, facts, texts, day)


def duty(due: date, left: int, *, is_open: bool = True) -> dict[str, Any]:
    return {"due": due, "days_left": left, "open": is_open}


@pytest.mark.parametrize(
    "otherwise", [{"channel": "wecom"}, {"address": "b@example.org"}, {"wave": 1}, {"address": "a@example.org "}]
)
def test_a_reference_is_the_same_again_and_another_for_another_message(otherwise: dict[str, Any]) -> None:
    first, again, other = message_to(recipient()), message_to(recipient()), message_to(recipient(**otherwise))
    assert first.reference == again.reference != other.reference
    assert first.reference != message_to(recipient(), date(2026, 3, 3)).reference
    assert len(first.reference) == 32


@pytest.mark.parametrize(
    ("duties", "words"),
    [
        ((duty(date(2026, 3, 5), 3), duty(date(2026, 3, 4), 2)), "（最早期限3月4日，还有2个工作日）"),
        ((duty(date(2026, 3, 5), 3), None), "（最早期限3月5日，还有3个工作日）"),
        ((duty(date(2026, 3, 2), 0, is_open=False), duty(date(2026, 3, 5), 3)), "（最早期限3月5日，还有3个工作日）"),
        ((duty(date(2026, 3, 2), 0, is_open=False), None), ""),
        ((None, None), ""),
    ],
)
def test_a_digest_is_headed_by_the_earliest_open_duty(duties: tuple[Any, ...], words: str) -> None:
    message = message_to(recipient(), duties=duties)
    assert message.text.subject == f"目标管理工作2项{words}"
    assert (message.recipient, message.wave, message.deliveries) == (7, 1, [0, 1])


def test_a_digest_with_the_list_of_the_agency_names_no_earliest_day() -> None:
    message = message_to(recipient(), duties=(None, duty(date(2026, 8, 31), -13)), kind="agency_day")
    assert message.text.subject == "目标管理工作2项"


def test_a_single_notice_is_no_digest() -> None:
    assert message_to(recipient(), duties=(None,)).text.subject == "第0项"


@pytest.mark.parametrize("kind", ["nosuch", "reminder", "fed_back", "uploads_missing"])
def test_a_notice_that_cannot_be_rendered_is_none_and_logged(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "mubiao.notifications"):
        assert _render_or_none(kind, {"today": NOW.date(), "audience": "agency", "payload": {}}, "mail") is None
    assert f"通知“{kind}”无法生成" in caplog.text


@pytest.mark.parametrize("channel", ["mail", "wecom"])
def test_a_notice_that_can_be_rendered_is_rendered_for_its_channel(channel: str) -> None:
    context = dict(SAMPLES["reminder"][0])
    assert _render_or_none("reminder", context, channel) == render("reminder", context, channel)


# Reasons


@given(text=st.text(max_size=600), planted=st.text("abcXYZ019%@/+.", min_size=1, max_size=20))
def test_a_scrubbed_text_holds_no_secret_no_line_end_and_fits(text: str, planted: str) -> None:
    output = scrub(f"{text}{planted}{text}", planted)
    assert len(output) <= REASON_LIMIT
    assert output in {one_line(output), one_line(output) + " "}
    assert planted not in output


@pytest.mark.parametrize("length", [0, 499, 500, 501, 9000])
def test_a_reason_is_cut_at_its_limit(length: int) -> None:
    assert len(Result(RETRY, "x", "长" * length).reason) == min(length, REASON_LIMIT)
    assert len(scrub("长" * length)) == min(length, REASON_LIMIT)
