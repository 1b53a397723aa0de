"""申报: who may apply with what and when, and what is withdrawn (1-2.16)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from models.rules.innovation import RULE

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.ledger.acts import Summary
    from tests.conftest import Acting, Sql, Together, Violations

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
