"""抽样: what is fixed before a sample can be known (4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.ledger.sample.population import Comparison, Query
from models.rules.public_numbers import NumberKind
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import Population, Purpose


@dataclass(frozen=True, slots=True)
class Commitment:
    """The content of a commitment: subject, population, rule and the public number to come.

    `secret` is passed in by the caller and sealed; only its hash is published. If the population was queried from the
    targets, `query` and `contents` record that, so that a change before the draw is detected; `people` is the number of
    people to draw if it came from the roster. `comparison` compares the targets with those of the plan. `plan_hash` is
    that of the drafted plan.
    """

    subject: str
    purpose: Purpose
    population: Population
    rule: SizeRule
    secret: str
    plan_hash: str
    number_kind: NumberKind | None = None
    number_name: str = ""
    known_on: date | None = None
    reason: str = ""
    query: Query | None = None
    people: int = 0
    titles: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, str] = field(default_factory=dict)
    comparison: Comparison | None = None
