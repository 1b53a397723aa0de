"""A returned 回复表: the own workbook with its wrong cells red, or the own .csv with a note behind each wrong line."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from models.intake.complaints import Complaint
from models.intake.sheet.delimited import decode
from models.intake.sheet.reading import BROKEN
from models.rules.answer_form import CODE
from models.rules.plain_text import plain

RED = PatternFill("solid", fgColor="FF9999")
NOTE = "请改正 "
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 120  # pixels


def returned(file: bytes, complaints: Sequence[Complaint], agency: str) -> bytes:
    """Return the workbook with every cell of a complaint marked, and no other.

    Of an .xls or .ods, and of a workbook that openpyxl cannot write again, the wrong cells are listed instead.
    """
    try:
        return _mark(file, complaints, agency)
    except BROKEN:  # it could be read, by a reader that is less strict
        return list_complaints(complaints)


def _mark(file: bytes, complaints: Sequence[Complaint], agency: str) -> bytes:
    book = load_workbook(BytesIO(file), keep_links=False)
    for page in book.worksheets:
        for cell in [cell for cell in _cells(page) if cell.fill.fgColor.rgb == RED.fgColor.rgb]:
            cell.fill, cell.comment = PatternFill(), None  # it went back before
    for complaint in complaints:
        page = book[complaint.sheet]
        cell = page[complaint.cell]
        if page.cell(cell.row, 1).value != CODE:  # there stands what is wrong with the whole sheet
            cell.fill = RED
        cell.comment = Comment(plain(complaint.message), agency, COMMENT_HEIGHT, COMMENT_WIDTH)
    return _saved(book)


def _cells(page: Any) -> Iterator[Any]:  # noqa: ANN401 - openpyxl has no type for it
    """Yield the cells that a sheet has; iter_rows would make all up to the last row, a million in a bomb."""
    yield from page._cells.values()  # noqa: SLF001 - as above


def returned_text(file: bytes, complaints: Sequence[Complaint]) -> bytes:
    """Return a .csv as it came, with what is wrong in a cell more at the end of each line that has a fault.

    Raises ValueError if the file is no text.
    """
    text, _ = decode("", file)
    separator = max(",\t;", key=text.count)
    notes = defaultdict[int, list[str]](list)
    for each in complaints:
        notes[int(re.sub(r"\D", "", each.cell) or 1)].append(f"{NOTE}{each.cell}：{plain(each.message)}")
    out, start = StringIO(newline=""), 1
    reader, writer = csv.reader(StringIO(text, newline=""), delimiter=separator), csv.writer(out, delimiter=separator)
    for record in reader:
        writer.writerow([*(part for part in record if not part.startswith(NOTE)), *notes[start]])
        start = reader.line_num + 1
    return out.getvalue().encode("utf-8-sig")


def list_complaints(complaints: Sequence[Complaint]) -> bytes:
    """Return a workbook with a line for each wrong cell."""
    book = Workbook()
    page: Any = book.active
    page.title = "退回原因"
    page.append(["工作表", "单元格", "原因"])
    for complaint in complaints:
        page.append([plain(complaint.sheet), complaint.cell, plain(complaint.message)])
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
