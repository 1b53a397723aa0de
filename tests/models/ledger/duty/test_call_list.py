"""电话催办名单: one call per department, the earliest due date first, with a reachable contact (6.2.2)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from models.database import begin
from models.ledger.duty.call_list import Call, phone_list
from models.ledger.duty.register import list_obligations

if TYPE_CHECKING:
    from tests.conftest import Acting, Make


def calls(day: str, *, overdue: bool = True) -> list[Call]:
    on = date.fromisoformat(day)
    with begin() as session:
        return phone_list(session, on, list_obligations(session, on, overdue=overdue))


def listed(day: str, *, overdue: bool = True) -> list[tuple[str, str]]:
    return [(call.department, call.obligation.title) for call in calls(day, overdue=overdue)]


@pytest.fixture
def april(march: Acting, departments: Make) -> Acting:
    """D001 owes only the meeting, D002 check and meeting, D003 the meeting; all overdue on 27 April."""
    departments()
    march.report("D001", "2026-03", "T001", "T002")
    march.on("2026-04-01").open("quarterly_meeting", "2026Q1")
    return march.on("2026-04-27")


@pytest.mark.usefixtures("april")
def test_the_department_that_waits_longest_comes_first_and_all_its_items_stand_together() -> None:
    assert listed("2026-04-27") == [
        ("D002", "2026年3月月度检查"),
        ("D002", "2026年第一季度分析会"),
        ("D001", "2026年第一季度分析会"),
        ("D003", "2026年第一季度分析会"),
    ]


def test_of_those_who_wait_equally_long_the_one_with_more_at_once_comes_first(april: Acting) -> None:
    april.on("2026-04-01").open("monthly_check", "2026-04")
    april.report("D002", "2026-03", "T003")
    april.report("D002", "2026-04", "T003")
    assert [code for code, _ in listed("2026-05-06")] == ["D001", "D001", "D002", "D003"]
    assert listed("2026-05-06")[1] == ("D001", "2026年4月月度检查")


def test_closed_obligations_come_last(april: Acting) -> None:
    april.meet("D003", "2026Q1", "2026-04-20")
    assert [call.obligation.row.state for call in calls("2026-04-27", overdue=False)] == ["open"] * 3 + [
        "discharged"
    ] * 2


def test_the_agencys_own_obligations_need_no_call_and_come_last(april: Acting) -> None:
    april.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "王五", "手机": "13800000001"})
    april.on("2027-01-11").open("year_end_reverification", "2026")
    own = [call for call in calls("2027-02-01") if call.obligation.row.agency_owes]
    assert calls("2027-02-01")[-3:] == own
    assert {(call.name, call.mobile) for call in own} == {("", "")}


def test_the_liaison_is_rung_or_the_director_who_has_a_number(april: Acting) -> None:
    def known(code: str, role: str, name: str, mobile: str) -> dict[str, str]:
        return {"部门编码": code, "角色": role, "姓名": name, "手机": mobile}

    april.take(
        "contacts",
        known("D001", "联络员", "王五", "13800000001"),
        known("D001", "目标办主任", "赵六", "13800000002"),
        known("D002", "联络员", "钱七", ""),
        known("D002", "目标办主任", "孙八", "13800000003"),
    )
    people = {call.department: (call.name, call.role, call.mobile) for call in calls("2026-04-27")}
    assert people == {
        "D001": ("王五", "联络员", "13800000001"),
        "D002": ("孙八", "目标办主任", "13800000003"),
        "D003": ("", "", ""),
    }


def test_only_the_current_holder_of_a_role_is_called(april: Acting) -> None:
    left = {"部门编码": "D001", "角色": "联络员", "姓名": "离任", "手机": "13800000009", "失效日期": "2026-04-26"}
    april.take("contacts", left)
    assert {call.name for call in calls("2026-04-27")} == {""}


def test_the_newest_finished_urging_is_shown(april: Acting) -> None:
    april.on("2026-04-01").system.do("propose_urgings")
    april.on("2026-04-02").do("register_urging", urging=1, outcome="称下周报送")
    april.on("2026-04-07").system.do("propose_urgings")
    by_item = {call.obligation.title: call.last_urged for call in calls("2026-04-27") if call.department == "D002"}
    assert by_item == {"2026年3月月度检查": "2026-04-02 电话询问：称下周报送", "2026年第一季度分析会": ""}


@pytest.mark.usefixtures("acting")
def test_without_calls_the_list_is_empty() -> None:
    assert calls("2026-04-27") == []


def test_who_represents_the_liaison_is_phoned_on_these_days(april: Acting) -> None:
    april.take("contacts", {"部门编码": "D002", "角色": "联络员", "姓名": "张三", "手机": "13800000001"})
    days = {"first_day": "2026-04-27", "last_day": "2026-04-28"}
    named = {"department": "D002", "person": "张三", "representative": "周丹", "email": "zd@example.org"}
    april.do("appoint_representative", **named, **days, mobile="13800000002")
    people = {day: (calls(day)[0].name, calls(day)[0].mobile) for day in ("2026-04-28", "2026-04-29")}
    assert people == {
        "2026-04-28": ("周丹（代张三）", "13800000002"),
        "2026-04-29": ("张三", "13800000001"),
    }
