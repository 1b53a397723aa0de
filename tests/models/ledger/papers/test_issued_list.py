"""目标下达通知 as a paper: the targets of one department as they were issued, under the number of that paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.papers.issued_list import IssuedListPaper, issued_list_paper
from models.rules.errors import Refused
from models.rules.kinds import Category
from models.rules.paper_number import PaperMarks, Urgency
from tests.databases import story
from tests.models.ledger.draft.lists import BUILDING, PAPER, approve, bodies, consult, draft, issue, submit
from tests.models.ledger.target.trees import TOLD, tree

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

NUMBER = "黔目标〔2026〕3号"


def paper(department: str = "D001", number: str = NUMBER) -> IssuedListPaper:
    with begin() as session:
        return issued_list_paper(session, department, number)


@pytest.fixture
@story
def issued(march: Acting) -> Acting:
    """J1 and J2 of D001 and J3 of D002 were issued on 19 March; J1 has indicators, J2 asks for nothing in numbers."""
    bodies(march)
    draft(march, "J1", **BUILDING, 完成时限="", 数量="", 单位="")
    draft(march, "J2", **BUILDING, 完成时限="", 数量="", 绩效要求="建成支部")
    draft(march, "J3", "D002", **BUILDING)
    march.take("indicators", *tree("J1"))
    consult(march)
    approve(march, submit(march, "机关建设目标"))
    issue(march, "2026-1")
    return march.on("2026-03-20")


@pytest.mark.usefixtures("issued")
def test_it_has_the_targets_of_the_department_in_the_order_of_their_codes() -> None:
    found = paper()
    assert (found.title, found.category) == ("关于下达2026年机关建设目标的通知", Category.BUILDING)
    assert (found.year, found.department) == (2026, "第001厅")
    assert [target.code for target in found.targets] == ["J1", "J2"]
    assert [target.code for target in paper("D002").targets] == ["J3"]


@pytest.mark.usefixtures("issued")
def test_it_bears_number_and_day_of_the_paper_that_issued() -> None:
    signed = paper().signature
    assert (signed.number, signed.day) == (NUMBER, date(2026, 3, 19))


@pytest.fixture
def approved(march: Acting) -> Acting:
    """J1 is approved and waits for its issue on 19 March."""
    bodies(march)
    draft(march, "J1", **BUILDING)
    consult(march)
    approve(march, submit(march, "机关建设目标"))
    return march.on("2026-03-19")


ISSUE: dict[str, Any] = {"submission": "2026-1", "number": NUMBER, "dated": "2026-03-19"}
MARKS = {"copy_number": "000002", "secrecy": "秘密★1年", "urgency": "特急"}


def test_the_marks_stated_at_the_issue_are_on_the_list(approved: Acting, sql: Sql, violations: Violations) -> None:
    done = approved.do("issue_targets", **ISSUE, **MARKS)
    assert done.words.endswith("标注份号000002、密级和保密期限秘密★1年、紧急程度特急。")
    assert paper().signature.marks == PaperMarks("000002", "秘密★1年", Urgency.EXTREME)
    assert violations() == []
    sql("UPDATE submission SET marks = '{}'")
    assert len(violations()) == 1


def test_a_secret_list_needs_its_copy_number_and_nothing_is_issued(approved: Acting, sql: Sql) -> None:
    before = sql.value("SELECT count(*) FROM target")
    assert "须写明份号（--copy-number）" in approved.refused("issue_targets", **ISSUE, secrecy="秘密★1年")
    assert sql.value("SELECT count(*) FROM target") == before


def test_the_marks_of_an_issued_list_do_not_change(approved: Acting) -> None:
    approved.do("issue_targets", **ISSUE)
    assert paper().signature.marks == PaperMarks()
    assert approved.do("issue_targets", **ISSUE).counts == {"issued": 0}
    assert approved.refused("issue_targets", **ISSUE, urgency="加急") == (
        f"报审2026-1下达（{NUMBER}）时没有标注份号、密级和保密期限、紧急程度，与所写的不同。下达以后不能再改。"
    )


@pytest.mark.usefixtures("issued")
def test_a_target_is_told_with_origin_deadline_and_indicators() -> None:
    with_tree, plain = paper().targets
    assert (with_tree.indicators, with_tree.deadline) == (TOLD, date(2026, 10, 31))
    assert (plain.name, plain.requirement, plain.indicators) == ("农村公路J2", "建成支部", ())
    assert (plain.quantity, plain.deadline, plain.weight) == ("", None, "")
    assert plain.source == "思想建设\n省政府工作报告"
    [numbered] = paper("D002").targets
    assert (numbered.quantity, numbered.deadline) == ("1000公里", date(2026, 12, 31))


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("number", ["黔目标[2026]3号", " 黔目标（2026）3号", "黔目标〔２０２６〕３号"])
def test_the_number_may_be_spelled_in_another_way(number: str) -> None:
    assert paper(number=number).signature.number == NUMBER


def test_a_marked_target_is_only_named_by_its_code(issued: Acting) -> None:
    issued.do("mark_secret", target="J1", marking="工作秘密", reason="涉密任务")
    marked, plain = paper().targets
    assert (marked.code, marked.name, marked.indicators) == ("J1", "目标J1（工作秘密）", ())
    assert "1000" not in marked.requirement
    assert plain.requirement == "建成支部"


def test_a_later_name_of_the_department_does_not_change_it(issued: Acting) -> None:
    later = issued.on("2026-05-06")
    later.do(
        "rename_department",
        department="D001",
        name="交通厅",
        effective_on="2026-05-06",
        basis="黔编〔2026〕1号",
    )
    assert paper().department == "第001厅"


@pytest.mark.usefixtures("issued")
def test_what_was_not_issued_has_no_paper() -> None:
    with pytest.raises(Refused, match="没有以“黔目标〔2026〕9号”下达的目标"):
        paper(number="黔目标〔2026〕9号")
    with pytest.raises(Refused, match="部门“D099”不在部门名单中"):
        paper("D099")


def test_a_department_that_was_given_nothing_has_no_paper(march: Acting) -> None:
    bodies(march)
    draft(march, "J3", "D002", **BUILDING)
    consult(march)
    approve(march, submit(march, "机关建设目标"))
    with pytest.raises(Refused, match="没有以"):
        paper("D002")
    issue(march, "2026-1")
    with pytest.raises(Refused, match="没有下达给第001厅的目标"):
        paper()


def test_a_later_adjustment_does_not_change_it(issued: Acting) -> None:
    before = paper("D002")
    april = issued.on("2026-04-10")
    office = april.office("D002")
    asked = {"target": "J3", "ground": "重大政策", "reason": "调减", "quantity": "860", "requirement": "建成860公里"}
    office.do("request_adjustment", **asked, evidence=str(PAPER))
    for who in ("head", "leader"):
        given = {"consented_on": april.day.isoformat(), "consented_by": who, "number": "签〔2026〕8号"}
        office.do(f"consent_{who}", target="J3", **given)
    office.do("file_adjustment", target="J3")
    after = paper("D002")
    assert after.targets == before.targets
    assert after.targets[0].requirement == "建成1000公里"


def test_a_returned_draft_is_not_in_it(march: Acting) -> None:
    bodies(march)
    for code in ("J1", "J2"):
        draft(march, code, **BUILDING)
    consult(march)
    approve(march, submit(march, "机关建设目标"), returned="J2", reason="另行研究")
    issue(march, "2026-1")
    assert [target.code for target in paper().targets] == ["J1"]


def test_each_paper_has_its_targets_only(issued: Acting) -> None:
    later = issued.on("2026-03-23")
    draft(later, "J4", **BUILDING)
    later.do("consult_drafts", due="2026-03-30")
    again = later.on("2026-03-31")
    number = str(again.do("submit_drafts", category="机关建设目标").data["submission"])
    given: dict[str, Any] = {"number": "黔目标批〔2026〕2号", "dated": "2026-03-31", "evidence": [str(PAPER)]}
    again.do("approve_drafts", submission=number, **given)
    issue(again, number, "黔目标〔2026〕4号", "2026-04-01")
    assert [target.code for target in paper().targets] == ["J1", "J2"]
    found = paper(number="黔目标〔2026〕4号")
    assert [target.code for target in found.targets] == ["J4"]
    assert found.signature.day == date(2026, 4, 1)


def test_functional_targets_have_origin_and_weight(march: Acting) -> None:
    bodies(march)
    draft(march, "N1", 权重="50", 目标来源="上级目标")
    for gap in ("缺脱贫攻坚目标1项", "缺本级目标6项"):
        march.do("waive_gap", department="D001", gap=gap, reason="职能单一")
    consult(march)
    approve(march, submit(march))
    issue(march, "2026-1")
    [target] = paper().targets
    assert (target.weight, target.source) == ("50", "上级目标\n省政府工作报告")


def test_a_later_merger_does_not_change_it(issued: Acting) -> None:
    before = paper()
    later = issued.on("2026-05-06")
    form = {"effective_on": "2026-05-06", "basis": "黔编〔2026〕1号"}
    later.do("merge_department", department="D001", successor="D002", **form)
    assert paper() == before
    assert [target.code for target in paper("D002").targets] == ["J3"]
