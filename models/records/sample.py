"""样本: what was committed, drawn and made public; and the secret until then, in a table of its own."""

from datetime import date
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice, structure
from models.rules.sampling import Purpose
from models.rules.states import SampleState


class Sample(SQLModel, table=True):
    """A commitment to draw, number `attempt` for its subject and purpose, and what came of it (4.4).

    `population` is frozen as [[stratum, how many, [id, …]], …]. `source` says which query it came from, with the title
    of each stratum (none: it was given as a list); `contents` holds, for each member in turn, a digest of what it said
    on that day. `number_name` names the public number to come and `known_on` its day. `drawn` is [[stratum, [id, …]],
    …] in the order of drawing. `secret` is empty until it is made public.
    """

    __table_args__ = (UniqueConstraint("jurisdiction_id", "subject", "purpose", "attempt"),)

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
    subject: str
    purpose: Purpose = choice(Purpose)
    attempt: int
    reason: str = ""
    rule: dict[str, Any] = structure()
    source: dict[str, Any] = structure(default_factory=dict)
    population: list[list[Any]] = structure()
    contents: list[str] = structure(default_factory=list)
    population_hash: str
    secret_hash: str
    number_name: str = ""
    known_on: date | None = None
    state: SampleState = choice(SampleState, default=SampleState.COMMITTED)
    committed_on: date
    number: str = ""
    drawn: list[list[Any]] = structure(default_factory=list)
    drawn_on: date | None = None
    secret: str = ""
    revealed_on: date | None = None


class SealedSecret(SQLModel, table=True):
    """密数: the secret of a commitment, kept from its first day.

    The application and whoever owns the tables can read it, `mubiao_read` cannot (`models.migrations.rights`); it is
    only ever inserted. It is in no digest, no block, no export and no answer: when it is made public, it is copied to
    the sample. It is in a backup, for without it nothing could be drawn after a restore. Whoever has read it can
    compute the draw as soon as the public number is known, but can change nothing: population and hash were published
    before.
    """

    __tablename__ = "sealed_secret"

    sample_id: int = Field(primary_key=True, foreign_key="sample.id", sa_column_kwargs={"autoincrement": False})
    secret: str
