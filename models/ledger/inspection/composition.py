"""The rules for the teams of an inspection as a whole, at the issue of its plan and after every change (4.3, 6.2.2)."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.records import Inspection, Inspector, TeamMember
from models.rules.errors import Refused

TEAMS = 2  # the fewest that look into a matter that affects the whole picture


def check_composition(session: Session, inspection: Inspection) -> Sequence[TeamMember]:
    """4.3 b, 6.2.2: return the current members of all teams.

    Raises Refused if there are several teams and the matter does not affect the whole picture, or if a third party
    leads in a major decision.
    """
    members = session.exec(
        select(TeamMember).where(TeamMember.inspection_id == inspection.id, col(TeamMember.left_on).is_(None))
    ).all()
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
