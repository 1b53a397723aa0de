"""Writes small sheets for the tests: .xlsx parts by hand, .ods, strict workbooks."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text", "style"))
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
}


def package(parts: Mapping[str, bytes]) -> bytes:
    """Returns a zip archive with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Returns the parts of a zip archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def strict(data: bytes) -> bytes:
    """Returns a workbook as a program saves it as strict Open XML: with the other namespaces."""
    parts = parts_of(data)
    for name, xml in parts.items():
        for transitional, other in STRICT.items():
            xml = xml.replace(transitional, other)  # noqa: PLW2901 - the same part
        parts[name] = xml
    return package(parts)


def ods_cell(value: object, more: str = "") -> str:
    """Returns a cell of an OpenDocument table; text by its type."""
    if value is None:
        return f"<table:table-cell{more}/>"
    if isinstance(value, date):
        typed = f' office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        typed = f' office:value-type="float" office:value="{value}"'
    else:
        typed = ' office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell{typed}{more}>{lines}</table:table-cell>"


def ods_row(cells: Sequence[object], more: str = "") -> str:
    """Returns a row of an OpenDocument table; a text that begins with < is a cell as it is."""
    listed = (cell if isinstance(cell, str) and cell.startswith("<table:") else ods_cell(cell) for cell in cells)
    return f"<table:table-row{more}>{''.join(listed)}</table:table-row>"


def ods(*tables: tuple[str, str], styles: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """Returns a document with tables of these names and rows; the style of a table is its name."""
    body = "".join(
        f"<table:table table:name={quoteattr(name)} table:style-name={quoteattr(name)}>{rows}</table:table>"
        for name, rows in tables
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return package({"content.xml": xml.encode(), **(parts or {})})
