"""The tables, one family per file. A file is loaded when one of its classes is first asked for.

A list reads a few of the tables, and to make all takes longer than the rest of a command. A flush needs all: it orders
rows by the references of their tables. What is in which file is generated: `python -m deployments.reference`.
"""

from collections.abc import Mapping
from csv import DictReader
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Table, event
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from models.records.record import NamedTable, id_of

if TYPE_CHECKING:
    from models.records.account import *
    from models.records.adjustment import *
    from models.records.appeal import *
    from models.records.appraisal import *
    from models.records.asked import *
    from models.records.assignment import *
    from models.records.body import *
    from models.records.chain import *
    from models.records.cloud import *
    from models.records.covert import *
    from models.records.cycle import *
    from models.records.department import *
    from models.records.draft import *
    from models.records.evidence import *
    from models.records.indicator import *
    from models.records.innovation import *
    from models.records.inspection import *
    from models.records.issued_paper import *
    from models.records.jurisdiction import *
    from models.records.leader_rating import *
    from models.records.meeting import *
    from models.records.negative_list import *
    from models.records.notice import *
    from models.records.obligation import *
    from models.records.operation import *
    from models.records.opinion import *
    from models.records.quality import *
    from models.records.received_mail import *
    from models.records.regulation import *
    from models.records.report import *
    from models.records.result_delivery import *
    from models.records.review import *
    from models.records.sample import *
    from models.records.secrecy import *
    from models.records.signer_change import *
    from models.records.stand_in import *
    from models.records.survey import *
    from models.records.target import *
    from models.records.visit import *
    from models.records.yearly import *

FILE = Path(__file__).parents[1] / "data" / "tables.csv"


class IndexedTable(NamedTuple):
    """A table: its class, the file of that, and whether rows of its kind of record are `updated` or only `inserted`.

    A table without a noun of its own says neither.
    """

    table: str
    name: str
    file: str
    rows: str


def _read() -> Mapping[str, IndexedTable]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["table"]: IndexedTable(**row) for row in DictReader(lines)}


TABLE_INDEX = _read()
FILE_OF = {each.name: each.file for each in TABLE_INDEX.values()}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class, whose type is that of its import above
    if name not in FILE_OF:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{FILE_OF[name]}"), name)


def class_of(table: str) -> type[NamedTable]:
    """Return the class of a table, loaded with its file. Raises KeyError if there is none."""
    named: type[NamedTable] = __getattr__(TABLE_INDEX[table].name)
    return named


@cache
def all_tables() -> Mapping[str, Table]:
    """Load every file; returns all tables by their names."""
    for table in TABLE_INDEX:
        class_of(table)
    return SQLModel.metadata.tables


event.listen(Session, "before_flush", lambda *_: all_tables())
