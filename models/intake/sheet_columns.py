"""Several columns of a sheet in a row: fields of an input, or titles, with their widths."""

from dataclasses import replace

from pydantic import BaseModel

from models.intake.agency_sheet import SheetColumn, Takes, of_input
from models.intake.values import code

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
