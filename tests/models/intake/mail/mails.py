"""Mails for the tests: composed by the standard library, or written byte by byte where programs do it otherwise."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from models.intake.mail.structure import leaves, parse
from models.rules.answer_form import CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from models.intake.mail.structure import Part

SAVED = Path(__file__).parents[3] / "data" / "answers"
ANSWER = (SAVED / "回复表.xlsx").read_bytes()
REFERENCE, OLDER = "a1" * 16, "b2" * 16  # of messages of ours
OURS = f"<{REFERENCE}@mubiao.example.org>"
NOON = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)


def mail(text: str = "收到", files: Mapping[str, bytes] | None = None, **headers: str) -> bytes:
    """Returns a mail of an office with these files; a header is named with underscores."""
    message = EmailMessage()
    given = {"From": "第001厅目标办 <d001@example.org>", "To": "mubiao@example.org", "Subject": "回复"}
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        message[name] = value
    message.set_content(text)
    for name, content in (files or {}).items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def raw(*lines: str | bytes) -> bytes:
    """Returns a mail written line by line."""
    return b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)


def multipart(*parts: bytes, kind: str = "mixed", headers: tuple[str | bytes, ...] = ()) -> bytes:
    """Returns a mail of these parts, each with its own headers."""
    top = ("From: d001@example.org", *headers, f'Content-Type: multipart/{kind}; boundary="=x="', "")
    return raw(*top, *(b"--=x=\r\n" + part for part in parts), "--=x=--", "")


def attached(
    disposition: str | bytes, content: bytes = b"abc", kind: str | bytes = "application/octet-stream"
) -> bytes:
    """Returns a part that is a file, with these two headers."""
    kind = kind if isinstance(kind, bytes) else kind.encode()
    disposition = disposition if isinstance(disposition, bytes) else disposition.encode()
    return b"Content-Type: " + kind + b"\r\nContent-Disposition: " + disposition + b"\r\n\r\n" + content


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Returns an archive with these files."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(rows: int = 3, *, code: str = "") -> bytes:
    """Returns a workbook with this many rows, and with an answer code if one is given."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("表")
    if code:
        sheet.append([CODE, code])
    for number in range(rows):
        sheet.append([f"第{number}行", number])
    book.save(stream := BytesIO())
    return stream.getvalue()


def parts_of(data: bytes) -> tuple[Part, list[Part]]:
    """Returns a mail and its parts."""
    return (whole := parse(data)), leaves(whole)


def swollen(book: bytes) -> bytes:
    """Returns a workbook with one more cell, of 90 MB; the whole is less than a hundred times its package."""
    with ZipFile(BytesIO(book)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    cell = b'<row r="900"><c r="B900" t="inlineStr"><is><t>%s</t></is></c></row></sheetData>' % (b"ab" * 45_000_000)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", cell)
    return zipped({**parts, "xl/media/1.png": os.urandom(1_000_000)})
