"""核查人员名册: third parties, inspectors, and their ties to departments (4.3, 1-2.24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from models.database import begin
from models.ledger.inspection.roster import check_leader_untied
from models.records import Finding, Inspector
from tests.conftest import counting
from tests.models.ledger.conftest import FINDING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations


PARTY = {
    "name": "中鼎评估公司",
    "credit_code": "91520100MA6DL0000X",
    "qualification": "第三方评估甲级",
    "independence": "与受核查部门无业务往来",
}


def test_a_third_party_is_stored_with_its_qualification_and_registered_once(march: Acting, sql: Sql) -> None:
    assert march.do("register_third_party", **PARTY).counts == {"registered": 1}
    assert march.do("register_third_party", **PARTY).counts == {"registered": 0}
    assert sql.rows("SELECT name, qualification FROM third_party") == [("中鼎评估公司", "第三方评估甲级")]
    march.do("register_third_party", **PARTY | {"qualification": "第三方评估乙级"})
    assert sql.column("SELECT event FROM transition WHERE record = 'third_party' ORDER BY id") == [
        "registered",
        "changed",
    ]


@pytest.mark.parametrize("lacking", ["qualification", "independence", "credit_code"])
def test_a_third_party_without_its_standing_is_refused(march: Acting, lacking: str) -> None:
    output = march.refused("register_third_party", **{name: text for name, text in PARTY.items() if name != lacking})
    assert output.endswith("必填。")


def test_an_inspector_belongs_to_the_agency_or_to_a_registered_third_party(march: Acting, sql: Sql) -> None:
    march.do("register_third_party", **PARTY)
    assert march.do("register_inspector", name="王文").words == "已登记核查人员“王文”（本机构）。"
    assert march.do("register_inspector", name="王文", third_party="中鼎评估公司").counts == {"registered": 1}
    assert march.do("register_inspector", name="王文").counts == {"registered": 0}
    march.do("register_inspector", name="王文", position="处长")
    assert sql.rows("SELECT position FROM inspector WHERE third_party_id IS NULL") == [("处长",)]
    text = march.refused("register_inspector", name="李天", third_party="别家公司")
    assert text == "没有登记第三方机构“别家公司”，请先登记其资质和独立性（register_third_party）。"


def test_fields_not_given_again_stay_unchanged(march: Acting, sql: Sql) -> None:
    march.do("register_inspector", name="王文", position="处长")
    assert march.do("register_inspector", name="王文").counts == {"registered": 0}
    assert (
        march.do("register_inspector", name="王文", valid_to="2026-12-31").words
        == "已更新核查人员“王文”（本机构）。另有同名的人，姓名后写工号或电话后四位，如王文（0213）。"
    )
    assert sql.rows("SELECT position, valid_to::text FROM inspector") == [("处长", "2026-12-31")]


def test_a_validity_that_ends_before_it_begins_is_refused(march: Acting) -> None:
    text = march.refused("register_inspector", name="王文", valid_from="2026-03-02", valid_to="2026-03-01")
    assert text == "终止日期2026-03-01早于起始日期2026-03-02。"


def test_a_tie_is_declared_once_with_its_reason(roster: Acting, sql: Sql) -> None:
    fields = {"inspector": "王文", "department": "D001", "reason": "配偶在该部门任职"}
    assert roster.do("declare_tie", **fields).words == "已登记“王文”回避“第001厅”。"
    assert roster.do("declare_tie", **fields).counts == {"declared": 0}
    assert sql.rows("SELECT reason, declared_on::text FROM tie") == [("配偶在该部门任职", "2026-09-10")]


@pytest.mark.parametrize(("departments", "affected"), [("", ["2026-1"]), ("D001", ["2026-1"]), ("D002", [])])
def test_a_tie_names_the_inspections_under_way_that_it_touches(
    drafted: Acting, departments: str, affected: list[str]
) -> None:
    if departments:
        drafted.do("draft_inspection", inspection="2026-1", departments=departments)
    done = drafted.do("declare_tie", inspector="王文", department="D001", reason="曾在该部门任职")
    assert done.data["inspections"] == affected
    assert ("请更换成员" in done.words) == bool(affected)


def test_an_ambiguous_name_is_refused(march: Acting) -> None:
    march.do("register_third_party", **PARTY)
    march.do("register_inspector", name="王文")
    march.do("register_inspector", name="王文", third_party="中鼎评估公司")
    tie = {"department": "D001", "reason": "曾在该部门任职"}
    assert march.refused("declare_tie", inspector="王文", **tie) == (
        "名册中有2位“王文”，请写成“第三方机构/姓名”，本机构的写“本机构/姓名”。"
    )
    assert march.do("declare_tie", inspector="中鼎评估公司/王文", **tie).counts == {"declared": 1}
    assert march.do("declare_tie", inspector="本机构/王文", **tie).counts == {"declared": 1}
    unknown = march.refused("declare_tie", inspector="张三", **tie)
    assert unknown == "核查人员名册中没有“张三”，请先登记（register_inspector）。"


@pytest.mark.parametrize("name", ["王 文", "王\u200b文", "王　文"])
def test_4_3_every_spelling_of_a_name_is_that_of_one_person(march: Acting, sql: Sql, name: str) -> None:
    march.do("register_inspector", name="王文")
    assert march.do("register_inspector", name=name).counts == {"registered": 0}
    tie = {"department": "D001", "reason": "曾在该部门任职"}
    assert march.do("declare_tie", inspector=name, **tie).words == "已登记“王文”回避“第001厅”。"
    assert sql.column("SELECT name FROM inspector") == ["王文"]


def test_a_name_in_the_spelling_of_an_earlier_version_is_found(march: Acting, sql: Sql) -> None:
    march.do("register_inspector", name="王文")
    sql("UPDATE inspector SET name = '王 文'")
    tie = {"department": "D001", "reason": "曾在该部门任职"}
    assert march.do("declare_tie", inspector="王 文", **tie).counts == {"declared": 1}


def test_one_entry_of_the_roster_is_one_person(march: Acting, violations: Violations) -> None:
    march.do("register_third_party", **PARTY)
    march.do("register_inspector", name="王文", third_party="中鼎评估公司")
    assert march.refused("register_inspector", name="中鼎评估公司/王文") == (
        "姓名“中鼎评估公司/王文”含有“/”，一次只登记一人，只写姓名。"
    )
    assert march.refused("register_inspector", name="王文、李天").startswith("姓名“王文、李天”含有“、”")
    assert violations() == []


def test_a_third_party_is_registered_under_one_name(march: Acting, sql: Sql) -> None:
    march.do("register_third_party", **PARTY)
    assert march.refused("register_third_party", **PARTY | {"name": "中鼎公司"}) == (
        "统一社会信用代码91520100MA6DL0000X已登记为“中鼎评估公司”，是同一机构，请用该名称。"
    )
    assert march.refused("register_third_party", **PARTY | {"name": "本机构"}) == (
        "“本机构”是管理机构自己，不能登记为第三方机构。"
    )
    assert sql.column("SELECT name FROM third_party") == ["中鼎评估公司"]


@pytest.mark.parametrize("spelled", ["中鼎\u200b评估公司", "中鼎 评估公司", "中鼎评估公司\ufeff", "中\u2060鼎评估公司"])
def test_every_spelling_of_a_third_party_is_that_of_one(march: Acting, sql: Sql, spelled: str) -> None:
    march.do("register_third_party", **PARTY)
    assert march.do("register_third_party", **PARTY | {"name": spelled}).counts == {"registered": 0}
    other = PARTY | {"name": spelled, "credit_code": "91520100MA6DL0001X"}
    assert march.do("register_third_party", **other).words == "已更新第三方机构“中鼎评估公司”。"
    assert march.do("register_inspector", name="王文", third_party=spelled).counts == {"registered": 1}
    assert sql.column("SELECT name FROM third_party") == ["中鼎评估公司"]


def test_a_third_party_is_stored_without_what_is_not_seen_of_its_name(march: Acting, sql: Sql) -> None:
    march.do("register_third_party", **PARTY | {"name": "贵州（中鼎）\u200b评估公司"})
    assert sql.column("SELECT name FROM third_party") == ["贵州（中鼎）评估公司"]
    text = march.refused("register_third_party", **PARTY | {"name": "本 机构", "credit_code": "91520100MA6DL0001X"})
    assert text.startswith("“本机构”是管理机构自己")


REFORM = {"effective_on": "2026-09-10", "basis": "黔机编〔2026〕12号"}
MERGER = {"department": "D001", "successor": "D002", **REFORM}
TEAM = {"inspection": "2026-1", "leader": "王文", "members": "李天"}
FOUND: dict[str, Any] = {**FINDING, "found_on": "2026-09-15", "found_by": "王文、李天"}


@pytest.mark.parametrize(("tied", "planned"), [("D001", None), ("D001", "D002"), ("D002", "D001")])
def test_a_tie_to_a_merged_department_and_one_to_its_successor_are_one(
    roster: Acting, plan: dict[str, str], tied: str, planned: str | None
) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments=planned, **plan)
    roster.do("declare_tie", inspector="李天", department=tied, reason="配偶在该厅")
    roster.do("merge_department", **MERGER)
    if planned:
        named = {"D001": "第001厅", "D002": "第002厅"}[tied]
        assert roster.refused("appoint_team", **TEAM) == (
            f"“李天”与“{named}”有回避情形（配偶在该厅），不能参加对该部门的核查。"
        )
        return
    roster.do("appoint_team", **TEAM)
    roster.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    finding = {"inspection": "2026-1", "target": "T001", "conclusion": "符合目标要求", **FOUND}
    assert roster.on("2026-09-15").refused("record_finding", **finding).startswith("“李天”与“第001厅”有回避情形")


def test_who_has_a_tie_to_a_department_before_or_after_its_merger_is_not_drawn(
    roster: Acting, plan: dict[str, str], sql: Sql
) -> None:
    roster.do("draft_inspection", kind="季度核查", title="第三季度核查", departments="D001", **plan)
    roster.do("declare_tie", inspector="李天", department="D001", reason="配偶在该厅")
    roster.do("declare_tie", inspector="郑玲", department="D002", reason="配偶在该厅")
    roster.do("merge_department", **MERGER)
    roster.do("commit_sample", subject="2026-1", purpose="team", take=2, secret="ab" * 32)
    people = sorted(name for _, _, names in sql.value("SELECT population FROM sample") for name in names)
    assert people == sorted(["王文", "韩丽"])


@pytest.mark.parametrize("tied", ["王文", "李天"])
def test_a_tie_to_the_department_that_leads_the_target_by_now_counts(failed: Acting, tied: str) -> None:
    failed.do("transfer_targets", department="D001", successor="D002", targets="T001", **REFORM)
    failed.do("declare_tie", inspector=tied, department="D002", reason="配偶在该厅")
    refused = failed.refused("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20")
    assert refused.startswith(f"“{tied}”与“第002厅”有回避情形（配偶在该厅）")


def test_a_tie_to_another_department_is_no_obstacle(failed: Acting) -> None:
    failed.do("declare_tie", inspector="李天", department="D002", reason="配偶在该厅")
    assert failed.do("sign_off", inspection="2026-1", leader="王文", limit="2026-10-20").counts["signed"] == 1


@pytest.mark.usefixtures("failed")
def test_the_statements_do_not_grow_with_the_findings() -> None:
    counted = []
    with begin() as session:
        finding, leader = session.exec(select(Finding)).one(), session.exec(select(Inspector)).first()
        assert leader
        for findings in ([finding], [finding] * 3):
            with counting() as total:
                check_leader_untied(session, leader, findings)
            counted.append(total[0])
    assert counted[0] == counted[1]
