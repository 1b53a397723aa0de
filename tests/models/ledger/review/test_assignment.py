"""分派复核: a quarter's lines are assigned, least recently reviewed first, and reviewers exchanged (7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting, Make, Sql, Together, Violations

TASKS = "SELECT t.code, k.reviewer FROM review_task k JOIN target t ON t.id = k.target_id ORDER BY t.code"
SAID = {"period": "2026Q1", "reviewers": "张三、李四"}


def test_7_2_the_lines_of_a_quarter_are_shared_out_evenly(surveyed: Acting, sql: Sql) -> None:
    done = surveyed.do("assign_reviews", **SAID)
    assert done.words == "2026年第一季度在线复核：分派3项，张三2项、李四1项。"
    assert sql.rows(TASKS) == [("T001", "张三"), ("T002", "李四"), ("T003", "张三")]


def test_a_repeat_changes_nothing(shared: Acting, sql: Sql) -> None:
    again = shared.do("assign_reviews", period="2026Q1", reviewers="王五")
    nothing = "2026年第一季度在线复核没有待分派的目标，未作改动。"
    assert again.words == f"{nothing}王五没有分派到目标，要由其复核的，请更换复核人（exchange_reviewer）。"
    assert shared.do("assign_reviews", **SAID).words == nothing
    assert "王五" not in sql.column("SELECT reviewer FROM review_task")


def test_who_shares_out_at_once_shares_out_once(surveyed: Acting, together: Together, violations: Violations) -> None:
    done = together(*[lambda session: surveyed.within(session, "assign_reviews", **SAID)] * 3)
    assert sorted(each.counts["assigned"] for each in done) == [0, 0, 3]
    assert violations() == []


def test_later_lines_go_to_the_reviewer_with_the_fewest(
    shared: Acting, targets: Make, departments: Make, sql: Sql
) -> None:
    targets(*departments(1, 生效日期="2026-03-15"))
    shared.on("2026-04-14").open("self_check", "2026Q1")
    shared.do("assign_reviews", **SAID)
    assert sql.rows(TASKS)[-1] == ("T004", "李四")


def test_the_least_recently_reviewed_lines_are_assigned_first(shared: Acting, sql: Sql) -> None:
    for target, reviewer, day in (("T001", "张三", "2026-04-20"), ("T002", "李四", "2026-04-17")):
        lines = [{"target": target, "outcome": "完成属实"}]
        shared.do("record_online_review", period="2026Q1", reviewer=reviewer, reviewed_on=day, lines=lines)
    shared.on("2026-07-01").open("self_check", "2026Q2")
    shared.on("2026-07-15").open("online_review", "2026Q2")
    shared.on("2026-07-16").do("assign_reviews", period="2026Q2", reviewers="王五、赵六、李四")
    rows = sql.rows(TASKS.replace("ORDER BY", "WHERE k.period = '2026Q2' ORDER BY"))
    assert rows == [("T001", "李四"), ("T002", "赵六"), ("T003", "王五")]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"period": "2026Q2"}, "2026年第二季度尚未结束（2026-06-30），不能复核。"),
        ({"period": "2026-03"}, "“在线复核”没有期间“2026-03”，正确写法如2026Q1。"),
        (
            {"period": "2025Q4"},
            "“贵州省目标绩效管理机构”没有“2025年第四季度在线复核”这一应办事项（尚未开启或不属于该部门）。应开启而没有开启的",
        ),
        ({"reviewers": ""}, "“分派在线复核”未执行：“复核人”不能为空。"),
        ({"reviewers": "、"}, "“分派在线复核”未执行：“复核人”不能为空。"),
    ],
)
def test_an_invalid_assignment_is_refused(surveyed: Acting, change: dict[str, str], refusal: str) -> None:
    assert surveyed.refused("assign_reviews", **SAID | change).startswith(refusal)


def test_a_waived_review_is_shared_out_no_more(surveyed: Acting, sql: Sql) -> None:
    number = sql.value("SELECT id FROM obligation WHERE kind = 'online_review'")
    surveyed.do("waive", obligation=number, reason="系统停用", number="黔目标函〔2026〕9号", dated="2026-03-02")
    refusal = surveyed.refused("assign_reviews", **SAID)
    assert refusal == ("2026年第一季度在线复核已豁免，无需办理；豁免有误的，由管理机构撤回豁免（withdraw_waiver）。")


def test_a_reviewer_is_exchanged_for_the_unreviewed_lines(shared: Acting, sql: Sql, violations: Violations) -> None:
    lines = [{"target": "T001", "outcome": "完成属实"}]
    shared.do("record_online_review", period="2026Q1", reviewer="张三", lines=lines)
    done = shared.do("exchange_reviewer", period="2026Q1", reviewer="张三", successor="王五")
    assert done.words == "2026年第一季度在线复核：“张三”待复核的1项改由“王五”复核。"
    assert sql.rows(TASKS) == [("T001", "张三"), ("T002", "李四"), ("T003", "王五")]
    assert violations() == []


def test_single_targets_pass_to_another_reviewer(shared: Acting, sql: Sql) -> None:
    shared.do("exchange_reviewer", period="2026Q1", reviewer="张三", successor="李四", targets="T003")
    assert sql.rows(TASKS) == [("T001", "张三"), ("T002", "李四"), ("T003", "李四")]


@pytest.fixture
def tied(surveyed: Acting) -> Acting:
    """李四 has a tie to D001; 郑玲 is of a third party."""
    surveyed.do("declare_tie", inspector="李四", department="D001", reason="曾任职")
    independent = {"credit_code": "91520100MA6DL0000X", "qualification": "甲级", "independence": "无隶属"}
    surveyed.do("register_third_party", name="中鼎公司", **independent)
    surveyed.do("register_inspector", name="郑玲", third_party="中鼎公司")
    surveyed.do("register_inspector", name="陈旧", valid_to="2026-03-31")
    return surveyed


def test_a15_no_line_goes_to_a_person_tied_to_its_department(tied: Acting, sql: Sql) -> None:
    done = tied.do("assign_reviews", period="2026Q1", reviewers="李四")
    assert done.words == (
        "2026年第一季度在线复核：分派1项，李四1项。T001、T002没有分派：所列的人与其部门都有回避情形，请另行分派。"
    )
    tied.do("assign_reviews", **SAID)
    assert sql.rows(TASKS) == [("T001", "张三"), ("T002", "张三"), ("T003", "李四")]


NOT_OF_ROSTER = {
    "钱七": "“钱七”不在本机构的核查人员名册中，在线复核由本机构名册中的人员办理，请先登记（register_inspector）。",
    "郑玲": "“郑玲”只在第三方机构的名册中，在线复核由本机构名册中的人员办理，请先登记（register_inspector）。",
    "陈旧": "陈旧于2026-04-16不在名册有效期内（本人或其第三方机构），不能参加核查。",
}


@pytest.mark.parametrize("name", NOT_OF_ROSTER)
def test_7_2_only_people_of_the_agencys_roster_review(tied: Acting, sql: Sql, name: str) -> None:
    assert tied.refused("assign_reviews", period="2026Q1", reviewers=["张三", name]) == NOT_OF_ROSTER[name]
    tied.do("assign_reviews", period="2026Q1", reviewers="张三")
    exchange = {"period": "2026Q1", "reviewer": "张三"}
    assert tied.refused("exchange_reviewer", **exchange, successor=name) == NOT_OF_ROSTER[name]
    bound = "“李四”与“第001厅”有回避情形（曾任职），不能参加对该部门的核查。"
    assert tied.refused("exchange_reviewer", **exchange, successor="李四") == bound
    assert set(sql.rows(TASKS)) == {("T001", "张三"), ("T002", "张三"), ("T003", "张三")}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reviewer": "王五"}, "2026年第一季度在线复核中，“王五”没有待复核的目标。"),
        ({"successor": "张三"}, "接替的复核人与原复核人都是“张三”，请写明由谁接替。"),
        ({"targets": "T001、T002"}, "目标T002不是“张三”待复核的目标。"),
    ],
)
def test_only_lines_of_the_reviewer_can_be_reassigned(shared: Acting, change: dict[str, str], refusal: str) -> None:
    found = {"period": "2026Q1", "reviewer": "张三", "successor": "赵六"}
    assert shared.refused("exchange_reviewer", **found | change) == refusal


def test_every_spelling_of_a_reviewer_is_that_of_one_person(surveyed: Acting, sql: Sql) -> None:
    surveyed.do("assign_reviews", period="2026Q1", reviewers="张三、张\u200b三、李四")
    assert sql.rows(TASKS) == [("T001", "张三"), ("T002", "李四"), ("T003", "张三")]
    of = {"period": "2026Q1", "reviewer": "张\u00ad三"}
    assert surveyed.refused("exchange_reviewer", **of, successor="张 三").startswith("接替的复核人与原复核人都是“张三”")
    lines = [{"target": "T001", "outcome": "完成属实"}]
    assert surveyed.do("record_online_review", **of, lines=lines).counts["new"] == 1
    assert surveyed.do("exchange_reviewer", **of, successor="王五").counts["exchanged"] == 1
