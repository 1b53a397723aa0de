"""管理机构的工作表: its columns, each the field of an act's input or only shown, and a file read into its rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from models.intake.complaints import EMPTY, ReadColumn, Row
from models.intake.evidence import Piece
from models.intake.sheet.grid import text_content
from models.intake.sheet.meant import meant
from models.intake.sheet.reading import read_rows
from models.intake.values import Cell, choice, day, folded, names, text, yes_no
from models.rules.kinds import Labelled
from models.rules.sheet_check import CHECK

YES, NO = "是", "否"


class Takes(Enum):
    """What a cell takes; a cell of another program is read as people write it."""

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    NUMBER = "number"
    AMOUNT = "amount"
    CHOICE = "choice"
    NAMES = "names"
    FILES = "files"


MANY = "，几个用“、”分开"
TAKEN = {
    Takes.DAY: "日期，如2026-06-30",
    Takes.NUMBER: "整数",
    Takes.AMOUNT: "数，只填数字，不写单位",
    Takes.NAMES: f"名称{MANY}",
    Takes.FILES: f"文件名{MANY}，文件与表格放在同一文件夹",
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, the field of the input that it fills, and what it takes; or `of` what a grey one is shown.

    A `key` names the record: in a row that the ledger made it is grey. `width` is in characters, `example` stands in
    the explanations. A `secret` value is shown masked; left as it is, it stays unchanged. A `fresh` one belongs to the
    change, as its reason does: it is written empty and never compared. `of` is where one only shown has its value.
    """

    title: str
    field: str = ""
    takes: Takes = Takes.TEXT
    key: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 16
    example: str = ""
    secret: bool = False
    fresh: bool = False
    share: bool = False
    parse: Callable[[Cell], Any] = text
    of: str = ""

    @property
    def takes_in_words(self) -> str:
        """Return what may be filled in: 日期，如2026-06-30; 是、否."""
        return "、".join(self.choices) or TAKEN.get(self.takes, "文字")

    @property
    def of_file(self) -> ReadColumn:
        """Return the column as a file has it."""
        code = self.takes is Takes.CODE
        return ReadColumn(self.title, (), self.required, self.secret, code, share=self.share, blank=True)


def of_input(form: type[BaseModel], name: str, **more: Any) -> SheetColumn:  # noqa: ANN401 - fields of SheetColumn
    """Return the column of a field of an input, or of a row that an import reads: all that the field says of itself.

    `more` sets or replaces anything else: `key=True`, `title=`, `width=`, `required=`.
    """
    field = form.model_fields[name]
    takes, choices, parse = _read_as(field.annotation)
    column = SheetColumn(
        title=str(field.validation_alias or field.title or name),
        field=name,
        takes=takes,
        required=field.is_required(),
        choices=choices,
        example=field.examples[0] if field.examples else "",
        parse=parse,
    )
    return replace(column, **more)


ReadAs = tuple[Takes, tuple[str, ...], Callable[[Cell], Any]]


def _read_as(annotation: Any) -> ReadAs:  # noqa: ANN401 - any annotation
    """Return what a cell of a field takes, its choices, and its parser."""
    kind = _bare(annotation)
    if get_origin(kind) is tuple:
        of_files = _bare(get_args(kind)[0]) is Piece
        return (Takes.FILES, (), names) if of_files else (Takes.NAMES, (), names)
    if isinstance(kind, type) and issubclass(kind, Labelled):
        return Takes.CHOICE, tuple(member.label for member in kind), choice(kind)
    if kind is Path:
        return Takes.FILES, (), text
    return PLAIN.get(kind, (Takes.TEXT, (), text))


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    """Return a type without `Annotated` and without `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not type(None)))
    return annotation


def number(cell: Cell) -> int:
    """Parse a whole number, also with the word of a year: 2026年度. Raises ValueError."""
    content = folded(cell).removesuffix("度").removesuffix("年")
    if isinstance(cell, date) or not (content.isascii() and content.isdigit()):
        raise ValueError(f"“{folded(cell)}”{'不是整数，请只填数字'}")
    return int(content)


PLAIN: Mapping[Any, ReadAs] = {
    bool: (Takes.CHOICE, (YES, NO), yes_no),
    date: (Takes.DAY, (), day),
    int: (Takes.NUMBER, (), number),
    Decimal: (Takes.AMOUNT, (), text),
}


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet that was filled in; `match_rows`: a row without a check code is the record that its keys name."""

    file: str
    rows: tuple[Row, ...]
    folder: Path
    ignored: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    reason: str = ""
    evidence: tuple[Path, ...] = ()
    match_rows: bool = False


def read_filled(path: Path, columns: Sequence[SheetColumn], sheet_name: str = "") -> FilledSheet:
    """Parse the rows of a file. Raises Refused if it is no sheet with these columns, or has no row."""
    read = [column.of_file for column in columns if column.field]
    shown_titles = {column.title for column in columns if not column.field}
    sheet = read_rows(path, [*read, ReadColumn(CHECK)], sheet_name)
    ignored = tuple(title for title in sheet.ignored if title not in shown_titles)
    return FilledSheet(path.name, sheet.rows, path.parent, ignored, sheet.guessed)


def stands_as(value: Any) -> tuple[Cell, str]:  # noqa: ANN401 - the value of a cell that we wrote
    """Return what the reader makes of a cell that was written with this value: its value and its fault."""
    if isinstance(value, str):
        content = text_content(value)
        return content.value, content.fault
    return value, ""


def is_unchanged(row: Row, title: str, written: Any) -> bool:  # noqa: ANN401 - the value of a cell that we wrote
    """Return whether a cell holds what was written into it."""
    value, fault = row.cells.get(title), row.faults.get(title, "").removeprefix(EMPTY)
    if isinstance(value, str) and isinstance(written, int | date):  # saved as text by a program without types
        written = str(written)
    expected = stands_as(written)
    return (_alike(value), fault) == (_alike(meant(expected[0])), expected[1])


def _alike(value: Cell) -> Cell:
    """Return a value without what a program changes when it saves it: a day is a moment, a whole number a float."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def parse_cells(
    row: Row, columns: Sequence[SheetColumn], find: Callable[[str], Path]
) -> Iterator[tuple[str, Any, str]]:
    """Yield the title, the value and the fault of each filled cell; `find` returns the file that a cell names."""
    for column in columns:
        cell, fault = row.cells.get(column.title), row.faults.get(column.title, "")
        if fault:
            yield column.title, None, fault
        elif folded(cell):
            yield column.title, *_parse(cell, column, find)


def _parse(cell: Cell, column: SheetColumn, find: Callable[[str], Path]) -> tuple[Any, str]:
    try:
        value = column.parse(cell)
        if column.takes is Takes.FILES:
            value = [find(name) for name in value] if isinstance(value, tuple) else find(value)
    except ValueError as wrong:
        return None, str(wrong)
    return value, ""


def find_in(folder: Path, name: str) -> Path:
    """Return a file that a sheet names, in the folder of the sheet. Raises ValueError if it is not there."""
    place = folder / name
    if Path(name).name != name or not place.is_file():
        raise ValueError(f"“{name}”不在表格所在的文件夹里，请把文件和表格放在一起，文件名写全")
    return place


Finder = Callable[[str], Path]


def finder(folder: Path) -> Finder:
    """Return the function that finds the files named in a sheet."""
    return partial(find_in, folder)


def texts_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of fields as they stand in cells: labels, 是 and 否, names separated by 、, days, numbers."""
    return {name: _cell_of(value) for name, value in fields.items()}


def _cell_of(value: Any) -> Any:  # noqa: ANN401 - any value of an input
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple | list):
        return "、".join(str(_cell_of(each)) for each in value)
    return "" if value is None else value
