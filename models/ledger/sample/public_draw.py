"""抽样: what is fixed before a sample is known; 公开数: two samples that cite one draw cite one number (4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from models.ledger.sample.document import named
from models.ledger.sample.population import Comparison, Query
from models.records import Sample, id_of
from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind, draw_of
from models.rules.sample_sizes import SizeRule
from models.rules.sampling import Population, Purpose
from models.rules.states import SampleState


def check_same_draw(session: Session, sample: Sample, number: str, *, corrected: bool = False) -> None:
    """4.4: raise Refused if an earlier sample that stands cites the same public draw with another number.

    A corrected number goes before one that was typed once; the first of them may be corrected to any.
    """
    same = _others_of_draw(session, sample)
    is_first = bool(same) and id_of(sample) < id_of(same[0])
    again = [each for each in same if each.mistyped]
    first = None if corrected and is_first else next(iter(again or same), None)
    if first and first.number != number:
        raise Refused(
            f"{named(sample)}：“{sample.number_name}”的号码在{named(first)}中是“{first.number}”，现在填的是“{number}”；"
            "同一次公布只有一个号码，请核对。前一次录错的，先更正前一次。"
        )


def disagreeing(session: Session, sample: Sample) -> str:
    """4.4: return a remark about other samples that cite the same public draw with another number; empty without any.

    A correction of the number leaves them behind.
    """
    others = [each for each in _others_of_draw(session, sample) if each.number != sample.number]
    words = "、".join(f"{named(each)}中是“{each.number}”" for each in others)
    return f"同一次公布只有一个号码，{words}，请核对更正。" if others else ""


def _others_of_draw(session: Session, sample: Sample) -> list[Sample]:
    """Return the other samples that stand and cite the number of the same public draw, the first one first."""
    if not sample.number_kind:
        return []
    kind = NumberKind(sample.number_kind)
    known = select(Sample).filter_by(jurisdiction_id=sample.jurisdiction_id, number_kind=kind.value)
    of_kind = known.where(Sample.number != "", Sample.state != SampleState.SUPERSEDED)
    cited = draw_of(kind, sample.number_name, sample.known_on)
    others = [each for each in session.exec(of_kind.order_by(col(Sample.id))) if each.id != sample.id]
    return [each for each in others if any(cited) and draw_of(kind, each.number_name, each.known_on) == cited]


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
