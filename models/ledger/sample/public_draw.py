"""公开数: two samples that cite the same public draw cite the same number (4.4)."""

from sqlmodel import Session, col, select

from models.ledger.sample.document import named
from models.records import Sample
from models.rules.errors import Refused
from models.rules.public_numbers import NumberKind, draw_of
from models.rules.states import SampleState


def check_same_draw(session: Session, sample: Sample, number: str, *, corrected: bool = False) -> None:
    """4.4: raise Refused if an earlier sample that stands cites the same public draw with another number.

    A corrected number goes before one that was typed once; a correction is compared with corrected ones only.
    """
    same = _others_of_draw(session, sample)
    again = [each for each in same if each.mistyped]
    first = next(iter(again or ([] if corrected else same)), None)
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
    of_kind = select(Sample).where(
        Sample.jurisdiction_id == sample.jurisdiction_id,
        Sample.number_kind == kind.value,
        Sample.number != "",
        Sample.state != SampleState.SUPERSEDED,
    )
    cited = draw_of(kind, sample.number_name, sample.known_on)
    others = [each for each in session.exec(of_kind.order_by(col(Sample.id))) if each.id != sample.id]
    return [each for each in others if any(cited) and draw_of(kind, each.number_name, each.known_on) == cited]
