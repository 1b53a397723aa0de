"""Headers: one sender or none, references of our messages, mails that a machine wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.mail.headers import (
    bare_subject,
    is_automatic,
    is_quiet,
    read_answered,
    read_message_id,
    read_return_path,
    read_sender,
    read_subject,
    read_verdicts,
)
from models.intake.mail.structure import parse_headers
from tests.models.intake.mail.mails import OLDER, OURS, REFERENCE, raw


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ("d001@example.org", "d001@example.org"),
        ("D001@Example.ORG", "D001@example.org"),
        ("<d001@example.org>", "d001@example.org"),
        ("第一厅 <d001@example.org>", "d001@example.org"),
        ('"甲, 乙" <d001@example.org>', "d001@example.org"),
        ("=?utf-8?B?55Sy?= <d001@example.org>", "d001@example.org"),
        ("d001@example.org <d001@example.org>", "d001@example.org"),
        ("chief@example.org <evil@example.net>", "evil@example.net"),
        ("d001@example.org (目标办)", "d001@example.org"),
        ("甲\r\n <d001@example.org>", "d001@example.org"),
        ("", ""),
        ("甲", ""),
        ("<>", ""),
        ("d001@example.org, d002@example.org", ""),
        ("甲 <d001@example.org>, 乙 <d002@example.org>", ""),
        ("<d001@example.org> <d002@example.org>", ""),
        ("group: d001@example.org;", ""),
        ("d001@example.org\0", ""),
        ("d001@@example.org", ""),
        ("a" * 300 + "@example.org", ""),
        ('"' * 4_999 + "<d001@example.org>", ""),
    ],
)
def test_the_sender_is_one_address_or_empty(given: str, sender: str) -> None:
    assert read_sender(parse_headers(raw(f"From: {given}", "", ""))) == sender


def test_no_from_or_several_are_no_sender() -> None:
    assert read_sender(parse_headers(raw("Subject: a", "", ""))) == ""
    assert read_sender(parse_headers(raw("From: a@example.org", "From: b@example.org", "", ""))) == ""


@pytest.mark.parametrize(
    ("header", "path"),
    [
        ("Return-Path: <>", ""),
        ("Return-Path: < >", ""),
        ("Return-Path: <d001@example.org>", "d001@example.org"),
        ("Return-Path: d001@example.org", "d001@example.org"),
        ("Subject: a", None),
    ],
)
def test_a_missing_return_path_is_not_an_empty_one(header: str, path: str | None) -> None:
    assert read_return_path(parse_headers(raw(header, "", ""))) == path


def test_the_topmost_return_path_counts() -> None:
    assert read_return_path(parse_headers(raw("Return-Path: <a@b.cn>", "Return-Path: <>", "", ""))) == "a@b.cn"


def test_our_messages_are_found_the_newest_first_and_each_once() -> None:
    mail = parse_headers(
        raw(
            f"In-Reply-To: {OURS}",
            "References: <other@example.org>",
            f" <{OLDER}@old.example> <{'c' * 31}@x> {OURS}",
            "",
            "",
        )
    )
    assert read_answered(mail) == (REFERENCE, OLDER)


@pytest.mark.parametrize("given", ["", "<a@b>", f"{REFERENCE}@x", f"<{REFERENCE}>", f"<{REFERENCE.upper()}@x>"])
def test_other_references_are_not_ours(given: str) -> None:
    assert read_answered(parse_headers(raw(f"In-Reply-To: {given}", "", ""))) == ()


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=x",
        "Precedence: Auto_Reply",
        "X-Autoreply: yes",
        "Return-Path: <>",
        "Subject: 自动回复：三月",
        "Subject: Re: 自动回复: 三月",
        "Subject: =?gbk?B?19S2r7vYuLQ=?= 三月",
        "Subject: Out of Office: March",
        "Subject: [SPAM] 自动回复：三月",
        "Subject: 系统自动回复：您的邮件已收到",
        "Subject: Re: 假期自动应答",
        "Subject: 转发: Re: 【垃圾邮件】自动答复: 三月",
        "Subject: RE: Fw: Automatic reply: March",
        "Subject: 已读: 三月",
        "Subject: 回复：阅读回执",
        "Subject: Not read: March",
        "Subject: Automatic reply: March",
        'Content-Type: multipart/report; boundary="a"',
    ],
)
def test_a_mail_of_a_machine_is_recognised(header: str) -> None:
    assert is_automatic(parse_headers(raw("From: d001@example.org", header, "", "")))


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: no", "Precedence: first-class", "Subject: 关于自动回复的说明", "Return-Path: <a@b.cn>", "X: y"],
)
def test_a_mail_of_a_person_is_not_automatic(header: str) -> None:
    assert not is_automatic(parse_headers(raw("From: d001@example.org", header, "", "")))


@pytest.mark.parametrize(
    "header", ["Precedence: bulk", "Precedence: list", "X-Auto-Response-Suppress: All", "List-Id: <list.example.org>"]
)
def test_a_mail_that_only_asks_for_silence_is_known(header: str) -> None:
    mail = parse_headers(raw("From: d001@example.org", header, "", ""))
    assert (is_quiet(mail), is_automatic(mail)) == (True, False)
    assert not is_quiet(parse_headers(raw("From: d001@example.org", "Precedence: first-class", "", "")))


@pytest.mark.parametrize("mark", ["", "Re: ", "回复：", "转发: RE: ", "[SPAM] Re：", "Re[2]: ", "【垃圾邮件】"])
def test_a_subject_is_compared_without_what_mail_programs_put_before_it(mark: str) -> None:
    assert bare_subject(f"{mark}【月度检查】 请于3月31日前填报") == bare_subject("【月度检查】请于3月31日前填报")


def test_subject_and_message_id_are_single_lines_of_limited_length() -> None:
    mail = parse_headers(raw("Subject: a\r\n b" + "c" * 9_000, "Message-ID: <1@x>\x00", "", ""))
    assert (len(read_subject(mail)), read_subject(mail)[:4]) == (500, "a bc")
    assert read_message_id(mail) == "<1@x>"


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_an_eight_bit_subject_is_read(charset: str) -> None:
    assert read_subject(parse_headers(raw("Subject: 三月回复".encode(charset), "", ""))) == "三月回复"


def test_headers_end_at_the_first_blank_line_or_after_256_kilobytes() -> None:
    assert parse_headers(b"A: 1\n\nB: 2\n")["B"] is None
    assert len(str(parse_headers(b"A: " + b"x" * 1_000_000))) < 300_000


PASSED = "mx.example.org; spf=pass smtp.mailfrom=d001@example.org; dkim=pass header.d=example.org; dmarc=pass"


def test_the_host_and_the_result_of_each_method_are_read() -> None:
    assert read_verdicts(PASSED) == ("mx.example.org", {"spf": "pass", "dkim": "pass", "dmarc": "pass"})


@pytest.mark.parametrize(
    ("header", "host", "found"),
    [
        ("MX.Example.org 1; SPF=Fail", "mx.example.org", {"spf": "fail"}),
        (
            "mx.example.org;\r\n\tdmarc=pass (p=reject dis=none) header.from=example.org",
            "mx.example.org",
            {"dmarc": "pass", "header.from": "example.org"},
        ),
        ("mx.example.org; spf=pass header.from=a.cn", "mx.example.org", {"spf": "pass"}),
        ("mx.example.org; dmarc=pass HEADER.FROM=a@B.cn", "mx.example.org", {"dmarc": "pass", "header.from": "b.cn"}),
        ('mx.example.org; dmarc=pass header.from="b.cn"', "mx.example.org", {"dmarc": "pass", "header.from": "b.cn"}),
        ("mx.example.org (a relay); auth=pass smtp.auth=d001", "mx.example.org", {"auth": "pass"}),
        ("mx.example.org; dkim/1=pass", "mx.example.org", {"dkim": "pass"}),
        ("mx.example.org; none", "mx.example.org", {}),
        ("mx.example.org", "mx.example.org", {}),
        ("mx.example.org; dkim=pass; dkim=fail", "mx.example.org", {"dkim": "fail"}),
        ("mx.example.org; dkim=fail; dkim=pass", "mx.example.org", {"dkim": "fail"}),
        ('mx.example.org; spf=fail reason="; dmarc=pass"', "mx.example.org", {"spf": "fail"}),
        ("mx.example.org; spf=fail (; dmarc=pass)", "mx.example.org", {"spf": "fail"}),
        ("mx.example.org; spf=fail ((nested) ; dmarc=pass)", "mx.example.org", {"spf": "fail"}),
        ("mx.example.org; spf=passed-by-me", "mx.example.org", {}),
        ("", "", {}),
        ("; spf=pass", "", {}),
        ("mx.example.org (open; dmarc=pass", "", {}),
        ('mx.example.org; spf=fail reason="open; dmarc=pass', "", {}),
        ("mx example org; dmarc=pass", "", {}),
        ("münchen.example; dmarc=pass", "", {}),
    ],
)
def test_other_forms(header: str, host: str, found: dict[str, str]) -> None:
    assert read_verdicts(header) == (host, found)


@given(st.text(alphabet='abc=;()"\\ \n.', max_size=200))
def test_any_header_is_read(header: str) -> None:
    host, found = read_verdicts(header)
    assert host or not found
