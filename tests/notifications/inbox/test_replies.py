"""Answers to FETCH as servers give them: in any order, with news about other mails in between."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from notifications.inbox.replies import Reply, body_of, parse_listing

RECEIVED = b'INTERNALDATE "31-Mar-2026 12:00:00 +0800"'
HEADER = b"Message-ID: <1@x>\r\n\r\n"
NOON = datetime(2026, 3, 31, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "reply",
    [
        [(b"1 (UID 7 RFC822.SIZE 90 " + RECEIVED + b" BODY[HEADER.FIELDS (MESSAGE-ID)] {21}", HEADER), b")"],
        [(b"1 (BODY[HEADER.FIELDS (MESSAGE-ID)] {21}", HEADER), b" UID 7 RFC822.SIZE 90 " + RECEIVED + b")"],
        [(b'1 (RFC822.SIZE 90 UID 7 BODY[HEADER.FIELDS ("Message-Id")] {21}', HEADER), b" " + RECEIVED + b")", None],
        [b"3 (UID 9 FLAGS (\\Seen))", (b"1 (UID 7 RFC822.SIZE 90 " + RECEIVED + b" BODY[HEADER] {21}", HEADER), b")"],
    ],
)
def test_the_parts_may_stand_in_any_order(reply: Reply) -> None:
    (mail,) = parse_listing(reply)
    assert (mail.key, mail.size, mail.received_at, mail.message_id) == ("7", 90, NOON, "<1@x>")


def test_several_mails_are_told_apart_and_one_without_header_is_a_mail() -> None:
    start = b" RFC822.SIZE 90 " + RECEIVED
    reply: Reply = [
        (b"1 (UID 7" + start + b" BODY[X] {21}", HEADER),
        b")",
        (b"2 (UID 8" + start + b" BODY[X] {2}", b"\r\n"),
        b")",
        b"3 (UID 9" + start + b' BODY[X] "")',
    ]
    assert [(mail.key, mail.message_id) for mail in parse_listing(reply)] == [("7", "<1@x>"), ("8", ""), ("9", "")]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        (b" 1-Apr-2026 00:00:00 +0800", datetime(2026, 3, 31, 16, tzinfo=UTC)),
        (b"01-apr-2026 00:00:00 +0000", datetime(2026, 4, 1, tzinfo=UTC)),
        (b"31-DEC-2026 23:59:59 -0330", datetime(2027, 1, 1, 3, 29, 59, tzinfo=UTC)),
    ],
)
def test_the_instant_of_receipt_is_aware(text: bytes, instant: datetime) -> None:
    (mail,) = parse_listing([b'1 (UID 7 RFC822.SIZE 90 INTERNALDATE "' + text + b'")'])
    assert mail.received_at == instant


@pytest.mark.parametrize(
    "reply",
    [
        [b"1 (UID 7 RFC822.SIZE 90)"],
        [b"1 (UID 7 " + RECEIVED + b")"],
        [b"1 (RFC822.SIZE 90 " + RECEIVED + b")"],
        [b'1 (UID 7 RFC822.SIZE 90 INTERNALDATE "31-Xxx-2026 12:00:00 +0800")'],
        [b'1 (UID 7 RFC822.SIZE 90 INTERNALDATE "31-Feb-2026 12:00:00 +0800")'],
    ],
)
def test_what_is_missing_is_an_error(reply: Reply) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        list(parse_listing(reply))


def test_nothing_is_no_mail() -> None:
    assert list(parse_listing([None])) == []
    assert body_of([None]) is None
    assert body_of([(b"1 (UID 7 BODY[] {3}", b"abc"), b")"]) == b"abc"
