"""申报: who may apply with what and when, and what is withdrawn (1-2.16)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.errors import Refused
from models.rules.score.innovation import RULE

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations
    from tests.models.ledger.innovation.conftest import Stored


PROJECTS = "SELECT number, name, management, rank, state, applied_on::text FROM innovation_project ORDER BY id"
TOLD = """
SELECT d.code, n.subject, n.occasion, n.audience, n.payload->>'result' FROM notice n
JOIN department d ON d.id = n.department_id WHERE n.kind = 'innovation_step' ORDER BY n.id
"""


def apply(office: Acting, project: dict[str, Any], session: Session) -> Summary:
    return office.within(session, "apply_innovation", **project)


def test_2_16_a_direct_unit_applies_and_its_office_is_told(
    called: Acting, project: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    done = called.office("D001").do("apply_innovation", **project)
    assert done.words == "已收取“第001厅”2026年的创新项目2026-1“入学一次办”。"
    assert (done.counts, done.data) == ({"applied": 1, "evidence": 1, "notices": 1}, {"project": "2026-1"})
    assert sql.rows(PROJECTS) == [(1, "入学一次办", "direct", None, "applied", "2026-10-12")]
    assert sql.rows(TOLD) == [("D001", "2026-1", "received", "office", "已申报")]
    same = called.office("D001").do("apply_innovation", **project | {"project": "入学 一次办"})
    assert same.words == "创新项目2026-1“入学一次办”此前已申报，未作改动。"
    told = called.office("D001").refused("apply_innovation", **project | {"content": "别的内容"})
    assert told == "“入学一次办”此前已申报（2026-1），内容或文件不同的，先撤回（withdraw_innovation）再申报。"
    assert violations() == []


def test_2_16_a_delegated_unit_of_deputy_rank_applies_and_one_below_does_not(
    called: Acting, project: dict[str, Any], sql: Sql
) -> None:
    called.office("D002").do("apply_innovation", **project | {"department": "D002"})
    told = called.office("D003").refused("apply_innovation", **project | {"department": "D003"})
    assert told == f"“第003厅”是副厅级以下的委托管理单位，不可申报：{RULE}。"
    assert sql.rows(PROJECTS) == [(1, "入学一次办", "delegated", "deputy", "applied", "2026-10-12")]


def test_2_16_the_rank_is_that_of_the_day_of_the_application(
    called: Acting, project: dict[str, Any], paper: dict[str, Any]
) -> None:
    own = project | {"department": "D003"}
    called.do("register_rank", department="D003", rank="副厅级", since="2026-10-13", **paper)
    assert RULE in called.refused("apply_innovation", **own)
    called.on("2026-10-13").do("apply_innovation", **own)


def test_2_16_a_unit_of_which_rank_or_management_is_not_known_is_refused(
    called: Acting, project: dict[str, Any]
) -> None:
    called.take("departments", {"编码": "D005", "名称": "第005厅"})
    told = called.refused("apply_innovation", **project | {"department": "D005"})
    assert told == f"“第005厅”没有填写管理类别，不能判断可否申报，请先在部门表中补填。{RULE}。"
    called.take("departments", {"编码": "D005", "名称": "第005厅", "管理类别": "委托管理"})
    told = called.refused("apply_innovation", **project | {"department": "D005"})
    assert "没有登记级别，不能判断可否申报，请先登记（register_rank）" in told


@pytest.mark.parametrize(
    ("day", "change", "told"),
    [
        ("2026-10-11", {}, "2026年的创新项目自2026-10-12起申报，今天（2026-10-11）尚未开始。"),
        ("2026-10-31", {}, "2026年的创新项目申报已于2026-10-30截止，不再收取、撤回，也不能补录。"),
        ("2026-10-12", {"dated": "2026-10-13"}, "申报文件日期2026-10-13晚于今天（2026-10-12），请核对。"),
        (
            "2026-10-12",
            {"dated": "2026-10-09"},
            "申报文件日期2026-10-09早于申报通知（2026-10-10），不是对其的申报，请核对。",
        ),
        (
            "2026-10-12",
            {"year": 2025},
            "2025年的创新项目评选尚未通知申报，请先登记申报通知（call_innovation）。",
        ),
        ("2026-10-12", {"department": "AGENCY"}, "“目标办”是管理机构，没有考评。"),
    ],
)
def test_an_application_outside_its_days_or_with_another_paper_is_refused(
    called: Acting, project: dict[str, Any], sql: Sql, day: str, change: dict[str, Any], told: str
) -> None:
    name = sql.value("SELECT name FROM department WHERE is_agency")
    assert called.on(day).refused("apply_innovation", **project | change) == told.replace("目标办”", f"{name}”")
    assert sql.rows(PROJECTS) == []


def test_a_paper_that_came_in_time_is_not_entered_after_the_closing_day(
    called: Acting, project: dict[str, Any], sql: Sql
) -> None:
    late = called.on("2026-11-02").on_behalf("纸质", "李明", received="2026-10-30")
    assert "已于2026-10-30截止" in late.refused("apply_innovation", **project)
    assert sql.rows(PROJECTS) == []


def test_the_office_of_another_department_neither_applies_nor_withdraws(
    called: Acting, project: dict[str, Any], sql: Sql
) -> None:
    assert called.office("D002").refused("apply_innovation", **project).startswith("您只能办理本部门的事项")
    called.office("D001").do("apply_innovation", **project)
    told = called.office("D002").refused("withdraw_innovation", project="2026-1", reason="撤回")
    assert told.startswith("您只能办理本部门的事项")
    assert sql.column("SELECT state FROM innovation_project") == ["applied"]


def test_a_project_is_withdrawn_with_its_reason_until_the_closing_day(
    called: Acting, project: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    office = called.office("D001")
    office.do("apply_innovation", **project)
    office.do("apply_innovation", **project | {"project": "一网通办"})
    done = office.on("2026-10-30").do("withdraw_innovation", project="2026-1", reason="明年再申报")
    assert done.words == "已撤回创新项目2026-1“入学一次办”：明年再申报。"
    again = office.on("2026-10-30").do("withdraw_innovation", project="2026-1", reason="明年再申报")
    assert again.counts == {"withdrawn": 0}
    told = office.on("2026-10-31").refused("withdraw_innovation", project="2026-2", reason="避免未获奖记0分")
    assert told == "2026年的创新项目申报已于2026-10-30截止，不再收取、撤回，也不能补录。"
    assert sql.column("SELECT state FROM innovation_project ORDER BY id") == ["withdrawn", "applied"]
    assert sql.rows(TOLD)[-1] == ("D001", "2026-1", "withdrawn", "office", "已撤回")
    office.on("2026-10-30").do("apply_innovation", **project)
    assert violations() == []


def test_a_unit_has_no_more_projects_than_the_call_allows(
    october: Acting, paper: dict[str, Any], project: dict[str, Any]
) -> None:
    october.do("call_innovation", year=2026, opens_on="2026-10-12", closes_on="2026-10-30", most=1, **paper)
    office = october.on("2026-10-12").office("D001")
    office.do("apply_innovation", **project)
    told = office.refused("apply_innovation", **project | {"project": "一网通办"})
    assert told == "“第001厅”2026年已申报2026-1，每单位最多1项。"
    office.do("withdraw_innovation", project="2026-1", reason="换一项")
    office.do("apply_innovation", **project | {"project": "一网通办"})


def test_a_unit_with_a_result_of_the_year_does_not_apply(
    october: Acting, paper: dict[str, Any], project: dict[str, Any]
) -> None:
    october.do("record_innovation", department="D001", year=2026, prize="未参加", **paper)
    october.do("call_innovation", year=2026, opens_on="2026-10-12", closes_on="2026-10-30", **paper)
    told = october.on("2026-10-12").office("D001").refused("apply_innovation", **project)
    assert told == "“第001厅”2026年的创新项目评选已登记结果，不能再申报。"


@pytest.mark.parametrize("key", ["2026-9", "一号"])
def test_an_unknown_number_is_refused(called: Acting, key: str) -> None:
    told = called.refused("withdraw_innovation", project=key, reason="撤回")
    assert told == f"没有编号为“{key}”的创新项目，编号的格式如2026-3。查看：mubiao innovations。"


def test_two_units_that_apply_at_once_have_two_numbers(
    called: Acting, project: dict[str, Any], sql: Sql, together: Together
) -> None:
    offices = [called.office("D001"), called.office("D004")]
    own = [project, project | {"department": "D004"}]
    works = [partial(apply, office, each) for office, each in zip(offices, own, strict=True)]
    assert [done.counts["applied"] for done in together(*works)] == [1, 1]
    assert sorted(sql.column("SELECT number FROM innovation_project")) == [1, 2]


STATES = "SELECT year, number, name, state FROM innovation_project ORDER BY id"
TOLD_REFUSED = """
SELECT d.code, n.subject, n.occasion FROM notice n JOIN department d ON d.id = n.department_id
WHERE n.kind = 'innovation_step' ORDER BY n.id
"""
MERGED = {"department": "D001", "successor": "D004", "effective_on": "2026-10-20", "basis": "黔编〔2026〕8号"}


def withdraw(office: Acting, session: Session) -> Summary:
    return office.within(session, "withdraw_innovation", project="2026-1", reason="换一项")


@pytest.mark.parametrize(
    ("department", "change", "told"),
    [
        ("D002", {}, "您只能办理本部门的事项，不能办理“第001厅”的事项。"),
        ("D001", {"department": "D002"}, "您只能办理本部门的事项，不能办理“第002厅”的事项。"),
        ("D001", {"department": "D099"}, "部门“D099”不在部门名单中"),
        ("D003", {"department": "D003"}, "“第003厅”是副厅级以下的委托管理单位，不可申报"),
        ("D001", {"year": 2027}, "2027年的创新项目评选尚未通知申报"),
        ("D001", {"year": 2025}, "2025年的创新项目评选尚未通知申报"),
        ("D001", {"dated": "2026-10-13"}, "申报文件日期2026-10-13晚于今天"),
        ("D001", {"dated": "2026-10-09"}, "申报文件日期2026-10-09早于申报通知"),
    ],
)
def test_2_16_a_refused_application_leaves_nothing(
    called: Acting, project: dict[str, Any], stored: Stored, department: str, change: dict[str, Any], told: str
) -> None:
    before = stored()
    assert called.office(department).refused("apply_innovation", **project | change).startswith(told)
    assert stored() == before


def test_a_head_does_not_apply_for_the_office(called: Acting, project: dict[str, Any], stored: Stored) -> None:
    before = stored()
    with pytest.raises(Refused):
        called.head("D001").do("apply_innovation", **project)
    assert stored() == before


@pytest.mark.parametrize("name", ["入学　一次办", "入学一次办\u200b", " 入学 一 次 办 ", "入学一次办 "])
def test_one_project_under_another_spelling_is_no_second_one(
    called: Acting, project: dict[str, Any], sql: Sql, name: str
) -> None:
    office = called.office("D001")
    office.do("apply_innovation", **project)
    assert office.do("apply_innovation", **project | {"project": name}).counts == {"applied": 0}
    assert sql.rows(STATES) == [(2026, 1, "入学一次办", "applied")]


@pytest.mark.parametrize("change", [{"content": "另一内容"}, {"number": "另一文号"}, {"dated": "2026-10-11"}])
def test_the_same_project_with_something_else_is_withdrawn_first(
    called: Acting, project: dict[str, Any], stored: Stored, change: dict[str, Any]
) -> None:
    office = called.office("D001")
    office.do("apply_innovation", **project)
    before = stored()
    told = office.refused("apply_innovation", **project | change)
    assert told == "“入学一次办”此前已申报（2026-1），内容或文件不同的，先撤回（withdraw_innovation）再申报。"
    assert stored() == before
    office.do("withdraw_innovation", project="2026-1", reason="更换材料")
    assert office.do("apply_innovation", **project | change).data == {"project": "2026-2"}


def test_two_units_may_have_projects_of_one_name(called: Acting, project: dict[str, Any], sql: Sql) -> None:
    called.office("D001").do("apply_innovation", **project)
    called.office("D004").do("apply_innovation", **project | {"department": "D004"})
    assert [row[1:3] for row in sql.rows(STATES)] == [(1, "入学一次办"), (2, "入学一次办")]


def test_one_project_sent_twice_at_once_is_one(
    called: Acting, project: dict[str, Any], sql: Sql, together: Together, violations: Violations
) -> None:
    works = [partial(apply, called.office("D001"), project)] * 2
    assert sorted(done.counts["applied"] for done in together(*works)) == [0, 1]
    assert len(sql.rows(STATES)) == len(sql.rows(TOLD_REFUSED)) == 1
    assert violations() == []


def test_a_limit_of_one_is_not_passed_by_two_at_once(
    october: Acting, paper: dict[str, Any], project: dict[str, Any], sql: Sql, together: Together
) -> None:
    october.do("call_innovation", year=2026, opens_on="2026-10-12", closes_on="2026-10-30", most=1, **paper)
    office = october.on("2026-10-12").office("D001")
    done = together(*(partial(apply, office, project | {"project": name}) for name in ("一网通办", "数字档案")))
    assert [each.message for each in done if isinstance(each, Refused)] == [
        "“第001厅”2026年已申报2026-1，每单位最多1项。"
    ]
    assert len(sql.rows(STATES)) == 1


def test_a_project_withdrawn_twice_at_once_is_told_once(
    called: Acting, project: dict[str, Any], sql: Sql, together: Together
) -> None:
    office = called.office("D001")
    office.do("apply_innovation", **project)
    done = together(*[partial(withdraw, office)] * 2)
    assert sorted(each.counts["withdrawn"] for each in done) == [0, 1]
    assert [row[2] for row in sql.rows(TOLD_REFUSED)] == ["received", "withdrawn"]


def test_an_application_taken_by_the_agency_is_that_of_the_unit(
    called: Acting, project: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    called.on_behalf("纸质", "李明").do("apply_innovation", **project)
    assert sql.rows(TOLD_REFUSED) == [("D001", "2026-1", "received")]
    assert violations() == []


@pytest.mark.parametrize("key", ["2026-0", "2026-01", "２０２６-1", "1", "2026-1234567", "2026-1'", "2026－1"])
def test_a_number_in_another_form_is_no_project(
    called: Acting, project: dict[str, Any], stored: Stored, key: str
) -> None:
    called.office("D001").do("apply_innovation", **project)
    before = stored()
    told = called.office("D001").refused("withdraw_innovation", project=key, reason="撤回")
    assert told.startswith(f"没有编号为“{key}”的创新项目，编号的格式如2026-3。")
    assert stored() == before


def test_the_project_of_another_year_is_not_withdrawn_by_its_number(
    called: Acting, project: dict[str, Any], stored: Stored
) -> None:
    called.office("D001").do("apply_innovation", **project)
    before = stored()
    told = called.office("D001").refused("withdraw_innovation", project="2027-1", reason="撤回")
    assert told == "没有编号为“2027-1”的创新项目，编号的格式如2026-3。查看：mubiao innovations。"
    assert stored() == before


def test_a_judged_project_is_not_withdrawn_though_the_days_were_open_again(
    applied: Acting, expert: dict[str, Any], stored: Stored
) -> None:
    applied.do("record_expert_round", **expert)
    before = stored()
    told = applied.office("D001").refused("withdraw_innovation", project="2026-2", reason="避免未获奖")
    assert told == "2026年的创新项目申报已于2026-10-30截止，不再收取、撤回，也不能补录。"
    assert applied.on("2026-10-20").office("D001").refused("withdraw_innovation", project="2026-2", reason="避免")
    assert stored() == before


def test_a_merged_unit_does_not_apply_and_its_successor_withdraws_for_it(
    called: Acting, project: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    called.office("D001").do("apply_innovation", **project)
    later = called.on("2026-10-20")
    later.do("merge_department", **MERGED)
    told = later.office("D004").refused("apply_innovation", **project | {"project": "一网通办"})
    assert told == "“第001厅”已于2026-10-19终止，没有2026年的考评。"
    assert "已并入“第004厅”" in later.office("D001").refused("withdraw_innovation", project="2026-1", reason="撤回")
    later.office("D004").do("withdraw_innovation", project="2026-1", reason="并入后另行申报")
    assert sql.rows(TOLD_REFUSED)[-1] == ("D004", "2026-1", "withdrawn")
    assert violations() == []


def test_the_numbers_of_a_second_year_begin_at_1(
    called: Acting, project: dict[str, Any], paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    called.office("D001").do("apply_innovation", **project)
    later = called.on("2027-10-10")
    days = {"opens_on": "2027-10-12", "closes_on": "2027-10-29"}
    later.do("call_innovation", year=2027, **days, **paper | {"dated": "2027-10-10"})
    own = project | {"year": 2027, "dated": "2027-10-12"}
    assert later.on("2027-10-12").office("D001").do("apply_innovation", **own).data == {"project": "2027-1"}
    assert [row[:2] for row in sql.rows(STATES)] == [(2026, 1), (2027, 1)]
    assert violations() == []


def test_a_withdrawn_number_is_not_given_again(called: Acting, project: dict[str, Any], sql: Sql) -> None:
    office = called.office("D001")
    for number in (1, 2, 3):
        assert office.do("apply_innovation", **project).data == {"project": f"2026-{number}"}
        office.do("withdraw_innovation", project=f"2026-{number}", reason="更换材料")
    assert [row[3] for row in sql.rows(STATES)] == ["withdrawn"] * 3


def test_a_rank_registered_after_the_application_does_not_change_it(
    called: Acting, project: dict[str, Any], paper: dict[str, Any], sql: Sql, violations: Violations
) -> None:
    called.office("D002").do("apply_innovation", **project | {"department": "D002"})
    called.do("register_rank", department="D002", rank="副厅级以下", since="2018-12-01", **paper)
    assert sql.column("SELECT rank FROM innovation_project") == ["deputy"]
    told = called.office("D002").refused("apply_innovation", **project | {"department": "D002", "project": "另一项"})
    assert "不可申报" in told
    assert violations() == []
