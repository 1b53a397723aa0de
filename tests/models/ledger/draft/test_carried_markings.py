"""4.7: a draft is marked from its first day; its office sees the pointer only; its target is marked too."""

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
from tests.models.ledger.draft.lists import agree, approve, bodies, consult, draft, issue, submit, whole_list

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Sql, Violations

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
