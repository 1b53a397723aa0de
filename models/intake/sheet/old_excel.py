"""Old workbooks (.xls), read by python-calamine in a process with limits: a hostile file ends only that process."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from models.intake.complaints import Content
from models.intake.days import settled
from models.intake.sheet.elements import RESAVE
from models.intake.sheet.grid import Merge, SheetLine, Table, refusal, text_content, too_large
from models.intake.sheet.shown_numbers import is_scaled
from models.rules.errors import Refused

READER = Path(__file__).with_name("old_excel_reader.py")
MEMORY, SECONDS, OUTPUT = 512_000_000, 20, 100_000_000  # bytes, seconds, bytes
TOO_MUCH = 4  # exit code of the reader
LOCKED = "设有打开密码，请取消密码后重新导入"
PASSWORDED = re.compile(
    rb"\t\x08\x10\0\0\x06\x05\0.{12}(?:\x86\0\0\0)?/\0[\x04-\xff]\0", re.S
)  # FILEPASS behind the first record
FORMAT, HEAD = re.compile(rb"\x1e\x04(..)..(..)([\0\1])", re.S), 5  # a FORMAT record, and the bytes before its text
BLIND = "旧版.xls中看不出隐藏或筛选掉的行、没有计算结果的公式和百分比格式，请核对"


def read_old_workbook(file: str, data: bytes) -> list[Table]:
    """Return the tables of an old workbook in its order, hidden ones marked. Raises Refused.

    The reader sees no formats of cells, so a workbook with a format that scales numbers is refused.
    """
    _check(file, data)
    limits = [str(each) for each in (MEMORY, SECONDS, OUTPUT)]
    command = [sys.executable, "-I", str(READER), *limits]
    try:
        answer = subprocess.run(  # noqa: S603 - our own file, with numbers as arguments
            command, input=data, capture_output=True, timeout=SECONDS * 2, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failed:
        raise _refusal(file, getattr(failed, "returncode", 0)) from failed
    return [
        Table(sheet["name"], partial(_lines, sheet), sheet["visible"], (BLIND,), exact=False)
        for sheet in json.loads(answer.stdout)
    ]


def _check(file: str, data: bytes) -> None:
    if PASSWORDED.search(data):
        raise refusal(file, LOCKED)
    if scaled := next(filter(is_scaled, formats_in(data)), ""):
        raise refusal(file, f"有按千、万或亿显示数字的格式（{scaled}），旧版.xls中看不出是哪些格，{RESAVE}")


def formats_in(data: bytes) -> Iterator[str]:
    """Yield the codes of the number formats that the records of an old workbook define."""
    for found in FORMAT.finditer(data):
        size, count = (int.from_bytes(each, "little") for each in found.group(1, 2))
        encoding, width = ("utf-16-le", 2) if found[3] == b"\1" else ("latin-1", 1)
        if size == HEAD + count * width:
            yield data[found.end() : found.end() + count * width].decode(encoding, "replace")


def _refusal(file: str, code: int) -> Refused:
    """Return the refusal for an exit code of the reader; 0 if it did not end in time."""
    return too_large(file) if code == TOO_MUCH else refusal(file, f"已损坏、过大或不是完整的旧版Excel文件，{RESAVE}")


def _lines(sheet: dict[str, Any]) -> Iterator[SheetLine]:
    merges: dict[int, list[Merge]] = {}
    for merge in sheet["merges"]:
        merges.setdefault(merge[0], []).append(Merge(*merge))
    for number, cells in sheet["rows"]:
        yield SheetLine(number, [_content(cell) for cell in cells], merges=merges.get(number, ()))


def _content(cell: object) -> Content:
    if isinstance(cell, list):
        return Content(settled(datetime.fromisoformat(cell[0])))
    if cell is None or isinstance(cell, int | float):
        return Content(cell)
    text = str(cell)
    if text.startswith("#") and text in ERRORS:
        return Content(text, f"“{text}”是Excel错误值，请改正公式后重新导入")
    return text_content(text)


ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
