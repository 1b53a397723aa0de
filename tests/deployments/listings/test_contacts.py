"""`mubiao contacts`: the people of the departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


@pytest.mark.usefixtures("people")
def test_people_are_listed_by_department_and_role(line: Mubiao) -> None:
    rows = [row.split() for row in line.done("contacts", "--on", "2026-03-05").splitlines()]
    assert rows[2:] == [
        ["第001厅", "主要领导", "赵六"],
        ["第001厅", "目标办主任", "王五"],
        ["第002厅", "主要领导", "钱七"],
        ["第002厅", "分管省领导", "孙八"],
        ["第002厅", "联络员", "钱七"],
        ["共5项。"],
    ]


@pytest.mark.usefixtures("people")
def test_contacts_are_filtered_by_department_role_and_day(line: Mubiao) -> None:
    def names(*words: str) -> list[str]:
        return [row["name"] for row in line.json("contacts", *words)]

    assert names("--department", "D001", "--on", "2026-02-28") == ["赵六", "离任", "王五"]
    assert names("--role", "联络员", "--on", "2026-03-05") == ["钱七"]
    assert names("--role", "联络员", "--all") == ["离任", "钱七"]
    assert "应为以下之一：联络员、目标办主任" in line.refused("contacts", "--role", "主任", code=2)


def test_an_empty_list_names_the_import(line: Mubiao) -> None:
    assert line.done("contacts") == "没有联系人。导入：mubiao import contacts。\n"


@pytest.mark.usefixtures("people")
def test_who_represents_a_person_is_named_with_the_days(line: Mubiao, anyone: Acting) -> None:
    named = {"department": "D001", "person": "赵六", "representative": "周丹", "email": "zd@example.org"}
    days = {"first_day": "2026-03-10", "last_day": "2026-03-20"}
    anyone.on("2026-03-05").do("appoint_representative", **named, **days)
    head = ("contacts", "--role", "主要领导", "--department", "D001")
    assert "周丹 2026-03-10至2026-03-20" in line.done(*head, "--on", "2026-03-05")
    assert "周丹" not in line.done(*head, "--on", "2026-03-21")
    anyone.on("2026-03-12").do("withdraw_representative", department="D001", person="赵六", reason="返回")
    assert "周丹" not in line.done(*head, "--on", "2026-03-12")
    [row] = line.json(*head, "--all", "--on", "2026-03-12")
    assert [(term["name"], term["withdrawn_on"]) for term in row["represented"]] == [("周丹", "2026-03-12")]
    assert row["represented"][0]["email"] == "zd@example.org"
    assert "周丹 2026-03-10起，2026-03-12撤销" in line.done(*head, "--all")
