"""The bytes of a mail: what the standard library writes for the same letter, in less time, and each time the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.workdays import SHANGHAI
from notifications.channels import File, Letter
from notifications.mail_format import TYPES, compose
from notifications.relay import Relay

RELAY = Relay("127.0.0.1", 25, "mubiao@example.org", name="贵州省目标办")
LETTER = Letter(
    address="lianluoyuan@example.org",
    subject="【季度分析会】2026年第一季度，请于4月22日（周三）前召开",
    text="省教育厅目标办：\n请于4月22日前召开。\n",
    html="<p>省教育厅目标办：<b>请于4月22日前召开</b></p>",
    message_id="<0123456789abcdef0123456789abcdef@mubiao.example.org>",
    at=datetime(2026, 4, 1, 9, 0, tzinfo=SHANGHAI),
)
FILES = (
    File("省教育厅回复表.xlsx", bytes(range(256)) * 9),
    File("空.pdf", b""),
    File("很长的名字" * 12 + ".bin", b"1\n"),
)


def by_library(letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(RELAY.name, addr_spec=RELAY.sender)
    message["Reply-To"] = Address(addr_spec=letter.reply_to or RELAY.sender)
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"], message["Message-ID"], message["Date"] = letter.subject, letter.message_id, letter.at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="base64")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="base64")
    for file in letter.files:
        message.add_attachment(
            file.content, "application", TYPES.get(PurePath(file.name).suffix, "octet-stream"), filename=file.name
        )
    return message


def parsed(content: bytes) -> Any:
    return message_from_bytes(content, policy=SMTP)


def headers(message: Any) -> dict[str, str]:
    told = {name: str(value) for name, value in message.items()}
    return {name: value.partition(";")[0] if name == "Content-Type" else value for name, value in told.items()}


def parts(message: Any) -> list[tuple[Any, ...]]:
    return [
        (part.get_content_type(), part.get_filename(), part.get_content_disposition(), part.get_content())
        for part in message.walk()
        if not part.is_multipart()
    ]


SHAPES = [
    pytest.param(LETTER, id="text and page"),
    pytest.param(replace(LETTER, html=""), id="text"),
    pytest.param(replace(LETTER, files=FILES[:1]), id="one file"),
    pytest.param(replace(LETTER, html="", files=FILES[:2], reply_to="inbox@example.org"), id="text and files"),
    pytest.param(replace(LETTER, subject="很长的题" * 60, text="长" * 5000), id="long"),
    pytest.param(replace(LETTER, subject="plain subject" * 20, text="", html=""), id="empty"),
    pytest.param(replace(LETTER, text="a\r\nb\rc\n.\n..d", html="<p>.</p>\n.\n"), id="line ends and dots"),
]


@pytest.mark.parametrize("letter", SHAPES)
def test_a_mail_says_what_the_library_would_have_written(letter: Letter) -> None:
    ours, theirs = parsed(compose(letter, RELAY)), parsed(by_library(letter).as_bytes())
    assert headers(ours) == headers(theirs)
    assert parts(ours) == parts(theirs)
    assert [part.get_content_type() for part in ours.walk()] == [part.get_content_type() for part in theirs.walk()]
    assert [part.defects for part in ours.walk()] == [[] for _ in theirs.walk()]


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_every_subject_and_text_arrives_as_the_library_would_have_sent_it(subject: str, text: str) -> None:
    letter = replace(LETTER, subject=subject.strip(), text=text)
    ours, theirs = parsed(compose(letter, RELAY)), parsed(by_library(letter).as_bytes())
    assert ours["Subject"] == theirs["Subject"]
    assert parts(ours) == parts(theirs)


@pytest.mark.parametrize("letter", SHAPES)
def test_every_line_is_short_and_of_seven_bits(letter: Letter) -> None:
    content = compose(letter, RELAY)
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 79  # the type of a workbook is a word of 65 characters
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")


def test_the_same_letter_gives_the_same_bytes_and_another_one_other_boundaries() -> None:
    letter = replace(LETTER, files=FILES)
    assert compose(letter, RELAY) == compose(letter, RELAY)
    other = compose(replace(letter, message_id="<another@mubiao.example.org>"), RELAY)
    assert {parsed(content).get_boundary() for content in (compose(letter, RELAY), other)} == {
        parsed(compose(letter, RELAY)).get_boundary(),
        parsed(other).get_boundary(),
    }
    assert parsed(compose(letter, RELAY)).get_boundary() != parsed(other).get_boundary()


def test_a_mail_that_carries_a_mail_of_ours_is_taken_apart_rightly() -> None:
    inner = compose(replace(LETTER, files=FILES[:1]), RELAY)
    outer = replace(LETTER, message_id="<outer@mubiao.example.org>", files=(File("来信.eml", inner),))
    (carried,) = parsed(compose(outer, RELAY)).iter_attachments()
    assert carried.get_content() == inner


@pytest.mark.parametrize("letter", [replace(LETTER, text="\udc80"), replace(LETTER, address="a@b\r\nBcc: c@d.org")])
def test_what_cannot_be_encoded_is_an_error_and_no_mail(letter: Letter) -> None:
    with pytest.raises(ValueError, match=r"."):
        compose(letter, RELAY)


def test_a_line_end_in_a_subject_or_a_name_begins_no_header() -> None:
    letter = replace(LETTER, subject="甲\r\nBcc: b@example.org", files=(File("a\r\nX: y.xlsx", b"1"),))
    message = parsed(compose(letter, RELAY))
    assert message["Bcc"] is None
    assert [part.get_filename() for part in message.iter_attachments()] == ["a X: y.xlsx"]


def test_the_date_is_that_of_the_letter_in_its_zone() -> None:
    assert b"\r\nDate: Wed, 01 Apr 2026 09:00:00 +0800\r\n" in compose(LETTER, RELAY)
    at = replace(LETTER, at=datetime(2026, 4, 1, 1, 0, tzinfo=UTC))
    assert b"\r\nDate: Wed, 01 Apr 2026 01:00:00 +0000\r\n" in compose(at, RELAY)
