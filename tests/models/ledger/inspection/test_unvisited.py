"""不到现场的部门: a year-end plan names them with the reason and, above the share, one decision of the year (A72)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.inspection.unvisited import in_words
from models.ledger.papers.appraisal import appraisal_paper
from models.ledger.papers.plan import plan_paper
from models.ledger.papers.year_results import year_results
from models.rules.score.result import Readers
from tests.acting import SEEN_THERE
from tests.databases import story
from tests.models.ledger.inspection.test_evaluation import annual, sampled

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

GROUP = {"name": "省目标领导小组", "kind": "领导小组", "basis": "1号", "valid_from": "2025-01-01"}
DECIDED = {"decision_number": "黔目标〔2026〕40号", "decision_date": "2026-12-10", "evidence": str(SEEN_THERE)}
DECIDED |= {"decision_by": "领导小组"}
LEFT = {"departments": "D002", "unvisited": "第001厅：当年未抽中"}
FOUND: dict[str, Any] = {"period": "2026", "complete": False}
OF_D001 = FOUND | {"department": "D001", "missing": "T001、T002未备查"}
WHY = """
SELECT d.code, v.uninspected FROM reverification v JOIN obligation o ON o.id = v.obligation_id
    JOIN department d ON d.id = o.department_id
"""


@pytest.fixture
@story
def planning(roster: Acting) -> Acting:
    """`roster` on 16 December; the leading group is in office, an organisation department, too."""
    roster.do("register_body", **GROUP)
    roster.do("register_body", name="省委组织部", kind="组织部", basis="1号", valid_from="2025-01-01")
    return roster.on("2026-12-16")


def refused(acting: Acting, plan: dict[str, str], **more: Any) -> str:
    """Return why the plan of a year-end inspection that visits D002 is not issued."""
    drafted = {"kind": "年度核查", "title": "年度核查", **plan, "ends_on": "2027-01-31", **LEFT, **more}
    key = acting.do("draft_inspection", **drafted).data["inspection"]
    return acting.refused("issue_plan", inspection=key, document_number="黔目标办〔2026〕9号")


def test_what_is_named_above_the_share_needs_a_decision(planning: Acting, plan: dict[str, str], sql: Sql) -> None:
    assert refused(planning, plan) == (
        "2026年不到现场核查的部门1个，有目标的部门2个，超过设定的0%（unvisited_share）：须有领导小组或者其办公室写明全年各部门的"
        "一份决定，写明文号（decision_number）、日期（decision_date）和单位（decision_by）。"
    )
    share = {"key": "unvisited_share", "value": "50%", "basis": "黔目标〔2026〕30号", "decided_by": "领导小组"}
    planning.do("set_policy", **share, dated="2026-12-10", evidence=str(SEEN_THERE))
    annual(planning, plan, 2, "T003", **LEFT)
    assert sql.value("SELECT unvisited FROM inspection WHERE number = 2") == {"D001": "当年未抽中"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision_number": "黔目标〔2026〕40号"}, "不到现场核查的决定须有文号（decision_number"),
        ({"decision_date": "2026-12-10"}, "不到现场核查的决定须有文号（decision_number"),
        (DECIDED | {"decision_number": "四十号文"}, "不到现场核查的决定须有文号（decision_number"),
        (DECIDED | {"decision_date": "2026-12-17"}, "决定日期2026-12-17不在2026年1月1日到今天（2026-12-16）之间"),
        (DECIDED | {"decision_date": "2025-12-31"}, "决定日期2025-12-31不在2026年1月1日到今天（2026-12-16）之间"),
        (
            DECIDED | {"departments": "D001、D002"},
            "D001又列为受核查部门：受核查部门（departments）逐个写明到现场的部门",
        ),
        (DECIDED | {"decision_by": "省委组织部"}, "须由领导小组或领导小组办公室决定，“省委组织部”不是2026-12-10在任的"),
        (
            DECIDED | {"decision_by": None},
            "须由领导小组或领导小组办公室决定，请写明决定的单位（已登记的：省目标领导小组）",
        ),
        (DECIDED | {"departments": []}, "没有写明受核查部门：受核查部门（departments）逐个写明到现场的部门"),
        (DECIDED | {"kind": "专项核查"}, "只有年度核查方案可以写明（3.3）。"),
    ],
)
def test_a_plan_that_cannot_be_is_not_issued(
    planning: Acting, plan: dict[str, str], fields: dict[str, Any], words: str
) -> None:
    assert words in refused(planning, plan, **fields)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("第001厅", "“第001厅”须写明部门和原因，如：省教育厅：当年未抽中"),
        ({"第001厅": " "}, "“第001厅”须写明部门和原因，如：省教育厅：当年未抽中"),
        ("第001厅：未抽中；第001厅：封路", "一个部门只写一次"),
        (7, "不到现场的部门和原因"),
        ("第009厅：未抽中", "第009厅"),
    ],
)
def test_each_department_is_known_and_has_its_reason(
    planning: Acting, plan: dict[str, str], text: object, words: str
) -> None:
    drafted = {"kind": "年度核查", "title": "年度核查", **plan, "ends_on": "2027-01-31", "unvisited": text}
    assert words in planning.refused("draft_inspection", **drafted)


def test_the_paper_of_the_decision_is_kept_and_may_be_attached_later(
    planning: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    without = {name: value for name, value in DECIDED.items() if name != "evidence"}
    words = "不到现场核查的决定黔目标〔2026〕40号没有附文件（draft_inspection，evidence）。"
    assert refused(planning, plan, **without) == words
    planning.do("draft_inspection", inspection="2026-1", evidence=str(SEEN_THERE))
    kept = "SELECT record_key, file_name FROM exhibit WHERE record = 'inspection'"
    assert sql.rows(kept) == [("2026-1", SEEN_THERE.name)]
    assert "没有抽取" in planning.refused("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕9号")
    assert violations() == []


def test_a_year_has_one_decision(planning: Acting, plan: dict[str, str]) -> None:
    annual(planning, plan, 1, "T003", **LEFT, **DECIDED)
    again = refused(planning, plan, **DECIDED | {"decision_number": "黔目标〔2026〕41号"})
    assert again == "当年不到现场核查的决定是黔目标〔2026〕40号，一年一份，不能另写黔目标〔2026〕41号；请核对。"


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_decision_covers_the_departments_with_which_it_was_first_recorded(
    planning: Acting, plan: dict[str, str], *, cancelled: bool
) -> None:
    annual(planning, plan, 1, "T003", **LEFT, **DECIDED)
    if cancelled:
        planning.do("cancel_inspection", inspection="2026-1", reason="换")
    other = refused(planning, plan, **DECIDED | {"departments": "D001", "unvisited": "第002厅：雪"})
    assert other.startswith(
        "核查2026-2写明不到现场的部门（unvisited），D002不在决定黔目标〔2026〕40号之列（首次登记于核查2026-1）："
        if cancelled
        else "核查2026-2写明不到现场的部门（unvisited），D002已由核查2026-1抽中，不是当年未抽中"
    )
    if cancelled:
        more = DECIDED | {"decision_number": "黔目标〔2026〕41号", "departments": "D001", "unvisited": "第002厅：雪"}
        annual(planning, plan, 3, "T001", **more)


def test_the_results_name_who_was_not_visited(planning: Acting, plan: dict[str, str]) -> None:
    annual(planning, plan, 1, "T003", **LEFT, **DECIDED)
    own = ((Readers.ALL, ""), (Readers.DEPARTMENT, "D001"), (Readers.DEPARTMENT, "D002"))
    with begin() as session:
        found = [appraisal_paper(session, 2026, date(2027, 1, 20), *of).unvisited for of in own]
    named = "1个：第001厅（当年未抽中；领导小组，黔目标〔2026〕40号，2026-12-10）"
    assert found == [named, named, ""]


def test_by_papers_is_re_verified_who_the_issued_plan_names(
    planning: Acting, january: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    drafted = {"kind": "年度核查", "title": "年度核查", **plan, "ends_on": "2027-01-31", **LEFT, **DECIDED}
    planning.do("draft_inspection", **drafted)
    assert "须由已下达的年度核查方案写明该部门和原因（unvisited）。" in january.refused(
        "record_reverification", **OF_D001
    )
    this = {"inspection": "2026-1"}
    sampled(planning, "2026-1", "2026/T003")
    planning.do("appoint_team", **this, leader="王文", members="李天")
    planning.do("issue_plan", **this, document_number="黔目标办〔2026〕9号")
    assert "年度核查2026-1正在进行" in january.refused(
        "record_reverification", **FOUND, department="D002", missing="T003未备查", uninspected="未抽中"
    )
    january.do("record_reverification", **OF_D001)
    assert sql.rows(WHY) == [("D001", "当年未抽中")]
    assert violations() == []


def test_a_plan_on_which_a_re_verification_by_papers_rests_is_not_cancelled(
    planning: Acting, january: Acting, plan: dict[str, str], violations: Violations
) -> None:
    annual(planning, plan, 1, "T003", **LEFT, **DECIDED)
    january.do("record_reverification", **OF_D001)
    cancelled = {"inspection": "2026-1", "reason": "文号写错"}
    assert january.refused("cancel_inspection", **cancelled) == (
        "第001厅2026年的年终复核据核查2026-1写明的不到现场，以材料复核，已经登记，不能取消方案：请结束本次核查"
        "（conclude_inspection）；方案有误的，先另行下达写明这些部门的年度核查方案，再取消。"
    )
    annual(planning, plan, 2, "T003", **LEFT, **DECIDED)
    january.do("cancel_inspection", **cancelled)
    assert violations() == []


def test_a_plan_on_which_none_rests_is_cancelled(planning: Acting, plan: dict[str, str]) -> None:
    annual(planning, plan, 1, "T003", **LEFT, **DECIDED)
    assert planning.do("cancel_inspection", inspection="2026-1", reason="改期").counts == {"ended": 1}


def test_number_and_names_stand_in_the_plan_and_in_the_results(planning: Acting, plan: dict[str, str]) -> None:
    annual(planning, plan, 1, "T003", **LEFT, **DECIDED)
    with begin() as session:
        results, paper = year_results(session, 2026, date(2026, 12, 31)), plan_paper(session, "2026-1", planning.day)
    assert paper.unvisited == "第001厅（当年未抽中），依据领导小组黔目标〔2026〕40号（2026-12-10）"
    assert results.unvisited == "1个：第001厅（当年未抽中；领导小组，黔目标〔2026〕40号，2026-12-10）"


def test_departments_of_one_reason_and_decision_are_named_together() -> None:
    rows = [
        SimpleNamespace(name=name, why=why, decision_number="")
        for name, why in (("甲", "远"), ("乙", "近"), ("丙", "远"))
    ]
    assert in_words(rows) == "3个：甲、丙（远）；乙（近）"
    assert in_words([]) == ""
