"""Attachments: which parts are files, under which names they lie in the folder, and what is named as missing."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.comments import Comment

from models.intake.answer_file import AnswerFile
from models.intake.mail.attachments import Attachments, Names, clean_name, read_sheets, sentences
from models.rules.answer_form import CODE
from tests.models.intake.mail.mails import ANSWER, attached, mail, multipart, parts_of, workbook, zipped


def collected(data: bytes, folder: Path) -> Attachments:
    found = Attachments(folder)
    found.add_all(parts_of(data)[1])
    return found


def test_a_file_lies_in_the_folder_under_its_name_with_its_digest(tmp_path: Path) -> None:
    (file,) = collected(mail("a", {"验收单.pdf": b"%PDF"}), tmp_path).files
    assert (file.name, file.path, file.digest) == ("验收单.pdf", tmp_path / "验收单.pdf", sha256(b"%PDF").hexdigest())
    assert file.path.read_bytes() == b"%PDF"


@pytest.mark.parametrize("kind", ["application/pgp-signature", "application/pkcs7-signature; name=smime.p7s"])
def test_a_signature_is_no_file(tmp_path: Path, kind: str) -> None:
    found = collected(multipart(attached("attachment; filename=s.p7s", kind=kind)), tmp_path)
    assert (found.files, found.missing) == ([], [])


def test_a_picture_in_the_text_is_a_file(tmp_path: Path) -> None:
    data = multipart(
        b"Content-Type: text/html\r\n\r\n<img src=cid:1>",
        attached("inline; filename=image001.png", b"png", "image/png"),
        kind="related",
    )
    assert [file.name for file in collected(data, tmp_path).files] == ["image001.png"]


@pytest.mark.parametrize(
    "disposition", ["attachment; filename=winmail.dat", "attachment; filename=WINMAIL.DAT", "attachment"]
)
def test_the_format_of_outlook_is_named(tmp_path: Path, disposition: str) -> None:
    found = collected(multipart(attached(disposition, kind="application/ms-tnef")), tmp_path)
    assert (found.files, len(found.missing)) == ([], 1)


@pytest.mark.parametrize("name", ["回复表.zip", "回复表.rar"])
def test_a_workbook_under_the_name_of_an_archive_is_a_workbook(tmp_path: Path, name: str) -> None:
    found = collected(mail("a", {name: ANSWER}), tmp_path)
    assert [len(file.sheets) for file in found.files] == [2]
    assert found.missing == []


def test_an_archive_under_another_name_is_opened(tmp_path: Path) -> None:
    found = collected(mail("a", {"材料.rar": zipped({"回复表.xlsx": ANSWER})}), tmp_path)
    assert [(file.name, len(file.sheets)) for file in found.files] == [("回复表.xlsx", 2)]


def test_an_empty_file_and_a_workbook_of_numbers_are_named_as_what_they_are() -> None:
    assert read_sheets("表.xlsx", b"")[1] == "“表.xlsx”是空文件（0字节），请检查是否保存完整后重新发来。"
    assert "只接受.xlsx" in read_sheets("表.numbers", zipped({"Index/Document.iwa": b"x"}))[1]


def test_comments_in_an_answer_are_named(tmp_path: Path) -> None:
    (book := load_workbook(BytesIO(workbook(code="a")))).worksheets[0]["B2"].comment = Comment("见图", "李明")
    book.save(stream := BytesIO())
    found = collected(mail("a", {"表.xlsx": stream.getvalue()}), tmp_path)
    assert found.missing == ["“表.xlsx”里的批注1条（B2）没有收取，要说明的请写在表的单元格里"]
    assert len(found.files[0].sheets) == 1


INSIDE = b"Content-Type: message/rfc822\r\n\r\n"


def test_the_files_of_a_forwarded_mail_are_taken_and_a_mail_in_it_is_named_once(tmp_path: Path) -> None:
    nested = mail("c", {"乙.pdf": b"%PDF"})
    forwarded = mail("b", {"a.pdf": b"%PDF", "c.eml": nested, "d": nested})
    found = collected(
        multipart(INSIDE + forwarded, attached("attachment; filename=b.eml", mail("b", {"丙.jpg": b"x"}))), tmp_path
    )
    assert [file.name for file in found.files] == ["a.pdf", "丙.jpg"]
    assert found.missing == ["随信转来的邮件里又有一封邮件，没有打开，请把其中的文件作为普通附件发来"]


def test_an_empty_sheet_of_ours_in_a_forwarded_mail_is_no_file(tmp_path: Path) -> None:
    data = multipart(INSIDE + mail("a", {"表.xlsx": workbook(0, code="a"), "b.pdf": b"%PDF"}))
    assert [file.name for file in collected(data, tmp_path).files] == ["b.pdf"]
    assert [path.name for path in tmp_path.iterdir()] == ["b.pdf"]


def test_our_message_in_a_returned_mail_is_not_opened(tmp_path: Path) -> None:
    status = b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n"
    assert collected(multipart(status, INSIDE + mail("a", {"b.pdf": b"%PDF"}), kind="report"), tmp_path).files == []


@pytest.mark.parametrize("name", ["表.dat", "表.bin", "表.tmp", "表.xlsx(1)", "表", "表.xls", "表.et"])
def test_a_workbook_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    [file] = collected(mail("a", {name: ANSWER}), tmp_path).files
    assert (file.name, len(file.sheets), file.fault) == (name, 2, "")


def test_what_a_mac_adds_is_litter(tmp_path: Path) -> None:
    double = attached("attachment; filename=a.jpg", b"\x00\x05\x16\x07", "application/applefile")
    data = multipart(double, attached("attachment; filename=a.jpg", b"photo", "image/jpeg"))
    assert [(file.name, file.path.read_bytes()) for file in collected(data, tmp_path).files] == [("a.jpg", b"photo")]


def test_a_file_that_is_not_opened_is_named(tmp_path: Path) -> None:
    found = collected(mail("a", {"ATT00.dat": b"\x78\x9f\x3e\x22", "网盘.url": b"[InternetShortcut]"}), tmp_path)
    assert (found.files, [sentence[:14] for sentence in found.missing]) == (
        [],
        ["附件“ATT00.dat”是", "附件“网盘.url”只是一个"],
    )


def test_the_headers_of_a_returned_mail_are_neither_file_nor_missing(tmp_path: Path) -> None:
    found = collected(multipart(b"Content-Type: text/rfc822-headers\r\n\r\nSubject: a\r\n"), tmp_path)
    assert (found.files, found.missing) == ([], [])


def test_an_archive_without_name_is_opened(tmp_path: Path) -> None:
    data = multipart(attached("attachment", zipped({"表.xlsx": ANSWER}), "application/zip"))
    assert [(file.name, len(file.sheets)) for file in collected(data, tmp_path).files] == [("表.xlsx", 2)]


def test_paths_in_an_archive_do_not_leave_the_folder(tmp_path: Path) -> None:
    (folder := tmp_path / "附件").mkdir()
    found = collected(mail("a", {"包.zip": zipped({"../../x.pdf": b"1", "/etc/x.pdf": b"2", "CON.txt": b"3"})}), folder)
    assert [file.name for file in found.files] == ["x.pdf", "x（2）.pdf", "_CON.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["附件"]


def test_files_of_an_archive_and_of_the_mail_do_not_overwrite_each_other(tmp_path: Path) -> None:
    found = collected(mail("a", {"a.pdf": b"1", "包.zip": zipped({"a.pdf": b"2"})}), tmp_path)
    assert [(file.name, file.path.read_bytes()) for file in found.files] == [("a.pdf", b"1"), ("a（2）.pdf", b"2")]


@pytest.mark.parametrize("name", ["回复表.xlsx", "回复表.XLSX"])
def test_the_sheets_of_a_workbook_are_read(name: str) -> None:
    found, fault = read_sheets(name, ANSWER)
    assert ([sheet.file for sheet in found.sheets], fault) == ([name, name], "")


@pytest.mark.parametrize("name", ["回复表.pdf", "回复表", "清单.csv"])
def test_other_files_are_not_looked_into(name: str) -> None:
    assert read_sheets(name, b"%PDF-1.7") == (AnswerFile(), "")


@pytest.mark.parametrize(("name", "separator"), [("回复表.csv", ","), ("回复表.TSV", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_sheet_that_was_saved_as_a_text_is_read(name: str, separator: str, encoding: str) -> None:
    lines = ["省教育厅 月度检查", separator.join((CODE, "ABC234")), separator.join(("整改情况", "已更换路灯"))]
    found, fault = read_sheets(name, "\r\n".join(lines).encode(encoding))
    [sheet] = found.sheets
    assert (sheet.code.value, sheet.fields["整改情况"].value, fault) == ("ABC234", "已更换路灯", "")


@pytest.mark.parametrize("data", [b"", b"\x00\xff" * 40, "目标编号,数量\nT001,3\n".encode()])
def test_a_text_without_a_code_is_a_file_like_others(data: bytes) -> None:
    assert read_sheets("清单.csv", data) == (AnswerFile(), "")


def test_a_workbook_with_a_code_is_read_and_a_broken_one_has_a_fault() -> None:
    assert len(read_sheets("表.xlsx", workbook(0, code="A"))[0].sheets) == 1
    assert read_sheets("表.xlsx", b"PK\x03\x04")[1].startswith("“表.xlsx”")


def test_each_sentence_is_told_once_with_its_full_stop() -> None:
    assert list(sentences(["甲", "乙。", "甲。"])) == ["甲。", "乙。"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("回复表.xlsx", "回复表.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\表.xlsx", "表.xlsx"),
        ("C:\\表\\回复表.xls", "回复表.xls"),
        ("a/..", "附件"),
        ("..", "附件"),
        (".", "附件"),
        ("", "附件"),
        ("   ", "附件"),
        ("/", "附件"),
        (".htaccess", "htaccess"),
        ("表\u202exslx.exe", "表xslx.exe"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.回复.xlsx", "_com1.回复.xlsx"),
        ("conto.xlsx", "conto.xlsx"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        ("表.xlsx. . ", "表.xlsx"),
        ("表 .xlsx", "表.xlsx"),
    ],
)
def test_a_name_is_made_harmless(raw: str, name: str) -> None:
    assert clean_name(raw) == name


def test_a_file_without_name_has_the_ending_of_its_kind() -> None:
    assert clean_name("", ".xlsx") == "附件.xlsx"


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("长" * 300 + ".xlsx")
    assert name.endswith("长.xlsx")
    assert len(name.encode()) <= 170


def test_of_two_files_with_one_name_the_second_has_a_number() -> None:
    names = Names()
    assert [names.add(each) for each in ("表.xlsx", "表.xlsx", "表.XLSX", "", "")] == [
        "表.xlsx",
        "表（2）.xlsx",
        "表（3）.XLSX",
        "附件",
        "附件（2）",
    ]


@given(st.lists(st.text(max_size=300), max_size=20))
def test_any_names_are_files_in_one_folder(raw: list[str]) -> None:
    names = Names()
    given_names = [names.add(each) for each in raw]
    assert len({each.casefold() for each in given_names}) == len(raw)
    for name in given_names:
        assert 0 < len(name.encode()) <= 255
        assert not {"/", "\\", "\0", "\n", "\u202e"} & {*name}
        assert not name.startswith(".")
