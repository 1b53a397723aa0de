"""核查方案: drafted in parts, issued when complete, cancelled or concluded (6.2.1, 6.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together
    from tests.models.ledger.conftest import Conform

ISSUE = {"inspection": "2026-1", "document_number": "黔目标办〔2026〕20号"}


def test_a_plan_is_drafted_in_pieces_and_numbered_within_its_year(roster: Acting, sql: Sql) -> None:
    assert roster.do("draft_inspection", kind="季度核查", title="第三季度核查").data == {"inspection": "2026-1"}
    assert roster.do("draft_inspection", kind="紧急核查", title="紧急事项").data == {"inspection": "2026-2"}
    roster.do("draft_inspection", inspection="2026-1", purpose="核实", methods="查阅资料、实地查看", period="2026Q3")
    row = sql.rows("SELECT title, purpose, methods, period FROM inspection WHERE number = 1")
    assert row == [("第三季度核查", "核实", ["papers", "viewing"], "2026Q3")]


def test_a_new_plan_says_its_kind_and_title(roster: Acting) -> None:
    assert roster.refused("draft_inspection", kind="季度核查") == "新拟方案须写明类别（--kind）和名称（--title）。"


@pytest.mark.parametrize("key", ["2026-9", "第三季度", "2026", "2026-x", "２０２６-1"])
def test_an_unknown_number_is_refused(drafted: Acting, key: str) -> None:
    assert (
        drafted.refused("draft_inspection", inspection=key)
        == f"没有编号为“{key}”的核查，编号的格式如2026-3。查看：mubiao inspections。"
    )


def test_half_a_pair_of_forms_is_taken_and_told_until_the_plan_is_issued(drafted: Acting) -> None:
    half = "注意：5.1 g自己核查和第三方核查相结合，只写了自己核查，请核对。"
    assert drafted.do("draft_inspection", kind="季度核查", title="另一次", forms="自己核查").words.endswith(half)
    revised = drafted.do("draft_inspection", inspection="2026-1", forms="自己核查、明查、暗访")
    assert revised.words == f"核查2026-1方案已修改。{half}"
    issued = drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕7号")
    assert issued.words.endswith(half)


def test_departments_may_be_given_by_any_name_and_are_stored_by_code(roster: Acting, sql: Sql) -> None:
    roster.do("draft_inspection", kind="专项核查", title="专项", departments="第002厅、D001")
    assert sql.value("SELECT departments FROM inspection") == ["D001", "D002"]


@pytest.mark.parametrize(
    ("part", "name"), [("purpose", "核查目的"), ("standard", "核查标准"), ("requirements", "核查要求")]
)
def test_a_plan_that_lacks_a_part_is_not_issued(drafted: Acting, sql: Sql, part: str, name: str) -> None:
    sql(f"UPDATE inspection SET {part} = ''")  # noqa: S608 - the parts above
    assert drafted.refused("issue_plan", **ISSUE) == f"核查方案还缺：{name}。六项写齐后才能下达。"


def test_an_issued_plan_has_number_and_day_and_a_duty_due_by_its_limit(drafted: Acting, sql: Sql) -> None:
    assert drafted.do("issue_plan", **ISSUE).words == "核查2026-1方案已下达（黔目标办〔2026〕20号），时限2026-09-30。"
    assert sql.rows("SELECT state, document_number, issued_on::text, begins_on::text FROM inspection") == [
        ("issued", "黔目标办〔2026〕20号", "2026-09-10", "2026-09-10")
    ]
    owed = "SELECT d.is_agency, o.subject, x.due::text, x.rule FROM obligation o JOIN department d ON d.id = o.owed_by"
    rows = sql.rows(f"{owed} JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'inspection'")
    assert rows == [(True, "2026-1", "2026-09-30", "plan_limit")]
    assert drafted.do("issue_plan", **ISSUE).counts == {"issued": 0}


def test_a_document_number_is_unique_among_plans(
    issued: Acting, plan: dict[str, str], together: Together, sql: Sql
) -> None:
    for number, title in ((2, "另一核查"), (3, "又一核查")):
        issued.do("draft_inspection", kind="季度核查", title=title, **plan)
        issued.do("appoint_team", inspection=f"2026-{number}", leader="王文", members="李天")
    text = issued.refused("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕20号")
    assert text == "文号“黔目标办〔2026〕20号”已用于核查方案（2026-1），请核对。"

    shared = "黔目标办〔2026〕21号"
    done = together(
        lambda session: issued.within(session, "issue_plan", inspection="2026-2", document_number=shared),
        lambda session: issued.within(session, "issue_plan", inspection="2026-3", document_number=shared),
    )
    first, second = sorted(done, key=lambda each: isinstance(each, Refused))
    assert (first.counts, "已用于核查方案（2026-" in second.message) == ({"issued": 1}, True)
    assert sql.value("SELECT count(*) FROM inspection WHERE document_number = :number", number=shared) == 1


def test_the_same_plan_issued_again_changes_nothing(issued: Acting) -> None:
    assert issued.do("issue_plan", **ISSUE | {"document_number": "黔目标办[2026]20号"}).counts == {"issued": 0}


def test_an_issued_plan_keeps_its_number_and_says_what_to_do_about_a_wrong_one(issued: Acting) -> None:
    assert issued.refused("issue_plan", **ISSUE | {"document_number": "黔目标办〔2026〕21号"}) == (
        "核查2026-1方案此前已下达（黔目标办〔2026〕20号），文号不能再改为“黔目标办〔2026〕21号”。文号写错的，"
        "取消本次核查并写明原因（cancel_inspection），另行拟制、以正确的文号下达；已签字的核查结果仍然有效。"
    )


def test_a_plan_is_not_issued_with_a_number_that_has_no_year(drafted: Acting, sql: Sql) -> None:
    text = drafted.refused("issue_plan", inspection="2026-1", document_number="筑目标办20号")
    assert text == "文号“筑目标办20号”不完整，应有机关代字、年份和序号，如：黔目标办〔2026〕20号。"
    assert sql.value("SELECT state FROM inspection") == "drafted"


def test_an_issued_plan_is_not_changed_any_more(issued: Acting) -> None:
    text = issued.refused("draft_inspection", inspection="2026-1", purpose="另一目的")
    assert text == "核查方案已经下达，不能再改。"


def test_a_second_plan_of_one_kind_title_and_period_names_the_first(
    roster: Acting, plan: dict[str, str], sql: Sql
) -> None:
    third: dict[str, Any] = {"kind": "季度核查", "title": "第三季度核查", **plan}
    assert roster.do("draft_inspection", **third).words == "已拟制核查2026-1“第三季度核查”。"
    assert roster.do("draft_inspection", **third).words == (
        "已拟制核查2026-2“第三季度核查”。已有类别、名称和期间相同的核查2026-1（方案拟制中）："
        "要修改它的，写明 --inspection 2026-1；重复拟制的，取消并写明原因（cancel_inspection --inspection 2026-2）。"
    )
    assert roster.do("draft_inspection", **third | {"title": "另一核查"}).words == "已拟制核查2026-3“另一核查”。"
    sql("UPDATE inspection SET state = 'issued' WHERE number = 2")
    words = roster.do("draft_inspection", **third).words
    assert "已有类别、名称和期间相同的核查2026-2（方案已下达）：重复拟制的，取消" in words
    for number in (1, 2, 4):
        sql(f"UPDATE inspection SET state = 'cancelled' WHERE number = {number}")  # noqa: S608 - the numbers above
    assert roster.do("draft_inspection", **third).words == "已拟制核查2026-5“第三季度核查”。"


def test_a_plan_without_a_team_is_not_issued(roster: Acting, plan: dict[str, str]) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    assert roster.refused("issue_plan", **ISSUE) == "核查2026-1还没有核查组，请先组成核查组（appoint_team）。"


def test_a_limit_that_has_passed_is_not_issued(drafted: Acting) -> None:
    assert drafted.on("2026-10-08").refused("issue_plan", **ISSUE) == "核查时限2026-09-30已过，今天是2026-10-08。"


def test_a_limit_that_has_passed_is_not_drafted_either(drafted: Acting) -> None:
    today = {"inspection": "2026-1", "ends_on": "2026-09-09"}
    assert drafted.refused("draft_inspection", **today) == "核查时限2026-09-09已过，今天是2026-09-10。"
    other = {"kind": "季度核查", "title": "另一核查", "begins_on": "2026-09-20", "ends_on": "2026-09-19"}
    assert drafted.refused("draft_inspection", **other) == "核查时限2026-09-19早于开始日期2026-09-20。"
    assert drafted.do("draft_inspection", inspection="2026-1", ends_on="2026-09-10").counts == {"revised": 1}


def test_6_2_2_a_matter_that_affects_the_whole_picture_has_several_teams(drafted: Acting) -> None:
    drafted.do("draft_inspection", inspection="2026-1", whole_picture="是")
    assert drafted.refused("issue_plan", **ISSUE) == (
        "影响全局的重大事项集中力量核查（6.2.2），核查2026-1应有2个以上核查组，请再组成一组（appoint_team，team 2）。"
    )
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    assert drafted.do("issue_plan", **ISSUE).counts == {"issued": 1}


def test_only_a_matter_that_affects_the_whole_picture_has_several_teams(drafted: Acting) -> None:
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    assert drafted.refused("issue_plan", **ISSUE).startswith("只有影响全局的重大事项才集中几个核查组（6.2.2）")
    drafted.do("draft_inspection", inspection="2026-1", whole_picture="是")
    assert drafted.do("issue_plan", **ISSUE).counts == {"issued": 1}


def test_a_cancelled_inspection_keeps_the_reason_and_withdraws_its_duty(issued: Acting, sql: Sql) -> None:
    assert issued.do("cancel_inspection", inspection="2026-1", reason="并入年度核查").words == "核查2026-1已取消。"
    assert sql.rows("SELECT state, ended_why FROM inspection") == [("cancelled", "并入年度核查")]
    assert sql.value("SELECT state FROM obligation WHERE kind = 'inspection'") == "void"
    again = issued.do("cancel_inspection", inspection="2026-1", reason="并入年度核查")
    assert again.words == "核查2026-1此前已取消，未作改动。"


def test_a_cancelled_draft_had_no_duty(drafted: Acting, sql: Sql) -> None:
    drafted.do("cancel_inspection", inspection="2026-1", reason="重复拟制")
    assert sql.value("SELECT count(*) FROM obligation WHERE kind = 'inspection'") == 0


def test_an_inspection_in_which_nothing_was_found_is_called_off_not_concluded(issued: Acting) -> None:
    assert issued.refused("conclude_inspection", inspection="2026-1") == (
        "核查2026-1没有签字生效的核查结果，不能结束；不再进行的，请取消并写明原因（cancel_inspection）。"
    )


def test_an_inspection_concluded_within_its_limit_is_discharged(issued: Acting, conform: Conform, sql: Sql) -> None:
    conform(issued, "2026-1", "T001")
    assert (
        issued.do("conclude_inspection", inspection="2026-1", coverage="专项", reason="只查公路").words
        == "核查2026-1已结束。"
    )
    assert sql.rows("SELECT state, late FROM obligation WHERE kind = 'inspection'") == [("discharged", False)]


def test_a_plan_is_not_revised_by_saying_nothing(drafted: Acting) -> None:
    assert drafted.refused("draft_inspection", inspection="2026-1") == "没有写明要修改的内容。"


def test_a_department_added_later_finds_the_ties_of_the_team(drafted: Acting) -> None:
    drafted.do("declare_tie", inspector="李天", department="D002", reason="曾在该部门任职")
    drafted.do("draft_inspection", inspection="2026-1", departments="D001、D002")
    assert drafted.refused("issue_plan", **ISSUE).startswith("“李天”与“第002厅”有回避情形（曾在该部门任职）")


def test_a_major_decision_needs_a_leader_from_the_agency(roster: Acting, plan: dict[str, str]) -> None:
    party = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "独立"}
    roster.do("register_third_party", name="中鼎评估公司", **party)
    roster.do("register_inspector", name="张密", third_party="中鼎评估公司")
    roster.do("draft_inspection", kind="专项核查", title="重大决策核查", major="是", **plan)
    roster.do("appoint_team", inspection="2026-1", leader="张密", members="王文")
    text = roster.refused("issue_plan", **ISSUE)
    assert text == "涉及省委省政府重大决策的核查由本机构牵头（4.3），组长张密是第三方人员，请更换。"
    roster.do("replace_member", inspection="2026-1", member="张密", successor="李天", reason="由本机构牵头")
    assert roster.do("issue_plan", **ISSUE).counts == {"issued": 1}
