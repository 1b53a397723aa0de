"""An installation as the data of a year: the departments registered then, their targets, and refusals."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from deployments.simulation.own_data import ONLY_ASSUMED, own_plan, remarks_on
from deployments.simulation.own_sheets import OwnRows
from deployments.simulation.plan import Plan
from models.database import begin
from models.ledger.acts import ACTS
from models.rules.errors import Refused

if TYPE_CHECKING:
    from deployments.simulation.plan import Plan
    from tests.conftest import Acting, Make


def plan(year: int = 2027) -> Plan:
    with begin() as session:
        return own_plan(session, year, seed=3)


def refused(year: int = 2027) -> str:
    with pytest.raises(Refused) as refusal:
        plan(year)
    return refusal.value.message


def rows(found: Plan, act: str) -> list[Any]:
    assert found.roster
    return [located.row for located in dict(found.roster.sheets)[ACTS[act]].rows]


@pytest.mark.usefixtures("march")
def test_a_year_without_targets_takes_those_of_the_newest_year() -> None:
    found = plan()
    assert (found.year, found.seed, found.codes()) == (2027, 3, ["D001", "D002"])
    assert (found.targets_of("D001"), found.targets_of("D002")) == (["T001", "T002"], ["T003"])
    summary = {name: found.summary[name] for name in ("jurisdiction", "departments", "targets_in_all", "targets_of")}
    assert summary == {"jurisdiction": "贵州省", "departments": 2, "targets_in_all": 3, "targets_of": 2026}


def test_a_year_with_targets_takes_them(march: Acting) -> None:
    fields = {"编号": "N1", "年度": "2027", "目标名称": "新目标", "责任部门": "D002", "下达日期": "2026-12-28"}
    march.on("2026-12-28").take("targets", fields)
    found = plan()
    assert (found.summary["targets_of"], found.targets_of("D001"), found.targets_of("D002")) == (2027, [], ["N1"])


def test_only_departments_registered_in_the_year_take_part(march: Acting) -> None:
    ends = {"OLD": {"失效日期": "2026-12-31"}, "JUNE": {"失效日期": "2027-06-30"}}
    begins = {"JULY": {"生效日期": "2027-07-01"}, "LATER": {"生效日期": "2028-01-01"}}
    march.take("departments", *({"编码": code, "名称": code, **when} for code, when in (ends | begins).items()))
    found = plan()
    codes = [row.code for row in rows(found, "import_departments")]
    assert codes == ["AGENCY", "D001", "D002", "JULY", "JUNE"]
    assert found.codes() == ["D001", "D002"]


def test_people_whose_term_ended_before_the_year_are_left_out(march: Acting) -> None:
    for name, until in (("张三", "2026-12-31"), ("李四", "2027-01-01"), ("王五", "")):
        march.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": name, "失效日期": until})
    assert [(row.name, str(row.valid_to)) for row in rows(plan(), "import_contacts")] == [
        ("联络员1", "2027-01-01"),
        ("联络员2", "None"),
    ]


def test_days_of_the_nation_and_of_the_place_are_kept_apart(march: Acting) -> None:
    notice = {"notice_title": "关于州庆放假的通知", "notice_number": "黔府办〔2026〕1号", "notice_date": "2026-03-01"}
    march.take("local_calendar", {"date": "2027-08-09", "kind": "放假", "name": "州庆", **notice})
    found = plan()
    assert [str(row.date) for row in rows(found, "import_local_calendar")] == ["2027-08-09"]
    assert len(rows(found, "import_calendar")) == 472


@pytest.mark.usefixtures("database")
def test_a_database_without_a_jurisdiction_is_refused() -> None:
    assert refused() == "尚未初始化。请先执行：mubiao init --jurisdiction 名称 --go-live 日期。"


@pytest.mark.usefixtures("acting")
def test_an_installation_without_departments_or_targets_is_refused(departments: Make) -> None:
    assert refused() == "本系统没有2027年在册的部门，无法推演。请先导入：mubiao import departments 文件。"
    departments(1)
    assert refused() == "本系统还没有目标，无法推演。请先导入：mubiao import targets 文件。"


@pytest.mark.usefixtures("acting")
def test_targets_whose_leads_are_all_gone_are_refused(departments: Make, targets: Make) -> None:
    for end in ({"失效日期": "2026-12-31"}, {}):
        departments(1, **end)
    targets("D001")
    assert refused() == ("2026年目标的责任部门在2027年都已不在册，无法推演。请先办理目标划转，或导入2027年的目标。")


@pytest.mark.usefixtures("march")
@pytest.mark.parametrize("year", [2013, 2030])
def test_a_year_that_the_installations_calendar_does_not_know_is_refused(year: int) -> None:
    assert refused(year).startswith(f"没有{year}年前后的工作日历，不能推演。")


PLAN = Plan(2027)


def department(name: str, **more: Any) -> SimpleNamespace:
    usual = {"is_agency": False, "valid_from": None, "valid_to": None, "email": "x@y.cn", "wecom_robot": ""}
    return SimpleNamespace(code=name, name=name, **{**usual, **more})


def target(code: str, *responsible: str, year: int = 2027) -> SimpleNamespace:
    return SimpleNamespace(code=code, year=year, responsible=list(responsible))


def remarks_for(departments: list[SimpleNamespace], targets: list[SimpleNamespace]) -> list[str]:
    return remarks_on(OwnRows(departments, [], targets, [], []), PLAN)


def test_complete_data_needs_only_the_assumptions() -> None:
    whole = department("甲局", valid_from=date(2027, 1, 1), valid_to=date(2028, 1, 31))
    assert remarks_for([whole], [target("T1", "甲局")]) == [
        "按本系统现有数据推演：1个部门，1项目标，目标均按2026年12月31日下达。",
        ONLY_ASSUMED,
    ]


def test_targets_of_another_year_are_named_as_such() -> None:
    assert "2027年目标尚未导入，以2026年目标代替。" in remarks_for(
        [department("甲局")], [target("T1", "甲局", year=2026)]
    )


def test_targets_without_a_lead_are_counted_and_the_first_named() -> None:
    lost = [target(f"L{n}", *(["旧局"] if n else [])) for n in range(4)]
    assert "4项目标在2027年没有在册的责任部门，未列入：L0、L1、L2等4个。请办理目标划转。" in remarks_for(
        [department("甲局")], [target("T1", "甲局"), *lost]
    )


def test_departments_that_begin_or_end_in_the_year_are_named_with_their_targets() -> None:
    comes, idle, goes = (
        department("新局", valid_from=date(2027, 7, 10)),
        department("闲局", valid_to=date(2027, 12, 31)),
        department("旧局", valid_to=date(2027, 6, 30)),
    )
    remarks = remarks_for([comes, idle, goes], [target("T1", "新局"), target("T2", "旧局")])
    assert remarks[2:] == [
        "新局自2027年7月10日起在册，此前不开启事项。",
        "闲局2027年12月31日终止。",
        "旧局2027年6月30日终止，其牵头的1项目标此后无人填报，请办理划转或合并。",
        "没有牵头目标、不开启月度检查、季度自查和年终检查的部门：闲局。",
    ]


def test_offices_that_no_message_can_reach_are_named() -> None:
    mute, robot = department("甲局", email=""), department("乙局", email="", wecom_robot="robot-1")
    remarks = remarks_for([mute, robot], [target("T1", "甲局"), target("T2", "乙局")])
    assert remarks[-1] == "没有目标办邮箱和企业微信机器人、收不到通知的部门：甲局。"
