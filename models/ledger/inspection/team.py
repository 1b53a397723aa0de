"""核查组: members and leader of a team; inspectors with a tie to a department are excluded (4.2, 4.3, A15)."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.intake.inspection import MemberReplaced, TeamAppointed
from models.ledger.acts import Context, Role, Summary, act
from models.ledger.inspection.roster import check_untied, check_valid, find_inspector
from models.ledger.inspection.scope import departments_of
from models.ledger.inspection.seats import check_drawn, seats_of
from models.ledger.lookup import inspection_named
from models.ledger.transitions import record_row, record_rows
from models.records import Inspection, Inspector, TeamMember, ThirdParty, id_of
from models.rules.errors import Refused
from models.rules.inspection import check_people
from models.rules.personal_names import namesakes_in
from models.rules.rotation import Seat
from models.rules.states import InspectionState
from models.statements import run

LEFT_TODAY = "SELECT inspector_id FROM team_member WHERE inspection_id = :inspection AND left_on = :day"


@act("appoint_team", "组成核查组", clause="3-4.3", roles={Role.AGENCY})
def appoint_team(session: Session, data: TeamAppointed, ctx: Context) -> Summary:
    """4.3: appoint a team of at least two inspectors, leader included, or add members to it.

    Raises Refused if one has a tie to an inspected department, is not valid, was not drawn or is in another team, or if
    a team is too many for an issued plan (6.2.2) or led by a third party in a major decision.
    """
    inspection = inspection_named(session, ctx, data.inspection)
    _check_running(inspection)
    check_people(data.leader, data.members)
    people = [find_inspector(session, ctx, name) for name in (data.leader, *data.members)]
    check_people(_full_name(session, people[0]), [_full_name(session, person) for person in people[1:]])
    _check_eligible(session, ctx, inspection, people)
    seats = seats_of(session, ctx, inspection, people)
    check_drawn(inspection, people, seats)
    joining = _joining(team_of(session, inspection, data.team), inspection, people)
    if not joining:
        return Summary(f"核查{inspection.key}第{data.team}组此前已如此组成，未作改动。", {"joined": 0})
    _check_elsewhere(session, ctx, inspection, joining)
    seated = [(person, person is people[0], seats.get(id_of(person))) for person in joining]
    add_members(session, ctx, inspection, data.team, seated)
    _check_issued(session, inspection)
    names = "、".join(person.name for person in people[1:])
    words = f"核查{inspection.key}第{data.team}组：组长{people[0].name}，组员{names}。"
    words += namesakes_in(person.name for person in people)
    if next_in_order := [person.name for person in people if seats.get(id_of(person)) is Seat.SUBSTITUTE]:
        words += f"抽中的人有回避情形或已不在名册有效期内，{'、'.join(next_in_order)}按抽取次序递补。"
    return Summary(words, {"joined": len(joining)})


@act("replace_member", "更换核查组成员", clause="3-4.3", roles={Role.AGENCY})
def replace_member(session: Session, data: MemberReplaced, ctx: Context) -> Summary:
    """A15: replace a member, because of a tie declared later or for another reason; both changes stay on record."""
    inspection = inspection_named(session, ctx, data.inspection)
    _check_running(inspection)
    old, new = (find_inspector(session, ctx, name) for name in (data.member, data.successor))
    leaving = next((m for m in team_of(session, inspection) if m.inspector_id == old.id), None)
    if leaving is None:
        raise Refused(f"“{old.name}”不在核查{inspection.key}的核查组中。")
    _check_eligible(session, ctx, inspection, [new])
    _check_elsewhere(session, ctx, inspection, [new])
    seat = seats_of(session, ctx, inspection, [new], succeeding=True).get(id_of(new))
    leaving.left_on, leaving.left_why = ctx.date, data.reason
    record_row(session, ctx, leaving, "left", detail={"reason": data.reason})
    add_members(session, ctx, inspection, leaving.team, [(new, leaving.leader, seat)])
    _check_issued(session, inspection)
    words = f"核查{inspection.key}第{leaving.team}组：“{old.name}”退出（{data.reason}），由“{new.name}”接替。"
    if seat in {Seat.CHOSEN, Seat.SUBSTITUTE}:
        words += f"“{new.name}”{seat.label}。"
    return Summary(words, {"replaced": 1})


def add_members(
    session: Session,
    ctx: Context,
    inspection: Inspection,
    team: int,
    people: Sequence[tuple[Inspector, bool, Seat | None]],
) -> None:
    """Insert team members, each with a flag whether the inspector leads, and how he was found if a team was drawn."""
    members = [
        TeamMember(
            inspection_id=id_of(inspection),
            team=team,
            inspector_id=id_of(person),
            leader=leads,
            joined_on=ctx.date,
            seat=seat or "",
        )
        for person, leads, seat in people
    ]
    record_rows(session, ctx, members, "joined")


def team_of(session: Session, inspection: Inspection, team: int | None = None) -> Sequence[TeamMember]:
    """Return the current members of a team, or of all teams if None, the leader first."""
    members = select(TeamMember).where(TeamMember.inspection_id == inspection.id, col(TeamMember.left_on).is_(None))
    if team is not None:
        members = members.where(TeamMember.team == team)
    return session.exec(members.order_by(col(TeamMember.team), col(TeamMember.leader).desc(), col(TeamMember.id))).all()


def _joining(members: Sequence[TeamMember], inspection: Inspection, people: Sequence[Inspector]) -> list[Inspector]:
    """Return who of the people, the leader first, joins the team; raises Refused if it has other members or leader."""
    there = {member.inspector_id: member.leader for member in members}
    wanted = {id_of(person): person is people[0] for person in people}
    if not there.items() <= wanted.items():
        name = f"核查{inspection.key}第{members[0].team}组"
        raise Refused(f"{name}已经组成；更换成员请用“更换核查组成员”（replace_member）。")
    return [person for person in people if id_of(person) not in there]


def _check_running(inspection: Inspection) -> None:
    if inspection.state not in {InspectionState.DRAFTED, InspectionState.ISSUED}:
        raise Refused(f"核查{inspection.key}{inspection.state.label}，不能再改核查组。")


def _check_issued(session: Session, inspection: Inspection) -> None:
    """4.3 b, 6.2.2: raise Refused if the changed teams of an issued plan break what its issue asked of them."""
    if inspection.state is InspectionState.ISSUED:
        check_composition(session, inspection)


def _check_eligible(session: Session, ctx: Context, inspection: Inspection, people: Sequence[Inspector]) -> None:
    ids = [id_of(person) for person in people]
    check_valid(session, ids, ctx.date)
    check_untied(session, ids, departments_of(session, inspection))


def _check_elsewhere(session: Session, ctx: Context, inspection: Inspection, people: Sequence[Inspector]) -> None:
    left = set(run(session, LEFT_TODAY, inspection=inspection.id, day=ctx.date).scalars())
    teams = {member.inspector_id: member.team for member in team_of(session, inspection)}
    for person in people:
        if (team := teams.get(id_of(person))) is not None:
            raise Refused(f"“{person.name}”已在核查{inspection.key}第{team}组中。")
        if id_of(person) in left:
            raise Refused(f"“{person.name}”今天刚退出核查{inspection.key}的核查组，今天不能再加入。")


def _full_name(session: Session, person: Inspector) -> str:
    party = session.get_one(ThirdParty, person.third_party_id).name if person.third_party_id else ""
    return f"{party}/{person.name}"


def on_team(members: Sequence[TeamMember], day: date) -> set[int]:
    """Return the ids of the inspectors who were in the team on a day."""
    return {m.inspector_id for m in members if m.joined_on <= day and (m.left_on is None or day < m.left_on)}


TEAMS = 2  # the fewest that look into a matter that affects the whole picture


def check_composition(session: Session, inspection: Inspection) -> Sequence[TeamMember]:
    """4.3 b, 6.2.2: return the current members of all teams.

    Raises Refused if there are several teams and the matter does not affect the whole picture, or if a third party
    leads in a major decision.
    """
    present = select(TeamMember).filter_by(inspection_id=inspection.id, left_on=None)
    members = session.exec(present.order_by(col(TeamMember.id))).all()
    if len({member.team for member in members}) > 1 and not inspection.whole_picture:
        raise Refused("只有影响全局的重大事项才集中几个核查组（6.2.2）；请在方案中写明影响全局，或只留一个组。")
    if inspection.major:
        leaders = [session.get_one(Inspector, member.inspector_id) for member in members if member.leader]
        if outsiders := [leader.name for leader in leaders if leader.third_party_id]:
            raise Refused(
                f"涉及省委省政府重大决策的核查由本机构牵头（4.3），组长{'、'.join(outsiders)}是第三方人员，请更换。"
            )
    return members


def check_concentrated(inspection: Inspection, members: Sequence[TeamMember]) -> None:
    """6.2.2: raise Refused if a matter that affects the whole picture has fewer than two teams."""
    if inspection.whole_picture and len({member.team for member in members}) < TEAMS:
        raise Refused(
            f"影响全局的重大事项集中力量核查（6.2.2），核查{inspection.key}应有{TEAMS}个以上核查组，请再组成一组"
            "（appoint_team，team 2）。"
        )
