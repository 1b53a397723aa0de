"""Departments and contacts as lists: those in force on a day, and all of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.registry.register import list_contacts, list_departments
from models.rules.kinds import ContactRole

if TYPE_CHECKING:
    from tests.conftest import Acting

DAY = date(2026, 3, 5)


def departments(day: date = DAY, **more: Any) -> dict[str, dict[str, Any]]:
    with begin() as session:
        return {row["code"]: row for row in list_departments(session, day, **more)}


def contacts(*wanted: Any, day: date = DAY, former: bool = False) -> list[str]:
    with begin() as session:
        return [row["name"] for row in list_contacts(session, day, *wanted, former=former)]


@pytest.fixture
def staffed(march: Acting) -> Acting:
    """李明 is the liaison of D001 since 2 March, before him 王五; 赵六 is the head of D002."""
    titles = ("部门编码", "角色", "姓名", "生效日期", "失效日期")
    people = (
        ("D001", "联络员", "王五", "", "2026-03-01"),
        ("D001", "联络员", "李明", "2026-03-02", ""),
        ("D002", "主要领导", "赵六", "", ""),
    )
    march.take("contacts", *(dict(zip(titles, person, strict=True)) for person in people))
    return march


@pytest.mark.usefixtures("staffed")
def test_the_contacts_in_force_on_a_day_are_listed_by_department_and_role() -> None:
    assert contacts() == ["李明", "赵六"]
    assert contacts(day=date(2026, 3, 1)) == ["王五", "赵六"]
    assert contacts(former=True) == ["王五", "李明", "赵六"]
    assert contacts("D001") == ["李明"]
    assert contacts(None, ContactRole.HEAD) == ["赵六"]


def test_a_department_is_listed_with_its_liaison_and_targets(staffed: Acting) -> None:
    robot = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim-key"
    staffed.take("departments", {"编码": "D001", "名称": "第001厅", "企业微信机器人": robot, "目标办邮箱": "a@b.cn"})
    row = departments()["D001"]
    assert (row["liaison"], row["targets"], row["email"], row["robot"]) == ("李明", 2, "a@b.cn", True)
    assert departments(date(2026, 3, 1))["D001"]["liaison"] == "王五"
    assert "geheim" not in str(departments())


def test_a_department_is_listed_with_the_head_of_the_day(staffed: Acting) -> None:
    assert [departments()[code]["head"] for code in ("D001", "D002")] == [None, "赵六"]
    new = {"部门编码": "D002", "角色": "主要领导", "姓名": "钱七", "生效日期": "2026-04-01"}
    staffed.take("contacts", new)
    heads = [departments(date(2026, month, 1))["D002"]["head"] for month in (3, 4)]
    assert heads == ["赵六", "钱七"]


def test_a_merged_department_is_listed_with_its_successor_only_if_asked(march: Acting) -> None:
    reform = {"department": "D001", "successor": "D002", "effective_on": "2026-03-05", "basis": "黔府发1号"}
    march.on("2026-03-05").do("merge_department", **reform)
    assert "D001" not in departments()
    found = departments(former=True)
    assert (found["D001"]["successor"], found["D002"]["targets"]) == ("第002厅", 3)
