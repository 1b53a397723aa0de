"""The team of an inspection drawn from the roster: the least busy first, without ineligible inspectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SECRET = "ab" * 32
PART = {"left_out_reason": "只核查这一项"}
pytestmark = pytest.mark.usefixtures("committed_first")


def commit(acting: Acting, subject: str = "2026-2", take: int = 2, **more: Any) -> Any:
    return acting.do("commit_sample", subject=subject, purpose="team", take=take, secret=SECRET, **more)


def strata(sql: Sql) -> list[tuple[str, int, list[str]]]:
    return [tuple(each) for each in sql.value("SELECT population FROM sample ORDER BY id DESC LIMIT 1")]


@pytest.fixture
def second(drafted: Acting, plan: dict[str, str]) -> Acting:
    """王文 and 李天 are in the team of 2026-1; 2026-2 about D001 has none yet."""
    drafted.do("draft_inspection", kind="专项核查", title="粮食安全专项核查", departments="D001", **plan)
    return drafted


def test_an_inspector_who_took_part_is_drawn_after_the_others(second: Acting, sql: Sql) -> None:
    assert commit(second, take=3).counts == {"population": 4, "take": 3}
    assert strata(sql) == [("本年已参加0次", 2, ["郑玲", "韩丽"]), ("本年已参加1次", 1, ["李天", "王文"])]


def test_those_who_cannot_be_needed_are_not_drawn_among(second: Acting, sql: Sql, violations: Violations) -> None:
    commit(second, take=1)
    assert strata(sql) == [("本年已参加0次", 1, ["郑玲", "韩丽"])]
    assert second.do("draw_sample", subject="2026-2", purpose="team").counts == {"drawn": 1}
    assert violations() == []


def test_the_team_that_was_drawn_can_be_appointed(second: Acting) -> None:
    commit(second)
    second.do("draw_sample", subject="2026-2", purpose="team")
    text = second.refused("appoint_team", inspection="2026-2", leader="王文", members="郑玲")
    assert text == "王文不在为核查2026-2抽取的核查组名单中，也不是按抽取次序递补的。"
    team = second.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    assert team.counts == {"joined": 2}


def test_an_inspection_called_off_or_left_does_not_count(second: Acting, sql: Sql) -> None:
    second.do("replace_member", inspection="2026-1", member="李天", successor="韩丽", reason="生病")
    commit(second, take=3)
    assert strata(sql) == [("本年已参加0次", 2, ["李天", "郑玲"]), ("本年已参加1次", 1, ["王文", "韩丽"])]
    second.do("cancel_inspection", inspection="2026-1", reason="重复拟制")
    assert commit(second, take=4, reason="2026-1已取消").counts == {"population": 4, "take": 4}
    assert strata(sql) == [("本年已参加0次", 4, ["李天", "王文", "郑玲", "韩丽"])]


def test_if_the_plan_names_no_department_ties_to_leads_of_drawn_targets_exclude(
    second: Acting, plan: dict[str, str], sql: Sql
) -> None:
    second.do("declare_tie", inspector="李天", department="D002", reason="曾在该部门任职")
    second.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    commit(second, subject="2026-3", take=4)  # nothing was drawn yet
    second.do(
        "commit_sample",
        subject="2026-3",
        strata=[{"name": "全部", "ids": ["2026/T003"]}],
        take=1,
        secret=SECRET,
        **PART,
    )
    second.do("draw_sample", subject="2026-3")
    commit(second, subject="2026-3", take=3, reason="目标已抽取")
    assert strata(sql) == [("本年已参加0次", 2, ["郑玲", "韩丽"]), ("本年已参加1次", 1, ["王文"])]
    second.do("draft_inspection", kind="季度核查", title="另一核查", **plan)
    second.do(
        "commit_sample",
        subject="2026-4",
        strata=[{"name": "全部", "ids": ["2026/T003"]}],
        take=1,
        secret=SECRET,
        **PART,
    )
    second.do("draw_sample", subject="2026-4")
    text = second.refused("appoint_team", inspection="2026-4", leader="王文", members="李天")
    assert text == "“李天”与“第002厅”有回避情形（曾在该部门任职），不能参加对该部门的核查。"


def test_a_successor_who_was_not_drawn_is_named(second: Acting) -> None:
    commit(second)
    second.do("draw_sample", subject="2026-2", purpose="team")
    second.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    done = second.do("replace_member", inspection="2026-2", member="韩丽", successor="王文", reason="生病")
    assert done.words == "核查2026-2第1组：“韩丽”退出（生病），由“王文”接替。“王文”不是抽取产生。"


def test_ties_and_days_outside_the_roster_exclude(second: Acting, sql: Sql) -> None:
    second.do("declare_tie", inspector="郑玲", department="D001", reason="曾任该部门副处长")
    second.do("register_inspector", name="韩丽", valid_to="2026-09-09")
    assert (
        second.refused("commit_sample", subject="2026-2", purpose="team", take=3, secret=SECRET)
        == "名册中可参加这次核查的只有2人，不能抽取3人。"
    )
    commit(second, take=2)
    assert strata(sql) == [("本年已参加1次", 2, ["李天", "王文"])]


def test_people_of_a_third_party_are_named_with_it(second: Acting, sql: Sql) -> None:
    second.do(
        "register_third_party",
        name="黔测评估公司",
        credit_code="91520000MA6DL5PX0D",
        qualification="第三方评估机构",
        independence="与受核查部门无业务往来",
    )
    second.do("register_inspector", name="杨宁", third_party="黔测评估公司")
    commit(second, take=3)
    assert strata(sql) == [("本年已参加0次", 3, ["郑玲", "韩丽", "黔测评估公司/杨宁"])]


def test_an_unknown_inspection_is_refused(second: Acting) -> None:
    text = second.refused("commit_sample", subject="2026-9", purpose="team", take=2, secret=SECRET)
    assert "2026-9" in text


@pytest.mark.parametrize("more", [{"take": None}, {"share": "10%"}, {"departments": "D001"}, {"certain": "甲"}])
def test_a_team_commitment_takes_only_the_number_of_people(second: Acting, more: dict[str, Any]) -> None:
    text = second.refused(
        "commit_sample", **{"subject": "2026-2", "purpose": "team", "take": 2, "secret": SECRET} | more
    )
    assert "由名册抽取核查组的，只写每层抽取数量，即这次核查共需几人" in text
