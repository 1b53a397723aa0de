"""A number of a document has a digit and one spelling; a signed page is a picture, a PDF or an OFD."""

import pytest

from models.rules.signed_paper import (
    digits_of,
    has_number,
    has_year_and_number,
    is_page,
    is_unique,
    one_spelling,
)


@pytest.mark.parametrize("text", ["黔目标核签〔2026〕1号", "第三号", "１号", "签〇五"])
def test_a_number_has_a_digit_or_a_chinese_numeral(text: str) -> None:
    assert has_number(text)


@pytest.mark.parametrize("text", ["", "号", "无", "见附件", "口头"])
def test_words_alone_are_no_number(text: str) -> None:
    assert not has_number(text)


@pytest.mark.parametrize(
    "spelling",
    [
        "黔目标〔2026〕1号",
        "黔目标[2026]1号",
        "黔目标（２０２６）１号",
        " 黔目标 【2026】\u30001 号",
        "黔目标〔2026〕\u200b1号",
        "黔目标〔2026〕01号",
        "黔目标〔2026〕第001号",
        "黔目标〔2026〕1號",
    ],
)
def test_brackets_blanks_zeros_and_wide_characters_make_no_other_number(spelling: str) -> None:
    assert one_spelling(spelling) == "黔目标〔2026〕1号"


@pytest.mark.parametrize(
    "other", ["黔目标〔2026〕2号", "黔目标〔2026〕10号", "黔目标〔2026〕11号", "黔目标〔2027〕1号"]
)
def test_other_numbers_stay_others(other: str) -> None:
    assert one_spelling("黔目标〔2026〕1号") != one_spelling(other)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xff\xd8\xff\xe0rest", "签字页.jpg"),
        (b"\x89PNG\r\n\x1a\nrest", "签字页.png"),
        (b"GIF89a", "签字页.gif"),
        (b"BM6rest", "签字页.bmp"),
        (b"II*\0rest", "签字页.tif"),
        (b"MM\0*rest", "签字页.tif"),
        (b"RIFF\x10\0\0\0WEBPVP8", "签字页.webp"),
        (b"\0\0\0\x18ftypheic", "IMG_1.HEIC"),
        (b"%PDF-1.7", "签字页.pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "签字页.pdf"),
        (b"PK\x03\x04rest", "签字页.OFD"),
    ],
)
def test_a_scan_or_a_photograph_can_be_a_signed_page(head: bytes, name: str) -> None:
    assert is_page(head, name)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"x\n", "签字页.jpg"),
        (b"root:x:0:0:root", "passwd"),
        (b"MZ\x90\0", "签字页.exe"),
        (b"PK\x03\x04rest", "台账.xlsx"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "录音.wav"),
        (b"\0\0\0\x18ftypmp42", "录像.mp4"),
        (b"", "签字页.jpg"),
    ],
)
def test_any_other_file_is_no_signed_page(head: bytes, name: str) -> None:
    assert not is_page(head, name)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("黔目标办〔2026〕20号", True),
        ("筑目标办（2026）20号", True),
        ("推演〔2026〕现场20261105号", True),
        ("筑目标办20号", False),
        ("20号", False),
        ("〔2026〕20号", False),
        ("黔目标办〔2026〕号", False),
        ("黔目标办〔20〕20号", False),
    ],
)
def test_the_number_of_an_issued_document_has_office_year_and_number(text: str, *, whole: bool) -> None:
    assert has_year_and_number(text) is whole


@pytest.mark.parametrize(
    ("number", "digits"), [("黔目标〔２０２６〕1号", "20261"), ("第三号", ""), ("No ② of 2026", "22026")]
)
def test_the_digits_of_a_number_are_those_of_every_spelling(number: str, digits: str) -> None:
    assert digits_of(number) == digits


@pytest.mark.parametrize(
    ("number", "unique"),
    [
        ("黔目标〔2026〕1号", True),
        ("黔目标［２０２６］1号", True),
        ("签1号", False),
        ("12026号", False),
        ("第20261号", False),
    ],
)
def test_a_number_with_its_year_names_one_document(number: str, unique: bool) -> None:  # noqa: FBT001
    assert is_unique(number) is unique
