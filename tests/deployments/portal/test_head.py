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
