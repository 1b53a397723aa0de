"""缺项: issuing refuses a list with gaps unless each was waived and told to the body that approves (1-6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.draft.gap_waivers import waivers_of
from models.ledger.jurisdiction import home
from tests.models.ledger.draft.lists import agree, approve, bodies, consult, draft, issue, submit

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

GAP: dict[str, Any] = {"department": "D001", "gap": "缺本级目标5项", "reason": "职能单一"}
POVERTY = GAP | {"gap": "缺脱贫攻坚目标1项"}
TOLD = {"number": "黔目标函〔2026〕4号", "dated": "2026-03-18"}
REFUSAL = (
    "未下达：1个部门的目标清单不足“1+6+N”。第001厅：缺脱贫攻坚目标1项、缺本级目标5项。"
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
