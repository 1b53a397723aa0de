"""核查组: two people or more, without ties to the inspected departments, and later ties (4.3, A15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.inspection.team import check_composition
from models.records import Inspection
from models.rules.errors import Refused
from tests.models.ledger.inspection.namesakes import REMARK, register_namesake

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql


TEAM = {"inspection": "2026-1", "leader": "王文", "members": "李天、郑玲"}
MEMBERS = """
SELECT m.team, p.name, m.leader, m.left_on::text, m.left_why FROM team_member m
JOIN inspector p ON p.id = m.inspector_id ORDER BY m.id
"""


@pytest.fixture
def begun(roster: Acting) -> Acting:
    """A plan without a team, about D001."""
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", standard="绩效要求")
    return roster


def test_a_team_has_its_leader_and_its_members(begun: Acting, sql: Sql) -> None:
    assert begun.do("appoint_team", **TEAM).words == "核查2026-1第1组：组长王文，组员李天、郑玲。"
    assert [row[:3] for row in sql.rows(MEMBERS)] == [(1, "王文", True), (1, "李天", False), (1, "郑玲", False)]
    assert begun.do("appoint_team", **TEAM).counts == {"joined": 0}
    text = begun.refused("appoint_team", **TEAM | {"leader": "李天", "members": "王文、郑玲"})
    assert text == "核查2026-1第1组已经组成；更换成员请用“更换核查组成员”（replace_member）。"


def test_a_team_of_one_is_refused(begun: Acting) -> None:
    assert begun.refused("appoint_team", **TEAM | {"members": "王文"}).startswith("核查组成员王文重复")
    assert "组员" in begun.refused("appoint_team", **TEAM | {"members": ""})


def test_the_same_person_under_two_spellings_counts_once(begun: Acting) -> None:
    assert begun.refused("appoint_team", **TEAM | {"members": "/王文"}) == "核查组成员/王文重复，组长不再列为组员。"


def test_a_member_with_a_tie_is_refused_with_the_reason(begun: Acting, sql: Sql) -> None:
    begun.do("declare_tie", inspector="李天", department="D001", reason="配偶在该部门任职")
    begun.do("declare_tie", inspector="郑玲", department="D002", reason="曾在该部门任职")
    text = begun.refused("appoint_team", **TEAM)
    assert text == "“李天”与“第001厅”有回避情形（配偶在该部门任职），不能参加对该部门的核查。"
    assert sql.rows(MEMBERS) == []
    begun.do("appoint_team", **TEAM | {"members": "郑玲"})


def test_an_inspector_outside_the_validity_dates_is_refused(begun: Acting) -> None:
    begun.do("register_inspector", name="郑玲", valid_to="2026-09-09")
    assert (
        begun.refused("appoint_team", **TEAM)
        == "郑玲于2026-09-10不在名册有效期内（本人或其第三方机构），不能参加核查。"
    )


def test_an_inspector_of_an_expired_third_party_is_refused(begun: Acting) -> None:
    party = {
        "name": "中鼎评估公司",
        "credit_code": "91520100MA6DL0000X",
        "qualification": "甲级",
        "independence": "独立",
    }
    begun.do("register_third_party", **party, valid_to="2026-06-30")
    begun.do("register_inspector", name="张密", third_party="中鼎评估公司")
    text = begun.refused("appoint_team", **TEAM | {"members": "张密"})
    assert text == "张密于2026-09-10不在名册有效期内（本人或其第三方机构），不能参加核查。"


def test_an_inspector_is_in_one_team_of_an_inspection(begun: Acting) -> None:
    begun.do("appoint_team", **TEAM)
    text = begun.refused("appoint_team", inspection="2026-1", team=2, leader="韩丽", members="李天")
    assert text == "“李天”已在核查2026-1第1组中。"


def test_a_tie_found_later_replaces_the_member_and_keeps_both(begun: Acting, sql: Sql) -> None:
    begun.do("appoint_team", **TEAM)
    swap = {"inspection": "2026-1", "member": "王文", "successor": "韩丽", "reason": "抽取后申报回避"}
    words = begun.on("2026-09-12").do("replace_member", **swap).words
    assert words == "核查2026-1第1组：“王文”退出（抽取后申报回避），由“韩丽”接替。"
    rows = sql.rows(MEMBERS)
    assert rows[0] == (1, "王文", True, "2026-09-12", "抽取后申报回避")
    assert rows[3] == (1, "韩丽", True, None, "")
    assert begun.refused("replace_member", **swap) == "“王文”不在核查2026-1的核查组中。"


def test_the_successor_must_not_be_tied_either(begun: Acting, sql: Sql) -> None:
    begun.do("appoint_team", **TEAM)
    begun.do("declare_tie", inspector="韩丽", department="D001", reason="曾在该部门任职")
    text = begun.refused("replace_member", inspection="2026-1", member="王文", successor="韩丽", reason="生病")
    assert text.startswith("“韩丽”与“第001厅”有回避情形")
    assert sql.value("SELECT count(*) FROM team_member WHERE left_on IS NOT NULL") == 0


def test_6_2_2_no_second_team_joins_an_issued_plan_about_less_than_the_whole_picture(issued: Acting, sql: Sql) -> None:
    second = {"inspection": "2026-1", "team": 2, "leader": "郑玲", "members": "韩丽"}
    assert issued.refused("appoint_team", **second).startswith("只有影响全局的重大事项才集中几个核查组（6.2.2）")
    assert len(sql.rows(MEMBERS)) == 2


def test_4_3_b_the_agencys_own_people_lead_after_every_change(drafted: Acting, sql: Sql) -> None:
    standing = {"credit_code": "91520100MA6DL0000X", "qualification": "工程咨询甲级", "independence": "无隶属关系"}
    drafted.do("register_third_party", name="中鼎评估公司", **standing)
    drafted.do("register_inspector", name="周涛", third_party="中鼎评估公司")
    drafted.do("draft_inspection", inspection="2026-1", major="是")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕1号")
    swap = {"inspection": "2026-1", "successor": "周涛", "reason": "生病"}
    assert drafted.refused("replace_member", **swap, member="王文").endswith("组长周涛是第三方人员，请更换。")
    drafted.do("replace_member", **swap, member="李天")
    assert [row[1] for row in sql.rows(MEMBERS) if row[3] is None] == ["王文", "周涛"]


def test_the_team_of_an_inspection_that_ended_stays_as_it_was(begun: Acting) -> None:
    begun.do("cancel_inspection", inspection="2026-1", reason="重复拟制")
    assert begun.refused("appoint_team", **TEAM) == "核查2026-1已取消，不能再改核查组。"


# A drawn team (4.4)


@pytest.fixture
def drawn(begun: Acting) -> Acting:
    """Two of the four on the roster are to be drawn for 2026-1."""
    strata = [{"name": "名册", "ids": ["王文", "李天", "郑玲", "韩丽"]}]
    begun.do("commit_sample", subject="2026-1", purpose="team", strata=strata, take=2, secret="ab" * 32)
    return begun


def test_a_team_that_is_to_be_drawn_is_not_appointed_before(drawn: Acting) -> None:
    text = drawn.refused("appoint_team", **TEAM)
    assert text == "核查2026-1的核查组已承诺抽取，请先抽取（mubiao sample draw）。"


def test_a_team_that_was_drawn_is_made_up_of_those_who_were_drawn(drawn: Acting, sql: Sql) -> None:
    drawn.do("draw_sample", subject="2026-1", purpose="team")
    chosen = sql.value("SELECT drawn FROM sample")[0][1]
    others = sorted({"王文", "李天", "郑玲", "韩丽"} - set(chosen))
    text = drawn.refused("appoint_team", inspection="2026-1", leader=chosen[0], members=[others[0]])
    assert text == f"{others[0]}不在为核查2026-1抽取的核查组名单中，也不是按抽取次序递补的。"
    assert drawn.do("appoint_team", inspection="2026-1", leader=chosen[0], members=[chosen[1]]).counts == {"joined": 2}


def test_4_3_two_rows_of_one_name_are_a_team(roster: Acting) -> None:
    register_namesake(roster)
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", standard="绩效要求")
    team = {"inspection": "2026-1", "leader": "本机构/王文"}
    assert roster.do("appoint_team", **team, members="中鼎公司/王文").words.endswith(REMARK)


def test_4_3_two_of_one_name_in_one_office_are_two_rows(roster: Acting, sql: Sql) -> None:
    again = roster.do("register_inspector", name="王文", valid_from="2026-01-01")
    assert again.words.endswith("另有同名的人，姓名后写工号或电话后四位，如王文（0213）。")
    assert roster.do("register_inspector", name="王文（0213）").words.endswith(REMARK)
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", standard="绩效要求")
    same = roster.refused("appoint_team", inspection="2026-1", leader="王文", members="王文")
    assert same == "核查组成员王文重复，组长不再列为组员。"
    words = roster.do("appoint_team", inspection="2026-1", leader="王文", members="王文（0213）").words
    assert words == f"核查2026-1第1组：组长王文，组员王文(0213)。{REMARK}"
    assert [row[1] for row in sql.rows(MEMBERS)] == ["王文", "王文(0213)"]


def composed() -> list[int]:
    with begin() as session:
        return [member.team for member in check_composition(session, session.get_one(Inspection, 1))]


@pytest.mark.usefixtures("drafted")
def test_the_current_members_are_returned() -> None:
    assert composed() == [1, 1]


def test_only_a_matter_of_the_whole_picture_has_several_teams(drafted: Acting, sql: Sql) -> None:
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    with pytest.raises(Refused, match="只有影响全局的重大事项才集中几个核查组"):
        composed()
    sql("UPDATE inspection SET whole_picture = true")
    assert composed() == [1, 1, 2, 2]


def test_the_agencys_own_people_lead_in_a_major_decision(drafted: Acting, sql: Sql) -> None:
    party = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "无利益关系"}
    drafted.do("register_third_party", name="信达公司", **party)
    sql("UPDATE inspector SET third_party_id = 1 WHERE name = '王文'")
    assert composed() == [1, 1]
    sql("UPDATE inspection SET major = true")
    with pytest.raises(Refused, match="组长王文是第三方人员"):
        composed()
