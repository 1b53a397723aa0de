"""抽取产生, 递补: how each member of a drawn team was found (4.4)."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.inspection.rotation import fit_today, names_by_person, names_of_those
from models.ledger.sample.draw import following, newest_sample
from models.records import Inspection, Inspector, Sample, id_of
from models.rules.errors import Refused
from models.rules.rotation import Seat
from models.rules.sampling import Purpose
from models.rules.states import SampleState
from models.statements import run

BEEN = "SELECT inspector_id FROM team_member WHERE inspection_id = :inspection"


def seats_of(
    session: Session, ctx: Context, inspection: Inspection, people: Sequence[Inspector], *, succeeding: bool = False
) -> dict[int, Seat]:
    """4.4: return by id how each of these people was found; an empty dict if no team was drawn for the inspection.

    As many substitutes as there are drawn people who have a tie now, or are off the roster, follow in the order of the
    draw. Who succeeds a member is a substitute if he is the next in order who was in no team of the inspection yet.

    Raises Refused if the team was committed to and is not drawn yet.
    """
    sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, Purpose.TEAM)
    if sample is None:
        return {}
    if sample.state is SampleState.COMMITTED:
        raise Refused(f"核查{inspection.key}的核查组已承诺抽取，请先抽取（mubiao sample draw）。")
    names = names_by_person(session, ctx.jurisdiction)
    drawn, fit = _drawn(sample), names_of_those(names, fit_today(session, ctx, inspection))
    missing = sum(name not in fit for name in drawn)
    substitutes: list[str] = []
    if succeeding or missing:
        been = _been(session, inspection, names) if succeeding else set()
        waiting = [name for name in following(session, sample) if name in fit and name not in been]
        substitutes = waiting[: 1 if succeeding else missing]
    return {id_of(person): _seat(names[id_of(person)], drawn, substitutes) for person in people}


def check_drawn(inspection: Inspection, people: Sequence[Inspector], seats: Mapping[int, Seat]) -> None:
    """4.4: raise Refused if a team was drawn and one of these people was neither drawn nor is next in its order."""
    if strangers := [person.name for person in people if seats.get(id_of(person)) is Seat.CHOSEN]:
        raise Refused(f"{'、'.join(strangers)}不在为核查{inspection.key}抽取的核查组名单中，也不是按抽取次序递补的。")


def check_all_seated(session: Session, ctx: Context, inspection: Inspection) -> None:
    """4.4: raise Refused if a drawn person could take part and was left out of the team."""
    sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, Purpose.TEAM)
    if sample is None:
        return
    names = names_by_person(session, ctx.jurisdiction)
    fit, been = names_of_those(names, fit_today(session, ctx, inspection)), _been(session, inspection, names)
    if left_out := [name for name in _drawn(sample) if name in fit and name not in been]:
        raise Refused(
            f"抽中的{'、'.join(left_out)}没有列入核查{inspection.key}的核查组，方案不能下达。"
            "确实不能参加的，先列入，再更换并写明原因（replace_member）。"
        )


def _drawn(sample: Sample) -> list[str]:
    return [name for _, names in sample.drawn for name in names]


def _been(session: Session, inspection: Inspection, names: Mapping[int, frozenset[str]]) -> set[str]:
    """Return the names of everyone who is or was in a team of the inspection."""
    return {name for number in run(session, BEEN, inspection=inspection.id).scalars() for name in names[number]}


def _seat(names: frozenset[str], drawn: Collection[str], substitutes: Collection[str]) -> Seat:
    if names & set(drawn):
        return Seat.DRAWN
    return Seat.SUBSTITUTE if names & set(substitutes) else Seat.CHOSEN
