"""The own sheet of an office, returned with its wrong cells in red and the reason as a comment."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from models.intake.complaints import Complaint
from notifications.documents.words import plain

RED = PatternFill("solid", fgColor="FF9999")
COMMENT_WIDTH, COMMENT_HEIGHT = 320, 120  # pixels


def returned(file: bytes, complaints: Sequence[Complaint], agency: str) -> bytes:
    """Returns the workbook with every cell of a complaint marked; the file was read before, so that it is sound."""
    book = load_workbook(BytesIO(file), keep_links=False)
    for complaint in complaints:
        if complaint.sheet in book.sheetnames:
            cell = book[complaint.sheet][complaint.cell]
            cell.fill = RED
            cell.comment = Comment(plain(complaint.message), agency, COMMENT_HEIGHT, COMMENT_WIDTH)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
