"""承接: after a merger the successor acts for the merged department, also for returned obligations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.intake.complaints import ImportRefused
from models.ledger.duty.register import list_obligations
from models.ledger.heirs import heirs, stranded, through

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

BASIS = "黔机编〔2026〕12号"
DEBTORS = """
SELECT o.kind, o.period, o.round, d.code, w.code, o.state FROM obligation o
JOIN department d ON d.id = o.department_id JOIN department w ON w.id = o.owed_by
WHERE NOT d.is_agency ORDER BY o.id
"""
TOLD = """
SELECT n.kind, n.audience, d.code FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.created_on >= '2026-03-11' AND n.audience <> 'agency' ORDER BY n.id
"""


def reformed(acting: Acting, act: str, **fields: Any) -> None:
    acting.do(act, effective_on=acting.day.isoformat(), basis=BASIS, **fields)


@pytest.fixture
def merged(march: Acting) -> Acting:
    """D001 was merged into D003 on 10 March, with the check of March; today is the 11th."""
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    reformed(march.on("2026-03-10"), "merge_department", department="D001", successor="D003")
    return march.on("2026-03-11")


def test_each_department_maps_to_the_last_successor_of_its_chain(merged: Acting, sql: Sql) -> None:
    reformed(merged, "merge_department", department="D003", successor="D002")
    first, second, third = sql.column("SELECT id FROM department WHERE NOT is_agency ORDER BY code")
    with begin() as session:
        assert heirs(session) == {first: second, third: second}
        assert through(heirs(session), [third, second, first]) == [second]


def test_open_obligations_of_a_department_ending_without_successor_are_reported(merged: Acting, sql: Sql) -> None:
    sql("UPDATE department SET valid_to = '2026-03-20' WHERE code = 'D002'")
    with begin() as session:
        assert stranded(session, merged.context().jurisdiction, date(2026, 3, 20)) == []
        shown = stranded(session, merged.context().jurisdiction, date(2026, 3, 21))
    assert shown == [("第002厅", date(2026, 3, 20), 1)]


# Actors


def test_the_successor_reports_for_the_merged_department_which_no_longer_may(
    merged: Acting, sql: Sql, violations: Violations
) -> None:
    text = merged.office("D001").refused(
        "submit_report", department="D001", period="2026-03", lines=[{"target": "T001", "progress": 1}]
    )
    assert text == "“第001厅”已并入“第003厅”，其事项由“第003厅”办理。"
    assert merged.office("D003").report("D001", "2026-03", "T001", "T002").words == "“第001厅”2026-03已填报2项。"
    assert sql.rows(DEBTORS)[0] == ("monthly_check", "2026-03", 0, "D001", "D003", "discharged")
    assert sql.rows(TOLD)[-1] == ("result", "head", "D003")
    number = sql.value("SELECT min(id) FROM obligation")
    merged.take("contacts", {"部门编码": "D003", "角色": "主要领导", "姓名": "D003厅长"})
    assert merged.head("D003").do("record_read", obligation=number).counts == {"read": 1}
    assert violations() == []


def test_a_third_office_may_still_not_act_for_it(merged: Acting, sql: Sql) -> None:
    lines = [{"target": "T001", "progress": 1}]
    office = merged.office("D002")
    for name in ("D001", "D003"):
        assert "您只能办理本部门的事项" in office.refused(
            "submit_report", department=name, period="2026-03", lines=lines
        )
    number = sql.value("SELECT min(id) FROM obligation")
    assert "不能办理“第003厅”的事项" in merged.head("D002").refused("record_read", obligation=number)


def test_the_successor_may_use_its_name_for_an_obligation_taken_over(merged: Acting) -> None:
    assert merged.office("D003").report("D003", "2026-03", "T001", "T002").counts["reports"] == 1


def test_of_several_that_were_taken_over_one_must_be_named(merged: Acting) -> None:
    reformed(merged, "merge_department", department="D002", successor="D003")
    text = merged.refused(
        "submit_report", department="D003", period="2026-03", lines=[{"target": "T003", "progress": 1}]
    )
    assert text == "“第003厅”承接了第001厅、第002厅的“2026年3月月度检查”，请写明是其中哪一个。"
    assert merged.office("D003").report("第002厅", "2026-03", "T003").counts["reports"] == 1


def test_a_missing_obligation_is_still_refused(merged: Acting) -> None:
    fields = {"held_on": "2026-03-11", "attendees": "甲", "completion": "乙", "problems": "丙", "measures": "丁"}
    for name in ("D003", "AGENCY"):
        assert "没有“2025年第四季度分析会”这一应办事项" in merged.refused(
            "record_meeting", department=name, period="2025Q4", **fields
        )


def test_one_sheet_of_the_successor_answers_for_both(merged: Acting, sql: Sql, violations: Violations) -> None:
    reformed(merged, "merge_department", department="D003", successor="D002")
    usual = {"部门编码": "D002", "期间": "2026-03", "进度": "50"}
    office = merged.on("2026-03-20").office("D002")
    summary = office.take("reports", *(usual | {"目标编号": code} for code in ("T001", "T003", "T002")))
    assert summary.words == "填报共3行，2份：新增或更改2份，未变0份。"
    assert {row[5] for row in sql.rows(DEBTORS)} == {"discharged"}
    assert violations() == []


def test_a_target_that_is_given_under_both_names_is_refused(merged: Acting, sql: Sql) -> None:
    rows = [("D003", "T001"), ("D003", "T002"), ("D001", "T001")]
    with pytest.raises(ImportRefused, match="目标T001重复填报，请只保留一行"):
        merged.take("reports", *({"部门编码": d, "期间": "2026-03", "目标编号": t, "进度": "50"} for d, t in rows))
    assert sql.rows(DEBTORS)[0][5] == "open"


def test_a_sheet_may_also_name_the_predecessor(merged: Acting, sql: Sql) -> None:
    usual = {"部门编码": "D001", "期间": "2026-03", "进度": "50"}
    merged.office("D003").take("reports", usual | {"目标编号": "T001"}, usual | {"目标编号": "T002"})
    assert sql.rows(DEBTORS)[0][5] == "discharged"


def test_a_meeting_taken_over_is_recorded_for_the_original_department(march: Acting, sql: Sql) -> None:
    march.take("departments", {"编码": "D003", "名称": "第003厅", "生效日期": "2026-04-02"})
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    april = march.on("2026-04-03")
    reformed(april, "merge_department", department="D001", successor="D003")
    april.office("D003").meet("D003", "2026Q1", "2026-04-03")
    held = "SELECT d.code FROM meeting m JOIN department d ON d.id = m.department_id"
    assert sql.column(held) == ["D001"]


# Returned obligations


def test_a_returned_report_goes_to_the_successor(march: Acting, sql: Sql, violations: Violations) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    reformed(march.on("2026-03-10"), "merge_department", department="D001", successor="D002")
    assert sql.rows(DEBTORS)[0][4:] == ("D001", "discharged")
    march.on("2026-03-11").do("return_report", department="D001", period="2026-03", reason="数据有误")
    assert sql.rows(DEBTORS)[0][4:] == ("D002", "open")
    assert sql.rows(TOLD) == [("returned", "office", "D002")]
    assert violations() == []


@pytest.fixture
def remedying(march: Acting) -> Acting:
    """T001 is being remedied by D001 until 27 March; D003 leads nothing; today is 10 March."""
    march.take("departments", {"编码": "D003", "名称": "第003厅"})
    march.lists("T001", "进度滞后", "2026-03-04")
    march.do("set_limit", target="T001", limit="2026-03-27")
    return march.on("2026-03-10")


HOW = [
    ("merge_department", {}),
    ("transfer_targets", {"targets": "T001"}),
]


@pytest.mark.parametrize(("act", "more"), HOW)
def test_a_remediation_continues_with_the_successor_in_the_second_round(
    remedying: Acting, sql: Sql, violations: Violations, act: str, more: dict[str, str]
) -> None:
    reformed(remedying, act, department="D001", successor="D003", **more)
    office, agency = remedying.on("2026-03-12").office("D003"), remedying.on("2026-03-12")
    assert "您只能办理" in remedying.office("D001").refused("file_feedback", target="T001", feedback="无")
    office.do("declare_completion", target="T001", completed_on="2026-03-12", measures="已补建")
    office.do("withdraw_completion", target="T001", reason="数据有误")
    office.do("declare_completion", target="T001", completed_on="2026-03-12", measures="已补建")
    office.do("file_feedback", target="T001", feedback="已完成")
    agency.rechecks("T001", "仍差8公里", new_limit="2026-04-10")
    office.do("declare_completion", target="T001", completed_on="2026-03-12", measures="已补建")
    office.do("file_feedback", target="T001", feedback="已完成")
    agency.rechecks("T001")
    mending = [row for row in sql.rows(DEBTORS) if row[0] != "monthly_check"]
    assert [(kind, n, owner, debtor) for kind, _, n, owner, debtor, _ in mending] == [
        ("remediation", 1, "D001", "D003"),
        ("feedback", 1, "D001", "D003"),
        ("remediation", 2, "D001", "D003"),
        ("feedback", 2, "D001", "D003"),
    ]
    assert {row[2] for row in sql.rows(TOLD)} == {"D003"}
    assert violations() == []


@pytest.mark.parametrize(("act", "more"), HOW)
def test_the_recheck_of_earlier_feedback_goes_to_the_successor(
    remedying: Acting, sql: Sql, act: str, more: dict[str, str]
) -> None:
    remedying.do("declare_completion", target="T001", completed_on="2026-03-10", measures="已补建")
    remedying.do("file_feedback", target="T001", feedback="已完成")
    april = remedying.on("2026-04-20")
    reformed(april, act, department="D001", successor="D003", **more)
    april.rechecks("T001", "仍差8公里", new_limit="2026-05-11")
    rechecked = [row for row in sql.rows(TOLD) if row[0] in {"rechecked", "listed"}]
    assert {row[2] for row in rechecked} == {"D003"}
    mending = [row for row in sql.rows(DEBTORS) if row[0] in {"remediation", "feedback"}]
    assert [row[3:] for row in mending] == [
        ("D001", "D001", "discharged"),
        ("D001", "D001", "discharged"),
        ("D001", "D003", "open"),
    ]


@pytest.mark.parametrize(("act", "more"), HOW)
def test_a_completion_withdrawn_after_the_reform_goes_to_the_successor(
    remedying: Acting, sql: Sql, violations: Violations, act: str, more: dict[str, str]
) -> None:
    remedying.do("declare_completion", target="T001", completed_on="2026-03-10", measures="已补建")
    reformed(remedying, act, department="D001", successor="D003", **more)
    remedying.office("D003").do("withdraw_completion", target="T001", reason="数据有误")
    assert [row[4:] for row in sql.rows(DEBTORS)[2:]] == [("D003", "open"), ("D003", "void")]
    remedying.office("D003").do("declare_completion", target="T001", completed_on="2026-03-10", measures="已补建")
    assert [row[4:] for row in sql.rows(DEBTORS)[2:]] == [("D003", "discharged"), ("D003", "open")]
    assert violations() == []


def test_a_finding_listed_before_the_merger_is_limited_after_it(march: Acting, sql: Sql) -> None:
    march.lists("T001", "进度滞后", "2026-03-04")
    reformed(march.on("2026-03-10"), "merge_department", department="D001", successor="D002")
    march.on("2026-03-11").do("set_limit", target="T001", limit="2026-03-27")
    assert sql.rows(DEBTORS)[-1] == ("remediation", "", 1, "D001", "D002", "open")
    assert {row[2] for row in sql.rows(TOLD)} == {"D002"}


def test_a_target_of_a_past_year_found_wanting_is_the_successors(merged: Acting, sql: Sql) -> None:
    merged.take("departments", {"编码": "D004", "名称": "第004厅"})
    merged.take(
        "targets", {"编号": "P001", "年度": "2025", "目标名称": "去年", "责任部门": "D004", "下达日期": "2025-02-27"}
    )
    reformed(merged, "merge_department", department="D004", successor="D003")
    merged.lists("P001", "未完成", "2026-03-10", year=2025)
    merged.do("set_limit", target="P001", year=2025, limit="2026-03-27")
    assert sql.rows(DEBTORS)[-1] == ("remediation", "", 1, "D003", "D003", "open")


def test_missing_year_end_items_are_requested_from_the_successor(march: Acting, sql: Sql) -> None:
    march.on("2026-12-01").open("year_end_check", "2026")
    january = march.on("2027-01-05")
    reformed(january, "merge_department", department="D001", successor="D002")
    january.on("2027-01-11").system.do("compare_filings")
    query = """SELECT n.subject, d.code FROM notice n JOIN department d ON d.id = n.department_id
        WHERE n.kind = 'missing' ORDER BY n.subject"""
    assert sql.rows(query) == [("year_end_check|2026|D001||0", "D002"), ("year_end_check|2026|D002||0", "D002")]
    offices = sql.value("SELECT payload -> 'offices' FROM notice WHERE kind = 'missing_all'")
    assert offices == {"第002厅（承接第001厅）": 2, "第002厅": 1}


# Lists


def listed(day: date, **filters: Any) -> list[tuple[str, str, str | None]]:
    with begin() as session:
        rows = [(item.row, item.as_json()) for item in list_obligations(session, day, **filters)]
    return [(text["department"], row.short_name, text.get("taken_over_from")) for row, text in rows]


def test_a_list_shows_debtor_and_original_and_matches_both_names(merged: Acting) -> None:
    taken = ("第003厅", "第003厅（承接第001厅）", "第001厅")
    assert listed(merged.day) == [taken, ("第002厅", "第002厅", None)]
    for name in ("D001", "第001厅", "D003", "第003厅"):
        assert listed(merged.day, department=name) == [taken]


def test_the_one_to_telephone_is_the_successors_liaison(merged: Acting) -> None:
    merged.do("appoint_liaison", department="D003", name="王五", mobile="13800000000")
    with begin() as session:
        row = list_obligations(session, merged.day, department="D001")[0].row
    assert (row.liaison, row.mobile) == ("王五", "13800000000")


def test_closed_records_keep_the_department_name(march: Acting) -> None:
    march.report("D001", "2026-03", "T001", "T002")
    reformed(march.on("2026-03-10"), "merge_department", department="D001", successor="D002")
    assert listed(march.day, department="D001") == [("第001厅", "第001厅", None)]
    assert listed(march.day, department="D002") == [("第002厅", "第002厅", None)]


def test_records_of_a_renamed_successor_keep_both_names_of_their_day(merged: Acting) -> None:
    merged.office("D003").report("D001", "2026-03", "T001", "T002")
    merged.on("2026-03-20").do(
        "rename_department", department="D003", name="第三局", effective_on="2026-03-20", basis=BASIS
    )
    assert listed(merged.on("2026-03-20").day, department="D001") == [("第003厅", "第003厅（承接第001厅）", "第001厅")]
