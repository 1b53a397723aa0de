"""Letterheads of an agency, made for tests: a .docx with a head, a foot, its own margins and names in braces."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from docx import Document
from docx.shared import Mm

PLACE = "{{正文}}"


def letterhead(*lines: str, head: str = "省目标办 {{文号}}", foot: str = "地址：延安中路1号") -> bytes:
    """A file with these lines in its body, by default a title and the place of the text between two lines."""
    sheet: Any = Document()
    section = sheet.sections[0]
    section.left_margin = Mm(40)
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = head, foot
    for line in lines or ("{{标题}}", PLACE, "{{机关}}印制"):
        sheet.add_paragraph(line)
    whole = BytesIO()
    sheet.save(whole)
    return whole.getvalue()


def with_part(name: str, content: bytes, *, packed: bool = False) -> bytes:
    """The same file with one part more, or another content of it."""
    whole, way = BytesIO(), ZIP_DEFLATED if packed else ZIP_STORED
    with ZipFile(BytesIO(letterhead())) as source, ZipFile(whole, "w", way) as target:
        for each in source.namelist():
            if each != name:
                target.writestr(each, source.read(each))
        target.writestr(name, content)
    return whole.getvalue()


def replaced(part: str, old: str, new: str) -> bytes:
    """The same file with other words in a part."""
    with ZipFile(BytesIO(letterhead())) as source:
        content = source.read(part).decode()
    assert old in content
    return with_part(part, content.replace(old, new, 1).encode())
