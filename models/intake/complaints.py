"""Faults of an imported file: rows that know their place, and a complaint list that covers the whole file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from models.intake.complaint_lines import complaint_lines
from models.intake.values import Cell, shown
from models.rules.errors import Refused

LONGEST = 200
EMPTY = "不能为空"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One fault at one cell; `sheet` is empty for a .csv. `row` stores the texts of all cells in its row.

    `title` is that of the column, if the message begins with it.
    """

    sheet: str
    cell: str
    value: str
    message: str
    file: str
    row: tuple[str, ...] = field(default=(), repr=False, compare=False)
    title: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        sheet = f" 工作表“{self.sheet}”" if self.sheet else ""
        return f"{self.file}{sheet} {self.cell}：{self.message}"


class ImportRefused(Refused):
    """An import refused because of the file's content; stores all complaints."""

    undone = "未导入"

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        summary = f"{self.undone}：共发现{len(self.complaints)}处问题，未作任何改动。"
        super().__init__("\n".join([summary, *complaint_lines(self.complaints)]))

    def restate(self, complaints: Iterable[Complaint]) -> None:
        """Replace the complaints and the message that is made of them."""
        ImportRefused.__init__(self, complaints)


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column of a sheet; a required one must exist and have no empty cell, a secret one is never shown.

    `code`: leading zeros that a program cut are restored; `key`: of codes that each row has once. `share`: percentages.
    `blank`: although it is required, its cells may be empty.
    """

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    secret: bool = False
    code: bool = False
    key: bool = False
    share: bool = False
    blank: bool = False


class Content(NamedTuple):
    """The value of a cell, its fault, if it is unreadable as any type, and whether it was written as ="text"."""

    value: Cell = None
    fault: str = ""
    unwrapped: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A column as in the file: its title, its position from 1, its letters in Excel."""

    title: str
    position: int
    letters: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class RowsOrigin:
    """The source of rows: file, sheet, number of titles, headings by column name.

    `header` is the last row of the header, `titled` the positions that have a title.
    """

    file: str
    sheet: str
    width: int
    headings: Mapping[str, Heading]
    header: int = 1
    titled: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: cells by column name, and the faults found when it was read."""

    origin: RowsOrigin
    number: int
    cells: Mapping[str, Cell]
    faults: Mapping[str, str] = field(default_factory=dict)

    def address(self, column: str) -> str:
        """Return where a reader finds the cell: H12, or 第3行“责任部门”列 of a .csv."""
        heading = self.origin.headings.get(column)
        if heading is None:
            return f"第{self.number}行"
        return f"{heading.letters}{self.number}" if self.origin.sheet else f"第{self.number}行“{heading.title}”列"

    def complaints(self) -> list[Complaint]:
        """Return a complaint for each fault."""
        return [self.complain(column, message) for column, message in self.faults.items()]

    def complain(self, column: str, message: str) -> Complaint:
        """Return a complaint at a cell of this row; its message continues the column's title."""
        heading = self.origin.headings.get(column)
        title, secret = (heading.title, heading.secret) if heading else (column, False)
        value = shown(self.cells.get(column))
        return Complaint(
            sheet=self.origin.sheet,
            cell=self.address(column),
            value="***" if secret and value else _shorten(value),
            message=_shorten(f"{title}{message}"),
            file=self.origin.file,
            row=tuple(filter(None, map(shown, self.cells.values()))),
            title=title,
        )


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}……{text[-LONGEST // 3 :]}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet in their order, the headings that match no column, and what was guessed."""

    file: str
    sheet: str
    rows: tuple[Row, ...]
    ignored: tuple[str, ...]
    guessed: tuple[str, ...] = ()

    @property
    def complaints(self) -> tuple[Complaint, ...]:
        """Return the complaints about single cells, before any model is applied."""
        return tuple(complaint for row in self.rows for complaint in row.complaints())


def build_row(
    origin: RowsOrigin, number: int, contents: Sequence[Content], columns: Iterable[ReadColumn]
) -> Row | None:
    """Return a row by column names, or None if all cells are empty."""
    by_name: dict[str, Content] = {}
    for column in columns:
        heading = origin.headings.get(column.name)
        here = heading is not None and heading.position <= len(contents)
        by_name[column.name] = contents[heading.position - 1] if heading and here else Content()
    if not any(value is not None or fault for value, fault, _ in by_name.values()):
        return None
    asked = (column.name for column in columns if column.required and not column.blank)
    empty = {name: EMPTY for name in asked if by_name[name] == Content()}
    faults = {name: fault for name, (_, fault, _) in by_name.items() if fault}
    if extra := sum(value is not None for value, *_ in contents[origin.width :]):
        faults[""] = f"比表头多出{extra}格，内容中的逗号请连同整格用英文引号括起"
    return Row(origin, number, {name: value for name, (value, *_) in by_name.items()}, empty | faults)


class SheetRow(BaseModel):
    """The model of one row: built from cells by column name, or from code by field name."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        validate_default=True,
        defer_build=True,  # most commands read no row of most kinds
    )


RowT = TypeVar("RowT", bound=SheetRow)
RowT_co = TypeVar("RowT_co", bound=SheetRow, covariant=True)


@dataclass(frozen=True, slots=True)
class Located(Generic[RowT_co]):
    """A checked row with its source row, so that a later complaint names the right cell."""

    row: RowT_co
    source: Row

    def complain(self, column: str, message: str) -> Complaint:
        """Return a complaint at the cell that this row was read from."""
        return self.source.complain(column, message)


@dataclass(frozen=True, slots=True)
class Checked(Generic[RowT_co]):
    """A file after the checks that need only the file; `reason` and `evidence` (source pages) are a correction's.

    `guessed`: one sentence, without its full stop, for each thing that was guessed when the file was read. `unchanged`
    rows of an exported sheet were left out because nothing in them changed. `issued_on` is stated for all targets of a
    sheet whose rows do not say it, `taken_over` are number and date of the paper that issued them. `clears`: empty
    cells of addresses are meant. `match_rows`: a row without its check code is what its natural key names.
    """

    file: str
    rows: tuple[Located[RowT_co], ...]
    complaints: tuple[Complaint, ...]
    ignored: tuple[str, ...] = ()
    reason: str = ""
    unsound: tuple[Row, ...] = ()
    evidence: tuple[Path, ...] = ()
    guessed: tuple[str, ...] = ()
    unchanged: int = 0
    issued_on: date | None = None
    taken_over: tuple[str, date] | None = None
    clears: bool = False
    match_rows: bool = False
