"""Texts of a mail: charsets as they are named, and as they are."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.mail.text import decoded, eight_bit, header_text, one_line

TABLE = "回复表.xlsx"


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (TABLE.encode(), "utf-8"),
        (TABLE.encode("gbk"), "gbk"),
        (TABLE.encode("gbk"), "GB2312"),
        (TABLE.encode("gb18030"), "GB18030"),
        (TABLE.encode("gbk"), "utf-8"),  # a lie
        (TABLE.encode(), "gb2312"),  # a lie
        (TABLE.encode(), "iso-8859-1"),  # a lie
        (TABLE.encode("gbk"), "us-ascii"),  # a lie
        (TABLE.encode("gbk"), ""),
        (TABLE.encode(), "x-unknown\0"),
        (b"\xef\xbb\xbf" + TABLE.encode(), "gbk"),
        (TABLE.encode("utf-16"), "utf-16"),
        (TABLE.encode("utf-16-le"), "UTF-16LE"),
        (TABLE.encode("hz"), "hz-gb-2312"),
    ],
)
def test_chinese_text_is_read_in_any_charset_and_under_any_name(data: bytes, charset: str) -> None:
    assert decoded(data, charset) == TABLE


def test_two_characters_that_read_as_both_keep_the_charset_that_is_named() -> None:
    assert decoded("联通".encode("gbk"), "gbk") == "联通"


def test_traditional_and_western_text_is_read() -> None:
    assert decoded("回覆".encode("big5"), "Big5") == "回覆"
    assert decoded(b"caf\xe9", "iso-8859-1") == "café"


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_under_any_name_are_a_text(data: bytes, charset: str) -> None:
    decoded(data, charset).encode("utf-8", "surrogatepass")


def word(text: str, charset: str) -> str:
    return f"=?{charset}?B?{b64encode(text.encode(charset)).decode()}?="


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        (word("回复", "utf-8"), "回复"),
        (word("回复", "gb2312"), "回复"),
        (f"Re: {word('回复', 'gbk')}", "Re: 回复"),
        (f"{word('回', 'gbk')}\r\n {word('复', 'gbk')}", "回复"),
        (f"{word('回', 'gbk')} and {word('复', 'utf-8')}", "回 and 复"),
        ("=?utf-8?Q?=E5=9B=9E=E5=A4=8D_1?=", "回复 1"),
        ("=?utf-8*zh?Q?=E5=9B=9E?=", "回"),
        ("=?UTF-8?B?5Zue5aSN?=.xlsx", "回复.xlsx"),
        ("=?utf-8?B?5Z?= =?utf-8?B?ue5aSN?=", None),  # broken in the middle of a character: something, no error
        ("=?utf-8?B?!!!?=", None),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("=?gbk?B?5Zue5aSN?=", "回复"),  # a lie
        ("回复", "回复"),
    ],
)
def test_encoded_words_are_decoded(raw: str, text: str | None) -> None:
    assert text is None or header_text(raw) == text
    assert "\n" not in header_text(raw)


def test_a_character_that_is_split_between_two_words_is_whole() -> None:
    first, second = "回".encode()[:2], "回".encode()[2:]
    raw = " ".join(f"=?utf-8?B?{b64encode(each).decode()}?=" for each in (first, second))
    assert header_text(raw) == "回"


def test_a_header_cannot_inject_a_line_or_turn_the_direction() -> None:
    assert header_text("a\r\nBcc: b\x00\x1b\u202e\u200bc") == "a Bcc: bc"
    assert header_text(word("a\r\nBcc: b", "utf-8")) == "a Bcc: b"
    assert one_line(" a \t\n b\u2028c ") == "a b c"


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_bytes_above_127_in_a_header_are_decoded(charset: str) -> None:
    raw = f"回复 {TABLE}".encode(charset).decode("ascii", "surrogateescape")
    assert eight_bit(raw) == f"回复 {TABLE}"


def test_a_very_long_header_is_cut() -> None:
    assert len(header_text("=?utf-8?Q?a?= " * 100_000)) < 20_000
