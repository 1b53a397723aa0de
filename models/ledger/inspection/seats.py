"""抽取产生, 递补: how each member of a drawn team was found (4.4)."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from models.ledger.acts import Context
from models.ledger.inspection.rotation import fit_today
from models.ledger.sample.draw import following, newest_sample
from models.records import Inspection, Inspector, ThirdParty, id_of
from models.rules.errors import Refused
from models.rules.rotation import Seat
from models.rules.sampling import Purpose
from models.rules.states import SampleState


def seats_of(
    session: Session,
    ctx: Context,
    inspection: Inspection,
    people: Sequence[Inspector],
    teammates: Collection[Inspector] | None = None,
) -> dict[int, Seat]:
    """4.4: return by id how each of these people was found; an empty dict if no team was drawn for the inspection.

    As many substitutes as there are drawn people who have a tie now, or are off the roster, follow in the order of the
    draw. With `teammates` one of the people succeeds a member: the next in order who is not in the team.

    Raises Refused if the team was committed to and is not drawn yet.
    """
    sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, Purpose.TEAM)
    if sample is None:
        return {}
    if sample.state is SampleState.COMMITTED:
        raise Refused(f"核查{inspection.key}的核查组已承诺抽取，请先抽取（mubiao sample draw）。")
    drawn = {name for _, names in sample.drawn for name in names}
    fit = set(fit_today(session, ctx, inspection))
    waiting = [name for name in following(session, sample) if name in fit]
    substitutes = waiting[: len(drawn - fit)] if teammates is None else _next(session, waiting, teammates)
    return {id_of(person): _seat(_names(session, person), drawn, substitutes) for person in people}


def check_drawn(inspection: Inspection, people: Sequence[Inspector], seats: Mapping[int, Seat]) -> None:
    """4.4: raise Refused if a team was drawn and one of these people was neither drawn nor is next in its order."""
    if strangers := [person.name for person in people if seats.get(id_of(person)) is Seat.CHOSEN]:
        raise Refused(f"{'、'.join(strangers)}不在为核查{inspection.key}抽取的核查组名单中，也不是按抽取次序递补的。")


def _next(session: Session, waiting: Sequence[str], teammates: Collection[Inspector]) -> list[str]:
    there = {name for person in teammates for name in _names(session, person)}
    return [name for name in waiting if name not in there][:1]


def _seat(names: set[str], drawn: set[str], substitutes: Sequence[str]) -> Seat:
    if names & drawn:
        return Seat.DRAWN
    return Seat.SUBSTITUTE if names & set(substitutes) else Seat.CHOSEN


def _names(session: Session, person: Inspector) -> set[str]:
    """Return the names of a person in a list: with the third party, and alone as in lists that were given."""
    party = [session.get_one(ThirdParty, person.third_party_id).name] if person.third_party_id else []
    return {person.name, "/".join([*party, person.name])}
