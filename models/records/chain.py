"""台账: one row per state change of a record, and one hash-chained block per act."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ARRAY, BigInteger, Column, Index, Integer, String, text
from sqlmodel import Field

from models.records.record import NamedTable, choice, instant, structure
from models.rules.kinds import Known


class Transition(NamedTable, table=True):
    """A state change of one record, with the record's digest after it. Insert only."""

    row_title: ClassVar = "变动"
    __table_args__ = (
        Index("transition_of_record", "record", "record_key"),
        Index("transition_of_act", "act_id"),
        Index("transition_with_places", "record_id", postgresql_where="record = 'answer' AND detail ? 'placed'"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))
    act_id: int = Field(sa_type=BigInteger)
    record: str
    record_id: int
    record_key: str
    event: str
    from_state: str = ""
    to_state: str = ""
    digest: str
    detail: dict[str, Any] = structure(default={})


class Seal(NamedTable, table=True):
    """Digests of rows of one table after a change, which the block with the same `act_id` covers. Insert only.

    `at` is the instant of a change by a delivery run, whose block follows at its end; that of an act has none.
    `number` repeats `id` for the block to cover: the newest seal of a row counts.
    """

    row_title: ClassVar = "封存"
    __table_args__ = (Index("seal_of_run", "act_id", postgresql_where="at IS NOT NULL"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))
    number: int = Field(sa_type=BigInteger)
    act_id: int = Field(sa_type=BigInteger, index=True)
    record: str
    at: datetime | None = instant(default=None)
    ids: list[int] = Field(sa_type=ARRAY(Integer))
    digests: list[str] = Field(sa_type=ARRAY(String))


class Block(NamedTable, table=True):
    """The block of one act's transaction: who did what when, the digest of its moves, the previous block. Insert only.

    `source` says how the agency received the data that it entered on behalf of an office: by telephone, on paper.
    `at` is the instant at which the act began, `sealed_at` that at which the block was appended.
    `input_digest` is set if the act has a request id. `known` says how the actor is known,
    `entered_by` who was at the machine, with the account of the operating system if he states another name.
    """

    row_title: ClassVar = "台账"
    __table_args__ = (
        Index("block_by_page", text("(source ->> 'page')"), postgresql_where="(source ->> 'page') IS NOT NULL"),
        Index("block_of_hold", "height", postgresql_where="act IN ('hold_notices', 'release_notices')"),
        Index("block_by_paper", text("(source ->> 'paper')"), postgresql_where="(source ->> 'paper') IS NOT NULL"),
    )

    act_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    height: int = Field(unique=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    act: str
    actor: str
    role: str
    business_date: date
    at: datetime = instant()
    request_id: str | None = Field(default=None, unique=True)
    result: dict[str, Any] = structure()
    source: dict[str, Any] = structure(default={})
    sealed_at: datetime = instant()
    input_digest: str = ""
    known: Known = choice(Known)
    entered_by: str = ""
    content: str
    previous_hash: str = Field(unique=True)
    hash: str = Field(unique=True)


class ChainHead(NamedTable, table=True):
    """The single row that names the newest block; its row lock is the last lock taken before a commit."""

    row_title: ClassVar = "台账末块"

    id: int = Field(default=1, primary_key=True)
    height: int
    hash: str
    sealed_at: datetime | None = instant(default=None)
