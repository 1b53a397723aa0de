"""The file of 回复表: its sheets, with the pictures and comments over their cells as what their rows say."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from models.intake.answer import TOP, GivenSheet, parse_sheet, title_at
from models.intake.joined_rows import Joining
from models.intake.sheet.grid import MAX_ROWS, Table, too_large
from models.intake.sheet.over_cells import OverCells, over_cells
from models.intake.sheet.reading import BROKEN, contents_of, tables_of
from models.rules.answer_form import CODE
from models.rules.errors import Refused


class AnswerFile(NamedTuple):
    """The answer sheets of a file, the pictures that are evidence of their rows by name, and what was left out.

    `digest` is its SHA-256.
    """

    sheets: Sequence[GivenSheet] = ()
    pictures: Mapping[str, bytes] = {}
    left: Sequence[str] = ()
    digest: str = ""


def read_answer(path: Path) -> tuple[Sequence[GivenSheet], str]:
    """Return the answer sheets of a workbook, and the SHA-256 of the file. Raises Refused as `read_file` does."""
    found = read_file(path)
    return found.sheets, found.digest


def read_file(path: Path) -> AnswerFile:
    """Return what is in a workbook. Raises Refused if it cannot be read, or if no sheet of it has an answer code."""
    if not (found := answer_in(path.name, contents_of(path))).sheets:
        raise Refused(f"未收取：“{path.name}”里没有回复码，不是本系统发出的回复表，请用原表填写。")
    return found


def answer_in(file: str, data: bytes) -> AnswerFile:
    """Return the answer sheets in the bytes of a workbook; of another sheet only the first rows are read.

    Raises Refused if the file is no workbook, or cannot be read.
    """
    given = [found for table in tables_of(file, data) if table.visible and (found := _read_table(file, table))]
    if not given:
        return AnswerFile()
    over = OverCells()
    with suppress(*BROKEN, Refused):  # what is not read harms no answer
        over = over_cells(file, data)
    joining = Joining(over)
    sheets = [joining.sheet(sheet) for sheet in given]
    return AnswerFile(sheets, joining.taken, list(joining.left(file)), sha256(data).hexdigest())


def _read_table(file: str, table: Table) -> GivenSheet | None:
    lines = iter(table.lines())
    top = [line[:2] for line in islice(lines, TOP)]
    if all(title_at(line, 0) != CODE for line in top):
        return None
    if len(below := [line[:2] for line in islice((each for each in lines if not each.blank), MAX_ROWS)]) == MAX_ROWS:
        raise too_large(file)
    return parse_sheet(file, table.name, [*top, *below])
