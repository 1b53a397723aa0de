"""A noun as SQL: what the class of a record says, its natural key, and what its digest covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, DateTime
from sqlmodel import SQLModel

from models.records import class_of
from models.records.record import Part, Record

SEALED = "a delivery changes it: its newest seal covers it"
LEASE = "the lease of a worker"
# The columns that no seal of their table covers, each with the reason; the number of a row is in none.
UNSEALED: Mapping[str, str] = {
    "message.claimed_by": LEASE,
    "message.lease_until": LEASE,
    "message.in_handover": LEASE,
}
# The columns that no digest of their record covers, each with the reason; the number of a row is in none.
UNDIGESTED: Mapping[str, str] = {
    "obligation.reminded": "the last rung that was told: it is compared with the notices",
    "exhibit.record_id": "the number of what the file supports: it is compared with `record_key`",
    "secrecy.record_id": "the number of what is marked: it is compared with `record_key`",
    "message.recipient_id": "a recipient has no noun: the seal of the message covers it",
    "message.state": SEALED,
    "message.tries": SEALED,
    "message.next_try": SEALED,
    "message.sent_at": SEALED,
    "message.reason": SEALED,
    "message.maybe_duplicate": SEALED,
    **UNSEALED,
}


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of record in SQL: its row is `r` of `source`, `key` its natural key, `columns` what its digest covers.

    `names` are those of the columns, and of the tables whose rows are parts of it.
    Only a verified noun has a transition for every change; of a message only the decisions of people are recorded.
    """

    record: Record
    source: str
    key: str
    columns: str
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its Chinese name."""
        return self.record.title

    @property
    def verified(self) -> bool:
        """Whether every change has a transition."""
        return self.record.verified

    def key_of(self, number: str) -> str:
        """Return SQL for the natural key of the record with this number, as a value."""
        return f"(SELECT {self.key} FROM {self.source} WHERE r.id = {number})"

    @property
    def digests(self) -> str:
        """SQL giving id, key and digest of every record.

        The digest is of the text of a JSON array; json spells it as jsonb does, at three quarters of the cost.
        """
        return (
            f"SELECT r.id, {self.key} AS key, encode(sha256(convert_to({self._text}, 'UTF8')), 'hex') AS digest"
            f" FROM {self.source}"
        )

    @property
    def texts(self) -> str:
        """SQL giving key and text of every record: what its digest covers."""
        return f"SELECT {self.key} AS key, {self._text} AS text FROM {self.source} ORDER BY r.id"

    @property
    def _text(self) -> str:
        return f"json_build_array({self.columns})::text"


def noun_of(table: str) -> Noun:
    """Return the noun of a kind of record: its digest covers every column in the order of the class, then its parts.

    A reference to another record is its natural key. The number of the row and what is `UNDIGESTED` are left out.
    Raises KeyError if the table is none of a kind of record.
    """
    record, columns, source = _record_of(table), _columns_of(table), [f"{table} r"]
    key = _key(record, columns, "r", source)
    key = key if len(record.key) > 1 else f"CAST({key} AS text)"
    own = [column for column in columns if column.name != "id" and f"{table}.{column.name}" not in UNDIGESTED]
    covered = [_covered(column, "r", source) for column in own] + [_rows_of(part) for part in record.parts]
    names = (*(column.name for column in own), *(part.table for part in record.parts))
    return Noun(record, " ".join(dict.fromkeys(source)), key, ", ".join(covered), names)


def sealed_columns(table: str) -> str:
    """Return SQL of what the seal of a row `r` covers: every column in the order of the class but those `UNSEALED`.

    A reference is the number in it: one statement may make a row, what it refers to, and its seal.
    """
    columns = [column for column in _columns_of(table) if column.name != "id"]
    return ", ".join(_stored(column, "r") for column in columns if f"{table}.{column.name}" not in UNSEALED)


def _record_of(table: str) -> Record:
    return class_of(table).noun


def _columns_of(table: str) -> Any:  # noqa: ANN401 - columns of a table
    class_of(table)
    return SQLModel.metadata.tables[table].columns


def _key(record: Record, columns: Any, alias: str, source: list[str]) -> str:  # noqa: ANN401 - columns of a table
    parts = [_covered(columns[name], alias, source) for name in record.key]
    return parts[0] if len(parts) == 1 else f"concat_ws('{record.between}', {', '.join(parts)})"


def _covered(column: Column[Any], alias: str, source: list[str]) -> str:
    """Return the SQL of a column; of a reference the natural key of its record, NULL without one, which it joins."""
    if not column.foreign_keys:
        return _stored(column, alias)
    pointed, of_pointed = _pointed(column)
    while of_pointed.foreign_keys:
        pointed, of_pointed = _pointed(of_pointed)
    joined = f"{alias}_{column.name.removesuffix('_id')}"
    source.append(f"LEFT JOIN {pointed} {joined} ON {joined}.id = {alias}.{column.name}")
    key = _key(_record_of(pointed), _columns_of(pointed), joined, source)
    return f"NULLIF({key}, '')" if key.startswith("concat_ws") else key


def _stored(column: Column[Any], alias: str) -> str:
    """Return the SQL of a column as it is stored; of an instant the seconds since 1970."""
    quoted = f'{alias}."{column.name}"'
    return f"extract(epoch FROM {quoted})" if isinstance(column.type, DateTime) else quoted


def _pointed(column: Column[Any]) -> tuple[str, Column[Any]]:
    """Return the name of the table that a column refers to, and the column there."""
    table, _, name = next(iter(column.foreign_keys)).target_fullname.partition(".")
    return table, _columns_of(table)[name]


def _rows_of(part: Part) -> str:
    """Return the SQL of the rows of a part as a list, in the order of what they say; OFFSET 0: each is built once."""
    source = [f"{part.table} x"]
    columns = [column for column in _columns_of(part.table) if column.name not in {"id", *part.of}]
    covered = ", ".join(_covered(column, "x", source) for column in columns)
    bound = " AND ".join(f"x.{name} = {value}" for name, value in part.of.items())
    rows = f"SELECT json_build_array({covered}) AS said FROM {' '.join(dict.fromkeys(source))} WHERE {bound}"
    return f"""(SELECT json_agg(q.said ORDER BY CAST(q.said AS text) COLLATE "C") FROM ({rows} OFFSET 0) q)"""
