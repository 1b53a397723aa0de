"""The remarks before a year with own data: assumptions, departments of part of the year, and gaps in the data."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from deployments.simulation.own_sheets import OwnRows
from deployments.simulation.plan import Plan
from deployments.simulation.remarks import ONLY_ASSUMED, remarks_on

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
