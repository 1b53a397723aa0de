"""E-mail over real conversations with a mail server on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from deployments.loopback.mail import DROP, HANG, OK, MailServer
from notifications.channels import Channel, File, Letter, Outcome, Result
from notifications.mail_format import compose
from notifications.relay import Relay
from notifications.services import open_channel

LETTER = Letter(
    address="lianluoyuan@example.org",
    subject="【季度分析会】2026年第一季度，请于4月22日（周三）前召开",
    text="省教育厅目标办：\n请于4月22日前召开。\n",
    html="<p>省教育厅目标办：<b>请于4月22日前召开</b></p>",
    message_id="<0123456789abcdef0123456789abcdef@mubiao.example.org>",
    at=datetime(2026, 4, 1, 1, 0, tzinfo=UTC),
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "mail") as running:
        yield running


@pytest.fixture
def channel(server: MailServer) -> Iterator[Channel]:
    opened = open_channel(server.url + "&name=贵州省目标办&cto=0.3")
    yield opened
    opened.close()


def test_a_letter_arrives_with_its_headers_and_both_bodies(server: MailServer, channel: Channel) -> None:
    assert channel.send(LETTER) == Result(Outcome.SENT, "250", "邮件服务器已接受（250 OK）")
    (mail,) = server.received
    message = mail.message
    assert (mail.sender, mail.recipient) == ("mubiao@example.org", LETTER.address)
    assert message["From"] == "贵州省目标办 <mubiao@example.org>"
    assert (message["To"], message["Subject"], message["Message-ID"]) == (
        LETTER.address,
        LETTER.subject,
        LETTER.message_id,
    )
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Wed, 01 Apr 2026 01:00:00 +0000"
    parts = [message.get_body([kind]) for kind in ("plain", "html")]
    assert [part.get_content().split() for part in parts if part] == [LETTER.text.split(), LETTER.html.split()]


SHEET = File("省教育厅回复表.xlsx", bytes(range(256)) * 40)


def test_files_arrive_with_their_chinese_names_and_the_same_bytes(server: MailServer, channel: Channel) -> None:
    text = File("说明.未知", "说明".encode())
    assert channel.send(replace(LETTER, files=(SHEET, text))).outcome is Outcome.SENT
    message = server.received[0].message
    assert message.get_content_type() == "multipart/mixed"
    parts = list(message.iter_attachments())
    assert [(part.get_filename(), part.get_content_type()) for part in parts] == [
        (SHEET.name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (text.name, "application/octet-stream"),
    ]
    assert [part.get_content() for part in parts] == [SHEET.content, text.content]
    bodies = [message.get_body([kind]) for kind in ("plain", "html")]
    assert [body.get_content().split() for body in bodies if body] == [LETTER.text.split(), LETTER.html.split()]


def test_a_letter_with_files_passes_any_relay() -> None:
    content = compose(replace(LETTER, files=(SHEET,)), Relay("127.0.0.1", 25, "a@example.org"))
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.isascii()


def test_the_name_of_a_file_breaks_no_header() -> None:
    name = "表\r\nBcc: x@example.org\n.xlsx"
    content = compose(replace(LETTER, files=(File(name, b"1"),)), Relay("127.0.0.1", 25, "a@example.org"))
    message = message_from_bytes(content, policy=default)
    assert message["Bcc"] is None
    assert [part.get_filename() for part in message.iter_attachments()] == ["表 Bcc: x@example.org .xlsx"]


@pytest.mark.parametrize("reply_to", ["", "huifu@example.org"])
def test_answers_and_bounces_go_to_the_inbox_or_to_the_sender(
    server: MailServer, channel: Channel, reply_to: str
) -> None:
    channel.send(replace(LETTER, reply_to=reply_to))
    (mail,) = server.received
    expected = reply_to or "mubiao@example.org"
    assert (mail.sender, mail.message["Reply-To"]) == (expected, expected)
    assert mail.message["From"] == "贵州省目标办 <mubiao@example.org>"


def test_a_letter_without_html_is_plain_text() -> None:
    content = compose(replace(LETTER, html=""), Relay("127.0.0.1", 25, "a@example.org"))
    assert b"Content-Type: text/plain" in content
    assert b"multipart" not in content


def test_a_subject_of_250_chinese_characters_survives_and_every_line_is_short(
    server: MailServer, channel: Channel
) -> None:
    subject = "省" * 250
    channel.send(replace(LETTER, subject=subject))
    (mail,) = server.received
    assert mail.message["Subject"] == subject
    content = mail.path.read_bytes()
    assert max(len(line) for line in content.split(b"\r\n")) <= 78
    assert content.isascii()


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_a_line_end_in_a_subject_becomes_a_space_and_no_header(
    server: MailServer, channel: Channel, line_end: str
) -> None:
    assert channel.send(replace(LETTER, subject=f"甲{line_end}Bcc: x@example.org")).outcome is Outcome.SENT
    message = server.received[0].message
    assert message["Subject"] == "甲 Bcc: x@example.org"
    assert message["Bcc"] is None


def test_a_batch_shares_one_connection(server: MailServer, channel: Channel) -> None:
    for _ in range(5):
        assert channel.send(LETTER).outcome is Outcome.SENT
    assert len({mail.connection for mail in server.received}) == 1


def test_a_refusal_in_a_batch_leaves_the_connection_usable(server: MailServer, channel: Channel) -> None:
    server.answer(OK, "550 5.7.1 rejected", "451 4.3.0 try later", OK)
    outcomes = [channel.send(LETTER).outcome for _ in range(4)]
    assert outcomes == [Outcome.SENT, Outcome.REFUSED, Outcome.RETRY, Outcome.SENT]
    assert len({mail.connection for mail in server.received}) == 1


def test_a_connection_the_relay_has_closed_is_opened_again(tmp_path: Path) -> None:
    with MailServer(tmp_path) as first:
        channel = open_channel(first.url)
        assert channel.send(LETTER).outcome is Outcome.SENT
    with MailServer(tmp_path, port=first.port) as second:
        assert channel.send(LETTER).outcome is Outcome.SENT
        assert len(second.received) == 1
        channel.close()


@pytest.mark.parametrize(
    ("stage", "text", "outcome", "may_repeat"),
    [
        ("RCPT", "550 5.1.1 no such user", Outcome.REFUSED, False),
        ("RCPT", "450 4.2.0 greylisted", Outcome.RETRY, False),
        ("RCPT", "421 4.7.0 too many mails", Outcome.RETRY, False),
        ("RCPT", DROP, Outcome.RETRY, False),
        ("RCPT", HANG, Outcome.RETRY, False),
        ("DATA", "451 4.3.0 try later", Outcome.RETRY, False),
        ("DATA", "552 5.2.2 mailbox full", Outcome.REFUSED, False),
        ("DATA", "535 5.7.8 login expired", Outcome.UNREACHABLE, False),
        ("DATA", "350 what now", Outcome.RETRY, True),
        ("DATA", "well", Outcome.RETRY, True),
        ("DATA", DROP, Outcome.RETRY, True),
        ("DATA", HANG, Outcome.RETRY, True),
        ("MAIL", "550 5.7.1 sender not allowed", Outcome.UNREACHABLE, False),
        ("MAIL", "451 4.3.0 try later", Outcome.RETRY, False),
        ("MAIL", DROP, Outcome.UNREACHABLE, False),
        ("MAIL", HANG, Outcome.UNREACHABLE, False),
    ],
)
def test_each_bad_answer_is_judged_by_its_stage_and_the_next_letter_goes_out(
    server: MailServer, channel: Channel, stage: str, text: str, outcome: Outcome, *, may_repeat: bool
) -> None:
    server.answer(text, stage=stage)
    result = channel.send(LETTER)
    assert (result.outcome, result.may_repeat) == (outcome, may_repeat)
    assert any("一" <= letter <= "鿿" for letter in result.reason)
    assert channel.send(LETTER).outcome is Outcome.SENT


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@",
        "@example.org",
        "a b@example.org",
        "a@example.org\r\nRCPT TO:<b@example.org>",
        "甲@example.org",
    ],
)
def test_a_wrong_address_is_refused_before_the_relay_sees_it(
    server: MailServer, channel: Channel, address: str
) -> None:
    result = channel.send(replace(LETTER, address=address))
    assert (result.outcome, result.code) == (Outcome.REFUSED, "address")
    assert not server.received


def test_a_text_that_cannot_be_encoded_is_refused(channel: Channel) -> None:
    assert channel.send(replace(LETTER, text="\ud800")).code == "content"
