"""`mubiao points`: every department of a year with its points, or 未设定."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_points_are_listed_by_department_and_unset_ones_as_such(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-10")
    march.lists("T001", "进度滞后", "2026-03-10")
    assert [row.split() for row in line.done("points", "--year", "2026").splitlines()[2:-1]] == [
        ["D001", "第001厅", "1", "未设定"],
        ["D002", "第002厅", "0", "0"],
    ]
    assert [row["points"] for row in line.json("points", "--on", "2026-12-31")] == [None, "0"]


def test_points_are_listed_by_department(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-10")
    march.do("set_policy", key="negative_points", value="-2.50", basis="5号", valid_from="2026-01-01")
    march.lists("T001", "进度滞后", "2026-03-10")
    assert line.done("points", "--year", "2026").splitlines()[2].split()[-1] == "-2.5"
    assert line.json("points", "--year", "2026")[0] == {
        "code": "D001",
        "department": "第001厅",
        "entries": 1,
        "points": "-2.5",
    }
