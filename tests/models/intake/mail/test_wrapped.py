"""Files that wrap others are known by their content, and a mail by its headers."""

from __future__ import annotations

import pytest

from models.intake.mail.wrapped import is_litter, is_mail, unopened
from tests.models.intake.mail.mails import mail

MSG = b"\xd0\xcf\x11\xe0" + "__substg1.0_0037".encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "kind", "data", "what"),
    [
        ("winmail.dat", "application/ms-tnef", b"", "Outlook的专用格式"),
        ("报表.doc", "application/octet-stream", b"\x78\x9f\x3e\x22", "Outlook的专用格式"),
        ("a.hqx", "application/octet-stream", b"", "BinHex"),
        ("a.txt", "text/plain", b"\r\n(This file must be converted with BinHex 4.0)", "BinHex"),
        ("smime.p7m", "application/pkcs7-mime", b"0", "S/MIME"),
        ("a.bin", "application/x-pkcs7-mime", b"0", "S/MIME"),
        ("转发.msg", "application/vnd.ms-outlook", MSG, "Outlook的邮件文件"),
        ("fwd.msg", "application/octet-stream", b"\xd0\xcf\x11\xe0", "Outlook的邮件文件"),
        ("网盘.url", "application/octet-stream", b"[InternetShortcut]", "只是一个链接"),
    ],
)
def test_a_wrapped_file_is_named_by_its_file(name: str, kind: str, data: bytes, what: str) -> None:
    assert unopened(name, kind, data).startswith(f"附件“{name}”")
    assert what in unopened(name, kind, data)


@pytest.mark.parametrize("data", [b"%PDF-1.4", b"\xd0\xcf\x11\xe0", b""])
def test_any_other_file_is_not_named(data: bytes) -> None:
    assert unopened("a.dat", "application/octet-stream", data) == ""


@pytest.mark.parametrize("name", ["a.eml", "附件", "a.txt"])
def test_a_mail_is_known_by_its_headers(name: str) -> None:
    assert is_mail(name, mail("a"))


@pytest.mark.parametrize("data", [b"From: a\r\n\r\nb", "进度：40\r\n".encode(), b"a: b\nc: d\ne: f\n\n"])
def test_a_text_is_no_mail(data: bytes) -> None:
    assert not is_mail("a.txt", data)


def test_what_a_mac_adds_is_litter() -> None:
    assert is_litter("._a.jpg", "image/jpeg", b"")
    assert is_litter("a", "application/octet-stream", b"\x00\x05\x16\x07")
    assert not is_litter("a.jpg", "image/jpeg", b"photo")


@pytest.mark.parametrize("name", ["~$回复表.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini"])
def test_what_programs_add_to_a_file_is_litter(name: str) -> None:
    assert is_litter(name, "application/octet-stream", b"a")


@pytest.mark.parametrize("kind", ["text/rtf", "text/calendar", "text/x-amp-html"])
def test_another_form_of_the_text_is_litter_unless_it_is_a_file(kind: str) -> None:
    assert is_litter("", kind, b"a")
    assert not is_litter("会议.ics", kind, b"a")
