"""What invented offices write: a report line, minutes, and the white cells of an answer sheet (回复表)."""

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from pydantic import BaseModel

from models.intake.agency_sheet import texts_of
from models.rules.answer_form import CHECK
from models.rules.white_cells import Cell, Form, White, plain_title

Values = Mapping[str, Any]
SITE_RECORD = Path(str(files("deployments") / "data" / "现场核查记录.txt"))


def filled_in(book: bytes, title: str, form: Form, fields: Values, rows: Mapping[str, Values]) -> bytes:
    """Returns the workbook with the values written into the sheet of the duty with this title.

    `fields` are the values of single cells and `rows` those of each target's row by its code, both by the name of the
    white cell; several file names of one cell are a list. Raises StopIteration if no sheet has this title.
    """
    workbook = load_workbook(BytesIO(book))
    page: Any = next(sheet for sheet in workbook.worksheets if _is_of(sheet, title))
    for row in page.iter_rows():
        heading = plain_title(str(row[0].value or ""))
        for white in form.fields:
            if white.heading == heading and white.name in fields:
                _write(row[1], fields[white.name])
    if rows:
        _fill_rows(page, form, rows)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def has_sheet(book: bytes, title: str) -> bool:
    """Returns whether a workbook has the sheet of the duty with this title."""
    return any(_is_of(sheet, title) for sheet in load_workbook(BytesIO(book), read_only=True).worksheets)


def values_of(said: BaseModel, form: Form) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Returns what the input of an act says as values of single cells and of rows, by the names of the white cells.

    A cell that the input has no field for, and that takes one choice only, takes that one: 已签收.
    """
    known = type(said).model_fields
    fixed = {
        white.name: white.choices[0] for white in form.fields if len(white.choices) == 1 and white.name not in known
    }
    rows = {line.target: _cells(line, form.columns) for line in getattr(said, "lines", ())}
    for proof in getattr(said, "evidence", ()):
        rows[proof.target].setdefault("evidence", []).append(proof.file.name)
    return fixed | _cells(said, form.fields), rows


def _cells(said: BaseModel, whites: Sequence[White]) -> dict[str, Any]:
    """Returns the cells of fields that say something; names of files are those of the evidence."""
    texts = texts_of({white.name: getattr(said, white.name, "") for white in whites if white.cell is not Cell.FILES})
    return {name: text for name, text in texts.items() if text != ""}


def _is_of(page: Any, title: str) -> bool:  # noqa: ANN401 - openpyxl is untyped here
    return str(page["A1"].value).endswith(f"  {title}")


def _fill_rows(page: Any, form: Form, rows: Mapping[str, Values]) -> None:  # noqa: ANN401 - openpyxl is untyped here
    header = next(row for row in page.iter_rows() if CHECK in [cell.value for cell in row])
    headings = [plain_title(str(cell.value)) for cell in header]
    for row in page.iter_rows(min_row=header[0].row + 1):
        values = rows.get(str(row[0].value), {})
        for white in form.columns:
            if white.name in values:
                _write(row[headings.index(white.heading)], values[white.name])


def _write(cell: Any, value: Any) -> None:  # noqa: ANN401 - openpyxl is untyped here
    """Write a value; a text that begins with = stays a text, as in a cell that is formatted as text."""
    cell.value = "、".join(value) if isinstance(value, list) else value
    if isinstance(cell.value, str):
        cell.data_type = "s"


DONE = 100  # per cent
COORDINATION = {"coordination": "按季度倒排工期，逐月调度。"}


def report_line(target: str, progress: int, *, slow: bool) -> dict[str, Any]:
    """Returns the line of a report about a target; a slow one that is not done is blocked."""
    status = "done" if progress == DONE else "blocked" if slow else "in_progress"
    return {"target": target, "progress": progress, "status": status, "remark": "用地手续办理中" if slow else ""}


def minutes(day: date) -> dict[str, Any]:
    """Returns the minutes of a meeting on a day."""
    return {
        "held_on": day,
        "attendees": "主要领导、目标办、各责任处室",
        "completion": "各项目标总体按计划推进，个别项目进度偏慢。",
        "problems": "部分项目用地、资金拨付慢于计划。",
        "measures": "明确责任处室，逐项倒排工期，每周调度。",
    }
