"""A kind of sheet: its columns, the act that each row performs, and what stands in the ledger or is owed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from models.intake.agency_sheet import SheetColumn, Takes, of_input, texts_of
from models.intake.input import Input
from models.intake.source import PaperGiven, Source
from models.intake.values import Cell, code, text
from models.ledger.acts import Act, Role
from models.ledger.secrets import secrets_of
from models.ledger.settled import year_under_appraisal
from models.rules.concealment import conceal
from models.rules.errors import Refused
from models.rules.kinds import Means
from models.rules.plain_text import cell_text
from models.rules.secrecy import Secrets
from models.rules.sheet_check import check_code, key_part
from models.statements import run

DEPARTMENT = "部门编码"
# What a column that names a record gives by its code.
CODES = {"department": DEPARTMENT, "target": "目标编号"}


def code_column(column: SheetColumn) -> SheetColumn:
    """Return the column as one of codes: full-width characters become ASCII, lost zeros are restored."""
    return replace(column, takes=Takes.CODE, parse=code)


def keys(form: type[BaseModel], /, **widths: int) -> tuple[SheetColumn, ...]:
    """Return the columns that name a record: fields of an input with their widths."""
    columns = (of_input(form, name, key=True, width=width) for name, width in widths.items())
    return tuple(code_column(replace(c, title=CODES[c.field])) if c.field in CODES else c for c in columns)


def white(form: type[BaseModel], /, **widths: int) -> tuple[SheetColumn, ...]:
    """Return the columns of fields of an input with their widths."""
    return tuple(of_input(form, name, width=width) for name, width in widths.items())


def fresh(form: type[BaseModel], /, **widths: int) -> tuple[SheetColumn, ...]:
    """Return the columns of fields that belong to the change, with their widths."""
    return tuple(replace(column, fresh=True) for column in white(form, **widths))


def grey(**columns: tuple[str, int] | tuple[str, int, Takes]) -> tuple[SheetColumn, ...]:
    """Return columns that are only shown, neither read nor part of the check code: columns of the rows that are found.

    Each has its title, its width and what it takes.
    """
    of_row = ((name, *column, Takes.TEXT)[:4] for name, column in columns.items())
    return tuple(SheetColumn(title, width=width, takes=takes, of=name) for name, title, width, takes in of_row)


MASK = "******"
STATED = tuple(means.label for means in Means if means is not Means.ANSWER)  # an answer sheet is read, not stated


def _parse_means(cell: Cell) -> Means:
    label = text(cell)
    if label not in STATED:
        raise ValueError(f"“{label}”不在可选范围内，可填：{'、'.join(STATED)}")
    return Means.from_label(label)


SOURCE = (
    of_input(Source, "means", field="source:means", required=False, width=10, choices=STATED, parse=_parse_means),
    of_input(Source, "note", field="source:note", width=16),
    of_input(Source, "received", field="source:received", width=14),
)
PAPER = (
    of_input(PaperGiven, "number", field="paper:number", width=18),
    of_input(PaperGiven, "dated", field="paper:dated", width=14),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A record that a row is about: its natural key, its name in a refusal, and the present values of its fields.

    `fields` may hold more than the sheet has: all columns of a result row.
    Grey cells are columns of the result `row`, or stand in `shown`. `state` is what else makes an exported row out of
    date when it changes. Only what is `owed` is exported. `subject` is the key of the target that it is about:
    year/code (4.7). `office` is the code of the department for which the row is entered, if the act is an office's.
    """

    key: str
    name: str
    fields: Mapping[str, Any]
    shown: Mapping[str, Any] = field(default_factory=dict)
    state: str = ""
    owed: bool = True
    subject: str = ""
    office: str = ""
    row: Any = None

    def grey(self, name: str) -> Any:  # noqa: ANN401 - a cell
        """Return the value of a grey cell."""
        return self.shown[name] if name in self.shown else getattr(self.row, name)


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows that a statement finds, as `listed` makes them of result rows; `given` are more of its parameters."""

    sql: str
    listed: Callable[[Any], Listed]
    given: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, session: Session, jurisdiction: int, day: date) -> Iterator[Listed]:
        """Yield the row of each result row."""
        appraised = year_under_appraisal(session, jurisdiction, day)
        params = {"jurisdiction": jurisdiction, "day": day, "year": day.year, "appraised": appraised}
        for row in run(session, self.sql, **params | dict(self.given)):
            yield replace(self.listed(row), row=row)


def act_of(key: str) -> str:
    """Return the name of the act that imports the sheets of a kind."""
    return f"import_{key.replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet, named by `key` on the command line; `tasks`: a row with empty white cells asks for nothing.

    A row without a check code is a new record, or names its record by its key columns; a kind that does not `grow`
    lists all records that there can be. One that is `sent` is filled in outside of the agency and comes back to it; if
    it does not grow, the sheet that was sent has only the rows that the ledger wrote: a body speaks for no other. What
    the agency types has no column of check codes. Rows of a `whole` kind are judged together, so that unchanged ones
    are imported too. Of a `single` kind a sheet has one row for each key: of two that contradict each other the second
    would hold, and no one would know. Rows with the same values of `together` are one act, whose input `join` makes of
    theirs: each of them is a `row_form`.
    """

    key: str
    title: str
    chosen: Act[Any]
    columns: tuple[SheetColumn, ...]
    rows: Callable[[Session, int, date], Iterable[Listed]]
    hints: tuple[str, ...] = ()
    tasks: bool = False
    grows: bool = True
    sent: bool = False
    single: bool = False
    row_form: type[Input] | None = None
    together: tuple[str, ...] = ()
    join: Callable[[Sequence[Any]], Input] | None = None
    whole: bool = False

    @property
    def matched(self) -> bool:
        """Return whether a row without a check code is a record of the ledger that its keys name, never a new one."""
        return self.sent and not self.grows

    @property
    def of_office(self) -> bool:
        """Return whether the act is that of an office, head or leader, so that a row is entered for one."""
        return bool(self.chosen.roles - {Role.AGENCY, Role.SYSTEM}) and not self.chosen.own

    @property
    def origin(self) -> tuple[SheetColumn, ...]:
        """Return the columns that belong to a change: its reason, how it was received, on which signed paper it is."""
        fresh = (column for column in self.columns if column.fresh)
        paper = PAPER if self.chosen.by_hand or self.chosen.second_hand else ()
        return (*fresh, *(SOURCE if self.of_office else ()), *paper)

    @property
    def layout(self) -> tuple[SheetColumn, ...]:
        """Return all columns of the sheet."""
        own = {column.title for column in self.columns}
        return (*self.columns, *(column for column in self.origin if column.title not in own))

    @property
    def read(self) -> tuple[SheetColumn, ...]:
        """Return the columns that say what the record is; the others are only shown, or belong to its change."""
        return tuple(column for column in self.columns if column.field and not column.fresh)

    @property
    def white(self) -> tuple[SheetColumn, ...]:
        """Return the columns that stay white in a row that the ledger made."""
        return tuple(column for column in self.read if not column.key)


@dataclass(frozen=True, slots=True)
class RowsOfOne:
    """The rows of a kind that are owed by one body or person, `who` it is in words and as `whose` tells it of a row."""

    kind: SheetKind
    given: str
    name: str
    who: str
    whose: Callable[[Listed], str]

    def __call__(self, session: Session, jurisdiction: int, day: date) -> Sequence[Listed]:
        """Return the rows. Raises Refused if there are none."""
        found = [each for each in self.kind.rows(session, jurisdiction, day) if each.owed]
        own = [each for each in found if self.whose(each) == self.name]
        if not own:
            others = "、".join(dict.fromkeys(map(self.whose, found))) or "没有"
            raise Refused(f"“{self.given}”没有要填的{self.kind.title}。现在要填的{self.who}：{others}。")
        return own


@dataclass(frozen=True, slots=True)
class Written:
    """A row as the ledger writes it: its record, its cells by title, its check code, and whether it is marked (4.7)."""

    listed: Listed
    cells: Mapping[str, Any]
    check: str
    marked: bool


def written(kind: SheetKind, listed: Listed, secrets: Secrets) -> Written:
    """Return the row of a record, without the content of what is marked."""
    marked = bool(listed.subject) and secrets.about(listed.subject)
    present = {name: listed.fields[name] for name in (column.field for column in kind.read) if name in listed.fields}
    values = texts_of(conceal(secrets, present, about=marked))
    shown = {column.title: listed.grey(column.of) for column in kind.columns if column.of}
    grey = texts_of(conceal(secrets, shown, about=marked))
    cells = {column.title: _in_cell(column, values, grey) for column in kind.layout}
    state = [listed.state, *(cells[column.title] for column in kind.read)]
    return Written(listed, cells, check_code(kind.key, listed.key, state), marked)


def rows_by_code(session: Session, kind: SheetKind, jurisdiction: int, day: date) -> dict[str, Written]:
    """Return the rows as the ledger would write them now, by the part of their check code that names them."""
    secrets = secrets_of(session)
    rows = (written(kind, listed, secrets) for listed in kind.rows(session, jurisdiction, day))
    return {key_part(row.check): row for row in rows}


def _in_cell(column: SheetColumn, values: Mapping[str, Any], grey: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a cell
    if column.fresh:
        return ""
    value = values.get(column.field, "") if column.field else grey.get(column.title, "")
    if column.secret and value:
        return MASK
    return cell_text(value) if isinstance(value, str) else value
