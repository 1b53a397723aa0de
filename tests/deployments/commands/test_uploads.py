"""`mubiao uploads`: key projects as a table for people and with every picture as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.databases import story
from tests.deployments.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting, Photograph
    from tests.deployments.conftest import Mubiao

BY_PAPER = {"number": "黔目标函〔2026〕9号", "dated": "2026-03-02"}
PROJECT = {
    "编号": "K001", "年度": "2026", "目标名称": "农村公路", "责任部门": "D001", "下达日期": "2026-02-27",
    "是否重点项目": "是",
}  # fmt: skip


@pytest.fixture
@story
def march(line: Mubiao, anyone: Acting) -> Mubiao:
    """The uploads of March are open: D001 uploads K001, the agency K002."""
    anyone.on("2026-02-27").take("targets", PROJECT, {**PROJECT, "编号": "K002", "目标名称": "供水"})
    anyone.on("2026-03-01").open("cloud_monitoring", "2026-03")
    anyone.on("2026-03-01").do("delegate_upload", target="K001")
    return line


@pytest.fixture
def file(tmp_path: Path, photograph: Photograph) -> str:
    """What `mubiao act upload_progress --file` reads."""
    found = {"target": "K001", "period": "2026-03", "progress": 5, "media": [str(photograph("三月.jpg"))]}
    (tmp_path / "x.json").write_text(json.dumps(found), encoding="utf-8")
    return str(tmp_path / "x.json")


def cells(out: str) -> list[list[str]]:
    return [[cell for cell in row if cell] for row in read_table(out)]


def test_an_upload_that_was_delegated_names_who_does_it(march: Mubiao, file: str) -> None:
    text = march.refused("act", "upload_progress", "--file", file, "--on", "2026-03-26")
    assert text == "“农村公路”的实施进度已委托“第001厅”上传，请写明由谁办理：--by 部门编码/姓名。\n"


def test_an_upload_is_given_as_a_file_and_seen_in_the_table(march: Mubiao, file: str) -> None:
    text = march.done("act", "upload_progress", "--by", "D001/目标办", "--file", file, "--on", "2026-03-26")
    assert text.startswith("已收到“农村公路”2026年3月实施进度（逾期），预警1项：截至3月26日时间过去23.3%，")
    first, second = cells(march.done("uploads", "--month", "2026-03", "--on", "2026-03-26"))
    assert first == [
        *("2026/K001", "农村公路", "第001厅（受托上传）", "2026-03", "2026-03-25", "预警", "5%"),
        *("2026-03-26（逾期）", "1", "进度滞后"),
    ]
    assert second == ["2026/K002", "供水", "第001厅", "2026-03", "2026-03-25", "逾期未上传"]


def test_an_upload_entered_long_after_its_receipt_says_so(march: Mubiao, file: str) -> None:
    given = ("--source", "纸质", "--source-note", "张敏", "--received", "2026-03-20", "--on", "2026-03-30")
    march.done("act", "upload_progress", "--by", "D001/目标办", "--file", file, *given)
    first, _ = cells(march.done("uploads", "--month", "2026-03", "--on", "2026-03-30"))
    assert first[7] == "2026-03-20（补录）"
    assert "3月20日收到（补录）" in _page(march)


def _page(march: Mubiao) -> str:
    place = march.home / "目标云.html"
    march.done("uploads", "--month", "2026-03", "--page", str(place), "--on", "2026-03-30")
    return place.read_text(encoding="utf-8")


def test_json_holds_every_picture_and_warning(march: Mubiao, file: str) -> None:
    march.done("act", "upload_progress", "--by", "D001/目标办", "--file", file, "--on", "2026-03-20")
    first, second = march.json("uploads", "--month", "2026-03")
    assert (first["state"], first["progress"], first["late"]) == ("warned", "5", False)
    assert [(each["file"], each["kind"], each["width"]) for each in first["media"]] == [("三月.jpg", "picture", 640)]
    assert second["state"] is None


def test_4_7_a_marked_project_is_listed_as_uploaded_without_figures(march: Mubiao, file: str, anyone: Acting) -> None:
    march.done("act", "upload_progress", "--by", "D001/目标办", "--file", file, "--on", "2026-03-20")
    anyone.on("2026-03-21").do("mark_secret", target="K001", marking="工作秘密", reason="涉及未公开规划")
    [first, _] = cells(march.done("uploads", "--month", "2026-03", "--on", "2026-03-26"))
    assert first[1] == "目标K001（工作秘密）"
    assert first[5:] == ["预警", "已标密", "2026-03-20", "已标密", "进度滞后"]


def test_pending_waived_and_missing_uploads_are_labelled(march: Mubiao, anyone: Acting) -> None:
    states = [row[5] for row in cells(march.done("uploads", "--on", "2026-03-20"))]
    assert states == ["待上传", "待上传"]
    number = next(each["id"] for each in march.json("owed", "--on", "2026-03-20") if "供水" in each["subject"])
    anyone.on("2026-03-20").do("waive", obligation=number, reason="停建", **BY_PAPER)
    anyone.on("2026-03-26").system.do("judge_missing_uploads")
    rows = cells(march.done("uploads", "--on", "2026-03-26"))
    assert [row[5:] for row in rows] == [["预警", "缺报"], ["已豁免"]]


def test_a_list_without_projects_is_reported(line: Mubiao) -> None:
    assert line.done("uploads", "--month", "2026-03") == "2026年3月没有需要上传实施进度的重点项目。\n"
    assert line.done("uploads") == "没有需要上传实施进度的重点项目。\n"


def test_a_month_that_opens_later_is_reported(march: Mubiao, tmp_path: Path) -> None:
    asked = ("uploads", "--month", "2026-05", "--on", "2026-04-30")
    later = "2026年5月的目标云上传于2026-05-01开启，届时列出需要上传实施进度的重点项目。"
    assert march.done(*asked) == f"{later}\n"
    page = march.refused(*asked, "--page", str(tmp_path / "目标云.html"))
    assert page == f"{later}没有写网页，其他月份请用 --month 写明。\n"


def test_an_invalid_month_is_refused(line: Mubiao) -> None:
    assert "没有期间“2026Q1”" in line.refused("uploads", "--month", "2026Q1")


def test_a_month_is_written_as_a_page_with_its_pictures(march: Mubiao, file: str, tmp_path: Path) -> None:
    march.done("act", "upload_progress", "--by", "D001/目标办", "--file", file, "--on", "2026-03-20")
    place = tmp_path / "目标云.html"
    text = march.done("uploads", "--page", str(place), "--on", "2026-03-28")  # of the newest month
    assert text == f"已写入2个项目：{place}\n"
    page = place.read_text(encoding="utf-8")
    assert "<title>贵州省目标云 2026年3月</title>" in page
    assert "截至2026年3月28日" in page
    assert page.count("data:image/jpeg;base64,") == 1
    assert "逾期未上传</b>，自3月26日起" in page


def test_a_missing_picture_is_reported_on_the_page(march: Mubiao, file: str, tmp_path: Path) -> None:
    march.done("act", "upload_progress", "--by", "D001/目标办", "--file", file, "--on", "2026-03-20")
    (stored,) = (path for path in (march.home / "evidence").glob("*/*") if path.is_file())
    stored.unlink()
    march.done("uploads", "--month", "2026-03", "--page", str(tmp_path / "目标云.html"))
    assert "图片，文件不存在，无法显示" in (tmp_path / "目标云.html").read_text(encoding="utf-8")


def test_a_page_never_overwrites_a_file_without_force(march: Mubiao, tmp_path: Path) -> None:
    place = tmp_path / "目标云.html"
    place.write_text("别的", encoding="utf-8")
    words = ("uploads", "--month", "2026-03", "--page", str(place))
    assert march.refused(*words) == f"“{place}”已经存在，没有改动；确需覆盖的，请加 --force。\n"
    assert place.read_text(encoding="utf-8") == "别的"
    rows = march.json(*words, "--force")
    assert [row["target"] for row in rows] == ["2026/K001", "2026/K002"]
    assert place.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_is_html_and_of_a_month_with_projects(march: Mubiao, tmp_path: Path) -> None:
    assert "应以 .html 结尾" in march.refused("uploads", "--page", str(tmp_path / "目标云.pdf"))
    asked = ("uploads", "--month", "2026-01", "--page", str(tmp_path / "目标云.html"))
    text = march.refused(*asked)
    assert text == "2026年1月没有需要上传实施进度的重点项目。没有写网页，其他月份请用 --month 写明。\n"
    assert not (tmp_path / "目标云.html").exists()
