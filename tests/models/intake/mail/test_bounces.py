"""退信: the recipient and our message, from reports and from the usual texts."""

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


def test_a_report_without_a_message_of_ours_names_the_recipient() -> None:
    found = bounces(report(WORDS, STATUS, ORIGINAL.replace(OURS.encode(), b"<a@b>")))
    assert found == (BouncedTo(GONE, "", "smtp; 550 5.1.1 no such user"),)


EXIM = (
    "This message was created automatically by mail delivery software.",
    "A message that you sent could not be delivered to one or more of its recipients.",
    "  weg@example.org",
    "    host mx.example.net [192.0.2.20]: 550 5.1.1 <weg@example.org>... User unknown",
    "------ This is a copy of the message, including all the headers. ------",
    "To: weg@example.org, other@example.org",
)
COREMAIL = (
    "<html><body><table><tr><td>抱歉，您的邮件被退回来了……</td></tr><tr><td>原邮件信息：</td></tr>"
    "<tr><td>时　间：</td><td>2026-11-27 12:00:00</td></tr><tr><td>主　题：</td><td>【月度检查】</td></tr>"
    "<tr><td>收件人：</td><td>weg@example.org</td></tr><tr><td>退信原因：</td><td>550 User not found</td></tr></table>"
)


@pytest.mark.parametrize(
    "sender", ["Mail Delivery System <Mailer-Daemon@mx.example.net>", "mailer-daemon@corp.mail.ru"]
)
@pytest.mark.parametrize("failed", ["X-Failed-Recipients: weg@example.org", "X-Other: 1"])
def test_exim_marks_its_bounces_as_replies_and_the_copy_names_no_recipient(sender: str, failed: str) -> None:
    data = returned(*EXIM, sender=sender, subject="Mail delivery failed: returning message to sender")
    found = bounces(data.replace(b"To: mubiao", f"{failed}\r\nAuto-Submitted: auto-replied\r\nTo: mubiao".encode(), 1))
    assert [(each.address, each.reference) for each in found] == [(GONE, REFERENCE)]


@pytest.mark.parametrize("sender", ["postmaster@163.com", "系统退信 <Postmaster@126.com>", "mailer-daemon@mail.edu.cn"])
def test_coremail_returns_html_without_the_message(sender: str) -> None:
    headers = (EMPTY, f"From: {sender}", "To: mubiao@example.org", "Subject: 系统退信")
    (found,) = bounces(raw(*headers, "Content-Type: text/html; charset=utf-8", "", COREMAIL))
    assert (found.address, found.reference, "550 User not found" in found.words) == (GONE, "", True)


def test_a_returned_mail_that_names_no_address_is_one_without_recipient() -> None:
    (found,) = bounces(returned("Sorry.", sender="MAILER-DAEMON@example.org", subject="failure notice"))
    assert (found.address, found.words) == ("", "failure notice")


@pytest.mark.parametrize("subject", ["Warning: message 1P1ceB delayed 24 hours", "邮件投递延迟通知", "Delayed Mail"])
def test_what_a_server_still_tries_to_deliver_is_not_returned(subject: str) -> None:
    assert bounces(returned("  weg@example.org", subject=subject)) == ()


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
        returned("发往weg@example.org的邮件：邮箱已满", sender="system@y.cn", subject="您的邮件未能送达"),
        returned("weg@example.org: not listed", sender="a@y.cn", subject="DELIVERY FAILURE: weg not in Directory"),
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
        returned("weg@example.org", sender="d001@example.org", subject="退信").replace(EMPTY.encode(), b"X-Other: 1"),
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
