"""`mubiao uploads`: key projects as a table for people and with every picture as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph
    from tests.deployments.conftest import Mubiao

PROJECT = {
    "编号": "K001", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "下达日期": "2026-02-27",
    "是否重点项目": "是",
}  # fmt: skip


@pytest.fixture
def march(line: Mubiao, anyone: Acting) -> Mubiao:
    """The uploads of March are open: D001 uploads K001, the agency K002."""
    anyone.take("targets", PROJECT, {**PROJECT, "编号": "K002", "目标名称": "供水"})
    anyone.on("2026-03-01").open("cloud_monitoring", "2026-03")
    anyone.on("2026-03-01").do("delegate_upload", target="K001")
    return line


@pytest.fixture
def file(tmp_path: Path, photograph: Photograph) -> str:
    """What `mubiao act upload_progress --file` reads."""
    said = {"target": "K001", "period": "2026-03", "progress": 5, "media": [str(photograph("三月.jpg"))]}
    (tmp_path / "x.json").write_text(json.dumps(said), encoding="utf-8")
    return str(tmp_path / "x.json")


def cells(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()[2:]]


def test_an_upload_is_given_as_a_file_and_seen_in_the_table(march: Mubiao, file: str) -> None:
    said = march.done("act", "upload_progress", "--file", file, "--on", "2026-03-26")
    assert said.startswith("已收到“农村公路”2026年3月实施进度（逾期），预警1项：截至3月26日时间过去23.3%，")
    first, second = cells(march.done("uploads", "--month", "2026-03", "--on", "2026-03-26"))
    assert first == [
        *("2026/K001", "农村公路", "第001厅（受托上传）", "2026-03", "2026-03-25", "预警", "5%"),
        *("2026-03-26（逾期）", "1", "进度滞后"),
    ]
    assert second == ["2026/K002", "供水", "第001厅", "2026-03", "2026-03-25", "逾期未上传"]


def test_as_json_every_picture_and_warning_is_told(march: Mubiao, file: str) -> None:
    march.done("act", "upload_progress", "--file", file, "--on", "2026-03-20")
    first, second = march.json("uploads", "--month", "2026-03")
    assert (first["state"], first["progress"], first["late"]) == ("warned", "5", False)
    assert [(each["file"], each["kind"], each["width"]) for each in first["media"]] == [("三月.jpg", "picture", 640)]
    assert second["state"] is None


def test_what_is_still_to_come_waived_or_missing_is_said(march: Mubiao, anyone: Acting) -> None:
    states = [row[5] for row in cells(march.done("uploads", "--on", "2026-03-20"))]
    assert states == ["待上传", "待上传"]
    number = next(each["id"] for each in march.json("owed", "--on", "2026-03-20") if "供水" in each["subject"])
    anyone.on("2026-03-20").do("waive", obligation=number, reason="停建")
    anyone.on("2026-03-26").system.do("judge_missing_uploads")
    rows = cells(march.done("uploads", "--on", "2026-03-26"))
    assert [row[5:] for row in rows] == [["预警", "缺报"], ["已豁免"]]


def test_without_projects_that_is_said(line: Mubiao) -> None:
    assert line.done("uploads", "--month", "2026-03") == "2026年3月没有需要上传实施进度的重点项目。\n"
    assert line.done("uploads") == "没有需要上传实施进度的重点项目。\n"


def test_a_month_that_is_none_is_refused(line: Mubiao) -> None:
    assert "没有期间“2026Q1”" in line.refused("uploads", "--month", "2026Q1")
