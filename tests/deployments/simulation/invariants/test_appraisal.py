"""Each planted error in the approved sheets of a year is reported."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from deployments.simulation.invariants.appraisal import check_appraisal, check_results
from models.database import begin
from models.statements import run
from tests.deployments.simulation.conftest import UNPROTECTED

if TYPE_CHECKING:
    from deployments.simulation.year import Year
    from tests.conftest import Sql


DAY = date(2026, 3, 31)
CHANGE = """UPDATE score_sheet SET {}
    WHERE department_id = (SELECT id FROM department WHERE code = 'D001') AND state = 'frozen'"""
WITHOUT = "content = jsonb_set(content::jsonb, '{{lines,{}}}', 'null')::text"
PLANTED = {
    "another text": (CHANGE.format("content = replace(content, '2025', '2024')"), "原文已变"),
    "another record": (
        """UPDATE second_level SET value = value - 1
        WHERE department_id = (SELECT id FROM department WHERE code = 'D001')""",
        "按台账重算的结果不同",
    ),
    "another total": (CHANGE.format("total = total + 1"), "各项相加为"),
    "an unset line": (CHANGE.format(WITHOUT.format("0,points")), "有未设定的项目，却有合计。"),
    "a line without weight": (CHANGE.format(WITHOUT.format("3,weight")), "有未设定的项目，却有合计。"),
    "a line that is left out": (
        CHANGE.format("content = (content::jsonb #- '{lines,8}')::text"),
        "有未设定的项目，却有合计。",
    ),
    "an approval within the time for objections": (
        """UPDATE appraisal SET approved_on = '2026-02-01' WHERE serial = 1;
        UPDATE score_sheet SET answered_on = NULL""",
        "部门还在核对期限内，或异议没有办结。",
    ),
    "an objection that still waits": (
        """INSERT INTO score_objection (score_sheet_id, component, reason, raised_on, state, answer, answered_by,
            account, left_out, confirmed_by)
        SELECT id, 'leaders', '', '2026-02-10', 'raised', '', '', '', '[]', '' FROM score_sheet s
        WHERE s.appraisal_id = (SELECT id FROM appraisal WHERE serial = 1) AND s.state = 'frozen' LIMIT 1""",
        "部门还在核对期限内，或异议没有办结。",
    ),
    "a confirmed entry in no sheet": (
        """INSERT INTO negative_entry (target_id, occurrence, department_id, finding, found_on, listed_on, state)
        SELECT t.id, 9, d.id, '', '2025-06-02', '2025-06-02', 'made_good' FROM target t, department d LIMIT 1""",
        "/9：已认定，计入0处，应恰好计入一处。",
    ),
    "an entry in two sheets": (
        """INSERT INTO negative_entry (target_id, occurrence, department_id, finding, found_on, listed_on, state)
        SELECT t.id, 9, d.id, '', '2025-06-02', '2025-06-02', 'made_good' FROM target t, department d LIMIT 1;
        UPDATE score_sheet s SET content = replace(content, '"lines":', (
            SELECT concat('"entry":"', t.year, '/', t.code, '/9","lines":')
            FROM negative_entry e JOIN target t ON t.id = e.target_id WHERE e.occurrence = 9))
        WHERE s.state = 'frozen'""",
        "/9：已认定，计入4处，应恰好计入一处。",
    ),
    "a line that nothing ended": ("DELETE FROM score_exception", "：已审定，合计以前还有：未作年终复核"),
    "one person alone": (
        """INSERT INTO score_objection (score_sheet_id, component, reason, raised_on, state, answer, answered_by,
            account, left_out, confirmed_by)
        SELECT min(id), 'leaders', '', '2026-02-10', 'confirmed', '', '王文', '', '[]', '王文' FROM score_sheet""",
        "答复异议和重算的是同一人。",
    ),
}


def violations(seen: int = 0) -> list[str]:
    with begin() as session:
        return list(check_appraisal(session, DAY, seen))


@pytest.mark.usefixtures("appraised")
def test_a_sound_appraisal_has_no_violations() -> None:
    assert violations() == []


@pytest.mark.usefixtures("year")
def test_a_year_without_sheets_has_none_either() -> None:
    assert violations() == []


@pytest.mark.usefixtures("appraised")
@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_is_reported(sql: Sql, what: str) -> None:
    planted, words = PLANTED[what]
    sql(UNPROTECTED + planted)
    assert any(words in found for found in violations()), violations()


def test_sheets_are_checked_only_if_new_rows_concern_them_and_once_more_at_the_end(appraised: Year, sql: Sql) -> None:
    sql(UNPROTECTED + PLANTED["another total"][0])
    with begin() as session:
        newest = run(session, "SELECT max(id) FROM transition").scalar_one()
    assert violations(newest) == []
    appraised.watch.at_the_end(appraised.calendar)
    assert any(found.startswith("2026-03-31 得分表D001/2025/") for found in appraised.watch.violations)


def test_a_broken_sheet_is_reported_on_the_night_of_the_change(appraised: Year, sql: Sql) -> None:
    sql(UNPROTECTED + PLANTED["another total"][0])
    appraised.watch._seen["transition"] = 0
    appraised.watch.at_night(DAY, appraised.calendar)
    assert any("各项相加为" in found for found in appraised.watch.violations)


TO_D001 = "{} WHERE department_id = (SELECT id FROM department WHERE code = 'D001') AND state <> 'replaced'"
PLANTED_OF_RESULTS = {
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


def violations_of_results() -> list[str]:
    with begin() as session:
        return list(check_results(session, 2025, DAY))


@pytest.mark.usefixtures("appraised")
def test_results_that_all_have_are_no_violation() -> None:
    assert violations_of_results() == []


@pytest.mark.usefixtures("rated")
def test_before_the_approval_no_recipient_is_expected() -> None:
    assert violations_of_results() == []


@pytest.mark.usefixtures("appraised")
@pytest.mark.parametrize("what", PLANTED_OF_RESULTS)
def test_a_planted_error_is_reported_of_results(sql: Sql, what: str) -> None:
    planted, words = PLANTED_OF_RESULTS[what]
    sql(UNPROTECTED + planted)
    assert any(found.endswith(words) for found in violations_of_results()), violations_of_results()


def test_it_is_reported_at_the_end_of_the_year(appraised: Year, sql: Sql) -> None:
    sql(UNPROTECTED + PLANTED_OF_RESULTS["a department without results"][0])
    appraised.watch.at_the_end(appraised.calendar)
    assert "2026-03-31 2025年考评结果：没有反馈部门“第1厅”。" in appraised.watch.violations
