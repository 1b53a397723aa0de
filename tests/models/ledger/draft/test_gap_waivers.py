"""缺项: issuing refuses a list with gaps unless each was waived and told to the body that approves (1-6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.draft.gap_waivers import waivers_of
from models.ledger.draft.register import list_draft_gaps
from models.ledger.jurisdiction import home
from models.ledger.target.completeness import list_gaps
from models.ledger.target.history import why_target
from tests.models.ledger.draft.lists import agree, approve, bodies, consult, draft, issue, submit, whole_list
from tests.models.ledger.reforming import reform

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

GAP: dict[str, Any] = {"department": "D001", "gap": "缺本级目标5项", "reason": "职能单一"}
POVERTY = GAP | {"gap": "缺脱贫攻坚目标1项"}
TOLD = {"number": "黔目标函〔2026〕4号", "dated": "2026-03-18"}
REFUSAL = (
    "未下达：1个部门的目标清单不足“1+6+N”或权重不符。第001厅：缺脱贫攻坚目标1项、缺本级目标5项。"
    "请补齐，或逐项豁免并告知审批单位（waive_gap）。"
)


def short_list(march: Acting) -> str:
    """Submit and approve a list of one target of D001; returns the number of the paper."""
    bodies(march)
    draft(march, "N1")
    [number] = consult(march)
    agree(march, number, "N1")
    paper = submit(march)
    approve(march, paper)
    return paper


def refused_issue(march: Acting, paper: str, number: str = "黔目标〔2026〕3号") -> str:
    """Issue on 19 March; returns the sentence of the refusal."""
    later = march.on("2026-03-19")
    return later.refused("issue_targets", submission=paper, number=number, dated="2026-03-19")


def test_a_gap_is_refused_and_goes_on_once_each_is_waived(march: Acting, sql: Sql, violations: Violations) -> None:
    paper = short_list(march)
    assert refused_issue(march, paper) == REFUSAL
    later = march.on("2026-03-19")
    assert later.do("waive_gap", **GAP, **TOLD).words == "“第001厅”2026年“缺本级目标5项”已豁免：职能单一。"
    assert "第001厅：缺脱贫攻坚目标1项。" in refused_issue(march, paper)
    later.do("waive_gap", **POVERTY, **TOLD)
    assert issue(march, paper).counts["issued"] == 1
    assert sql.value("SELECT count(*) FROM target WHERE code = 'N1'") == 1
    assert violations() == []


def test_a_gap_is_waived_before_the_submission_without_a_paper(march: Acting, violations: Violations) -> None:
    draft(march, "N1")
    assert march.do("waive_gap", **GAP).counts == {"waived": 1}
    again = march.do("waive_gap", **GAP)
    assert again.words == "“第001厅”2026年“缺本级目标5项”此前已豁免（2026-03-05，职能单一），未作改动。"
    with begin() as session:
        [row] = waivers_of(session, home(session), 2026)
    assert (row.department_code, row.gap, row.paper_number) == ("D001", "缺本级目标5项", "")
    assert violations() == []


def test_after_the_submission_the_body_is_told_in_a_paper(march: Acting) -> None:
    short_list(march)
    later = march.on("2026-03-19")
    words = later.refused("waive_gap", **GAP)
    assert words == "“第001厅”的目标已报审，豁免须另文告知审批单位，请写明文号（--number）和日期（--dated）。"
    words = later.refused("waive_gap", **GAP, **TOLD | {"dated": "2026-03-20"})
    assert words == "告知文件日期2026-03-20在今天（2026-03-19）之后，请核对。"
    words = later.refused("waive_gap", **GAP, **TOLD | {"dated": "2026-03-15"})
    assert words.startswith("告知文件日期2026-03-15早于“第001厅”目标报审的日期2026-03-16")
    assert later.do("waive_gap", **GAP, **TOLD | {"dated": "2026-03-16"}).counts == {"waived": 1}


def test_only_a_gap_that_there_is_can_be_waived(march: Acting) -> None:
    draft(march, "N1")
    words = march.refused("waive_gap", **GAP | {"gap": "缺本级目标2项"})
    assert words == "“第001厅”2026年没有“缺本级目标2项”，现有缺项：缺本级目标5项、缺脱贫攻坚目标1项。"
    words = march.refused("waive_gap", **GAP | {"department": "D002"})
    assert words == "“第002厅”2026年没有“缺本级目标5项”，现有缺项：无。"


def test_targets_of_building_and_dynamic_targets_need_no_whole_list(march: Acting, violations: Violations) -> None:
    bodies(march)
    draft(march, "N1", 管理方式="动态目标", 来源文件="黔府发〔2026〕3号", 来源文件日期="2026-03-03")
    paper = submit(march, targets="N1", unconsulted_reason="防汛应急")
    approve(march, paper)
    assert issue(march, paper).counts["issued"] == 1
    assert violations() == []


def test_a_waiver_follows_the_merger_of_its_department(march: Acting, violations: Violations) -> None:
    paper = short_list(march)
    later = march.on("2026-03-19")
    for gap in (GAP, POVERTY):
        later.do("waive_gap", **gap, **TOLD)
    reform(later, "merge_department")
    with begin() as session:
        waived = [(row.department_code, row.department, row.gap) for row in waivers_of(session, home(session), 2026)]
        [listed] = list_draft_gaps(session, 2026)
    assert waived == [("D002", "第002厅", "缺本级目标5项"), ("D002", "第002厅", "缺脱贫攻坚目标1项")]
    assert (listed["department_code"], listed["waived"]) == ("D002", listed["missing"])
    assert issue(march, paper).counts["issued"] == 1
    assert violations() == []


def test_what_was_waived_before_a_merger_is_not_waived_again(march: Acting, sql: Sql, violations: Violations) -> None:
    draft(march, "N1")
    march.do("waive_gap", **GAP)
    reform(march.on("2026-03-10"), "merge_department")
    again = march.on("2026-03-11").do("waive_gap", **GAP | {"department": "D002", "reason": "另一理由"})
    assert again.words == "“第002厅”2026年“缺本级目标5项”此前已豁免（2026-03-05，职能单一），未作改动。"
    assert sql.value("SELECT count(*) FROM gap_waiver") == 1
    assert violations() == []


def test_the_same_gap_that_two_merged_departments_had_waived_is_one(march: Acting) -> None:
    draft(march, "N1")
    draft(march, "M1", "D002")
    march.do("waive_gap", **GAP)
    march.on("2026-03-06").do("waive_gap", **GAP | {"department": "D002", "reason": "另一理由"})
    reform(march.on("2026-03-10"), "merge_department")
    with begin() as session:
        [row] = waivers_of(session, home(session), 2026)
    assert (row.department_code, row.reason, row.waived_on.isoformat()) == ("D002", "职能单一", "2026-03-05")


def test_a_merger_changes_no_waiver_of_another_gap(march: Acting) -> None:
    draft(march, "N1")
    march.do("waive_gap", **GAP)
    later = reform(march.on("2026-03-10"), "merge_department")
    done = later.do("waive_gap", **POVERTY | {"department": "D002"})
    assert (done.words, done.counts) == ("“第002厅”2026年“缺脱贫攻坚目标1项”已豁免：职能单一。", {"waived": 1})


def weighted_list(march: Acting, *weights: str) -> str:
    """Submit and approve the whole list of D001 with these weights; returns the number of the paper."""
    bodies(march)
    codes = whole_list(march, "D001")
    for code, weight in zip(codes, weights, strict=True):
        draft(march, code, 权重=weight, 目标来源="脱贫攻坚目标" if code == codes[0] else "本级目标")
    [number] = consult(march)
    agree(march, number, *codes)
    paper = submit(march)
    approve(march, paper)
    return paper


def test_weights_that_do_not_sum_to_50_are_refused(march: Acting, sql: Sql, violations: Violations) -> None:
    paper = weighted_list(march, "9.5", "10", "6", "6", "6", "6", "6")
    words = "未下达：1个部门的目标清单不足“1+6+N”或权重不符。第001厅：职能绩效目标的权重合计49.5，应为50。"
    assert refused_issue(march, paper) == f"{words}请补齐，或逐项豁免并告知审批单位（waive_gap）。"
    assert sql.value("SELECT count(*) FROM target WHERE code LIKE 'N%'") == 0
    assert violations() == []


def test_weights_that_sum_to_50_are_issued_and_stay(march: Acting, sql: Sql, violations: Violations) -> None:
    march.take("targets", {"编号": "T900", "年度": "2026", "目标名称": "接管的目标", "责任部门": "D001"})
    issue(march, weighted_list(march, "10", "10", "6", "6", "6", "6", "6"))
    assert sql.rows("SELECT count(weight), sum(weight) FROM target WHERE code LIKE 'N%'") == [(7, 50)]
    with begin() as session:
        assert list_gaps(session, 2026, "D001") == []
        assert why_target(session, "N1", 2026)["target"]["weight"] == 10
    assert violations() == []


@pytest.mark.parametrize("kind", [{"管理方式": "动态目标"}, {"目标类别": "机关建设目标", "目标来源": ""}])
def test_a_target_outside_the_initial_list_has_no_weight(march: Acting, kind: dict[str, str]) -> None:
    with pytest.raises(ImportRefused) as refusal:
        draft(march, "N1", 权重="5", **kind)
    words = "权重：只有职能绩效目标的初始目标有权重（《总则》6.2），请留空"
    assert words in [each.message for each in refusal.value.complaints]


def test_a_target_that_leaves_the_initial_list_keeps_no_weight(march: Acting, sql: Sql) -> None:
    draft(march, "N1", 权重="5")
    dynamic = {"管理方式": "动态目标", "来源文件": "黔府发〔2026〕3号", "来源文件日期": "2026-03-02"}
    few = {"编号": "N1", "年度": "2026", "目标名称": "农村公路N1", "责任部门": "D001"}
    with pytest.raises(ImportRefused) as refusal:
        march.take("drafts", few | dynamic)
    assert [each.message for each in refusal.value.complaints] == [
        "权重：只有职能绩效目标的初始目标有权重（《总则》6.2），请留空"
    ]
    march.take("drafts", few | dynamic | {"权重": ""})
    assert sql.value("SELECT weight FROM target_draft") is None


@pytest.mark.parametrize("weight", ["五", "101%", "0", "50.1", "-1"])
def test_a_weight_is_a_number_up_to_50(march: Acting, sql: Sql, weight: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        draft(march, "N1", 权重=weight)
    [complaint] = refusal.value.complaints
    assert complaint.message.startswith(f"权重“{weight}”")
    assert sql.value("SELECT count(*) FROM target_draft") == 0
