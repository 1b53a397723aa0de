"""Old workbooks (.xls), read by python-calamine in a process with limits: a hostile file ends only that process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from models.intake.complaints import Content
from models.intake.sheet.elements import RESAVE
from models.intake.sheet.grid import Merge, SheetLine, Table, refusal, text_content, too_large
from models.rules.errors import Refused

READER = Path(__file__).with_name("old_excel_reader.py")
MEMORY, SECONDS, OUTPUT = 512_000_000, 20, 100_000_000  # bytes, seconds, bytes
PASSWORD, TOO_MUCH = 3, 4  # exit codes of the reader
BLIND = "旧版.xls中看不出隐藏或筛选掉的行、没有计算结果的公式和百分比格式，请核对"


def read_old_workbook(file: str, data: bytes) -> list[Table]:
    """Return the tables of an old workbook in its order, hidden ones marked. Raises Refused."""
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


def _refusal(file: str, code: int) -> Refused:
    """Return the refusal for an exit code of the reader; 0 if it did not end in time."""
    reasons = {PASSWORD: "设有打开密码，请取消密码后重新导入"}
    damaged = f"已损坏、过大或不是完整的旧版Excel文件，{RESAVE}"
    return too_large(file) if code == TOO_MUCH else refusal(file, reasons.get(code, damaged))


def _lines(sheet: dict[str, Any]) -> Iterator[SheetLine]:
    merges: dict[int, list[Merge]] = {}
    for merge in sheet["merges"]:
        merges.setdefault(merge[0], []).append(Merge(*merge))
    for number, cells in sheet["rows"]:
        yield SheetLine(number, [_content(cell) for cell in cells], merges=merges.get(number, ()))


def _content(cell: object) -> Content:
    if isinstance(cell, list):
        return Content(datetime.fromisoformat(cell[0]))
    if cell is None or isinstance(cell, int | float):
        return Content(cell)
    text = str(cell)
    if text.startswith("#") and text in ERRORS:
        return Content(text, f"“{text}”是Excel错误值，请改正公式后重新导入")
    return text_content(text)


ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}
