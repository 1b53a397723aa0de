"""Each recipient of the approved results that has not got them is reported at the end."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.results import check_results
from models.database import begin
from tests.deployments.simulation.conftest import UNPROTECTED

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql

DAY = date(2026, 3, 31)
TO_D001 = "{} WHERE department_id = (SELECT id FROM department WHERE code = 'D001') AND state <> 'replaced'"
PLANTED = {
    "a department without results": (TO_D001.format("DELETE FROM result_delivery"), "没有反馈部门“第1厅”。"),
    "a department that neither received nor was told": (
        TO_D001.format("UPDATE result_delivery SET state = 'delivered'"),
        "部门“第1厅”没有签收，也没有电话告知。",
    ),
    "a body without results": (
        "DELETE FROM result_delivery WHERE kind = 'members' AND state <> 'replaced'",
        "没有反馈成员单位“推演领导小组成员单位”。",
    ),
    "a body that did not receive": (
        "UPDATE result_delivery SET state = 'delivered' WHERE kind = 'personnel' AND state <> 'replaced'",
        "“推演组织部”没有签收，也没有电话告知。",
    ),
    "no members": ("UPDATE body SET member = false", "没有反馈对象“成员单位”。"),
    "nobody of personnel": (
        "UPDATE body SET kind = 'other' WHERE kind IN ('organization', 'civil_service')",
        "没有反馈对象“组织部和公务员管理部门”。",
    ),
    "a head that was not told": (
        "DELETE FROM notice WHERE kind = 'opened_result_receipt' AND audience = 'head'",
        "主要领导或目标办没有得到通知。",
    ),
}


def violations() -> list[str]:
    with begin() as session:
        return list(check_results(session, 2025, DAY))


@pytest.mark.usefixtures("appraised")
def test_results_that_all_have_are_no_violation() -> None:
    assert violations() == []


@pytest.mark.usefixtures("rated")
def test_before_the_approval_no_recipient_is_expected() -> None:
    assert violations() == []


@pytest.mark.usefixtures("appraised")
@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(sql: Sql, what: str) -> None:
    planted, words = PLANTED[what]
    sql(UNPROTECTED + planted)
    assert any(found.endswith(words) for found in violations()), violations()


def test_it_is_reported_at_the_end_of_the_year(appraised: Year, sql: Sql) -> None:
    sql(UNPROTECTED + PLANTED["a department without results"][0])
    appraised.watch.at_the_end(appraised.calendar)
    assert "2026-03-31 2025年考评结果：没有反馈部门“第1厅”。" in appraised.watch.violations
