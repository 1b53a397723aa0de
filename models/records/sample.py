"""样本: the commitment, the draw and the publication; the secret is in a separate table until it is published."""

from datetime import date
from typing import Any, ClassVar

from sqlmodel import Field

from models.records.record import NamedTable, OfJurisdiction, Record, choice, structure
from models.rules.sampling import Purpose
from models.rules.states import SAMPLE, SampleState


class Sample(OfJurisdiction, table=True):
    """A commitment to draw, number `attempt` for its subject and purpose, and its result (4.4).

    `population` is frozen as [[stratum, how many, [id, …]], …]. `source` stores the query that it came from, with the
    title of each stratum (empty if it was given as a list); `contents` is a list of digests, one per member, of its
    content on that day. `number_name` names the future public number, `number_kind` its kind (empty without a number)
    and `known_on` its day. `drawn` is [[stratum, [id, …]], …] in the order of drawing;
    `mistyped` lists the draws with a mistyped number, the first one first. `secret` is empty until it is published.

    `plan_hash` is the digest of the inspection's plan, `commitment_hash` that of all that the commitment fixes.
    """

    noun: ClassVar = Record("样本", ("subject", "purpose", "attempt"), states=SAMPLE, updated=True)

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
    number_kind: str = ""
    plan_hash: str = ""
    commitment_hash: str = ""
    mistyped: list[dict[str, Any]] = structure(default_factory=list)


class SealedSecret(NamedTable, table=True):
    """密数: the secret of a commitment, stored from its first day.

    The application and the owner of the tables can read it, `mubiao_read` cannot (`models.migrations.rights`); insert
    only. It is in no digest, block, export or answer: at publication it is copied to the sample. It is in a backup,
    because nothing could be drawn after a restore without it. A person who has read it can compute the draw as soon as
    the public number is known, but can change nothing: population and hash were published earlier.
    """

    row_title: ClassVar = "密数"

    sample_id: int = Field(primary_key=True, foreign_key="sample.id", sa_column_kwargs={"autoincrement": False})
    secret: str
