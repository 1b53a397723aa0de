"""下达: approved drafts become targets in one act; offices and heads are told, and the list is to be received."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.acts import Actor, Role
from models.ledger.draft.opinions import give_opinions
from models.ledger.draft.register import DraftsWanted, list_drafts
from models.ledger.papers.submission import submission_paper
from models.ledger.secrecy.access import content_of
from models.ledger.secrecy.markings import lift_marking, mark_secret
from models.rules.errors import Refused
from tests.answers import fill_in, give_back, sent
from tests.models.ledger.draft.lists import (
    BUILDING,
    agree,
    approve,
    approved_list,
    bodies,
    consult,
    consulted_list,
    draft,
    issue,
    issued_list,
    states,
    submit,
    whole_list,
)
from tests.models.ledger.target.trees import NODES, leaf, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations


TARGET = """
SELECT name, requirement, quantity, unit, origin, issued_on::text, paper_number, paper_date::text, version
FROM target WHERE code = :code
"""
OWED = (
    "SELECT kind, state, CAST(due AS text) FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE kind = :kind"
)

LED = """
SELECT x.position, d.code FROM target_department x JOIN target t ON t.id = x.target_id
JOIN department d ON d.id = x.department_id WHERE t.code = :code ORDER BY x.position
"""
OWED_BY = "SELECT d.code FROM obligation o JOIN department d ON d.id = o.owed_by WHERE o.kind = 'receipt'"


def test_what_was_approved_becomes_targets_in_one_act(march: Acting, sql: Sql, violations: Violations) -> None:
    codes = issued_list(march)
    assert sql.rows(TARGET, code="N2") == [
        ("农村公路N2", "建成1000公里", 1000, "公里", "own", "2026-03-19", "黔目标〔2026〕3号", "2026-03-19", 1)
    ]
    assert sql.column("SELECT DISTINCT state FROM target_draft") == ["issued"]
    assert sql.value("SELECT count(*) FROM target WHERE code = ANY(:codes)", codes=codes) == 7
    assert sql.rows(OWED, kind="receipt") == [("receipt", "open", "2026-03-26")]
    told = sql.column("SELECT audience FROM notice WHERE kind = 'opened_receipt' ORDER BY audience")
    assert told == ["head", "office"]
    assert violations() == []


def refused(march: Acting, day: str = "2026-03-19", **given: str) -> str:
    """Issue the paper 2026-1; returns the sentence of the refusal."""
    usual = {"submission": "2026-1", "number": "黔目标〔2026〕3号", "dated": day}
    return march.on(day).refused("issue_targets", **usual | given)


def test_a_second_issue_changes_nothing(march: Acting, sql: Sql) -> None:
    issued_list(march)
    before = sql.value("SELECT hash FROM chain_head")
    again = issue(march, "2026-1", "黔目标〔2026〕4号")
    assert again.words == "报审2026-1此前已下达（黔目标〔2026〕3号），未作改动。"
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'opened_receipt'") == 2
    assert sql.value("SELECT hash FROM chain_head") != ""
    assert before


def test_before_the_approval_nothing_is_issued(march: Acting) -> None:
    codes, _ = consulted_list(march)
    submit(march)
    assert refused(march) == "报审2026-1尚未审批（approve_drafts），不能下达。"
    approve(march, "2026-1", returned=codes, reason="重新研究")
    assert refused(march) == "报审2026-1没有通过审批的目标，不能下达。"


def test_the_paper_of_the_issue_has_a_sound_date(march: Acting) -> None:
    approved_list(march)
    assert refused(march, dated="2026-03-20") == "发文日期2026-03-20在今天（2026-03-19）之后，请核对。"
    assert refused(march, dated="2026-03-17") == "发文日期2026-03-17早于批件日期2026-03-18，请核对。"


def test_no_target_is_issued_outside_the_time_of_its_year(march: Acting, sql: Sql) -> None:
    approved_list(march)
    words = "未下达：2027-01-04不是2026年度目标的下达日期，应在2025-11-01至2026-12-31之间，请核对年度和下达日期。"
    assert refused(march, "2027-01-04") == words
    assert sql.value("SELECT count(*) FROM target WHERE code LIKE 'N%'") == 0


def test_no_target_is_issued_whose_day_or_that_of_a_leaf_has_passed(march: Acting, sql: Sql) -> None:
    bodies(march)
    draft(march, "N1", 完成时限="2026-03-17", **BUILDING)
    draft(march, "N2", **BUILDING)
    march.take("indicators", leaf("a", target="N2", 完成时限="2026-03-18"), leaf("b", target="N2"))
    consult(march)
    submit(march, "机关建设目标")
    approve(march, "2026-1")
    words = "未下达：目标N1完成时限2026-03-17；目标N2指标a完成时限2026-03-18已过。"
    assert refused(march) == f"{words}请先退回（return_drafts），改期后重新沟通、报审。"
    assert sql.value("SELECT count(*) FROM target WHERE code LIKE 'N%'") == 0
    march.on("2026-03-19").do("return_drafts", submission="2026-1", targets=["N1"], reason="改期")
    assert "N2指标a" in refused(march)
    assert issue(march, "2026-1", day="2026-03-18").counts["issued"] == 1  # on the day itself


def test_a_target_is_not_issued_before_its_parent(march: Acting) -> None:
    bodies(march)
    building = {"目标类别": "机关建设目标", "目标来源": "", "建设目标分类": "日常管理", "党建项目": "思想建设"}
    draft(march, "N1")
    draft(march, "N2", 上级目标编号="N1", **building)
    for number in consult(march):
        agree(march, number, "N1", "N2")
    submit(march, "机关建设目标", targets="N2")
    approve(march, "2026-1")
    assert refused(march) == "未下达：目标N2的上级目标N1尚未下达。"


def test_targets_of_building_need_no_whole_list(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    building = {"目标类别": "机关建设目标", "目标来源": "", "建设目标分类": "日常管理", "党建项目": "思想建设"}
    draft(march, "N1", **building)
    [number] = consult(march)
    agree(march, number, "N1")
    approve(march, submit(march, "机关建设目标"))
    assert issue(march, "2026-1").counts["issued"] == 1
    assert sql.column("SELECT category FROM target WHERE code = 'N1'") == ["building"]
    assert violations() == []


def test_what_is_left_of_a_paper_is_issued(march: Acting, sql: Sql, violations: Violations) -> None:
    codes = whole_list(march, "D001")
    draft(march, "N8")
    bodies(march)
    [number] = consult(march)
    agree(march, number, *codes, "N8")
    approve(march, submit(march), returned=["N8"], reason="数量偏低")
    assert issue(march, "2026-1").words == ("已下达7项2026年目标（黔目标〔2026〕3号），1个部门须在2026-03-26前签收。")
    assert states(sql)["N8"] == "returned"
    assert violations() == []


def test_a_merged_department_is_replaced_by_its_successor(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    codes = whole_list(march, "D002", 配合部门="D001")
    [number] = consult(march)
    agree(march, number, *codes, office="D002")
    submit(march)
    march.do("merge_department", department="D002", successor="D001", effective_on="2026-03-05", basis="12号")
    approve(march, "2026-1")
    issue(march, "2026-1")
    assert sql.rows(LED, code="N2") == [(0, "D001")]
    assert sql.column(OWED_BY) == ["D001"]
    assert violations() == []


def test_the_note_of_a_draft_stays_with_the_target(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    codes = whole_list(march, "D001", 数量="900", 说明="其余100公里另行下达")
    [number] = consult(march)
    agree(march, number, *codes)
    approve(march, submit(march))
    issue(march, "2026-1")
    noted = "SELECT DISTINCT detail ->> 'note' FROM transition WHERE record = 'target' AND event = 'issued'"
    assert "其余100公里另行下达" in sql.column(noted)
    assert violations() == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE draft_line SET reason = '另一理由' WHERE id = (SELECT min(id) FROM draft_line)",
        "UPDATE submission SET issue_number = '黔目标〔2026〕30号'",
        "UPDATE submission_line SET decided = 'returned' WHERE id = (SELECT min(id) FROM submission_line)",
        "UPDATE gap_waiver SET reason = '另一原因'",
        "UPDATE target_draft SET source_date = '2026-03-01' WHERE code = 'N2'",
    ],
)
def test_verify_finds_a_changed_row(march: Acting, sql: Sql, violations: Violations, tampering: str) -> None:
    draft(march, "N9", "D002")
    march.do("waive_gap", department="D002", gap="缺本级目标5项", reason="职能单一")
    march.do("withdraw_draft", target="N9", reason="重复")
    issued_list(march)
    assert violations() == []
    assert sql(tampering) == 1
    assert violations() != []


def test_the_tree_of_a_draft_is_that_of_its_target(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    codes = whole_list(march, "D001")
    march.take("indicators", *tree("N2"))
    [number] = consult(march)
    agree(march, number, *codes)
    paper = submit(march)
    approve(march, paper)
    issue(march, paper)
    assert [row[0] for row in sql.rows(NODES)] == ["1", "1-1", "1-2", "2"]
    assert violations() == []


MARK, LIFT, GIVE = mark_secret.name, lift_marking.name, give_opinions.name
OPINION = "意见"


def marked(march: Acting, code: str = "N2") -> str:
    return march.do(MARK, target=code, marking="工作秘密", reason="涉密任务").words


def test_a_draft_is_shown_as_its_pointer(march: Acting) -> None:
    draft(march, "N2")
    assert marked(march).startswith("已标注：目标N2（工作秘密）")
    with begin() as session:
        [row] = list_drafts(session, DraftsWanted(2026))
    assert row["name"] == "目标N2（工作秘密）"
    assert "建成1000公里" not in str(row)


def test_a_draft_that_an_office_was_sent_is_not_marked_any_more(march: Acting) -> None:
    draft(march, "N2")
    consult(march)
    refused = march.refused(MARK, target="N2", marking="工作秘密", reason="涉密任务")
    assert refused.startswith("该目标草案已发部门征求意见")


def test_the_sheet_takes_nothing_for_a_marked_draft_and_the_agency_enters_its_paper_answer(
    march: Acting, sql: Sql, tmp_path: Path, violations: Violations
) -> None:
    draft(march, "N1")
    draft(march, "N2")
    marked(march)
    [number] = consult(march)
    form = tmp_path / "回复表.xlsx"
    sent(march, form, number)
    with pytest.raises(Refused, match=r"4\.7"):
        give_back(march, fill_in(form, rows={"N1": {OPINION: "同意"}, "N2": {OPINION: "同意"}}))
    sent(march, form, number)
    words = give_back(march, fill_in(form, rows={"N1": {OPINION: "同意"}})).words
    assert "目标N2标有密级，送交纸质意见并由管理机构登记后办结。" in words
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=number) == "open"
    march.do(GIVE, obligation=number, lines=[{"target": "N2", "opinion": "同意"}])
    assert sql.value("SELECT state FROM obligation WHERE id = :id", id=number) == "discharged"
    assert violations() == []


def test_the_marking_holds_for_the_target(march: Acting, sql: Sql, violations: Violations) -> None:
    bodies(march)
    codes = whole_list(march, "D001")
    marked(march)
    [number] = consult(march)
    agree(march, number, *codes)
    paper = submit(march)
    with begin() as session:
        assert "农村公路N2" not in str(submission_paper(session, paper))
    approve(march, paper)
    issue(march, paper)
    assert sql.rows("SELECT record, record_key, marking FROM secrecy ORDER BY id") == [
        ("target_draft", "2026|N2", "work_secret"),
        ("target", "2026|N2", "work_secret"),
    ]
    assert violations() == []


def test_a_lifted_marking_is_not_carried(march: Acting, sql: Sql) -> None:
    bodies(march)
    codes = whole_list(march, "D001")
    marked(march)
    march.do(LIFT, target="N2", reason="已公开")
    [number] = consult(march)
    agree(march, number, *codes)
    paper = submit(march)
    approve(march, paper)
    issue(march, paper)
    assert sql.column("SELECT record FROM secrecy WHERE record = 'target'") == []


def test_a_marked_draft_is_opened_by_its_reader(march: Acting) -> None:
    draft(march, "N2", 说明="分三期实施")
    marked(march)
    march.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "王建国"})
    march.do("admit_reader", target="N2", reader="D001/王建国", reason="分管")
    department = march.head("D001").actor.department
    reader = replace(march, actor=Actor("第001厅 王建国", Role.HEAD, department))
    opened = reader.do("open_secret", target="N2", purpose="核对")
    with begin() as session:
        content = content_of(session, opened.data["access"])
    assert content.lines == (
        ("目标名称", "农村公路N2"),
        ("绩效要求", "建成1000公里"),
        ("数量", "1000"),
        ("单位", "公里"),
        ("完成时限", "2026-12-31"),
        ("来源文件", "省政府工作报告"),
        ("说明", "分三期实施"),
    )


def test_the_draft_of_a_named_year_is_marked(march: Acting, sql: Sql) -> None:
    draft(march, "N2")
    draft(march, "N2", 年度="2027", 完成时限="2027-12-31")
    march.do(MARK, target="N2", year=2026, marking="工作秘密", reason="涉密任务")
    assert sql.column("SELECT record_key FROM secrecy") == ["2026|N2"]
    marked(march)
    assert sql.column("SELECT record_key FROM secrecy ORDER BY id") == ["2026|N2", "2027|N2"]


def test_the_objection_to_a_marked_draft_is_told_without_its_content(march: Acting, sql: Sql) -> None:
    draft(march, "N2")
    marked(march)
    [number] = consult(march)
    agree(march, number, N2="改为900公里")
    march.do("answer_objection", target="N2", accepted=False, answer="已明确")
    with begin() as session:
        [row] = list_drafts(session, DraftsWanted(2026))
    assert "900公里" not in str(row)
    assert sql.value("SELECT count(*) FROM notice WHERE kind = 'objection_answered'") == 1
