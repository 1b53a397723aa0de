"""核查结果: recorded by the team, signed by its leader, frozen; failed targets are listed (4.3 a, 6.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import SEEN_THERE
from tests.models.ledger.inspection.namesakes import BOTH, REMARK, register_namesake
from tests.models.ledger.target.dates import made
from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Make, Sql, Violations


SIGN = {"inspection": "2026-1", "leader": "王文", "limit": "2026-10-20"}
FINDINGS = "SELECT state, conclusion, serial FROM finding ORDER BY id"


def found(acting: Acting, target: str = "T001", conclusion: str = "符合目标要求", **more: Any) -> Summary:
    return acting.do("record_finding", **finding_input(target, conclusion) | more)


def finding_input(target: str = "T001", conclusion: str = "符合目标要求", **more: Any) -> dict[str, Any]:
    usual = {
        "inspection": "2026-1",
        "target": target,
        "declared_complete": "是",
        "declared_reason": "书面申报",
        "conclusion": conclusion,
        "found": "现场核实，完成86公里",
        "methods": "查阅资料、实地查看",
        "place": "贵阳市",
        "found_on": "2026-09-15",
        "found_by": "王文、李天",
        "evidence": [str(SEEN_THERE)],
    }
    return usual | more


def test_a_finding_stores_text_inspectors_place_day_and_methods(issued: Acting, sql: Sql) -> None:
    words = found(issued, conclusion="未按质按量完成").words
    assert words == "核查2026-1：T001“目标T001”未按质按量完成，待组长签字。"
    columns = "SELECT declared_complete, conclusion, found, way, methods, place, found_on::text, found_by, state"
    assert sql.rows(columns + " FROM finding") == [
        (
            *(True, "fails", "现场核实，完成86公里", "on_site", ["papers", "viewing"]),
            *("贵阳市", "2026-09-15", ["王文", "李天"], "recorded"),
        )
    ]


def test_a_finding_without_a_place_says_that_it_is_none_on_site(issued: Acting) -> None:
    words = "待组长签字。没有写明地点，不作为到现场的核查，到过现场的请补写地点。"
    assert found(issued, place="").words.endswith(words)
    assert found(issued, place="", way="在线").words.endswith("待组长签字。")


def test_papers_that_are_read_at_the_agency_or_nowhere_are_none_on_site(issued: Acting, sql: Sql) -> None:
    agency = sql.value("SELECT name FROM department WHERE is_agency")
    for place in (f"{agency}会议室", "目标办", "线上", "视频会议", "腾讯会议、电话核实"):
        assert f"地点“{place}”不是部门或者项目所在地，不作为到现场的核查" in found(issued, place=place).words
    assert "不作为" not in found(issued, place="第001厅目标办").words


def test_1_2_9_a_finding_may_name_the_leaf_that_was_looked_at(issued: Acting, sql: Sql, violations: Violations) -> None:
    issued.take("indicators", *tree())
    found(issued, indicator="1-2", conclusion="未按质按量完成")
    assert sql.column("SELECT found FROM finding") == ["指标1-2：现场核实，完成86公里"]
    found(issued, indicator="1-2", found="指标1-2：完成85公里")
    assert sql.column("SELECT found FROM finding") == ["指标1-2：完成85公里"]
    for code in ("1", "3"):
        words = issued.refused("record_finding", **finding_input(indicator=code))
        assert words == f"目标T001没有编号为“{code}”的最下一级指标，请核对指标编号（indicator）。"
    assert sql.column("SELECT found FROM finding") == ["指标1-2：完成85公里"]
    assert violations() == []


def test_a_method_that_the_plan_does_not_have_is_named(issued: Acting) -> None:
    assert found(issued, methods="走访群众、实地查看").words == (
        "核查2026-1：T001“目标T001”符合目标要求，待组长签字。核查方法走访群众不在下达的方案（查阅资料、实地查看）中，请核对。"
    )


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"found_by": "王文、郑玲"}, "郑玲在2026-09-15不是核查2026-1的核查组成员，不能作出核查结果。"),
        ({"found_by": "王文"}, "核查须由2人以上同时进行（4.3），只写了王文一人。"),
        (
            {"found_on": "2026-09-09"},
            "核查日期2026-09-09应在方案下达和核查开始的日期2026-09-10与今天（2026-09-15）之间。",
        ),
        (
            {"found_on": "2026-09-16"},
            "核查日期2026-09-16应在方案下达和核查开始的日期2026-09-10与今天（2026-09-15）之间。",
        ),
        ({"limit": "2026-10-20"}, "只有未按质按量完成的目标才写整改时限。"),
        ({"limit": "2026-09-14", "conclusion": "未按质按量完成"}, "整改时限2026-09-14在今天（2026-09-15）之前。"),
        ({"target": "T009"}, "2026年目标中没有编号“T009”。"),
    ],
)
def test_a_finding_that_cannot_be_is_refused(issued: Acting, sql: Sql, change: dict[str, str], refusal: str) -> None:
    assert issued.refused("record_finding", **finding_input() | change) == refusal
    assert sql.rows(FINDINGS) == []


def test_4_5_a_failed_target_without_evidence_is_refused(issued: Acting, sql: Sql) -> None:
    bare = finding_input(conclusion="未按质按量完成", evidence=[])
    assert issued.refused("record_finding", **bare) == (
        "目标T001未按质按量完成的核查结果须有印证材料（4.5），请附上现场照片、记录等文件（--evidence）。"
    )
    assert sql.rows(FINDINGS) == []
    found(issued, evidence=[])
    assert issued.refused("record_finding", **bare).startswith("目标T001未按质按量完成的核查结果须有印证材料")


def test_the_evidence_of_an_unsigned_finding_stays_when_it_is_changed(issued: Acting, sql: Sql) -> None:
    found(issued, conclusion="未按质按量完成")
    assert found(issued, conclusion="未按质按量完成", evidence=[], found="完成80公里").counts == {"revised": 1}
    assert sql.value("SELECT count(*) FROM exhibit") == 1


def test_4_4_a_finding_outside_the_drawn_sample_says_so(drafted: Acting) -> None:
    strata = [{"name": "全部", "ids": ["2026/T001"]}]
    drafted.do(
        "commit_sample", subject="2026-1", strata=strata, take=1, secret="1" * 64, left_out_reason="只核查这几项"
    )
    drafted.do("draw_sample", subject="2026-1")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    issued = drafted.on("2026-09-15")
    assert found(issued, "T003").words == "核查2026-1：T003“目标T003”符合目标要求（样本外），待组长签字。"
    assert found(issued, "T001").words == "核查2026-1：T001“目标T001”符合目标要求，待组长签字。"


def test_nothing_is_found_before_the_plan_is_issued(drafted: Acting) -> None:
    assert drafted.refused("record_finding", **finding_input()) == "核查2026-1方案拟制中，不能记录核查结果。"


def test_a_department_that_the_plan_does_not_name_is_not_inspected(drafted: Acting) -> None:
    drafted.do("draft_inspection", inspection="2026-1", departments="D002")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕1号")
    refusal = drafted.on("2026-09-15").refused("record_finding", **finding_input())
    assert refusal == "目标T001由“第001厅”牵头，不在核查2026-1的受核查部门中。"


def test_4_4_a_drawn_target_that_left_the_plan_can_be_found_and_the_refusal_to_sign_says_so(
    drafted: Acting, departments: Make
) -> None:
    [other] = departments(1)
    part = {"departments": "D002", "left_out_reason": "只核查这一厅"}
    drafted.do("commit_sample", subject="2026-1", year=2026, **part, take=1, secret="1" * 64)
    drafted.do("draw_sample", subject="2026-1")
    moved = {"department": "D002", "successor": other, "targets": "T003", "basis": "黔机编〔2026〕9号"}
    drafted.do("transfer_targets", **moved, effective_on=drafted.day)
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕1号")
    issued = drafted.on("2026-09-15")
    found(issued)
    refusal = issued.refused("sign_off", **SIGN)
    assert refusal.startswith("抽取的样本中还有1项没有核查结果，不能签字：2026/T003。请先核查并记录（record_finding）")
    assert "不在受核查部门的也可以记录" in refusal
    found(issued, "T003")
    assert issued.do("sign_off", **SIGN).counts["signed"] == 2


def test_an_inspector_with_a_tie_records_no_finding(issued: Acting) -> None:
    issued.do("declare_tie", inspector="李天", department="D001", reason="配偶在该部门任职")
    assert issued.refused("record_finding", **finding_input()).startswith("“李天”与“第001厅”有回避情形")
    found(issued, "T003")


def test_4_3_one_person_in_two_spellings_makes_no_finding(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    party = {"name": "甲公司", "credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "无往来"}
    roster.do("register_third_party", **party)
    roster.do("register_inspector", name="周明", third_party="甲公司")
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", **plan)
    roster.do("appoint_team", inspection="2026-1", leader="王文", members="周明")
    roster.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    alone = finding_input(found_by="周明、甲公司/周明")
    assert roster.on("2026-09-15").refused("record_finding", **alone) == "核查人员周明重复，每人只写一次。"
    assert sql.rows(FINDINGS) == []


def test_4_3_who_finds_is_on_the_roster_that_day(issued: Acting, sql: Sql) -> None:
    issued.do("register_inspector", name="李天", valid_to="2026-09-14")
    assert issued.refused("record_finding", **finding_input()) == (
        "李天于2026-09-15不在名册有效期内（本人或其第三方机构），不能参加核查。"
    )
    assert sql.rows(FINDINGS) == []
    assert found(issued, found_on="2026-09-14").counts == {"recorded": 1}


def test_a_replaced_member_keeps_earlier_findings(issued: Acting) -> None:
    swap = {"inspection": "2026-1", "member": "李天", "successor": "郑玲", "reason": "生病"}
    issued.do("replace_member", **swap)
    assert issued.refused("record_finding", **finding_input()).startswith("李天在2026-09-15不是")
    found(issued, found_on="2026-09-14")


def test_one_finding_is_made_by_one_team(drafted: Acting) -> None:
    drafted.do("appoint_team", inspection="2026-1", team=2, leader="郑玲", members="韩丽")
    drafted.do("draft_inspection", inspection="2026-1", whole_picture="是")
    drafted.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕1号")
    refusal = drafted.on("2026-09-15").refused("record_finding", **finding_input(found_by="王文、韩丽"))
    assert refusal == "核查人员分属不同的核查组，一项核查结果由同一组作出。"


def test_until_it_is_signed_a_finding_can_be_changed(issued: Acting, sql: Sql) -> None:
    found(issued)
    assert found(issued, conclusion="无法核实").counts == {"revised": 1}
    assert sql.rows(FINDINGS) == [("recorded", "unverified", 1)]


def test_an_inspection_is_not_concluded_while_something_is_unsigned(issued: Acting) -> None:
    found(issued)
    refusal = issued.refused("conclude_inspection", inspection="2026-1")
    assert refusal == "核查2026-1还有1项核查结果没有组长签字，不能结束。"


def test_a_finding_is_not_older_than_the_issue_of_the_plan(drafted: Acting) -> None:
    drafted.do("draft_inspection", inspection="2026-1", begins_on="2026-09-01")
    drafted.on("2026-09-14").do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    issued = drafted.on("2026-09-15")
    assert issued.refused("record_finding", **finding_input(found_on="2026-09-13")) == (
        "核查日期2026-09-13应在方案下达和核查开始的日期2026-09-14与今天（2026-09-15）之间。"
    )
    assert found(issued, found_on="2026-09-14").counts == {"recorded": 1}


def test_4_3_two_rows_of_one_name_make_a_finding(issued: Acting, sql: Sql) -> None:
    register_namesake(issued)
    issued.do("replace_member", inspection="2026-1", member="李天", successor="中鼎公司/王文", reason="出差")
    found: dict[str, Any] = {"inspection": "2026-1", "target": "T001", "conclusion": "符合目标要求", "found": "属实"}
    found |= {"methods": "实地查看", "found_on": str(issued.day), "found_by": BOTH, "evidence": [str(SEEN_THERE)]}
    assert REMARK in issued.do("record_finding", **found).words
    assert sql.value("SELECT found_by FROM finding") == ["王文", "王文"]


FINDING = {
    "inspection": "2026-1",
    "target": "T001",
    "conclusion": "符合目标要求",
    "found": "现场核实",
    "methods": "实地查看",
    "found_on": "2026-09-15",
    "found_by": "王文、李天",
}
STORED = "SELECT declared_complete, declared_reason FROM finding WHERE inspection_id = 1"


def reported(acting: Acting, day: str, status: str, *, period: str) -> None:
    """D001 reports T001 with this status and T002 as begun, on this day."""
    acting.on(f"{period}-01").open("monthly_check", period)
    lines = [
        {"target": "T001", "progress": 100 if status == "已完成" else 90, "status": status},
        {"target": "T002", "progress": 5, "status": "进行中"},
    ]
    fields: dict[str, Any] = {"department": "D001", "period": period, "lines": lines}
    acting.on(day).office("D001").do("submit_report", **fields)


def test_2_1_a_target_of_which_nothing_was_filed_was_not_declared_complete(issued: Acting, sql: Sql) -> None:
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(False, "")]


@pytest.mark.parametrize(
    ("reports", "declared"),
    [
        ([("2026-08-20", "已完成")], True),
        ([("2026-08-20", "进行中")], False),
        ([("2026-07-20", "已完成"), ("2026-08-20", "受阻")], False),
        ([("2026-07-20", "进行中"), ("2026-08-20", "已完成")], True),
    ],
)
def test_2_1_the_newest_report_decides(
    issued: Acting, sql: Sql, reports: list[tuple[str, str]], *, declared: bool
) -> None:
    for day, status in reports:
        reported(issued, day, status, period=day[:7])
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(declared, "")]


@pytest.mark.parametrize(("day", "declared"), [("2026-09-14", True), ("2026-09-16", False)])
def test_2_1_a_declaration_for_its_own_date_counts_from_its_day(
    issued: Acting, sql: Sql, tmp_path: Path, day: str, *, declared: bool
) -> None:
    sql("UPDATE target SET deadline = '2026-09-25' WHERE code = 'T001'")
    issued.on("2026-09-07").system.do("open_target_dates")
    issued.on("2026-09-14").system.do("open_target_dates")
    issued.on(day).office("D001").do("declare_target_due", target="T001", evidence=[made(tmp_path)])
    issued.on("2026-09-16").do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(declared, "")]


def test_2_1_a_report_received_after_the_finding_does_not_count(issued: Acting, sql: Sql) -> None:
    reported(issued, "2026-09-16", "已完成", period="2026-09")
    issued.on("2026-09-16").do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(False, "")]


def test_a_remediation_declared_complete_is_a_declaration(issued: Acting, sql: Sql) -> None:
    listed = issued.on("2026-09-11")
    listed.lists("T001", "进度滞后", "2026-09-10")
    listed.do("set_limit", target="T001", limit="2026-09-30")
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(False, "")]
    issued.do("declare_completion", target="T001", completed_on="2026-09-14", measures="已补建")
    issued.do("record_finding", **FINDING)
    assert sql.rows(STORED) == [(True, "")]


@pytest.mark.parametrize(
    ("status", "stated", "given"), [("已完成", "已申报完成", "否"), ("进行中", "没有申报完成", "是")]
)
def test_2_1_another_value_than_the_ledgers_needs_a_reason(
    issued: Acting, sql: Sql, violations: Violations, status: str, stated: str, given: str
) -> None:
    reported(issued, "2026-08-20", status, period="2026-08")
    text = issued.refused("record_finding", **FINDING, declared_complete=given)
    assert text == f"台账中目标T001截至2026-09-15{stated}，所填与此不同，请写明原因（declared_reason）。"
    issued.do("record_finding", **FINDING, declared_complete=given, declared_reason="书面函件为准")
    issued.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.rows(STORED) == [(given == "是", "书面函件为准")]
    assert violations() == []


def test_a_reason_for_the_ledgers_own_value_is_not_stored(issued: Acting, sql: Sql) -> None:
    issued.do("record_finding", **FINDING, declared_complete="否", declared_reason="书面函件为准")
    assert sql.rows(STORED) == [(False, "")]


def test_the_leader_signs_the_reason_too(issued: Acting, sql: Sql) -> None:
    issued.do("record_finding", **FINDING, declared_complete="是", declared_reason="书面函件为准")
    issued.do("sign_off", inspection="2026-1", leader="王文")
    first = sql.value("SELECT content_hash FROM finding")
    sql("UPDATE finding SET state = 'recorded', declared_reason = '另有原因'")
    issued.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.value("SELECT content_hash FROM finding") != first
