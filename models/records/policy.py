"""机构设定: the values of the settings that the standard leaves to the agency."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice, structure
from models.records.record import Record
from models.rules.setting import PolicySource


class Policy(SQLModel, table=True):
    """A setting's value from a day on, with its basis; no row is updated, a later `version` replaces it.

    The JSON value null means 未设定.
    """

    noun: ClassVar = Record("机构设定", ("key", "version"))
    __table_args__ = (UniqueConstraint("jurisdiction_id", "key", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    key: str
    version: int
    value: Any = structure(nullable=False)
    valid_from: date
    source: PolicySource = choice(PolicySource)
    basis: str
    recorded_on: date
