"""Whole mails, honest and hostile: each is a ReceivedMail, with what came, what is missing, or a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.intake.mail.reading import read_headers, read_mail
from models.intake.received_mail import ReceivedMail
from tests.models.intake.mail.mails import (
    ANSWER,
    NOON,
    OURS,
    REFERENCE,
    attached,
    mail,
    multipart,
    raw,
    workbook,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
BOMB = zipped({"0.bin": b"\0" * 50_000_000})


def took(data: bytes, folder: Path) -> ReceivedMail:
    found = read_mail(data, NOON, folder)
    assert all(file.path.parent == folder and file.path.is_file() for file in found.files)
    return found


def test_an_answer_is_taken_apart(tmp_path: Path) -> None:
    data = mail(
        "收到，已填报", {"回复表.xlsx": ANSWER}, In_Reply_To=OURS, Message_ID="<1@example.org>", Subject="回复：三月"
    )
    found = took(data, tmp_path)
    assert (found.sender, found.subject, found.message_id) == ("d001@example.org", "回复：三月", "<1@example.org>")
    assert (found.answered, found.text, found.automatic, found.fault) == ((REFERENCE,), "收到，已填报", False, "")
    (file,) = found.files
    assert [sheet.code.value for sheet in file.sheets] == ["CODE2345", "CODE6777"]
    assert {sheet.file for sheet in file.sheets} == {"回复表.xlsx"}


def test_evidence_is_a_file_without_sheets_and_without_fault(tmp_path: Path) -> None:
    found = took(mail("附件", {"验收单.pdf": b"%PDF", "台账.xlsx": workbook(5), "清单.csv": b"a,b"}), tmp_path)
    assert [(file.name, file.sheets, file.fault) for file in found.files] == [
        ("验收单.pdf", (), ""),
        ("台账.xlsx", (), ""),
        ("清单.csv", (), ""),
    ]


def test_an_archive_is_opened_one_level(tmp_path: Path) -> None:
    inner = zipped({"回复表.xlsx": ANSWER, "照片/1.jpg": b"jpg", "再压.zip": zipped({"a": b"a"}), "b.rar": b"Rar!"})
    found = took(mail("附件", {"材料.zip": inner}), tmp_path)
    assert [(file.name, len(file.sheets)) for file in found.files] == [("回复表.xlsx", 2), ("1.jpg", 0)]
    assert found.missing == (
        "压缩包“材料.zip”中的压缩包“再压.zip”没有打开，请取出其中的文件，作为普通附件或.zip发来。",
        "压缩包“材料.zip”中的压缩包“b.rar”没有打开，请取出其中的文件，作为普通附件或.zip发来。",
    )


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("材料.rar", b"Rar!\x1a\x07", "压缩包“材料.rar”没有打开，只接受.zip"),
        ("材料.7z", b"7z\xbc\xaf\x27\x1c", "压缩包“材料.7z”没有打开，只接受.zip"),
        ("winmail.dat", b"\x78\x9f\x3e\x22", "“winmail.dat”是Outlook的专用格式"),
        ("弹.zip", BOMB, "压缩包“弹.zip”解压后过大或文件过多，可能不安全"),
        ("坏.zip", b"PK\x03\x04", "压缩包“坏.zip”已损坏"),
    ],
)
def test_what_does_not_come_is_named(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    found = took(mail("附件", {name: data, "验收单.pdf": b"%PDF"}), tmp_path)
    assert [file.name for file in found.files] == ["验收单.pdf"]
    assert sentence in "".join(found.missing)
    assert (found.fault, [path.name for path in tmp_path.iterdir()]) == ("", ["验收单.pdf"])


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("表.xlsm", b"PK\x03\x04", "是带宏的工作簿，请另存为不带宏的.xlsx后重新发来"),
        ("表.xlsx", ENCRYPTED, "设有打开密码，请取消密码后重新发来"),
        ("表.xlsx", b"%PDF-1.4", "其实是PDF文件，与扩展名.xlsx不符"),
        ("表.xlsx", b"", "是空文件（0字节）"),
        ("表.xlsx", b"PK\x03\x04 broken", "已损坏或不是完整的Excel工作簿"),
        ("表.xlsx", BOMB, "解压后过大或内含文件过多，可能不安全"),
        ("表.xlsx", zipped({"xl/vbaProject.bin": b"x"}), "是带宏的工作簿"),
        ("表.et", OLE, "只接受.xlsx、.xls、.ods"),
    ],
)
def test_a_workbook_that_cannot_be_read_has_a_fault_and_is_kept(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    (file,) = took(mail("附件", {name: data}), tmp_path).files
    assert sentence in file.fault
    assert "导入" not in file.fault
    assert (file.sheets, file.path.read_bytes()) == ((), data)


@pytest.mark.parametrize(
    "disposition",
    [
        b"attachment; filename*=UTF-8''%E5%9B%9E%E5%A4%8D%E8%A1%A8.pdf",
        b"attachment; filename*=GBK''%BB%D8%B8%B4%B1%ED.pdf",
        b'attachment; filename="%E5%9B%9E%E5%A4%8D%e8%a1%a8.pdf"',
        b"attachment; filename*=utf-8''%BB%D8%B8%B4%B1%ED.pdf",  # a lie
        b"attachment;\r\n filename*0*=UTF-8''%E5%9B%9E%E5%A4%8D;\r\n filename*1*=%E8%A1%A8.pdf",
        b'attachment; filename="=?utf-8?B?5Zue5aSN6KGoLnBkZg==?="',
        b'attachment; filename="=?gb2312?B?u9i4tLHtLnBkZg==?="',
        b'attachment; filename="' + "回复表.pdf".encode() + b'"',
        b'attachment; filename="' + "回复表.pdf".encode("gbk") + b'"',
        b"attachment; filename=" + "回复表.pdf".encode(),
        b'attachment; filename="../../\xe5\x9b\x9e\xe5\xa4\x8d\xe8\xa1\xa8.pdf"',
        b'attachment; filename="C:\\\\x\\\\\xe5\x9b\x9e\xe5\xa4\x8d\xe8\xa1\xa8.pdf"',
    ],
)
def test_chinese_names_are_read_in_every_usual_encoding(tmp_path: Path, disposition: bytes) -> None:
    (file,) = took(multipart(attached(disposition)), tmp_path).files
    assert file.name == "回复表.pdf"


def test_the_name_may_stand_at_the_type_or_be_missing(tmp_path: Path) -> None:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    data = multipart(
        attached("attachment", kind='application/pdf; name="a.pdf"'),
        attached("attachment", ANSWER, kind=sheet),
        attached("inline", kind="image/png"),
        attached("attachment; filename=表", kind="text/plain; charset=utf-8"),
    )
    found = took(data, tmp_path)
    assert [file.name for file in found.files] == ["a.pdf", "附件.xlsx", "附件.png", "表.txt"]


def test_files_with_one_name_are_numbered(tmp_path: Path) -> None:
    data = multipart(*[attached("attachment; filename=a.pdf", content) for content in (b"1", b"2", b"3")])
    assert [file.name for file in took(data, tmp_path).files] == ["a.pdf", "a（2）.pdf", "a（3）.pdf"]


def test_the_sheets_of_a_mail_inside_are_taken(tmp_path: Path) -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\n" + mail("收到", {"回复表.xlsx": ANSWER})
    found = took(multipart(b"Content-Type: text/plain\r\n\r\nsee", inner), tmp_path)
    assert ([(file.name, len(file.sheets)) for file in found.files], found.text) == ([("回复表.xlsx", 2)], "see")
    assert found.missing == ()


def test_a_link_to_a_large_file_is_named(tmp_path: Path) -> None:
    assert "超大附件" in took(mail("https://wx.mail.qq.com/ftn/download?k=1"), tmp_path).missing[0]


def test_only_the_topmost_verdict_counts(tmp_path: Path) -> None:
    data = raw(
        "Authentication-Results: relay.example.org; dmarc=fail",
        "Authentication-Results: relay.example.org; dmarc=pass",
        "From: d001@example.org",
        "",
        "a",
    )
    found = took(data, tmp_path)
    assert (found.verdicts_by, dict(found.verdicts)) == ("relay.example.org", {"dmarc": "fail"})


def test_a_mail_with_too_many_parts_has_a_fault(tmp_path: Path) -> None:
    found = took(multipart(*[attached(f"attachment; filename={n}.txt") for n in range(10_000)]), tmp_path)
    assert found.fault == "这封信有200个以上的部分，没有拆开，请重新写一封，把回复表作为普通附件发来。"
    assert (found.files, found.sender, [*tmp_path.iterdir()]) == ((), "d001@example.org", [])


def test_a_mail_nested_a_hundred_deep_has_a_fault(tmp_path: Path) -> None:
    lines = [f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}" for n in range(100)]
    found = took(raw("From: d001@example.org", *lines, "", "x"), tmp_path)
    assert "嵌套超过10层" in found.fault


def test_mails_inside_mails_a_hundred_deep_do_no_harm(tmp_path: Path) -> None:
    data = b"Content-Type: message/rfc822\r\n\r\n" * 100 + b"From: a@b.cn\r\n\r\nx"
    assert took(data, tmp_path).files == ()


@pytest.mark.parametrize("data", [b"", b"\r\n", b" \n\n "])
def test_an_empty_mail_has_a_fault(tmp_path: Path, data: bytes) -> None:
    assert took(data, tmp_path).fault == "这封信没有内容，没有收取，请重新发来。"


def test_header_injection_ends_at_one_line(tmp_path: Path) -> None:
    data = multipart(
        attached(b'attachment; filename="=?utf-8?Q?a=0D=0AX-Evil:_1.pdf?="'), headers=("Subject: =?utf-8?Q?a=0D=0Ab?=",)
    )
    found = took(data, tmp_path)
    assert (found.subject, found.files[0].name) == ("a b", "a X-Evil_ 1.pdf")


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 1000,
        b"From: a@b.cn\0\r\nSubject: \0\0\r\n\r\n\0",
        b"From: \xff\xfe\xfd\r\nSubject: \xb1\xed\r\n\r\n\xff",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\n--',
        b"Content-Type: text/plain; charset=\xff\r\n\r\nx",
        b"Content-Type: ;;;=\r\nContent-Disposition: attachment; filename*0*=x; filename*=y; filename*zz*=\r\n\r\nx",
        b"Content-Type: text/plain; charset*0*=a; charset*2*=b\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\r\n#\r\nend",
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: message/delivery-status\r\n\r\n\r\n\r\n",
        b"Content-Type: multipart/report; boundary=a\r\nReturn-Path: <>\r\n\r\n--a\r\nContent-Type: message/rfc822\r\n",
        b": nothing\r\n\r\nx",
        b"no header at all",
    ],
)
def test_a_broken_mail_is_a_mail(tmp_path: Path, data: bytes) -> None:
    assert took(data, tmp_path).size == len(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=500))
def test_any_bytes_are_a_mail(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    assert read_mail(data, NOON, tmp_path_factory.mktemp("mail")).size == len(data)


FRAGMENTS = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=x\r\n",
        b"Content-Type: text/html; charset=gbk\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: message/delivery-status\r\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%; filename*1=",
        b"Content-Disposition: attachment; filename=a.zip\r\n",
        b"Content-Disposition: attachment; filename=a.xlsx\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"From: a <a@b.cn>\r\n",
        b"Return-Path: <>\r\n",
        b"Authentication-Results: a; b=c (",
        b"Subject: =?gbk?B?",
        b"\r\n\r\n",
        b"--x\r\n",
        b"--x--\r\n",
        b"<blockquote>",
        b"PK\x03\x04",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.one_of(FRAGMENTS, st.binary(max_size=30)), max_size=20))
def test_any_pieces_of_mails_are_a_mail(tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    found = read_mail(data, NOON, tmp_path_factory.mktemp("mail"))
    assert found.digest
    assert read_headers(data, found).sender == found.sender
