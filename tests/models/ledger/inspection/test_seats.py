"""Members of a drawn team: drawn, next in the order of the draw, or neither, which the plan shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.plan import plan_paper
from models.ledger.sample.draw import following, samples_of
from models.rules.rotation import Seat
from models.rules.sampling import Purpose
from tests.databases import story
from tests.models.ledger.inspection.namesakes import register_namesake

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

TEAM: dict[str, Any] = {"subject": "2026-1", "purpose": "team", "take": 2, "secret": "cd" * 32}
BOTH = {"subject": "2026-1", "purpose": "team"}
TIE = {"department": "D001", "reason": "配偶在该部门任职"}


@pytest.fixture
@story
def drawn(roster: Acting, plan: dict[str, str]) -> Acting:
    """Two of the four on the roster are drawn for 2026-1, which is about D001."""
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", **plan)
    roster.do("commit_sample", **TEAM)
    roster.do("draw_sample", **BOTH)
    return roster


def order(sql: Sql) -> list[str]:
    """Return all four in the order of the draw."""
    with begin() as session:
        rest = following(session, samples_of(session, 2, "2026-1", Purpose.TEAM)[0])
    return [*sql.value("SELECT drawn FROM sample")[0][1], *rest]


def seats(sql: Sql) -> dict[str, str]:
    rows = sql.rows("SELECT p.name, m.seat FROM team_member m JOIN inspector p ON p.id = m.inspector_id")
    return {str(name): str(seat) for name, seat in rows}


def test_who_was_drawn_is_in_the_team_as_drawn(drawn: Acting, sql: Sql, violations: Violations) -> None:
    one, two, *_ = order(sql)
    drawn.do("appoint_team", inspection="2026-1", leader=one, members=two)
    assert seats(sql) == {one: "drawn", two: "drawn"}
    assert violations() == []


def test_after_a_tie_the_next_of_the_draws_order_follows_on_record(drawn: Acting, sql: Sql) -> None:
    one, two, three, four = order(sql)
    drawn.do("declare_tie", inspector=one, **TIE)
    refused = drawn.refused("appoint_team", inspection="2026-1", leader=two, members=four)
    assert refused == f"{four}不在为核查2026-1抽取的核查组名单中，也不是按抽取次序递补的。"
    done = drawn.do("appoint_team", inspection="2026-1", leader=two, members=three)
    assert done.words.endswith(f"抽中的人有回避情形或已不在名册有效期内，{three}按抽取次序递补。")
    assert seats(sql) == {two: "drawn", three: "substitute"}


def test_who_has_a_tie_is_passed_over_in_the_order(drawn: Acting, sql: Sql) -> None:
    one, two, three, four = order(sql)
    drawn.do("declare_tie", inspector=one, **TIE)
    drawn.do("declare_tie", inspector=three, **TIE)
    drawn.do("appoint_team", inspection="2026-1", leader=two, members=four)
    assert seats(sql) == {two: "drawn", four: "substitute"}


def test_without_a_tie_only_the_drawn_are_appointed(drawn: Acting, sql: Sql) -> None:
    one, _, three, _ = order(sql)
    assert f"{three}不在为核查2026-1抽取的核查组名单中" in drawn.refused(
        "appoint_team", inspection="2026-1", leader=one, members=three
    )


@pytest.mark.parametrize(("place", "seat"), [(2, Seat.SUBSTITUTE), (3, Seat.CHOSEN)])
def test_a_successor_who_is_not_the_next_is_marked_in_the_plan(drawn: Acting, sql: Sql, place: int, seat: Seat) -> None:
    one, two, *rest = order(sql)
    drawn.do("appoint_team", inspection="2026-1", leader=one, members=two)
    new = rest[place - 2]
    done = drawn.do("replace_member", inspection="2026-1", member=two, successor=new, reason="生病")
    assert done.words.endswith(f"“{new}”{seat.label}。")
    with begin() as session:
        members = plan_paper(session, "2026-1", drawn.day).members
    assert [(each.name, each.seat) for each in members] == [(one, Seat.DRAWN), (new, seat)]


def test_a_team_that_was_not_drawn_has_no_seats(issued: Acting, sql: Sql) -> None:
    done = issued.do("replace_member", inspection="2026-1", member="李天", successor="韩丽", reason="生病")
    assert done.words == "核查2026-1第1组：“李天”退出（生病），由“韩丽”接替。"
    assert set(seats(sql).values()) == {""}


def test_a_roster_that_has_changed_since_the_commitment_is_not_drawn(
    roster: Acting, plan: dict[str, str], sql: Sql
) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", **plan)
    roster.do("commit_sample", **TEAM)
    roster.do("register_inspector", name="周敏")
    refused = roster.refused("draw_sample", **BOTH)
    assert "承诺以后总体有变化，不能抽取：增加1项：周敏" in refused
    roster.do("commit_sample", **TEAM | {"secret": "ef" * 32, "reason": "名册有变化"})
    assert roster.do("draw_sample", **BOTH).counts == {"drawn": 2}
    assert sql.column("SELECT state FROM sample ORDER BY attempt") == ["superseded", "drawn"]


def test_a_plan_is_not_issued_while_a_drawn_person_is_left_out(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", **plan)
    roster.do("commit_sample", **TEAM | {"take": 3})
    roster.do("draw_sample", **BOTH)
    one, two, three, _ = order(sql)
    roster.do("appoint_team", inspection="2026-1", leader=one, members=two)
    refused = roster.refused("issue_plan", inspection="2026-1", document_number="黔目标〔2026〕1号")
    assert refused.startswith(f"抽中的{three}没有列入核查2026-1的核查组，方案不能下达。")
    done = roster.do("appoint_team", inspection="2026-1", leader=one, members=f"{two}、{three}")
    assert done.counts == {"joined": 1}
    roster.do("replace_member", inspection="2026-1", member=three, successor=order(sql)[3], reason="生病")
    roster.do("issue_plan", inspection="2026-1", document_number="黔目标〔2026〕1号")
    assert set(seats(sql).values()) == {"drawn", "substitute"}


def test_a_drawn_person_who_has_a_tie_by_now_may_be_left_out(drawn: Acting, sql: Sql) -> None:
    one, two, three, _ = order(sql)
    drawn.do("declare_tie", inspector=one, **TIE)
    drawn.do("appoint_team", inspection="2026-1", leader=two, members=three)
    assert drawn.do("issue_plan", inspection="2026-1", document_number="黔目标〔2026〕1号").counts == {"issued": 1}


def test_who_was_in_the_team_before_is_no_substitute(drawn: Acting, sql: Sql) -> None:
    one, two, three, four = order(sql)
    drawn.do("appoint_team", inspection="2026-1", leader=one, members=two)
    drawn.do("replace_member", inspection="2026-1", member=two, successor=three, reason="生病")
    back = {"inspection": "2026-1", "member": three, "successor": two, "reason": "病愈"}
    assert drawn.refused("replace_member", **back) == f"“{two}”今天刚退出核查2026-1的核查组，今天不能再加入。"
    drawn.on("2026-09-11").do("replace_member", **back)
    drawn.do("replace_member", inspection="2026-1", member=two, successor=four, reason="出差")
    assert seats(sql) == {one: "drawn", two: "drawn", three: "substitute", four: "substitute"}


def test_a_drawn_list_may_name_people_without_their_third_party(roster: Acting, plan: dict[str, str]) -> None:
    party = {"credit_code": "91520000MA6AAAAA0X", "qualification": "甲级", "independence": "与受核查部门无业务往来"}
    roster.do("register_third_party", name="贵州评估中心", **party)
    roster.do("register_inspector", name="钱多", third_party="贵州评估中心")
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", **plan)
    people = [{"name": "核查人员", "ids": ["钱多", "李天"]}]
    roster.do("commit_sample", **TEAM | {"strata": people}, left_out_reason="其余人员另有任务")
    roster.do("draw_sample", **BOTH)
    left_out = {"inspection": "2026-1", "leader": "李天", "members": "韩丽"}
    assert roster.refused("appoint_team", **left_out).startswith("韩丽不在为核查2026-1抽取的核查组名单中")
    roster.do("appoint_team", inspection="2026-1", leader="李天", members="钱多")
    assert roster.do("issue_plan", inspection="2026-1", document_number="黔目标〔2026〕1号").counts == {"issued": 1}


def test_4_4_a_namesake_who_joins_the_roster_after_the_draw_takes_no_seat(drawn: Acting, sql: Sql) -> None:
    one, two, *_ = order(sql)
    register_namesake(drawn, one)
    refused = drawn.refused("appoint_team", inspection="2026-1", leader=f"中鼎公司/{one}", members=two)
    assert refused == f"{one}不在为核查2026-1抽取的核查组名单中，也不是按抽取次序递补的。"
    drawn.do("appoint_team", inspection="2026-1", leader=f"本机构/{one}", members=two)
    assert seats(sql) == {one: "drawn", two: "drawn"}


def test_4_4_who_is_off_the_roster_is_not_there_because_of_a_namesake(drawn: Acting, sql: Sql) -> None:
    one, two, three, _ = order(sql)
    register_namesake(drawn, one)
    drawn.do("declare_tie", inspector=f"本机构/{one}", **TIE)
    drawn.do("appoint_team", inspection="2026-1", leader=two, members=three)
    assert drawn.do("issue_plan", inspection="2026-1", document_number="黔目标〔2026〕1号").counts == {"issued": 1}


def test_4_4_a_list_means_who_bore_the_name_at_the_commitment(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    register_namesake(roster, "钱多")
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", **plan)
    people = [{"name": "核查人员", "ids": ["钱多", "李天"]}]
    roster.do("commit_sample", **TEAM | {"strata": people}, left_out_reason="其余人员另有任务")
    assert sql.value("SELECT population FROM sample") == [["核查人员", 2, ["中鼎公司/钱多", "李天"]]]
    roster.do("draw_sample", **BOTH)
    roster.do("register_inspector", name="钱多")
    other = {"inspection": "2026-1", "leader": "李天", "members": "本机构/钱多"}
    assert roster.refused("appoint_team", **other).startswith("钱多不在为核查2026-1抽取的核查组名单中")
    roster.do("appoint_team", inspection="2026-1", leader="李天", members="中鼎公司/钱多")
