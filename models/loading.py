"""`load` and `insert`: records by statements straight to the driver, in a third of the time of SQLAlchemy's own."""

from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper, configure_mappers, make_transient_to_detached
from sqlmodel import Session

from models.records.record import Numbered
from models.statements import DIALECT, run

DECIMAL = 1700  # the number of the type `numeric`: the driver makes it a Decimal, as it makes dates and texts
Loaded = TypeVar("Loaded", bound=Numbered)
Makers = dict[str, Callable[[Any], Any] | None]  # by the name of a column


def load(session: Session, kind: type[Loaded], which: str, /, **params: Any) -> list[Loaded]:  # noqa: ANN401 - bound
    """Return the records whose rows `r` fulfil a condition, which may go on with ORDER BY.

    They belong to the session: one that it knows already is returned as it is there, and what is changed is written.
    """
    session.flush()
    mapper: Mapper[Loaded] = inspect(kind)
    columns, makers = _columns_of(kind)
    sql = f"SELECT {columns} FROM {kind.__tablename__} r WHERE {which}"  # noqa: S608 - constants only
    found = []
    for row in run(session, sql, **params):
        known = session.identity_map.get(mapper.identity_key_from_primary_key((row.id,)))
        found.append(known or _build(session, mapper, makers, row))
    return found


def first(session: Session, kind: type[Loaded], which: str, /, **params: Any) -> Loaded | None:  # noqa: ANN401 - as above
    """Return the first of the records that fulfil a condition; None if none does."""
    return next(iter(load(session, kind, f"{which} LIMIT 1", **params)), None)


def having(session: Session, kind: type[Loaded], /, by: str = "id", **values: Any) -> Loaded | None:  # noqa: ANN401
    """Return the record whose columns have these values, of several the first in the order of a column; else None."""
    given = {name: value.value if isinstance(value, Enum) else value for name, value in values.items()}
    which = " AND ".join(f"r.{name} {'IS NULL' if value is None else f'= :{name}'}" for name, value in given.items())
    return first(session, kind, f"{which} ORDER BY r.{by}", **given)


def insert(session: Session, records: Sequence[Numbered]) -> None:
    """Write new records of one table in their order; each has its number then, and belongs to the session."""
    session.flush()
    for record in records:
        sql, makers = _insertion_of(type(record))
        values = {name: record.__dict__.get(name) for name in makers}
        sent = {name: make(values[name]) if make else values[name] for name, make in makers.items()}
        record.id = run(session, sql, **sent).scalar_one()
        make_transient_to_detached(record)
        session.add(record)


@cache
def _insertion_of(kind: type[Numbered]) -> tuple[str, Makers]:
    """Return the statement that writes a row of a table, and what makes the driver's value of each column."""
    configure_mappers()
    mapper: Mapper[Any] = inspect(kind)
    makers: Makers = {
        each.name: each.type.dialect_impl(DIALECT).bind_processor(DIALECT)
        for each in mapper.local_table.columns
        if each.name != "id"
    }
    names, values = ", ".join(f'"{name}"' for name in makers), ", ".join(f":{name}" for name in makers)
    return f"INSERT INTO {kind.__tablename__} ({names}) VALUES ({values}) RETURNING id", makers  # noqa: S608 - constants only


@cache
def _columns_of(kind: type[Numbered]) -> tuple[str, Makers]:
    """Return the columns of a table, and what makes the value of each from that of the driver, if anything does."""
    configure_mappers()  # the first record of a process may be loaded here, before any SELECT of SQLAlchemy's
    mapper: Mapper[Any] = inspect(kind)
    makers: Makers = {
        each.name: each.type.dialect_impl(DIALECT).result_processor(DIALECT, DECIMAL)
        for each in mapper.local_table.columns
    }
    return ", ".join(f"r.{name}" for name in makers), makers


def _build(session: Session, mapper: Mapper[Loaded], makers: Makers, row: Any) -> Loaded:  # noqa: ANN401
    """Return a record with the values of a row, as the session's own SELECT makes it."""
    record: Loaded = mapper.class_manager.new_instance()
    for (name, make), value in zip(makers.items(), row, strict=True):
        record.__dict__[name] = make(value) if make else value
    make_transient_to_detached(record)
    session.add(record)
    return record
