"""目标草案 as a list: by department and code, with what each lacks and what the lists of the departments would lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.database import begin
from models.ledger.draft.register import DraftsWanted, list_draft_gaps, list_drafts
from models.ledger.draft.writing import withdraw_draft
from tests.models.ledger.draft.lists import (
    BUILDING,
    DUE,
    SUBMITTED,
    approve,
    bodies,
    consult,
    draft,
    issue,
    submit,
)

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql

OWN = {"年度": "2026", "目标名称": "公路", "绩效要求": "建成", "目标类别": "职能绩效目标", "目标来源": "本级目标"}


def _listed(**wanted: Any) -> list[tuple[str, str, list[str]]]:
    with begin() as session:
        rows = list_drafts(session, DraftsWanted(2026, **wanted))
    return [(row["department_code"], row["code"], row["missing"]) for row in rows]


def _gaps(department: str | None = None) -> dict[str, list[str]]:
    with begin() as session:
        return {row["department_code"]: row["missing"] for row in list_draft_gaps(session, 2026, department)}


def _draft(acting: Acting, code: str, lead: str, **more: str) -> None:
    acting.take(
        "drafts", OWN | {"编号": code, "责任部门": lead, "完成时限": "2026-12-31", "来源文件": "省政府工作报告"} | more
    )


def test_drafts_stand_by_department_with_what_each_lacks(march: Acting) -> None:
    _draft(march, "N2", "D002")
    _draft(march, "N1", "D001", 完成时限="", 来源文件="", 目标来源="")
    _draft(march, "N3", "D001")
    assert _listed() == [("D001", "N1", ["来源文件", "目标来源"]), ("D001", "N3", []), ("D002", "N2", [])]
    assert [code for _, code, _ in _listed(department="D002")] == ["N2"]


def test_a_withdrawn_draft_is_listed_only_when_asked_for(march: Acting) -> None:
    _draft(march, "N1", "D001")
    march.do(withdraw_draft.name, target="N1", reason="重复")
    assert _listed() == []
    assert [code for _, code, _ in _listed(former=True)] == ["N1"]


def test_the_gaps_count_what_was_issued_together_with_the_drafts(march: Acting) -> None:
    assert _gaps() == {}  # without drafts nothing is prepared
    for number in range(1, 6):
        _draft(march, f"N{number}", "D001")
    assert _gaps() == {"D001": ["缺脱贫攻坚目标1项", "缺本级目标1项"]}
    _draft(march, "N6", "D001")
    _draft(march, "N7", "D001", 目标来源="脱贫攻坚目标")
    assert _gaps() == {}
    _draft(march, "N8", "D002", 管理方式="动态目标", 来源文件="黔府发〔2026〕3号", 来源文件日期="2026-03-03")
    assert list(_gaps("D002")) in ([], ["D002"])


def test_what_an_ended_department_would_lead_goes_no_further(march: Acting, sql: Sql) -> None:
    def ends(day: str | None) -> str:
        sql("UPDATE department SET valid_to = CAST(:day AS date) WHERE code = 'D002'", day=day)
        told = f"草案N1的责任部门“第002厅”已于{day}终止。请改填现任责任部门（import drafts），"
        return f"{told}已报审的先退回（return_drafts）。"

    bodies(march)
    draft(march, "N1", "D002", **BUILDING)
    words = ends("2026-03-04")
    assert march.refused("consult_drafts", due=DUE) == words
    assert ends(None)
    consult(march)
    words = ends("2026-03-15")
    assert march.on(SUBMITTED).refused("submit_drafts", category="机关建设目标") == words
    assert ends(None)
    approve(march, submit(march, "机关建设目标"))
    paper = {"submission": "2026-1", "number": "黔目标〔2026〕3号", "dated": "2026-03-19"}
    words = ends("2026-03-18")
    assert march.on("2026-03-19").refused("issue_targets", **paper) == words
    assert ends("2026-03-19")  # on its last day it may still lead a target
    assert issue(march, "2026-1").counts["issued"] == 1


def test_the_drafts_of_a_merged_department_are_its_successors(march: Acting) -> None:
    _draft(march, "N1", "D002")
    march.do("merge_department", department="D002", successor="D001", effective_on="2026-03-05", basis="12号")
    assert [(lead, code) for lead, code, _ in _listed()] == [("D001", "N1")]
