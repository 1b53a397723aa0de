"""models/data/tables.csv: in which file the class of each table is, before the file is loaded."""

import csv
from collections.abc import Iterator
from importlib import import_module
from io import StringIO
from pkgutil import iter_modules

from models import records
from models.records import IndexedTable


def table_index() -> str:
    """The index of all tables, in the order of their files and of their classes there."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(IndexedTable._fields)
    for file in iter_modules(records.__path__):
        writer.writerows(_tables_of(file.name))
    return text.getvalue()


def _tables_of(file: str) -> Iterator[IndexedTable]:
    module = import_module(f"{records.__name__}.{file}")
    for name, kind in vars(module).items():
        if hasattr(kind, "__table__") and kind.__module__ == module.__name__:
            rows = ("updated" if kind.noun.updated else "inserted") if hasattr(kind, "noun") else ""
            yield IndexedTable(kind.__tablename__, name, file, rows)
