"""Archives: opened one level within limits; what may be dangerous is refused by name before anything is unpacked."""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.mail.archives import MAX_MEMBERS, is_archive, is_foreign, unpack
from models.rules.errors import Refused
from tests.models.intake.mail.mails import ANSWER, zipped


def names(data: bytes) -> list[str]:
    return [name for name, _ in unpack("包.zip", data)]


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        list(unpack("包.zip", data))
    return refused.value.message


def test_the_files_of_an_archive_come_one_after_the_other() -> None:
    assert list(unpack("包.zip", zipped({"回复表.xlsx": ANSWER, "照片/1.jpg": b"jpg"}))) == [
        ("回复表.xlsx", ANSWER),
        ("照片/1.jpg", b"jpg"),
    ]


def test_names_that_windows_wrote_in_gbk_are_read() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("回复表.xlsx".encode("gbk").decode("cp437"), b"a")
    data = stream.getvalue().replace("回复表.xlsx".encode("gbk").decode("cp437").encode(), b"X" * 30)
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("A" * 11, b"a")
    data = stream.getvalue().replace(b"A" * 11, "回复表.xlsx".encode("gbk"))
    assert names(data) == ["回复表.xlsx"]


def test_folders_and_litter_of_programs_are_left_out() -> None:
    litter = {"a/": b"", "__MACOSX/._表.xlsx": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "~$表.xlsx": b"x"}
    assert names(zipped({**litter, "表.xlsx": b"x"})) == ["表.xlsx"]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "解压后过大或文件过多，可能不安全" in refusal(zipped({"0.bin": b"\0" * 50_000_000}))


def test_a_small_archive_may_be_dense() -> None:
    assert names(zipped({"a.txt": b"a" * 900_000})) == ["a.txt"]


def test_too_many_files_are_refused() -> None:
    assert "“包.zip”解压后过大或文件过多" in refusal(zipped({str(n): b"" for n in range(MAX_MEMBERS + 1)}))


def test_a_lie_about_the_size_is_found() -> None:
    data = bytearray(zipped({"a.txt": b"a" * 100_000}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    assert "已损坏" in refusal(bytes(data))


def test_a_password_is_named() -> None:
    data = bytearray(zipped({"a.txt": b"a"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert refusal(bytes(data)) == "压缩包“包.zip”设有密码，没有打开，请取消密码后重新发来"


def test_another_compression_is_refused() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_BZIP2) as archive:
        archive.writestr("a", b"a")
    assert "压缩方式特殊" in refusal(stream.getvalue())


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"no archive", zipped({"a": b"b" * 1000})[:-30]],
    ids=["empty", "only a mark", "a text", "cut off"],  # an archive holds the second of its making
)
def test_damage_is_refused(data: bytes) -> None:
    assert "“包.zip”已损坏" in refusal(data)


def test_a_changed_byte_is_damage() -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(range(256)) * 4)
    data = bytearray(stream.getvalue())
    data[60] ^= 0xFF
    assert "已损坏" in refusal(bytes(data))


@given(st.binary(max_size=300), st.integers(0, 200))
def test_any_change_is_read_or_refused(noise: bytes, place: int) -> None:
    data = bytearray(zipped({"a.txt": b"abc" * 50, "b.txt": b"b"}))
    data[place : place + len(noise)] = noise
    try:
        assert all(isinstance(content, bytes) for _, content in unpack("包.zip", bytes(data)))
    except Refused as refused:
        assert "包.zip" in refused.message  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("name", "data", "zip_", "foreign"),
    [
        ("a.zip", b"PK\x03\x04", True, False),
        ("a.ZIP", b"", True, False),
        ("a.zip", b"Rar!\x1a", False, True),
        ("a.rar", b"", False, True),
        ("a.rar", b"PK\x03\x04", True, False),
        ("a.7z", b"", False, True),
        ("a.tar.gz", b"", False, True),
        ("照片", b"7z\xbc\xaf\x27\x1c", False, True),
        ("表.xlsx", b"PK\x03\x04", False, False),
        ("a.pdf", b"%PDF", False, False),
    ],
)
def test_kinds_of_archives(name: str, data: bytes, *, zip_: bool, foreign: bool) -> None:
    assert (is_archive(name, data), is_foreign(name, data)) == (zip_, foreign)
