"""Names of attachments: harmless on every disk, each once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.mail.names import Names, clean_name


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
