"""`mubiao bodies`: the four levels of the agency, who works together with it, and the parts of departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.ledger.registry.bodies import register_body, register_division

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_bodies_stand_by_their_level_and_the_departments_are_counted(line: Mubiao, anyone: Acting) -> None:
    anyone.do(
        register_body.name, name="省委组织部", kind="组织部", member="是", basis="黔党办发〔2017〕9号", contact="李四"
    )
    anyone.do(register_body.name, name="领导小组", kind="领导小组", valid_from="2026-01-01")
    rows = [row.split() for row in line.done("bodies", "--on", "2026-03-05").splitlines()]
    assert rows[0] == ["层次", "单位", "类别", "成员单位", "联系人", "手机", "有效期"]
    assert rows[2] == ["第一层", "领导小组", "领导小组", "2026-01-01起"]
    assert rows[3] == ["省委组织部", "组织部", "是", "李四"]
    assert rows[-1] == ["第四层：管理单位目标办2个（mubiao", "departments）。"]


def test_name_and_validity_of_a_body_are_not_cut(line: Mubiao, anyone: Acting) -> None:
    name = "贵州省直机关目标绩效管理领导小组办公室"
    more = {"contact": "王一", "mobile": "13800000001", "valid_from": "2026-01-01", "email": "office@example.org"}
    anyone.do(register_body.name, name=name, kind="领导小组办公室", **more)
    text = line.done("bodies", "--on", "2026-03-05")
    assert name in text
    assert "2026-01-01起" in text
    assert line.json("bodies", "--on", "2026-03-05")["bodies"][0]["email"] == "office@example.org"


def test_without_bodies_the_way_to_register_them_is_said(line: Mubiao) -> None:
    assert "mubiao import bodies" in line.done("bodies")


def test_the_parts_of_departments_are_a_list_of_their_own(line: Mubiao, anyone: Acting) -> None:
    anyone.do(register_division.name, department="D001", name="办公室", valid_to="2026-03-31")
    rows = [row.split() for row in line.done("bodies", "--divisions", "--on", "2026-03-05").splitlines()]
    assert rows[2] == ["D001", "第001厅", "办公室", "至2026-03-31"]
    assert line.done("bodies", "--divisions", "--on", "2026-04-01").startswith("没有内设机构")
    assert [row["name"] for row in line.json("bodies", "--divisions", "--all", "--on", "2026-04-01")] == ["办公室"]


def test_as_data_kinds_are_keys_and_levels_are_numbers(line: Mubiao, anyone: Acting) -> None:
    anyone.do(register_body.name, name="领导小组", kind="领导小组")
    answer = line.json("bodies")
    assert [(row["kind"], row["level"]) for row in answer["bodies"]] == [("leading_group", 1)]
    assert answer["offices"] == 2
