"""每季核查: its result, its leader, its plan, and the signed finding that stands for it (6.2.4, 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.models.ledger.inspection.test_findings import finding_input

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Violations

SAID = {"target": "T001", "visitors": "王文、李天", "leader": "王文", "problems": "路基未动工", "assistance": "无"}
ENTRIES = """
SELECT e.state, e.finding, e.found_on::text, g.way FROM negative_entry e JOIN entry_origin g ON g.entry_id = e.id
"""
DUTY = "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'field_inspection'"
HINT = "2026年第三季度没有已下达的核查方案（6.2.1），请补拟：draft_inspection。"
PLANS = "SELECT i.number FROM field_visit v LEFT JOIN inspection i ON i.id = v.inspection_id ORDER BY v.id"


@pytest.fixture
def owed(issued: Acting) -> Acting:
    """The plan 2026-1 is issued, T001 is a key project and its visit of the third quarter is owed."""
    project = {"编号": "T001", "年度": "2026", "目标名称": "目标T001", "责任部门": "D001", "下达日期": "2026-02-27"}
    issued.take("targets", {**project, "是否重点项目": "是"}, reason="录入时漏填")
    issued.on("2026-07-01").open("field_inspection", "2026Q3")
    return issued


def quarterly(acting: Acting, plan: dict[str, str], period: str) -> None:
    acting.do("draft_inspection", kind="季度核查", title="季度核查", period=period, **plan)
    acting.do("appoint_team", inspection="2026-1", leader="王文", members="李天")


def test_6_2_4_what_is_not_as_required_is_proposed_at_once(roster: Acting, sql: Sql, violations: Violations) -> None:
    done = roster.do("record_field_visit", **SAID, result="未按要求", visited_on="2026-09-09")
    assert done.words == f"已登记“目标T001”（第001厅）2026-09-09的现场核查，拟列入负面清单，待现场认定。{HINT}"
    assert sql.rows(ENTRIES) == [("proposed", "路基未动工", "2026-09-09", "on_site")]
    assert sql.value("SELECT entry_id IS NOT NULL FROM field_visit")
    assert sql.column("SELECT period FROM obligation WHERE kind = 'onsite_confirmation'") == ["2026Q3"]
    assert sql.column("SELECT payload ->> 'result' FROM notice WHERE kind = 'field_visited'") == ["未按要求"]
    assert violations() == []


def test_6_2_4_a_target_that_is_proposed_or_listed_is_not_proposed_twice(roster: Acting, sql: Sql) -> None:
    failed = SAID | {"result": "未按要求"}
    roster.do("record_field_visit", **failed, visited_on="2026-09-08")
    assert "拟列入" not in roster.do("record_field_visit", **failed, visited_on="2026-09-09").words
    roster.lists("T002", "进度滞后", "2026-09-10")
    assert "拟列入" not in roster.do("record_field_visit", **failed | {"target": "T002"}).words
    assert sql.value("SELECT count(*) FROM negative_entry") == 2
    assert sql.value("SELECT count(entry_id) FROM field_visit") == 3


@pytest.mark.parametrize("none", ["无", "没有。"])
def test_what_is_not_as_required_keeps_its_problems(roster: Acting, none: str) -> None:
    words = f"核查结果是“未按要求”，须写明问题（problems），不能写“{none}”。"
    failed = SAID | {"result": "未按要求"}
    assert roster.refused("record_field_visit", **failed | {"problems": none}) == words
    roster.do("record_field_visit", **failed)
    given = {"target": "T001", "visited_on": str(roster.day), "reason": "录错"}
    assert roster.refused("correct_field_visit", **given, problems=none) == words
    assert roster.do("correct_field_visit", **given, problems="路基未动工两处").counts["corrected"] == 1


@pytest.mark.parametrize("result", ["符合", "有困难"])
def test_other_results_propose_nothing(roster: Acting, sql: Sql, result: str) -> None:
    roster.do("record_field_visit", **SAID, result=result)
    assert sql.rows(ENTRIES) == []


def test_4_3_the_leader_who_signs_was_there(roster: Acting, sql: Sql) -> None:
    assert roster.refused("record_field_visit", **SAID | {"leader": "郑玲"}, result="符合") == (
        "签字的负责人“郑玲”不在到现场的核查人员（王文、李天）中，核查结果须由负责人签字（4.3）。"
    )
    roster.do("record_field_visit", **SAID, result="符合", visited_on="2026-09-09")
    this = {"target": "T001", "visited_on": "2026-09-09", "reason": "录错"}
    refused = roster.refused("correct_field_visit", **this, visitors="李天、郑玲")
    assert refused.startswith("签字的负责人“王文”不在到现场的核查人员（李天、郑玲）中")
    roster.do("correct_field_visit", **this, visitors="李天、郑玲", leader="郑玲")
    assert sql.rows("SELECT visitors, leader FROM field_visit") == [(["李天", "郑玲"], "郑玲")]


def test_7_3_a_visit_belongs_to_the_plan_of_its_quarter(roster: Acting, plan: dict[str, str], sql: Sql) -> None:
    roster.do("record_field_visit", **SAID, result="符合", visited_on="2026-09-08")
    quarterly(roster, plan, "2026Q3")
    named = SAID | {"result": "符合", "visited_on": "2026-09-09", "inspection": "2026-1"}
    assert roster.refused("record_field_visit", **named) == (
        "核查2026-1方案拟制中，现场核查列入已下达的本季度核查方案（6.2.1）。"
    )
    roster.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    roster.do("record_field_visit", **named)
    roster.do("record_field_visit", **SAID, result="符合")
    assert sql.column(PLANS) == [None, 1, 1]


@pytest.mark.parametrize("period", ["2026Q2", "2026Q4"])
def test_7_3_a_visit_outside_the_quarter_of_its_plan_is_refused(
    roster: Acting, plan: dict[str, str], sql: Sql, period: str
) -> None:
    quarterly(roster, plan, period)
    roster.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    assert roster.refused("record_field_visit", **SAID, result="符合", inspection="2026-1") == (
        f"核查日期2026-09-10在2026年第三季度，不在核查2026-1的期间（{period}）内："
        "现场核查列入其所在季度的核查方案（6.2.1、7.3），请核对日期或方案编号。"
    )
    assert sql.rows(PLANS) == []


def test_7_3_a_signed_finding_on_site_is_the_visit_of_its_quarter(
    owed: Acting, sql: Sql, violations: Violations
) -> None:
    owed.do("record_finding", **finding_input())
    assert sql.rows(DUTY) == [("open", None, None)]
    owed.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.rows(DUTY) == [("discharged", "2026-09-15", True)]
    assert violations() == []


def test_7_3_papers_that_two_people_read_at_a_place_are_a_visit_too(owed: Acting, sql: Sql) -> None:
    owed.do("record_finding", **finding_input(methods="查阅资料", place="省教育厅"))
    owed.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.rows(DUTY) == [("discharged", "2026-09-15", True)]


@pytest.mark.parametrize("change", [{"way": "在线"}, {"place": " "}, {"target": "T003"}])
def test_7_3_a_finding_elsewhere_or_not_on_site_is_no_visit(owed: Acting, sql: Sql, change: dict[str, str]) -> None:
    owed.do("record_finding", **finding_input() | change)
    owed.do("sign_off", inspection="2026-1", leader="王文")
    assert sql.rows(DUTY) == [("open", None, None)]
