"""Old workbooks (.xls), read by xlrd in a process with limits: a hostile file ends only that process."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from models.intake.column_letters import column_letter
from models.intake.complaints import Content
from models.intake.sheet.comments import Comment, comment_by
from models.intake.sheet.elements import RESAVE
from models.intake.sheet.grid import Merge, SheetLine, Table, refusal, text_content, too_large
from models.intake.sheet.number_formats import CellForm, format_of, number_content
from models.rules.errors import Refused

READER = Path(__file__).with_name("old_excel_reader.py")
MEMORY, SECONDS, OUTPUT = 512_000_000, 20, 100_000_000  # bytes, seconds, bytes
TOO_MUCH = 4  # exit code of the reader
PASSWORDED = re.compile(
    rb"\t\x08\x10\0\0\x06\x05\0.{12}(?:\x86\0\0\0)?/\0[\x04-\xff]\0", re.S
)  # FILEPASS behind the first record
BLIND = "旧版.xls中看不出没有计算结果的公式，请核对"
OWN = 164  # the formats from this number on are those of the workbook
EPOCHS = (WINDOWS_EPOCH, MAC_EPOCH)


def read_old_workbook(file: str, data: bytes) -> list[Table]:
    """Return the tables of an old workbook in its order, hidden ones marked. Raises Refused."""
    book = _read(file, data)
    own = {int(number): code for number, code in book["formats"].items() if int(number) >= OWN}
    reader = partial(_content, [format_of(number, own) for number in book["styles"]], EPOCHS[book["mac"]])
    return [
        Table(sheet["name"], partial(_lines, sheet, reader), sheet["visible"], (BLIND,)) for sheet in book["sheets"]
    ]


def old_comments(file: str, data: bytes) -> list[Comment]:
    """Return the comments of an old workbook that others than its maker wrote. Raises Refused."""
    return [
        comment_by(sheet["name"], f"{column_letter(column)}{row}", author, words)
        for sheet in _read(file, data)["sheets"]
        for row, column, author, words in sheet["notes"]
    ]


def _read(file: str, data: bytes) -> dict[str, Any]:
    """Return what the reader found."""
    if PASSWORDED.search(data):
        raise refusal(file, "设有打开密码，请取消密码后重新导入")
    limits = [str(each) for each in (MEMORY, SECONDS, OUTPUT)]
    command = [sys.executable, "-I", str(READER), *limits]
    try:
        answer = subprocess.run(  # noqa: S603 - our own file, with numbers as arguments
            command, input=data, capture_output=True, timeout=SECONDS * 2, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failed:
        raise _refusal(file, getattr(failed, "returncode", 0)) from failed
    return cast("dict[str, Any]", json.loads(answer.stdout))


def _refusal(file: str, code: int) -> Refused:
    """Return the refusal for an exit code of the reader; 0 if it did not end in time."""
    return too_large(file) if code == TOO_MUCH else refusal(file, f"已损坏、过大或不是完整的旧版Excel文件，{RESAVE}")


def _lines(sheet: dict[str, Any], reader: Callable[[object], Content]) -> Iterator[SheetLine]:
    merges: dict[int, list[Merge]] = {}
    for merge in sheet["merges"]:
        merges.setdefault(merge[0], []).append(Merge(*merge))
    for number, cells, hidden in sheet["rows"]:
        yield SheetLine(number, [*map(reader, cells)], hidden, merges.get(number, ()))


def _content(forms: Sequence[CellForm], epoch: datetime, cell: object) -> Content:
    if isinstance(cell, list):
        return number_content(cell[0], forms[cell[1]], epoch)
    if cell is None:
        return Content(None)
    text = str(cell)
    if text.startswith("#") and text in ERRORS:
        return Content(text, f"“{text}”是Excel错误值，请改正公式后重新导入")
    return text_content(text)


ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
