"""A list of acts in a file: the objects of a JSON array, or the rows of a sheet whose columns are an input's titles."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from models.intake.complaints import Complaint, ImportRefused, ReadColumn, Row
from models.intake.faults import field_of
from models.intake.sheet.reading import read_rows
from models.intake.values import Cell, day, folded, month_or_quarter, shown, trimmed, year, yes_no
from models.rules.errors import Refused

# What the command is told about every act apart from its input: the person, how it was received, what was signed.
ABOUT = {
    "by": "由谁办理",
    "source": "来源",
    "source_note": "来源说明",
    "received": "收到日期",
    "paper": "签字文件文号",
    "paper_date": "签字文件日期",
    "page": "签字页",
}
DAYS = ("received", "paper_date")
CODES = ("department", "target")


class ListRefused(ImportRefused):
    """A list of acts refused because of its content, before the first of them is performed."""

    undone = "未办理"


@dataclass(frozen=True, slots=True)
class ActItem:
    """One act of a list: where it stands, its fields as given, and the row of the sheet that it was read from."""

    file: str
    place: str
    data: Mapping[str, Any]
    row: Row | None = field(default=None, repr=False, compare=False)

    def complain(self, title: str, message: str) -> Complaint:
        """Return a complaint at the cell of the field with this title, or at the item."""
        texts = tuple(str(value) for value in self.data.values())
        sheet = self.row.origin.sheet if self.row else ""
        place = self.row.address(title) if self.row else self.place
        return Complaint(sheet, place, "", message, self.file, texts)


@dataclass(frozen=True, slots=True)
class ItemList:
    """The acts of a file in their order, its wrong cells, what was guessed, and which columns were not read."""

    items: tuple[ActItem, ...]
    complaints: tuple[Complaint, ...] = ()
    guessed: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def read_array(file: str, values: Sequence[Any]) -> ItemList:
    """Return the acts of a JSON array. Raises Refused if it is empty or an item is no object."""
    if not values:
        raise Refused(f"“{file}”是空的清单，没有要办理的内容。")
    wrong = [place for place, value in enumerate(values, 1) if not isinstance(value, dict)]
    if wrong:
        example = '{"department": "SJYT"}'
        raise ListRefused(Complaint("", f"第{at}项", "", f"应为一个JSON对象，如{example}", file) for at in wrong)
    return ItemList(tuple(ActItem(file, f"第{place}项", value) for place, value in enumerate(values, 1)))


def read_sheet(path: Path, form: type[BaseModel], given: Collection[str], sheet_name: str = "") -> ItemList:
    """Return the acts of a sheet: a row each; an empty cell leaves its field out.

    `given` names the fields that every act has already. Raises Refused if the sheet cannot be read.
    """
    columns = columns_of(form, given)
    sheet = read_rows(path, list(columns.values()), sheet_name)
    complaints = list(sheet.complaints)
    items = [_read_item(sheet.file, row, form, columns, complaints) for row in sheet.rows]
    return ItemList(tuple(items), tuple(complaints), sheet.guessed, sheet.ignored)


def columns_of(form: type[BaseModel], given: Collection[str] = ()) -> dict[str, ReadColumn]:
    """Return the column of each field of an input, and of what the command is told about every act.

    A column has the field's title; its name is read too. Where both say the same, the input's field has it.
    """
    columns = {
        info.alias or name: ReadColumn(
            info.title or name, (name,), required=info.is_required() and name not in given, code=name in CODES
        )
        for name, info in form.model_fields.items()
    }
    taken = {column.name for column in columns.values()} | set(columns)
    return columns | {
        name: ReadColumn(title, (name,)) for name, title in ABOUT.items() if not taken.intersection((name, title))
    }


def _read_item(
    file: str, row: Row, form: type[BaseModel], columns: Mapping[str, ReadColumn], complaints: list[Complaint]
) -> ActItem:
    data: dict[str, Any] = {}
    for name, column in columns.items():
        cell = row.cells.get(column.name)
        if cell is None or column.name in row.faults:
            continue
        try:
            data[name] = value_of(name, field_of(form, name), cell)
        except ValueError as wrong:
            complaints.append(row.complain(column.name, str(wrong)))
    return ActItem(file, f"第{row.number}行", data, row)


def value_of(name: str, info: FieldInfo | None, cell: Cell) -> Any:  # noqa: ANN401 - any JSON value
    """Return a cell as the input takes it: a day, yes or no, a number, or the text that a command would be given."""
    kinds = set(_kinds(info.annotation)) if info else ({date} if name in DAYS else {str})
    if date in kinds:
        return day(cell).isoformat()
    if bool in kinds:
        return yes_no(cell)
    if name == "year":
        return year(cell)
    if name == "period":
        return _period(cell)
    if kinds & {int, float, Decimal}:
        return folded(cell).replace(",", "").removesuffix("%")
    return _text(trimmed(shown(cell)))


def _kinds(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - any annotation
    """Yield the types that a field takes; a list is one type."""
    if get_origin(annotation) in (Union, UnionType):
        for part in get_args(annotation):
            yield from _kinds(part)
    elif hasattr(annotation, "__metadata__"):
        yield from _kinds(annotation.__origin__)
    else:
        yield annotation


def _period(cell: Cell) -> str:
    """Return a period; a month or a quarter may be a date cell or Chinese, others stand as they are refused later."""
    try:
        return month_or_quarter(cell)
    except ValueError:
        return folded(cell)


def _text(text: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return a text, or the value of one that is JSON, as on the command line. Raises ValueError."""
    if not text.startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as wrong:
        raise ValueError("不是有效的JSON") from wrong
