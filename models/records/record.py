"""What a record class says of its kind; digest, rights, titles and the texts about a target follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Field, SQLModel

from models.rules.states import Moves

SQLModel.model_config["defer_build"] = True  # a table validates nothing, so Pydantic makes no validator for it
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


class Numbered(SQLModel):
    """A table whose rows have a generated number."""

    id: int | None = Field(default=None, primary_key=True)


class OfJurisdiction(Numbered):
    """A table whose rows belong to a jurisdiction."""

    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
