"""领导: what a head sees, and what a liaison does not."""

from __future__ import annotations

from tests.deployments.portal.conftest import Desk


def test_the_head_sees_what_the_department_owes_late(head: Desk) -> None:
    head.at(10, day=31)
    head.sign_in("第002厅/王强")
    assert "第002厅逾期未办：0项" in head.get("/head").text


def test_the_liaison_has_no_results_to_read(head: Desk) -> None:
    other = Desk(head.acting)
    other.first()
    page = other.get("/head").text
    assert "没有待阅的结果" in page
    assert "领导</a>" not in page


def test_head_and_office_see_what_a_year_end_check_still_lacks(head: Desk) -> None:
    office = Desk(head.acting)
    office.first()
    december = head.at(10, day=10, month=12).acting.on("2026-12-10")
    december.system.open("year_end_check", "2026")
    december.office("D002").report("D002", "2026", "T003", name="file_year_end_check", progress=100)
    lacks = "还缺：T003 目标T003（缺印证材料）。"
    head.sign_in("第002厅/王强")
    assert f"尚未办结，{lacks}" in head.get("/head").text
    office.at(10, day=10, month=12).sign_in("D002/李明")
    assert lacks in office.get("/").text
