"""The own sheet of an office, returned with its wrong cells in red and the reason as a comment."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from models.intake.complaints import Complaint
from models.intake.sheet.reading import BROKEN
from notifications.documents.words import plain

RED = PatternFill("solid", fgColor="FF9999")
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 120  # pixels


def returned(file: bytes, complaints: Sequence[Complaint], agency: str) -> bytes:
    """Returns the workbook with every cell of a complaint marked.

    Of an .xls or .ods, and of a workbook that openpyxl cannot write again, the wrong cells are listed instead.
    """
    try:
        return _mark(file, complaints, agency)
    except BROKEN:  # it could be read, by a reader that is less strict
        return list_complaints(complaints)


def _mark(file: bytes, complaints: Sequence[Complaint], agency: str) -> bytes:
    book = load_workbook(BytesIO(file), keep_links=False)
    for complaint in complaints:
        cell = book[complaint.sheet][complaint.cell]
        cell.fill = RED
        cell.comment = Comment(plain(complaint.message), agency, COMMENT_HEIGHT, COMMENT_WIDTH)
    return _saved(book)


def list_complaints(complaints: Sequence[Complaint]) -> bytes:
    """Returns a workbook with a line for each wrong cell."""
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
