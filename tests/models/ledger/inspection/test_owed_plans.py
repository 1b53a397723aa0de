"""拟制核查方案: the agency owes a plan for each quarter, the middle and the end of a year (6.2.1, A69)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

DUTIES = """
SELECT o.period, o.state, x.due::text, o.counted_on::text, o.late
FROM obligation o JOIN deadline x ON x.id = o.deadline_id WHERE o.kind = 'plan_owed' ORDER BY o.id
"""


def open_on(acting: Acting, day: str) -> str:
    return acting.on(day).system.do("open_owed_plans").words


def issue(acting: Acting, plan: dict[str, str], **fields: str) -> None:
    number = acting.do("draft_inspection", title="核查", **plan | {"ends_on": "2026-12-31"} | fields).data["inspection"]
    acting.do("appoint_team", inspection=number, leader="王文", members="李天")
    acting.do("issue_plan", inspection=number, document_number=f"黔目标办〔2026〕{number[5:]}号")


def test_6_2_1_each_period_is_opened_once_on_its_day(roster: Acting, sql: Sql, violations: Violations) -> None:
    assert open_on(roster, "2026-07-01") == "开启核查方案事项2项。"
    assert open_on(roster, "2026-07-02") == "没有待开启的核查方案事项。"
    open_on(roster, "2026-10-01")
    open_on(roster, "2026-12-01")
    assert [row[:3] for row in sql.rows(DUTIES)] == [
        ("2026Q3", "open", "2026-07-14"),
        ("2026H1", "open", "2026-07-14"),
        ("2026Q4", "open", "2026-10-20"),
        ("2026", "open", "2026-12-20"),
    ]
    assert violations() == []


def test_6_2_1_the_first_full_quarter_after_the_go_live_date_is_the_first(roster: Acting, sql: Sql) -> None:
    sql("UPDATE jurisdiction SET go_live = '2026-07-02' WHERE go_live IS NOT NULL")
    assert open_on(roster, "2026-09-30") == "没有待开启的核查方案事项。"
    assert open_on(roster, "2026-10-01") == "开启核查方案事项1项。"


def test_the_days_are_settings(roster: Acting, sql: Sql) -> None:
    for key, value in (("plan_days", "5"), ("year_end_plan_day", "12月15日")):
        roster.do("set_policy", key=key, value=value, basis="5号", valid_from="2026-09-10")
    open_on(roster, "2026-10-01")
    open_on(roster, "2026-12-01")
    assert [row[2] for row in sql.rows(DUTIES)] == ["2026-10-13", "2026-12-15"]
    proofs = sql.column(
        "SELECT proof ->> 'words' FROM deadline x JOIN obligation o ON o.deadline_id = x.id ORDER BY o.id"
    )
    assert ["5个工作日" in proofs[-2], "12月15日前" in proofs[-1]] == [True, True]


def test_opened_after_its_day_it_is_due_on_the_next_working_day(roster: Acting, sql: Sql) -> None:
    open_on(roster, "2026-09-10")
    assert [row[2] for row in sql.rows(DUTIES)] == ["2026-09-11", "2026-09-11"]


def test_6_2_1_a_plan_that_names_both_periods_ends_both(
    roster: Acting, plan: dict[str, str], sql: Sql, violations: Violations
) -> None:
    open_on(roster, "2026-07-01")
    issue(roster, plan, kind="季度核查", period="2026Q3", also_covers="2026H1")
    assert [row[:2] + row[3:] for row in sql.rows(DUTIES)] == [
        ("2026Q3", "discharged", "2026-09-10", True),
        ("2026H1", "discharged", "2026-09-10", True),
    ]
    assert violations() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "季度核查", "period": "2026Q3", "also_covers": "2026H1、2026、2027Q1"},
        {"kind": "季度核查", "period": "2026Q3", "also_covers": "2026Q4"},
        {"kind": "季度核查", "also_covers": "2026Q3、2026"},
        {"kind": "中期核查", "period": "2026Q4"},
        {"kind": "年度核查", "also_covers": "2027Q4"},
        {"kind": "专项核查", "period": "2026Q3", "also_covers": "2026Q4"},
    ],
)
def test_a_plan_names_no_periods_that_are_planned_in_different_quarters(
    roster: Acting, plan: dict[str, str], fields: dict[str, str]
) -> None:
    refused = roster.refused("draft_inspection", title="核查", **plan | {"ends_on": "2026-12-31"} | fields)
    assert "不能合在一份方案里" in refused


@pytest.mark.parametrize("period", ["2026", "2026H1"])
def test_a_plan_of_quarterly_inspection_names_a_quarter(roster: Acting, plan: dict[str, str], period: str) -> None:
    refused = roster.refused("draft_inspection", title="核查", **plan | {"kind": "季度核查", "period": period})
    assert refused == f"季度核查的方案只写了期间{period}，请写明季度（period），如2026Q3。"


def test_a_revised_plan_and_one_that_is_issued_in_another_year_are_asked_the_same(
    roster: Acting, plan: dict[str, str]
) -> None:
    december = roster.on("2026-12-01")
    december.do(
        "draft_inspection", kind="中期核查", title="核查", **plan | {"ends_on": "2027-06-30"}, also_covers="2026Q2"
    )
    assert "2026H1、2026Q2、2026Q3不能合在" in december.refused(
        "draft_inspection", inspection="2026-1", also_covers="2026Q2、2026Q3"
    )
    refused = roster.on("2027-01-04").refused("issue_plan", inspection="2026-1", document_number="黔目标办〔2027〕1号")
    assert "2026Q2、2027H1不能合在一份方案里" in refused


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "季度核查", "period": "2026Q2"},
        {"kind": "季度核查", "period": "2026Q4"},
        {"kind": "季度核查"},
        {"kind": "专项核查", "period": "2026Q3"},
    ],
)
def test_6_2_1_a_plan_of_another_period_ends_nothing(
    roster: Acting, plan: dict[str, str], sql: Sql, fields: dict[str, str]
) -> None:
    open_on(roster, "2026-07-01")
    issue(roster, plan, **fields)
    assert [row[1] for row in sql.rows(DUTIES)] == ["open", "open"]


def test_a_plan_that_was_issued_before_ends_the_duty_as_it_opens(
    roster: Acting, plan: dict[str, str], sql: Sql
) -> None:
    issue(roster, plan, kind="季度核查", period="2026Q4")
    open_on(roster, "2026-10-01")
    assert sql.rows(DUTIES) == [("2026Q4", "discharged", "2026-10-20", "2026-09-10", False)]


def test_a_visit_belongs_to_a_plan_that_names_its_quarter_too(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    issue(roster, plan, kind="季度核查", period="2026-09", also_covers="2026Q3")
    visit = {"target": "T001", "visitors": "王文、李天", "leader": "王文", "problems": "无", "assistance": "无"}
    roster.do("record_field_visit", **visit, result="符合", inspection="2026-1")
    roster.do("record_field_visit", **visit, result="符合", visited_on="2026-09-09")
    assert sql.column("SELECT inspection_id IS NOT NULL FROM field_visit") == [True, True]
    refused = roster.refused("record_field_visit", **visit, result="符合", inspection="2026-1", visited_on="2026-03-31")
    assert "不在核查2026-1的期间（2026-09、2026Q3）内" in refused
