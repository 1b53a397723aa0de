"""What a record class says of its kind, and its types of columns; digest, rights and titles follow from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from sqlalchemy import DateTime, Enum, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declared_attr
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field, SQLModel

from models.rules.states import Moves


def enum_text(kind: type[StrEnum]) -> Enum:
    """Return a text type with a check constraint that allows only the values of an enumeration."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=24,
        name=f"is_{kind.__name__.lower()}",
    )


def choice(kind: type[StrEnum], **options: Any) -> Any:  # noqa: ANN401 - Field itself is untyped
    """Return a column that holds a member of an enumeration."""
    return Field(sa_type=enum_text(kind), **options)


def instant(**options: Any) -> Any:  # noqa: ANN401 - Field itself is untyped
    """Return a column that holds an aware instant."""
    return Field(sa_type=DateTime(timezone=True), **options)


def structure(**options: Any) -> Any:  # noqa: ANN401 - Field itself is untyped
    """Return a column that holds a JSON structure."""
    return Field(sa_type=JSONB, **options)


class Stored(Protocol):
    """A record with a generated key."""

    id: int | None


def id_of(record: Stored) -> int:
    """Return the key of a flushed record. Raises ValueError if the record has no key yet."""
    if record.id is None:
        raise ValueError(record)
    return record.id


SQLModel.model_config["defer_build"] = True  # a table validates nothing, so Pydantic makes no validator for it
WORD = re.compile(r"(?<!^)(?=[A-Z])")  # where a word of a class name begins, but for the first
# Rows `x` about an entry of target `m`.
OF_ENTRY = "x.entry_id IN (SELECT e.id FROM negative_entry e WHERE e.target_id = m.id)"


@dataclass(frozen=True, slots=True)
class TargetTexts:
    """The text columns of a table whose rows `x` are about a target `m`, for the case that the target is marked (4.7).

    `withheld` are columns with content, `names` those with the target's name, `told` those that may still be shown:
    codes, people, departments, documents, units and keys. `table` is the noun's own unless another one is given.
    """

    withheld: str = ""
    names: str = ""
    told: str = ""
    table: str = ""
    rows: str = "x.target_id = m.id"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a table without a noun, which belong to a record `r`: those whose columns have the values of `of`."""

    table: str
    of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """A kind of record: its Chinese title, the columns of its natural key, its state table, its texts about a target.

    The columns of the key are joined by `between`. The digest covers all columns, and the rows that are `parts`. The
    application may only insert rows, unless the kind is `updated`. A verified kind has a transition for every change.
    """

    title: str
    key: tuple[str, ...]
    between: str = "|"
    states: Moves | None = None
    of_target: TargetTexts | None = None
    parts: tuple[Part, ...] = ()
    updated: bool = False
    verified: bool = True


class NamedTable(SQLModel):
    """A table named after its class. A record's rows are unique by its key; `further` are other constraints, indexes.

    A class without a noun has a `row_title`: what people call its rows. Two rows without a value in a column of the key
    are one row. A class whose key is not that says `__table_args__`.
    """

    noun: ClassVar[Record]
    row_title: ClassVar[str]
    further: ClassVar[tuple[SchemaItem, ...]] = ()

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - a class
        """negative_entry."""
        return WORD.sub("_", cls.__name__).lower()

    @declared_attr.directive
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805 - a class
        if not hasattr(cls, "noun"):
            return cls.further
        key = tuple(dict.fromkeys((*cls.model_fields.keys() & {"jurisdiction_id"}, *cls.noun.key)))
        may_lack = any(getattr(cls, name).nullable for name in key)
        return UniqueConstraint(*key, postgresql_nulls_not_distinct=may_lack or None), *cls.further


class Numbered(NamedTable):
    """A table whose rows have a generated number."""

    id: int | None = Field(default=None, primary_key=True)


class OfJurisdiction(Numbered):
    """A table whose rows belong to a jurisdiction."""

    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")


class NumberedOfYear(OfJurisdiction):
    """A table whose records are numbered within a year."""

    year: int
    number: int

    @property
    def key(self) -> str:
        """Return the key as people write it: 2026-3."""
        return f"{self.year}-{self.number}"
