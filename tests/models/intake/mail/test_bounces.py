"""退信: the recipient and our message, from reports and from the usual texts; nothing without an empty return path."""

from __future__ import annotations

import pytest

from models.intake.mail.bounces import read_bounces
from models.intake.received_mail import BouncedTo
from tests.models.intake.mail.mails import OURS, REFERENCE, multipart, parts_of, raw

GONE = "weg@example.org"
EMPTY = "Return-Path: <>"
STATUS = (
    b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
    b"Final-Recipient: rfc822; weg@Example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    b"Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
)
ORIGINAL = f"Content-Type: message/rfc822\r\n\r\nMessage-ID: {OURS}\r\nTo: {GONE}\r\n\r\ntext".encode()
HEADERS = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {OURS}\r\nTo: {GONE}\r\n".encode()
WORDS = b"Content-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n"


def bounces(data: bytes) -> tuple[BouncedTo, ...]:
    return read_bounces(*parts_of(data))


def report(*parts: bytes, path: str = EMPTY) -> bytes:
    return multipart(*parts, kind="report; report-type=delivery-status", headers=(path,))


@pytest.mark.parametrize("original", [ORIGINAL, HEADERS])
def test_a_report_names_recipient_message_and_reason(original: bytes) -> None:
    found = bounces(report(WORDS, STATUS, original))
    assert found == (BouncedTo(GONE, REFERENCE, "smtp; 550 5.1.1 no such user"),)


def test_several_recipients_are_each_named_once() -> None:
    block = b"\r\nFinal-Recipient: rfc822; zwei@example.org\r\nAction: failed\r\nStatus: 4.2.2\r\n"
    found = bounces(report(WORDS, STATUS + block + block, ORIGINAL))
    assert [(each.address, each.words) for each in found] == [
        (GONE, "smtp; 550 5.1.1 no such user"),
        ("zwei@example.org", "4.2.2"),
    ]


@pytest.mark.parametrize("action", [b"delayed", b"delivered", b"relayed", b"expanded"])
def test_a_delivery_that_did_not_fail_for_good_is_no_bounce(action: bytes) -> None:
    assert bounces(report(WORDS, STATUS.replace(b"failed", action), ORIGINAL)) == ()


@pytest.mark.parametrize("path", ["Return-Path: <evil@example.net>", "X-Other: 1"])
def test_without_an_empty_return_path_there_is_no_bounce(path: str) -> None:
    assert bounces(report(WORDS, STATUS, ORIGINAL, path=path)) == ()


def test_without_a_message_of_ours_there_is_no_bounce() -> None:
    assert bounces(report(WORDS, STATUS, ORIGINAL.replace(OURS.encode(), b"<a@b>"))) == ()


def returned(*lines: str, sender: str = "MAILER-DAEMON@example.org", subject: str = "x") -> bytes:
    headers = (EMPTY, f"From: {sender}", "To: mubiao@example.org", f"Subject: {subject}")
    return raw(*headers, "Content-Type: text/plain; charset=utf-8", "", *lines, f"Message-ID: {OURS}", "")


@pytest.mark.parametrize(
    "data",
    [
        returned(
            "<weg@example.org>: host mx[1.2.3.4] said: 550 5.1.1 User unknown", sender="MAILER-DAEMON@mx.org (Mail)"
        ),
        returned(
            "  weg@example.org", "    SMTP error: 550 no such user", subject="Mail delivery failed: returning message"
        ),
        returned("收件人邮件地址（weg@example.org）不存在，邮件无法送达。", subject="系统退信/The email is returned"),
        returned(
            "收件人：weg@example.org", "退信原因：550 用户不存在", sender="Postmaster@163.com", subject="系统退信"
        ),
        returned(
            "您的邮件被退回到您的邮箱", "无法发送到 weg@example.org", "原因：对方邮箱已满", sender="PostMaster@qq.com"
        ),
        returned(
            "Delivery has failed to these recipients:", "weg@example.org (weg@example.org)", subject="未送达: 回复"
        ),
        returned("nothing here", sender="x@y.cn").replace(b"Subject: x", b"X-Failed-Recipients: weg@example.org"),
    ],
)
def test_the_usual_texts_are_read(data: bytes) -> None:
    found = bounces(data)
    assert (GONE, REFERENCE) in [(each.address, each.reference) for each in found]
    assert "mubiao@example.org" not in [each.address for each in found]


def test_the_line_with_the_reason_is_kept() -> None:
    (found,) = bounces(returned("收件人：weg@example.org", "原因：550 用户不存在", subject="系统退信"))
    assert found.words == "原因：550 用户不存在"


@pytest.mark.parametrize(
    "data",
    [
        returned("weg@example.org 休假", sender="d001@example.org", subject="自动回复"),
        returned("weg@example.org", sender="d001@example.org", subject="回复"),
        returned("weg@example.org").replace(b"Subject: x", b"Auto-Submitted: auto-replied"),
    ],
)
def test_what_a_person_or_an_absent_one_sends_is_no_bounce(data: bytes) -> None:
    assert bounces(data) == ()


def test_words_are_short_and_on_one_line() -> None:
    status = STATUS.replace(b"no such user", b"x" * 5_000)
    (found,) = bounces(report(WORDS, status, ORIGINAL))
    assert len(found.words) == 300


def test_a_report_of_ten_thousand_recipients_names_fifty() -> None:
    blocks = b"".join(
        b"\r\nFinal-Recipient: rfc822; %d@example.org\r\nAction: failed\r\n" % number for number in range(10_000)
    )
    assert len(bounces(report(WORDS, STATUS + blocks, ORIGINAL))) == 50
