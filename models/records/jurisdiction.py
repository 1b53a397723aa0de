"""管辖: a place with its calendar, its settings and its go-live date; and the mark of a rehearsal."""

import datetime
from datetime import date
from typing import Any, ClassVar

from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, choice, structure
from models.rules.kinds import DayKind
from models.rules.setting import PolicySource


class Jurisdiction(Numbered, table=True):
    """A nation, province, city or county; its calendar inherits the parent's days, and its rows override them.

    `organ_word` is its word for its own organs, as 市直; None stands for that of the standard, 省直.
    """

    noun: ClassVar = Record("管辖", ("name",), updated=True)

    name: str
    parent_id: int | None = Field(default=None, foreign_key="jurisdiction.id")
    go_live: date | None = None
    organ_word: str | None = None


class Rehearsal(Numbered, table=True):
    """演练 (A51): the jurisdiction's installation is a rehearsal, for ever; only `send_to` get its messages."""

    noun: ClassVar = Record("演练", ("jurisdiction_id",))

    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    begun_on: date
    send_to: list[str] = structure(nullable=False)


class CalendarDay(OfJurisdiction, table=True):
    """One holiday or make-up day of a jurisdiction, with its notice."""

    noun: ClassVar = Record("工作日历", ("jurisdiction_id", "date"), updated=True)

    date: datetime.date
    kind: DayKind = choice(DayKind)
    name: str
    notice_title: str
    notice_number: str
    notice_date: datetime.date


class Policy(OfJurisdiction, table=True):
    """A setting's value from a day on, with its basis; no row is updated, a later `version` replaces it.

    The JSON value null means 未设定.
    """

    noun: ClassVar = Record("机构设定", ("key", "version"))

    key: str
    version: int
    value: Any = structure(nullable=False)
    valid_from: date
    source: PolicySource = choice(PolicySource)
    basis: str
    recorded_on: date
