"""`mubiao departments`: the departments in force, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from deployments.listings.departments import format_validity

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_departments_are_listed_with_their_liaison_and_head(line: Mubiao, anyone: Acting) -> None:
    anyone.take("contacts", {"部门编码": "D001", "角色": "联络员", "姓名": "李明"})
    anyone.take("contacts", {"部门编码": "D001", "角色": "主要领导", "姓名": "赵六"})
    rows = [row.split() for row in line.done("departments", "--on", "2026-03-05").splitlines()]
    assert rows[0] == ["编码", "部门", "类别", "联络员", "主要领导", "目标办邮箱", "目标", "有效期"]
    assert ["D001", "第001厅", "李明", "赵六", "2"] in rows
    assert [rows[2][0], rows[2][2]] == ["AGENCY", "管理机构"]


def test_a_merged_department_is_listed_on_request(line: Mubiao, anyone: Acting) -> None:
    reform = {"department": "D001", "successor": "D002", "effective_on": "2026-03-05", "basis": "黔府发1号"}
    anyone.on("2026-03-05").do("merge_department", **reform)
    assert "第001厅" not in line.done("departments", "--on", "2026-03-05")
    assert "第001厅（已并入第002厅）" in line.done("departments", "--all", "--on", "2026-03-05")


def test_an_installation_without_departments_lists_the_agency(founded_line: Mubiao) -> None:
    assert [row["code"] for row in founded_line.json("departments")] == ["AGENCY"]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, ""),
        ("2026-01-01", None, "2026-01-01起"),
        (None, "2026-02-01", "至2026-02-01"),
        ("2026-01-01", "2026-02-01", "2026-01-01起至2026-02-01"),
    ],
)
def test_the_validity_of_a_row_is_told_as_far_as_it_is_limited(first: Any, last: Any, words: str) -> None:
    assert format_validity({"valid_from": first, "valid_to": last}) == words
