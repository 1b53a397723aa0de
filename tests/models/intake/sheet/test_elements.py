"""Packages and XML: what may be dangerous is refused before it is unpacked or expanded."""

import io
import zipfile

import pytest

from models.intake.sheet.elements import CHUNK, Handlers, elements_of, local, open_archive, parse_whole
from models.rules.errors import Refused
from tests.models.intake.sheet.written import package


def test_text_is_collected_across_parts_of_the_file() -> None:
    handlers = Handlers()
    handlers.text = []
    parse_whole(b"<a>" + b"x" * (3 * CHUNK) + b"</a>", handlers)
    assert len("".join(handlers.text)) == 3 * CHUNK


def test_attributes_lose_their_prefix() -> None:
    assert local({"r:id": "1", "name": "2"}) == {"id": "1", "name": "2"}


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE x [<!ENTITY a "ha">]><x/>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<!DOCTYPE x><x/>",
    ],
)
def test_a_dtd_is_refused(xml: bytes) -> None:
    with pytest.raises(ValueError, match="DTD"):
        parse_whole(xml, Handlers())


def link(name: str) -> bytes:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (package({"a": bytes(20_000_000)}), "解压后过大"),
        (package({str(number): b"" for number in range(2_001)}), "内含文件过多"),
        (package({"../a": b"x"}), "不安全的路径"),
        (link("a"), "不安全的路径"),
        (package({"xl/vbaProject.bin": b"x"}), "带宏的工作簿"),
    ],
)
def test_a_dangerous_package_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        open_archive("表.ods", data)


def test_elements_come_as_they_end_with_attributes_by_local_names_and_all_text_within() -> None:
    xml = b'<x><n:row n:id="1">a<v>b</v><w>c</w></n:row>d<row/></x>'
    assert list(elements_of(xml, "row", "v")) == [
        ("v", {}, "b"),
        ("row", {"id": "1"}, "abc"),
        ("row", {}, ""),
    ]


def test_elements_of_a_document_with_a_dtd_are_refused() -> None:
    with pytest.raises(ValueError, match="DTD"):
        list(elements_of(b"<!DOCTYPE x><x/>", "x"))
