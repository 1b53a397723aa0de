"""Column types: states as checked text, instants with their time zone, structures as jsonb."""

from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import DateTime, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


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
