"""应有事项: what a year must have and the ledger lacks is asked for each week, until it is there or 本级不设 (A75)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.duty.agency_day import sections_in_message
from models.ledger.duty.asked import ASKED, asked_lines, list_asked
from models.ledger.jurisdiction import home
from models.rules.asked import AskedKind
from models.rules.workdays import SHANGHAI
from tests.models.ledger.inspection.test_evaluation import sampled
from tests.models.ledger.inspection.test_owed_plans import issue
from tests.surveys import PARTY

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql, Together, Violations

MONDAY, AUTUMN = "2026-03-09", "2026-10-12"
RULES = "规章制度（《总则》5.3 a）：自2026-01-01起没有，mubiao act record_regulation --kind 规章制度"
USE = (
    "绩效评价结果运用机制（《总则》5.2）：第001厅、第002厅自2026-01-01起没有，"
    "mubiao act record_regulation --kind 绩效评价结果运用机制 --department 部门"
)
SURVEY = "公众测评（《总则》8.3）：自2026-10-01起没有，mubiao act hand_out_survey"
LEADERS = "评价的省领导（《总则》2.15）：自2026-10-01起没有，mubiao import contacts（角色：省领导）"
THIRD_PARTY = "第三方机构（《目标管控》7.4）：自2026-01-01起没有，mubiao act register_third_party"


@pytest.fixture
def paper(policy: str) -> dict[str, Any]:
    return {"number": "黔目标〔2026〕4号", "dated": "2026-02-20", "evidence": policy}


@pytest.fixture
def answer(paper: dict[str, Any]) -> dict[str, Any]:
    return {"what": "第三方机构", "reason": "县级不委托第三方"} | paper


def lines(day: str) -> list[str]:
    with begin() as session:
        return list(asked_lines(session, home(session), date.fromisoformat(day)))


def told(day: str) -> list[str]:
    """Return the lines in the message of a day."""
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI)
    with begin() as session:
        sections = sections_in_message(session, home(session), at.date(), at)
    return [line for each in sections if each["command"] == "mubiao check --standard" for line in each["lines"]]


@pytest.mark.usefixtures("march")
def test_a_week_begins_with_what_the_year_lacks_and_from_october_with_what_ends_a_year() -> None:
    assert told(MONDAY) == [RULES, USE, THIRD_PARTY]
    assert told("2026-03-10") == []
    assert told(AUTUMN) == [RULES, USE, SURVEY, LEADERS, THIRD_PARTY]


def test_each_line_is_ended_by_its_deed(march: Acting, paper: dict[str, Any]) -> None:
    october = march.on("2026-10-09")
    october.do("record_regulation", kind="规章制度", name="办法", **paper)
    october.do("record_regulation", kind="绩效评价结果运用机制", department="D001", name="运用办法", **paper)
    assert lines(AUTUMN) == [USE.replace("第001厅、", ""), SURVEY, LEADERS, THIRD_PARTY]
    october.do("record_regulation", kind="绩效评价结果运用机制", department="D002", name="运用办法", **paper)
    october.take("contacts", {"部门编码": "AGENCY", "角色": "省领导", "姓名": "张平"})
    october.do("register_third_party", name="民意调查公司", **PARTY)
    october.do("set_policy", key="survey_groups", value="社会公众", basis="5号")
    assert lines(AUTUMN) == [SURVEY]
    october.on(AUTUMN).do("hand_out_survey", year=2026, **paper)
    assert lines(AUTUMN) == []


def test_a_paper_that_ends_the_line_of_all_departments_ends_it_here_until_it_is_taken_back(
    march: Acting, paper: dict[str, Any]
) -> None:
    january = march.on("2027-01-20")
    january.do("register_body", name="省目标领导小组", kind="领导小组", basis="1号", valid_from="2025-01-01")
    assert SURVEY in lines("2027-01-20")
    exception: dict[str, Any] = {
        "year": 2026,
        "line": "没有公众测评",
        "reason": "年内不测",
        "decided_by": "省目标领导小组",
    }
    january.do("except_line", **exception, **paper | {"dated": "2027-01-15"})
    assert SURVEY not in lines("2027-01-20")
    january.do("withdraw_exception", year=2026, serial=1, reason="仍要测评")
    assert SURVEY in lines("2027-01-20")


def test_what_ended_is_lacking_since_the_day_after(march: Acting, paper: dict[str, Any]) -> None:
    march.do("record_regulation", kind="规章制度", name="办法", **paper)
    march.do("register_third_party", name="民意调查公司", valid_to="2026-03-06", **PARTY)
    march.do("repeal_regulation", regulation="2026-1", **paper | {"dated": "2026-03-05"})
    assert lines(MONDAY) == [RULES.replace("01-01", "03-05"), USE, THIRD_PARTY.replace("01-01", "03-07")]


def test_plans_that_are_overdue_and_dynamic_targets_without_a_source_are_named(
    march: Acting, answer: dict[str, Any]
) -> None:
    march.on("2026-07-01").system.do("open_owed_plans")
    titles = {"绩效要求": "建成", "管理方式": "动态目标", "下达日期": "2026-04-01", "责任部门": "D001", "年度": "2026"}
    dynamic, source = (
        [{"编号": f"D{n}", "目标名称": f"目标{n}"} | titles for n in range(5)],
        {"来源文件": "黔府发〔2026〕3号"},
    )
    march.on("2026-07-14").take("targets", *dynamic[:4], dynamic[4] | source)
    assert "核查方案" not in repr(lines("2026-07-14"))
    assert [each for each in lines("2026-07-20") if each not in (RULES, USE, THIRD_PARTY)] == [
        "核查方案（《目标管控》6.2.1）：2026H1、2026Q3自2026-07-15起没有，mubiao act draft_inspection，issue_plan",
        f"动态目标的来源文件（《总则》2.7）：D0、D1、D2等4项自2026-04-01起没有，{ASKED[AskedKind.SOURCES].ended_by}",
    ]
    march.on("2026-07-15").take("targets", *(each | source for each in dynamic[:4]))
    assert lines("2026-07-20")[-1] == THIRD_PARTY
    for kind in AskedKind:
        march.on("2026-07-20").do("answer_not_set_up", **answer | {"what": kind.label})
    assert lines(AUTUMN) == []


def test_a_period_whose_plan_was_cancelled_is_asked_for_until_another_is_issued(
    roster: Acting, plan: dict[str, str]
) -> None:
    for day in ("2026-07-01", "2026-10-01", "2026-12-01"):
        roster.on(day).system.do("open_owed_plans")
    named = "核查方案（《目标管控》6.2.1）：2026H1、2026Q3、2026Q4自2026-07-15起没有"
    assert lines("2026-12-14")[2].partition("，")[0] == named
    december = roster.on("2026-12-11")
    issue(december, plan, kind="季度核查", period="2026Q3")
    issue(december, plan, kind="季度核查", period="2026-12", also_covers="2026Q4、2026")
    december.do("cancel_inspection", inspection="2026-1", reason="改期")
    assert lines("2026-12-21")[2].partition("，")[0] == named.replace("、2026Q4", "")
    issue(december, plan, kind="季度核查", period="2026Q3")
    assert lines("2026-12-21")[2].partition("，")[0] == named.replace("、2026Q3、2026Q4", "")


def test_what_a_year_ends_with_is_asked_for_until_it_is_approved(
    roster: Acting, plan: dict[str, str], answer: dict[str, Any], sql: Sql
) -> None:
    roster.on("2026-12-01").system.do("open_owed_plans")
    issue(roster.on("2026-12-11"), plan, kind="季度核查", period="2026-12", also_covers="2026")
    assert lines("2027-01-04") == [
        SURVEY,
        LEADERS,
        *(each.replace("2026", "2027") for each in (RULES, USE, THIRD_PARTY)),
    ]
    january = roster.on("2027-01-04")
    january.do("cancel_inspection", inspection="2026-1", reason="改期")
    owed = "核查方案（《目标管控》6.2.1）：2026自2026-12-21起没有，mubiao act draft_inspection，issue_plan"
    assert lines("2027-01-04")[:3] == [owed, SURVEY, LEADERS]
    january.do("answer_not_set_up", **answer | {"what": "公众测评"})
    assert lines("2027-01-04")[:2] == [owed, LEADERS]
    sql("UPDATE jurisdiction SET go_live = '2027-01-01' WHERE id = 2")
    assert "2026" not in repr(lines("2027-01-04"))
    sql("UPDATE jurisdiction SET go_live = '2026-01-01' WHERE id = 2")
    sql(
        "INSERT INTO appraisal (jurisdiction_id, year, serial, body, paper_number, paper_date, approved_on, reason,"
        " left_out, facts) VALUES (2, 2026, 1, '领导小组', '1号', '2027-01-04', '2027-01-04', '', '[]', '{}')"
    )
    assert "2026" not in repr(lines("2027-01-04"))


@pytest.mark.parametrize(
    ("kind", "period"), [("中期核查", ""), ("中期核查", "2026H1"), ("年度核查", ""), ("年度核查", "2026")]
)
def test_a_plan_of_the_middle_or_the_end_of_a_year_names_it_by_its_kind(
    roster: Acting, plan: dict[str, str], kind: str, period: str
) -> None:
    roster.on("2026-07-01").system.do("open_owed_plans")
    december = roster.on("2026-12-16")
    december.system.do("open_owed_plans")
    drafted = plan | {"kind": kind, "title": "核查", "ends_on": "2026-12-31"} | ({"period": period} if period else {})
    december.do("draft_inspection", **drafted)
    sampled(december, "2026-1", "2026/T001")
    december.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    december.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕9号")
    asked = repr(lines("2026-12-21"))
    assert ("2026H1、" in asked, "、2026自" in asked) == (kind == "年度核查", kind == "中期核查")


def test_the_first_year_is_asked_from_the_go_live_date_on(march: Acting, sql: Sql) -> None:
    assert march.day.year == 2026
    sql("UPDATE jurisdiction SET go_live = '2026-11-02' WHERE go_live IS NOT NULL")
    assert lines("2026-10-26") == []
    assert lines("2026-11-02") == [
        each.replace("01-01", "11-02").replace("10-01", "11-02") for each in (RULES, USE, SURVEY, LEADERS, THIRD_PARTY)
    ]


def test_a_line_that_is_answered_stays_away_for_the_year(
    march: Acting, answer: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = march.do("answer_not_set_up", **answer)
    words = "已登记2026年“第三方机构”本级不设：县级不委托第三方（黔目标〔2026〕4号），本年不再提示。"
    assert (done.words, done.counts) == (words, {"answered": 1, "evidence": 1})
    assert (THIRD_PARTY in lines(AUTUMN), THIRD_PARTY.replace("2026", "2027") in lines("2027-01-04")) == (False, True)
    with begin() as session:
        row = list_asked(session, home(session), date.fromisoformat(MONDAY))[-1]
    assert (row["label"], row["ended_by"]) == ("第三方机构", "本级不设（黔目标〔2026〕4号）：县级不委托第三方")
    assert march.do("answer_not_set_up", **answer).counts == {"answered": 0}
    assert sql.rows("SELECT year, kind, serial FROM asked") == [(2026, "third_party", 1)]
    assert violations() == []


def test_an_answer_is_taken_back_on_record(march: Acting, answer: dict[str, Any], violations: Violations) -> None:
    back = {"what": "第三方机构", "reason": "今年委托"}
    assert march.refused("withdraw_not_set_up", **back) == "2026年没有登记“第三方机构”本级不设，不需要撤回。"
    march.do("answer_not_set_up", **answer)
    assert march.do("withdraw_not_set_up", **back).words == "已撤回2026年“第三方机构”本级不设：今年委托。"
    assert THIRD_PARTY in lines(MONDAY)
    assert march.refused("withdraw_not_set_up", **back).endswith("不需要撤回。")
    march.do("answer_not_set_up", **answer)
    assert (THIRD_PARTY in lines(MONDAY), violations()) == (False, [])


def test_a_paper_of_a_day_to_come_and_another_answer_are_refused(march: Acting, answer: dict[str, Any]) -> None:
    told = march.refused("answer_not_set_up", **answer | {"dated": "2026-03-06"})
    assert told == "文件日期2026-03-06在今天（2026-03-05）之后，请核对。"
    march.do("answer_not_set_up", **answer)
    told = march.refused("answer_not_set_up", **answer | {"number": "黔目标〔2026〕9号"})
    assert "已登记（黔目标〔2026〕4号）；有误的先撤回" in told


def test_of_the_same_answer_at_once_one_is_recorded(
    march: Acting, answer: dict[str, Any], together: Together, sql: Sql
) -> None:
    results = together(*[lambda session: march.within(session, "answer_not_set_up", **answer)] * 3)
    assert sorted(each.counts["answered"] for each in results) == [0, 0, 1]
    assert sql.value("SELECT count(*) FROM asked") == 1


def test_every_kind_is_asked_for() -> None:
    assert list(ASKED) == list(AskedKind)
