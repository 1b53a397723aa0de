"""更正: what a ruling changes in a record that is no entry; the version before it stays (4.3 a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import story
from tests.models.ledger.conftest import FINDING as FOUND

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

FINDING = {"kind": "核查结果", "key": "2026-1/T001"}
FINDINGS = """
SELECT i.number, f.serial, f.state, f.conclusion, f.found, f.signed_by FROM finding f
    JOIN inspection i ON i.id = f.inspection_id ORDER BY i.number, f.serial
"""
FIRST = (1, 1, "superseded", "unverified", "完成86公里", "王文")
CHANGED = {"ruling": "变更", "reason": "复核时资料齐全", "finding": "完成120公里"}
UPHELD = {"ruling": "维持", "reason": "评价有据"}
EVALUATION = {"kind": "总体评价", "key": "2026-1/D001"}
EVALUATIONS = "SELECT serial, overall, made_good, evaluated_on::text FROM evaluation ORDER BY serial"
ANSWERED = """
SELECT payload ->> 'answer', payload ->> 'clocks' FROM notice
WHERE kind = 'appeal_answered' AND audience = 'office' ORDER BY id
"""


@pytest.fixture
def proof(tmp_path: Path) -> dict[str, Any]:
    """The evidence of a ruling."""
    path = tmp_path / "复核记录.pdf"
    path.write_bytes(b"looked at")
    return {"evidence": [str(path)]}


@pytest.fixture
@story
def looked_again(unverified: Acting, plan: dict[str, str]) -> Acting:
    """D001 contested the finding; 郑玲 and 韩丽 were sent to inspect T001 again; today is the 18th."""
    unverified.office("D001").do("lodge_appeal", **FINDING, ground="资料齐全，可以核实")
    unverified.do("accept_appeal", **FINDING)
    unverified.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    unverified.do("appoint_team", inspection="2026-2", leader="郑玲", members="韩丽")
    unverified.do("issue_plan", inspection="2026-2", document_number="黔目标办〔2026〕21号")
    unverified.do("assign_reinspection", **FINDING, inspection="2026-2")
    return unverified.on("2026-09-18")


def found_again(acting: Acting, conclusion: str) -> None:
    found: dict[str, Any] = {**FOUND, "found_on": "2026-09-18", "found_by": "郑玲、韩丽"}
    acting.do("record_finding", inspection="2026-2", target="T001", conclusion=conclusion, **found)
    acting.do("sign_off", inspection="2026-2", leader="郑玲")


@pytest.fixture
@story
def evaluated(mid_term: Acting) -> Acting:
    """D001 contested its evaluation, and the agency accepted; today is 20 August."""
    judged = {"overall": "完成情况一般。", "made_good": "无条目。"}
    mid_term.do("evaluate_department", inspection="2026-1", department="D001", **judged)
    mid_term.office("D001").do("lodge_appeal", **EVALUATION, ground="一项目标误计")
    mid_term.do("accept_appeal", **EVALUATION)
    return mid_term


# A finding that no entry came from


def test_a_changed_finding_is_superseded_by_the_conclusion_of_the_re_inspection(
    looked_again: Acting, sql: Sql, violations: Violations
) -> None:
    found_again(looked_again, "符合目标要求")
    done = looked_again.do("rule_appeal", **FINDING, **CHANGED)
    assert done.words == "对核查2026-1对“目标T001”的核查结果的申诉裁定：变更。"
    corrected = (1, 2, "signed", "conforms", "完成120公里", "郑玲")
    assert sql.rows(FINDINGS)[:2] == [FIRST, corrected]
    hashes = sql.column("SELECT length(content_hash) FROM finding ORDER BY id")
    assert hashes == [64, 64, 64]
    assert sql.rows(ANSWERED) == [("已受理", "false"), ("裁定变更", "false")]
    assert violations() == []


def test_an_upheld_finding_stays(looked_again: Acting, sql: Sql) -> None:
    found_again(looked_again, "无法核实")
    looked_again.do("rule_appeal", **FINDING, **UPHELD)
    assert [row[:3] for row in sql.rows(FINDINGS)] == [(1, 1, "signed"), (2, 1, "signed")]


def test_a_finding_that_the_re_inspection_contradicts_is_not_upheld(looked_again: Acting, sql: Sql) -> None:
    found_again(looked_again, "符合目标要求")
    text = looked_again.refused("rule_appeal", **FINDING, **UPHELD)
    assert text == "复核结果是“符合目标要求”，原核查结果是“无法核实”，不能裁定维持，请裁定变更。"
    assert sql.column("SELECT state FROM appeal") == ["accepted"]


def test_a_finding_is_ruled_after_others_have_inspected_again(looked_again: Acting) -> None:
    text = looked_again.refused("rule_appeal", **FINDING, **CHANGED)
    assert text == "核查2026-2对目标T001还没有签字生效的复核结果，不能裁定。"


def test_who_found_first_does_not_inspect_again(unverified: Acting, plan: dict[str, str]) -> None:
    unverified.do("lodge_appeal", **FINDING, ground="资料齐全")
    unverified.do("accept_appeal", **FINDING)
    unverified.do("draft_inspection", kind="专项核查", title="申诉复核", **plan)
    unverified.do("appoint_team", inspection="2026-2", leader="郑玲", members="李天")
    text = unverified.refused("assign_reinspection", **FINDING, inspection="2026-2")
    assert text.startswith("李天参加过原核查")


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        (CHANGED | {"new_limit": "2026-12-01"}, "对核查结果的申诉不涉及整改时限，不写新的整改时限（new_limit）。"),
        ({"ruling": "撤销", "reason": "有误"}, "对核查结果的申诉不能裁定撤销，可裁定：维持、变更。"),
    ],
)
def test_a_ruling_that_does_not_fit_a_finding_is_refused(
    looked_again: Acting, ruling: dict[str, str], words: str
) -> None:
    found_again(looked_again, "符合目标要求")
    assert looked_again.refused("rule_appeal", **FINDING, **ruling) == words


def test_the_finding_behind_an_entry_is_ruled_as_the_entry(cleared: Acting, sql: Sql, violations: Violations) -> None:
    cleared.do("rule_appeal", **FINDING, ruling="撤销", reason="已全部完工")
    assert sql.column("SELECT state FROM negative_entry") == ["withdrawn"]
    assert sql.column("SELECT state FROM finding ORDER BY id") == ["signed", "signed"]
    text = cleared.refused("lodge_appeal", **FINDING, ground="再申诉")
    assert text == "目标T001的条目经裁定撤销，不需要申诉。"
    assert violations() == []


# An evaluation


def test_a_changed_evaluation_gets_a_new_version(
    evaluated: Acting, proof: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    changed = {"ruling": "变更", "reason": "一项目标误计", "finding": "完成情况良好。"}
    evaluated.on("2026-08-24").do("rule_appeal", **EVALUATION, **changed, **proof)
    assert sql.rows(EVALUATIONS) == [
        (1, "完成情况一般。", "无条目。", "2026-08-20"),
        (2, "完成情况良好。", "无条目。", "2026-08-24"),
    ]
    assert sql.column("SELECT event FROM transition WHERE record = 'evaluation' ORDER BY id") == ["evaluated", "ruled"]
    assert sql.column("SELECT record FROM exhibit WHERE file_name = '复核记录.pdf'") == ["appeal"]
    assert violations() == []


@pytest.mark.parametrize(
    ("changed", "version"),
    [
        ({"made_good": "两条均已补欠。"}, ("完成情况一般。", "两条均已补欠。")),
        ({"finding": "完成情况良好。", "made_good": "两条均已补欠。"}, ("完成情况良好。", "两条均已补欠。")),
    ],
)
def test_a_ruling_changes_every_field_of_an_evaluation(
    evaluated: Acting, proof: dict[str, Any], sql: Sql, changed: dict[str, str], version: tuple[str, str]
) -> None:
    evaluated.on("2026-08-24").do("rule_appeal", **EVALUATION, ruling="变更", reason="误计", **changed, **proof)
    assert sql.rows(EVALUATIONS) == [
        (1, "完成情况一般。", "无条目。", "2026-08-20"),
        (2, *version, "2026-08-24"),
    ]
    told = sql.value("SELECT payload ->> 'finding' FROM notice WHERE occasion = 'changed' AND audience = 'office'")
    assert told.endswith("负面清单补欠情况：两条均已补欠。")


def test_only_a_ruling_on_an_evaluation_says_what_was_made_good(lacking: Acting, proof: dict[str, Any]) -> None:
    text = lacking.refused("rule_appeal", **LACKING, **ENOUGH, made_good="已补欠", **proof)
    assert text.endswith("只有变更总体评价时写负面清单补欠情况（made_good）。")


def test_an_upheld_evaluation_stays(evaluated: Acting, proof: dict[str, Any], sql: Sql) -> None:
    evaluated.do("rule_appeal", **EVALUATION, **UPHELD, **proof)
    assert len(sql.rows(EVALUATIONS)) == 1
    assert sql.rows("SELECT state, ruling FROM appeal") == [("ruled", "upheld")]


def test_without_a_re_inspection_a_ruling_needs_evidence(evaluated: Acting) -> None:
    text = evaluated.refused("rule_appeal", **EVALUATION, **UPHELD)
    assert text == "对总体评价的申诉凭理由和印证材料裁定，请附上印证材料（--evidence）。"


def test_an_evaluation_is_not_inspected_again(evaluated: Acting) -> None:
    text = evaluated.refused("assign_reinspection", **EVALUATION, inspection="2026-1")
    assert text == "对总体评价的申诉不需要指定复核，凭理由和印证材料裁定（rule_appeal）。"


# 材料不足 of an online review


LACKING = {"kind": "材料不足", "key": "2026Q1/T001"}
REVIEWS = "SELECT serial, outcome, note, reviewer, reviewed_on::text FROM review ORDER BY serial"
ENOUGH = {"ruling": "变更", "reason": "验收报告补盖公章", "finding": "补交的验收报告有效"}


@pytest.fixture
def lacking(shared: Acting) -> Acting:
    """张三 found the material about T001 and T003 lacking on 20 April; D001 contested T001; the agency accepted."""
    lines = [{"target": code, "outcome": "材料不足", "note": "验收报告未盖章"} for code in ("T001", "T003")]
    shared.do("record_online_review", period="2026Q1", reviewer="张三", lines=lines)
    shared.office("D001").do("lodge_appeal", **LACKING, ground="报告有效")
    shared.do("accept_appeal", **LACKING)
    return shared


def test_lacking_material_becomes_confirmed_by_a_ruling(
    lacking: Acting, proof: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = lacking.on("2026-04-22").do("rule_appeal", **LACKING, **ENOUGH, **proof)
    assert done.words == "对2026年第一季度在线复核对“目标T001”的材料不足结论的申诉裁定：变更。"
    assert sql.rows(REVIEWS + ", target_id LIMIT 3") == [
        (1, "lacking", "验收报告未盖章", "张三", "2026-04-20"),
        (1, "lacking", "验收报告未盖章", "张三", "2026-04-20"),
        (2, "confirmed", "补交的验收报告有效", "张三", "2026-04-22"),
    ]
    again = lacking.office("D001").refused("lodge_appeal", **LACKING, ground="再申诉")
    assert again == "复核2026Q1/2026/T001的结果是“完成属实”，不是材料不足。"
    assert violations() == []


def test_an_upheld_review_stays(lacking: Acting, proof: dict[str, Any], sql: Sql) -> None:
    lacking.do("rule_appeal", **LACKING, **UPHELD, **proof)
    assert sql.column("SELECT serial FROM review") == [1, 1]


def test_what_was_never_declared_is_not_confirmed_by_a_ruling(lacking: Acting, proof: dict[str, Any]) -> None:
    silent = {"kind": "材料不足", "key": "2026Q1/T003"}
    lacking.office("D002").do("lodge_appeal", **silent, ground="已完工")
    lacking.do("accept_appeal", **silent)
    text = lacking.refused("rule_appeal", **silent, **ENOUGH, **proof)
    assert text.startswith("不能变更为完成属实：未报自查，没有可以属实的内容")


# A gap of the re-verification


GAP = {"kind": "年终复核缺项", "key": "2026/D001/T001"}
STRUCK = {"ruling": "撤销", "reason": "该目标已并入另一目标"}


@pytest.fixture
def gap(january: Acting) -> Acting:
    """The filings were compared on 11 January; D001 contested the gap of T001, and the agency accepted."""
    january.system.do("compare_filings")
    january.office("D001").do("lodge_appeal", **GAP, ground="该目标已并入另一目标")
    january.do("accept_appeal", **GAP)
    return january


def test_a_struck_gap_is_left_out_of_the_comparison(
    gap: Acting, proof: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = gap.do("rule_appeal", **GAP, **STRUCK, **proof)
    assert done.words == "对2026年年终复核中“目标T001”的缺项的申诉裁定：撤销。"
    refused = gap.refused("record_reverification", department="D001", period="2026", complete="是")
    assert ("T001" in refused, "T002" in refused) == (False, True)
    assert gap.office("D001").refused("lodge_appeal", **GAP, ground="再申诉") == (
        "目标T001在年终材料中没有缺项，不需要申诉。"
    )
    assert sql.value("SELECT detail ->> 'target' FROM transition WHERE event = 'struck'") == "T001"
    assert violations() == []


def test_an_upheld_gap_stays(gap: Acting, proof: dict[str, Any]) -> None:
    gap.do("rule_appeal", **GAP, **UPHELD, **proof)
    assert "T001" in gap.refused("record_reverification", department="D001", period="2026", complete="是")


def test_a_gap_is_struck_and_not_changed(gap: Acting, proof: dict[str, Any]) -> None:
    text = gap.refused("rule_appeal", **GAP, **CHANGED, **proof)
    assert text == "对年终复核缺项的申诉不能裁定变更，可裁定：维持、撤销。"
