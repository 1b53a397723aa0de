"""目标下达通知 as a paper: the targets of one department as they were issued, under the number of that paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.papers.issued_list import IssuedListPaper, issued_list_paper
from models.rules.errors import Refused
from models.rules.kinds import Category
from tests.models.ledger.draft.lists import BUILDING, approve, bodies, consult, draft, issue, submit
from tests.models.ledger.target.trees import TOLD, tree

if TYPE_CHECKING:
    from tests.conftest import Acting

NUMBER = "黔目标〔2026〕3号"


def paper(department: str = "D001", number: str = NUMBER) -> IssuedListPaper:
    with begin() as session:
        return issued_list_paper(session, department, number)


@pytest.fixture
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
