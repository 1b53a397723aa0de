"""核查组: who inspects, led by whom; whoever is tied to a department does not (4.2, 4.3, A15)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.database import run
from models.intake.inspection import MemberReplaced, TeamAppointed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.inspection.roster import check_untied, inspector_named
from models.ledger.inspection.scope import departments_of
from models.ledger.lookup import inspection_named
from models.ledger.sample.draw import newest_sample
from models.ledger.transitions import record
from models.records import Inspection, Inspector, Sample, TeamMember, ThirdParty, id_of
from models.rules.errors import Refused
from models.rules.inspection import check_people
from models.rules.sampling import Purpose
from models.rules.states import InspectionState, SampleState

AWAY = """
SELECT p.name FROM inspector p LEFT JOIN third_party y ON y.id = p.third_party_id
WHERE p.id = ANY(:people) AND NOT (
    :day BETWEEN coalesce(p.valid_from, '-infinity') AND coalesce(p.valid_to, 'infinity')
    AND :day BETWEEN coalesce(y.valid_from, '-infinity') AND coalesce(y.valid_to, 'infinity')) ORDER BY p.name
"""


@act("appoint_team", "组成核查组", clause="3-4.3", roles={Role.AGENCY})
def appoint_team(session: Session, data: TeamAppointed, ctx: Context) -> Summary:
    """4.3: at least two people, the leader included, nobody of them tied to a department that is inspected."""
    inspection = inspection_named(session, ctx, data.inspection)
    _check_running(inspection)
    check_people(data.leader, data.members)
    people = [inspector_named(session, ctx, name) for name in (data.leader, *data.members)]
    check_people(_full_name(session, people[0]), [_full_name(session, person) for person in people[1:]])
    _check_fit(session, ctx, inspection, people)
    _check_drawn(session, inspection, people)
    if _stands(team_of(session, inspection, data.team), inspection, people):
        return Summary(f"核查{inspection.key}第{data.team}组此前已如此组成，未作改动。", {"joined": 0})
    _check_elsewhere(session, inspection, people)
    join(session, ctx, inspection, data.team, [(person, person is people[0]) for person in people])
    names = "、".join(person.name for person in people[1:])
    words = f"核查{inspection.key}第{data.team}组：组长{people[0].name}，组员{names}。"
    return Summary(words, {"joined": len(people)})


@act("replace_member", "更换核查组成员", clause="3-4.3", roles={Role.AGENCY})
def replace_member(session: Session, data: MemberReplaced, ctx: Context) -> Summary:
    """A15: a member leaves for a tie declared later or for another reason; both facts stay on record."""
    inspection = inspection_named(session, ctx, data.inspection)
    _check_running(inspection)
    old, new = (inspector_named(session, ctx, name) for name in (data.member, data.successor))
    leaving = next((m for m in team_of(session, inspection) if m.inspector_id == old.id), None)
    if leaving is None:
        raise Refused(f"“{old.name}”不在核查{inspection.key}的核查组中。")
    _check_fit(session, ctx, inspection, [new])
    _check_elsewhere(session, inspection, [new])
    leaving.left_on, leaving.left_why = ctx.date, data.reason
    session.add(leaving)
    session.flush()
    record(session, ctx, "team_member", [id_of(leaving)], "left", detail={"reason": data.reason})
    join(session, ctx, inspection, leaving.team, [(new, leaving.leader)])
    words = f"核查{inspection.key}第{leaving.team}组：“{old.name}”退出（{data.reason}），由“{new.name}”接替。"
    sample = newest_sample(session, ctx.jurisdiction, inspection.key, Purpose.TEAM)
    if sample and _not_drawn(session, sample, [new]):
        words += f"“{new.name}”不是抽取产生的。"
    return Summary(words, {"replaced": 1})


def join(
    session: Session, ctx: Context, inspection: Inspection, team: int, people: Sequence[tuple[Inspector, bool]]
) -> None:
    """Put people, each with whether he leads, into a team."""
    members = [
        TeamMember(
            inspection_id=id_of(inspection), team=team, inspector_id=id_of(person), leader=leads, joined_on=ctx.date
        )
        for person, leads in people
    ]
    session.add_all(members)
    session.flush()
    record(session, ctx, "team_member", [id_of(member) for member in members], "joined")


def team_of(session: Session, inspection: Inspection, team: int | None = None) -> Sequence[TeamMember]:
    """Who is in the team, or in any team, of an inspection now, the leader first."""
    asked = select(TeamMember).where(TeamMember.inspection_id == inspection.id, col(TeamMember.left_on).is_(None))
    if team is not None:
        asked = asked.where(TeamMember.team == team)
    return session.exec(asked.order_by(col(TeamMember.team), col(TeamMember.leader).desc(), col(TeamMember.id))).all()


def _check_drawn(session: Session, inspection: Inspection, people: Sequence[Inspector]) -> None:
    """4.4: where a team was drawn for this inspection, it is made up of those who were drawn."""
    sample = newest_sample(session, inspection.jurisdiction_id, inspection.key, Purpose.TEAM)
    if sample is None:
        return
    if sample.state is SampleState.COMMITTED:
        raise Refused(f"核查{inspection.key}的核查组已承诺抽取，请先抽取（mubiao sample draw）。")
    if strange := _not_drawn(session, sample, people):
        raise Refused(f"{'、'.join(strange)}不在为核查{inspection.key}抽取的核查组名单中。")


def _not_drawn(session: Session, sample: Sample, people: Sequence[Inspector]) -> list[str]:
    drawn = {name for _, names in sample.drawn for name in names}
    return [person.name for person in people if not {person.name, _full_name(session, person)} & drawn]


def _stands(present: Sequence[TeamMember], inspection: Inspection, people: Sequence[Inspector]) -> bool:
    """Whether the team is already made up like this, the first of `people` leading; refuses another one."""
    if not present:
        return False
    asked = {id_of(person): person is people[0] for person in people}
    if {member.inspector_id: member.leader for member in present} == asked:
        return True
    name = f"核查{inspection.key}第{present[0].team}组"
    raise Refused(f"{name}已经组成；更换成员请用“更换核查组成员”（replace_member）。")


def _check_running(inspection: Inspection) -> None:
    if inspection.state not in {InspectionState.DRAFTED, InspectionState.ISSUED}:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能再改核查组。")


def _check_fit(session: Session, ctx: Context, inspection: Inspection, people: Sequence[Inspector]) -> None:
    ids = [id_of(person) for person in people]
    if away := run(session, AWAY, people=ids, day=ctx.date).scalars().all():
        raise Refused(f"{'、'.join(away)}现在不在名册有效期内（本人或其第三方机构），不能参加核查。")
    check_untied(session, ids, departments_of(session, inspection))


def _check_elsewhere(session: Session, inspection: Inspection, people: Sequence[Inspector]) -> None:
    there = {member.inspector_id: member.team for member in team_of(session, inspection)}
    for person in people:
        if (team := there.get(id_of(person))) is not None:
            raise Refused(f"“{person.name}”已在核查{inspection.key}第{team}组中。")


def _full_name(session: Session, person: Inspector) -> str:
    party = session.get_one(ThirdParty, person.third_party_id).name if person.third_party_id else ""
    return f"{party}/{person.name}"


def on_team(members: Sequence[TeamMember], day: date) -> set[int]:
    """Who of these was in the team on a day."""
    return {m.inspector_id for m in members if m.joined_on <= day and (m.left_on is None or day < m.left_on)}
