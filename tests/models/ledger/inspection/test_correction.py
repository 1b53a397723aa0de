"""更正: a correction that conforms, once signed, withdraws the entry that the same inspection listed (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.negative_list.snapshot import lines_of
from tests.conftest import SEEN_THERE
from tests.models.ledger.conftest import FINDING

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations
    from tests.models.ledger.conftest import Conform

SIGN = {"inspection": "2026-1", "leader": "王文", "limit": "2026-10-20"}
ENTRIES = "SELECT occurrence, state FROM negative_entry ORDER BY occurrence"
DUTIES = "SELECT kind, state FROM obligation WHERE kind IN ('limit_owed', 'remediation', 'feedback', 'recheck_owed')"
TOLD = "SELECT audience, payload ->> 'inspection' FROM notice WHERE kind = 'entry_withdrawn' ORDER BY audience"


@pytest.fixture
def signed(failed: Acting) -> Acting:
    """T001 is on the list since 15 September, to be remedied by 20 October."""
    failed.do("sign_off", **SIGN)
    return failed.on("2026-09-17")


def test_a_correction_that_conforms_ends_entry_and_clocks_from_that_day(
    signed: Acting, sql: Sql, conform: Conform, violations: Violations
) -> None:
    conform(signed, "2026-1", "T001")
    assert sql.rows(ENTRIES) == [(1, "corrected")]
    assert sql.column("SELECT state FROM remediation") == ["void"]
    assert sql.rows(DUTIES) == [("remediation", "void")]
    ended = "SELECT b.business_date::text, x.detail ->> 'reason' FROM transition x JOIN block b USING (act_id)"
    assert sql.rows(f"{ended} WHERE x.record = 'negative_entry' AND x.event = 'correct'") == [
        ("2026-09-17", "核查2026-1对该目标的核查结果更正为“符合目标要求”")
    ]
    assert sql.rows(TOLD) == [("head", "2026-1"), ("office", "2026-1")]
    assert violations() == []


def test_the_leader_reads_how_many_entries_end(signed: Acting) -> None:
    found = {"found": "完成120公里", "methods": "实地查看", "found_on": "2026-09-17", "found_by": "王文、李天"}
    found |= {"evidence": str(SEEN_THERE)}
    signed.do("record_finding", inspection="2026-1", target="T001", conclusion="符合目标要求", **found)
    done = signed.do("sign_off", inspection="2026-1", leader="王文")
    assert done.counts == {"signed": 1, "listed": 0, "dismissed": 0, "withdrawn": 1}
    assert done.words == "核查2026-1第1组1项核查结果经组长王文签字生效，列入负面清单0项，更正撤销1项。"


def test_4_5_a_correction_that_conforms_needs_evidence(signed: Acting, sql: Sql) -> None:
    found = {"found": "完成120公里", "methods": "实地查看", "found_on": "2026-09-17", "found_by": "王文、李天"}
    corrected = {"inspection": "2026-1", "target": "T001", **found}
    bare = (
        "目标T001原核查结果为未按质按量完成，更正为符合目标要求须有印证材料（4.5），"
        "请附上现场照片、记录等文件（--evidence）。"
    )
    assert signed.refused("record_finding", conclusion="符合目标要求", **corrected) == bare
    assert signed.do("record_finding", conclusion="无法核实", **corrected).counts == {"corrected": 1}
    signed.do("sign_off", inspection="2026-1", leader="王文")
    assert signed.refused("record_finding", conclusion="符合目标要求", **corrected) == bare
    assert sql.rows(ENTRIES) == [(1, "remedying")]


def test_what_an_office_has_filed_ends_too(signed: Acting, sql: Sql, conform: Conform) -> None:
    office = signed.office("D001")
    office.do("declare_completion", target="T001", completed_on="2026-09-16", measures="补建34公里")
    office.do("file_feedback", target="T001", feedback="已通车")
    conform(signed, "2026-1", "T001")
    assert dict(sql.rows(DUTIES)) == {"remediation": "void", "feedback": "void", "recheck_owed": "void"}
    assert sql.rows(ENTRIES) == [(1, "corrected")]


def test_an_entry_without_a_limit_owes_none_any_more(failed: Acting, sql: Sql, conform: Conform) -> None:
    failed.do("list_finding", inspection="2026-1", target="T001", leader="王文")
    conform(failed, "2026-1", "T001")
    assert sql.rows(DUTIES) == [("limit_owed", "void")]


def test_a_frozen_list_stays_and_the_next_one_shows_it(signed: Acting, conform: Conform) -> None:
    october = signed.on("2026-10-08")
    october.do("freeze_negative_list", period="2026Q3")
    conform(october, "2026-1", "T001")
    signed.on("2027-01-04").do("freeze_negative_list", period="2026Q4")
    with begin() as session:
        standing = [(each["state"].value, each["before"]) for q in (3, 4) for each in lines_of(session, f"2026Q{q}")]
        ended = [each["ended_by"] for q in (3, 4) for each in lines_of(session, f"2026Q{q}")]
    assert standing == [("remedying", None), ("corrected", "remedying")]
    assert ended == [None, "核查2026-1，王文、李天核查，王文签字（签字1号，2026-10-08）"]


def test_a_correction_that_fails_again_lists_the_target_again(signed: Acting, sql: Sql, conform: Conform) -> None:
    conform(signed, "2026-1", "T001")
    found = {"found": "完成86公里", "methods": "实地查看", "found_on": "2026-09-17", "found_by": "王文、李天"}
    signed.do(
        "record_finding", inspection="2026-1", target="T001", conclusion="未按质按量完成", **found, evidence=__file__
    )
    assert signed.do("sign_off", **SIGN).counts == {"signed": 1, "listed": 1, "dismissed": 0, "withdrawn": 0}
    assert sql.rows(ENTRIES) == [(1, "corrected"), (2, "remedying")]


def test_a_finding_of_another_inspection_ends_nothing(
    signed: Acting, sql: Sql, plan: dict[str, str], conform: Conform
) -> None:
    signed.do("draft_inspection", kind="专项核查", title="另一次核查", **plan)
    signed.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    signed.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    conform(signed, "2026-2", "T001", "郑玲", "韩丽")
    assert sql.rows(ENTRIES) == [(1, "remedying")]
    assert sql.rows(TOLD) == []


def test_the_ruling_decides_while_there_is_an_appeal(contested: Acting, sql: Sql, conform: Conform) -> None:
    found = {"found": "完成120公里", "methods": "实地查看", "found_on": "2026-09-22", "found_by": "王文、李天"}
    contested.do(
        "record_finding",
        inspection="2026-1",
        target="T001",
        conclusion="符合目标要求",
        evidence=str(SEEN_THERE),
        **found,
    )
    text = contested.refused("sign_off", inspection="2026-1", leader="王文")
    assert text == ("对目标T001条目的申诉已提出（2026-09-21提出），是否撤销由裁定决定，裁定或撤回以前不能签字更正。")
    contested.do("accept_appeal", target="T001")
    assert "的申诉已受理（" in contested.refused("sign_off", inspection="2026-1", leader="王文")
    contested.office("D001").do("withdraw_appeal", target="T001", reason="核查组将更正")
    conform(contested, "2026-1", "T001")
    assert sql.rows(ENTRIES) == [(1, "corrected")]


def found_again(acting: Acting, conclusion: str, inspection: str = "2026-1", on: str = "2026-09-15") -> dict[str, Any]:
    """Record another finding about T001, by the leader and a member of the inspection; returns who signs it."""
    leader, member = {"2026-1": ("王文", "李天"), "2026-2": ("郑玲", "韩丽")}[inspection]
    found = {**FINDING, "found_on": on, "found_by": [leader, member], "conclusion": conclusion}
    acting.do("record_finding", inspection=inspection, target="T001", **found)
    return {"inspection": inspection, "leader": leader}


@pytest.mark.parametrize("inspection", ["2026-1", "2026-2"])
def test_what_a_ruling_withdrew_is_not_listed_again_by_the_same_inspections(
    cleared: Acting, sql: Sql, inspection: str
) -> None:
    cleared.do("rule_appeal", target="T001", ruling="撤销", reason="复核符合目标要求")
    signing = found_again(cleared, "未按质按量完成", inspection, "2026-09-28")
    refused = cleared.refused("sign_off", **signing, limit="2026-12-01")
    assert refused == (
        "对目标T001条目的申诉已于2026-09-28裁定撤销，裁定以后不再更改："
        f"核查{inspection}不能再作“未按质按量完成”的结论。有新的情况，请另行核查。"
    )
    assert "裁定以后不再更改" in cleared.refused("list_finding", **signing, target="T001")
    found_again(cleared, "符合目标要求", inspection, "2026-09-28")
    assert cleared.do("sign_off", **signing).counts["signed"] == 1
    assert sql.column("SELECT state FROM negative_entry") == ["withdrawn"]


def test_what_a_ruling_upheld_is_not_cleared_by_a_correction(reinspected: Acting, sql: Sql) -> None:
    reinspected.do("rule_appeal", target="T001", ruling="维持", reason="复核结果与原认定一致")
    for inspection in ("2026-1", "2026-2"):
        signing = found_again(reinspected, "符合目标要求", inspection, "2026-09-25")
        assert "已于2026-09-28裁定维持，裁定以后不再更改" in reinspected.refused("sign_off", **signing)
    assert sql.column("SELECT state FROM negative_entry") == ["remedying"]


def test_after_the_ruling_a_re_inspection_may_see_what_was_remedied(reinspected: Acting, sql: Sql) -> None:
    reinspected.do("rule_appeal", target="T001", ruling="维持", reason="复核结果与原认定一致")
    later = reinspected.on("2026-09-30")
    assert later.do("sign_off", **found_again(later, "符合目标要求", "2026-2", "2026-09-30")).counts["signed"] == 1
    assert sql.column("SELECT state FROM negative_entry") == ["remedying"]


def test_no_clock_starts_while_an_appeal_against_the_finding_is_undecided(unverified: Acting) -> None:
    contested = {"kind": "核查结果", "key": "2026-1/T001"}
    unverified.office("D001").do("lodge_appeal", **contested, ground="材料已经补交")
    unverified.do("accept_appeal", **contested)
    signing = found_again(unverified, "未按质按量完成")
    assert unverified.refused("sign_off", **signing, limit="2026-12-01") == (
        "对目标T001核查结果的申诉已受理（2026-09-16提出），是否更正由裁定决定，裁定或撤回以前不能签字更正。"
    )
    unverified.office("D001").do("withdraw_appeal", **contested, reason="已核对清楚")
    assert unverified.do("sign_off", **signing, limit="2026-12-01").counts["listed"] == 1
