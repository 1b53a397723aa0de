"""A listing as one value: its rows, columns and filters. It does not know where it is shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.jurisdiction import home
from models.ledger.lookup import find_department
from models.ledger.settled import year_under_appraisal
from models.rules.kinds import Labelled

Row = Any  # a mapping of fields, or a value that has them
Rows = Callable[..., Sequence[Row]]  # (session, day), and each filter by its name
FIRST_YEAR, LAST_YEAR = 1, 9998


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and the field of a row or the function that makes its words.

    `kind` gives the field its Chinese label, a list stands with 、 between; `empty` is said of a field without value.
    On a narrow screen a `kept` column is cut last, a `wrapped` one goes on in the next line.
    """

    title: str
    of: str | Callable[[Row], Any]
    kind: type[Labelled] | None = None
    kept: bool = False
    wrapped: bool = False
    empty: str = ""

    def value(self, row: Row) -> Any:  # noqa: ANN401 - a text, number or day
        """Returns what the column shows of a row."""
        if not isinstance(self.of, str):
            return self.of(row)
        value = row[self.of]
        if value is None or value == "":
            return self.empty
        if isinstance(value, list | tuple):
            return "、".join(value)
        return self.kind(value).label if self.kind else value


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person may narrow a listing by: a flag, a year, a choice, or a text that `read` turns into a value.

    `name` is the keyword of the rows, `option` the word that a person types if it is another; `value` describes what
    follows it, and is empty for a flag; a number lies `between` two. `default` gives the value of a day on which none
    is typed.
    """

    name: str
    about: str
    value: str = ""
    option: str = ""
    choices: tuple[str, ...] = ()
    between: tuple[int, int | None] | None = None
    default: Callable[[Session, date], Any] | None = None
    read: Callable[[Session, Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """`about` says what is listed; `none` is the sentence for an empty list.

    In `none` may stand `{year}` and other filters, or a function makes it, with the arguments of the rows. A listing
    that is not `dated` is the same on every day: its rows are asked for no day. A flag of `instead` lists something
    else. `after` gives the lines that follow the table, and `data` what --json prints if it is not the rows.
    """

    name: str
    title: str
    about: str
    rows: Rows
    columns: tuple[Column, ...]
    none: str | Callable[..., str]
    filters: tuple[Filter, ...] = ()
    dated: bool = True
    instead: tuple[tuple[Filter, "Listing"], ...] = ()
    after: "Callable[[Session, ListedRows], Iterable[str]]" = lambda _, found: [
        counted(found.rows, found.given.get("limit"))
    ]
    data: "Callable[[Session, ListedRows], Any]" = lambda _, found: found.rows

    @property
    def titles(self) -> list[str]:
        """The titles of the columns."""
        return [each.title for each in self.columns]

    def cells(self, rows: Iterable[Row]) -> list[list[Any]]:
        """Returns what the columns show of each row."""
        return [[each.value(row) for each in self.columns] for row in rows]

    def sentence_if_empty(self, session: Session, day: date, given: Mapping[str, Any]) -> str:
        """Returns what is said of an empty list, by the values of the filters."""
        return self.none.format(**given) if isinstance(self.none, str) else self.none(session, day, **given)


@dataclass(frozen=True, slots=True)
class ListedRows:
    """A listing as of a day, with the filters that were given and its rows."""

    listing: Listing
    day: date
    given: Mapping[str, Any]
    rows: Sequence[Row]


def counted(rows: Sequence[Row], limit: int | None = None) -> str:
    """Returns how many rows there are, in words; of a list that stops at a limit there may be more."""
    return f"最近{limit}项，更早的用 --limit 列出。" if len(rows) == limit else f"共{len(rows)}项。"


def _code_of(session: Session, department: str) -> str:
    return find_department(session, home(session), department).code


def of_year(about: str, default: Callable[[Session, date], int] | None = None) -> Filter:
    """Returns the filter of a year; without a default, an empty one means all years."""
    return Filter("year", about, "年度", between=(FIRST_YEAR, LAST_YEAR), default=default)


def year_of_day(_session: Session, day: date) -> int:
    """Returns the year of the business date."""
    return day.year


def year_appraised(session: Session, day: date) -> int:
    """Returns the year whose results are entered or wait for their approval."""
    return year_under_appraisal(session, home(session), day)


OF_YEAR = of_year("目标的年度，默认全部")
OF_YEAR_OF_DAY = of_year("目标的年度，默认为业务日期所在年度", year_of_day)
OF_YEAR_APPRAISED = of_year("默认为正在考评的年度", year_appraised)
OF_DEPARTMENT = Filter("department", "部门编码、名称或简称", "部门", read=_code_of)
ONLY_OPEN = Filter("running", "只列尚未结束的", option="open")
WITH_FORMER = Filter("former", "已失效的也列出", option="all")
