"""按来信文字填写的回复表: the sheet that a message of ours brought, with what a mail reports of its rows."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from models.intake.answer import GivenRow, GivenSheet
from models.rules.answer_form import COVER, FORMS, PROGRESS, REMARK, STATUS
from models.rules.rehearsal import MARK
from models.rules.worded import WordedRow

PREFIX, RETURNED = "按来信文字填写-", "请改正-"
OWN_MARKS = re.compile(f"^(?:{MARK}|{PREFIX}|{RETURNED})+")  # of a file that went back before, or that a rehearsal made
REPORTED = (PROGRESS.heading, STATUS.heading, REMARK.heading)
LEAF = re.compile(r"（指标(\S+) ")  # behind the name of a target, in the row of one of its leaves
WHITES = frozenset(white.heading for form in FORMS.values() for white in form.columns)


def rows_of(sheet: GivenSheet) -> list[GivenRow]:
    """Return the rows that a sheet asks for."""
    return [row for row in sheet.rows if not row.is_example]


def names_of(row: GivenRow) -> tuple[str, str]:
    """Return the line number of a row, and its full code: that of its target, with that of its leaf."""
    leaf = LEAF.search(row.shown[1])
    return re.sub(r"\D", "", row.place), f"{row.shown[0]}指标{leaf[1]}" if leaf else row.shown[0]


def filled(data: bytes, sheet: GivenSheet, said: Mapping[int, WordedRow]) -> bytes:
    """Return a workbook with one sheet, in which nothing is filled in but what is said of its rows by their places.

    The bytes depend only on what is given: a mail that is taken again has the same file.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - few mails need it
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415 - as above

    book = load_workbook(BytesIO(data))
    for page in [each for each in book.worksheets if each.title not in (COVER, sheet.name)]:
        book.remove(page)
    for at, row in enumerate(rows_of(sheet)):
        values = _values(said.get(at))
        for heading in WHITES & row.cells.keys():
            _write(book[sheet.name][row.cells[heading].address], values.get(heading))
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        ExcelWriter(book, archive).save()
    return _timeless(written)


def _values(said: WordedRow | None) -> Mapping[str, object]:
    """Return the values of a row by the headings of its cells."""
    values = (said.progress, said.status or None, said.note or None) if said else ()
    return dict(zip(REPORTED, values, strict=False))


def _write(cell: Any, value: object) -> None:  # noqa: ANN401 - openpyxl is untyped here
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # a note that begins with = is no formula


def _timeless(written: BytesIO) -> bytes:
    """Return an archive without the instants at which its parts were written."""
    out = BytesIO()
    with ZipFile(written) as archive, ZipFile(out, "w", ZIP_DEFLATED) as timeless:
        for name in archive.namelist():
            timeless.writestr(ZipInfo(name), archive.read(name))
    return out.getvalue()
