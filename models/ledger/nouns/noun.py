"""The definition of a noun: its table, natural key, digest, title, states, and texts about a target."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column
from sqlmodel import SQLModel

from models import records
from models.records.record import Record, TargetTexts
from models.rules.states import Moves

# The kinds of records whose class says what they are.
RECORDS: dict[str, Record] = {
    str(table.__tablename__): table.noun for table in vars(records).values() if hasattr(table, "noun")
}
# The natural keys of the other tables that these refer to.
OTHERS = {"jurisdiction": ("name",), "department": ("code",), "target": ("year", "code"), "body": ("name",)}
# Where record `r` belongs.
PLACE = "(SELECT j.name FROM jurisdiction j WHERE j.id = r.jurisdiction_id)"


@dataclass(frozen=True, slots=True)
class Noun:
    """One kind of record: `key` is its natural key, `columns` the SQL that its digest covers; its row is `r`.

    `title` is its Chinese name, `moves` its state table if it has a state, `of_target` the texts about a target.

    Only a verified noun has a transition for every change; of a message only the decisions of people are recorded.
    """

    source: str
    key: str
    columns: str
    title: str
    moves: Moves | None = None
    of_target: TargetTexts | None = None
    verified: bool = True

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


def noun_of(table: str, record: Record) -> Noun:
    """Return the noun of a kind of record: its digest covers every column in the order of the class but the id.

    A reference to another record is its natural key.
    """
    columns = SQLModel.metadata.tables[table].columns
    source = [f"{table} r"]
    key = [part for name in record.key for part in _natural(columns[name], "r", source)]
    covered = [_together(_natural(column, "r", source)) for column in columns if not column.primary_key]
    return Noun(
        " ".join(dict.fromkeys(source)),
        _together(key, record.between),
        ", ".join(covered),
        record.title,
        record.states,
        record.of_target,
    )


def _natural(column: Column[Any], alias: str, source: list[str]) -> list[str]:
    """Return the SQL of a column, or of the natural key that it points to, whose table is then joined to the source."""
    if not column.foreign_keys:
        return [f'{alias}."{column.name}"']
    (pointer,) = column.foreign_keys
    pointed, joined = pointer.column.table, f"{alias}_{column.name.removesuffix('_id')}"
    source.append(f"LEFT JOIN {pointed.name} {joined} ON {joined}.id = {alias}.{column.name}")
    names = RECORDS[pointed.name].key if pointed.name in RECORDS else OTHERS[pointed.name]
    return [part for name in names for part in _natural(pointed.columns[name], joined, source)]


def _together(parts: list[str], between: str = "|") -> str:
    return parts[0] if len(parts) == 1 else f"concat_ws('{between}', {', '.join(parts)})"
