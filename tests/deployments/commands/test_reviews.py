"""`mubiao reviews`: the work list of a quarter, least recently reviewed first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from tests.databases import story
from tests.deployments.tables import read_table

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

REVIEW = {"period": "2026Q1", "reviewer": "张三"}


@pytest.fixture
@story
def quarter(line: Mubiao, anyone: Acting) -> Mubiao:
    """D001 declared half of its targets' work done, D002 nothing; 张三 and 李四 review 2026Q1."""
    for name in ("张三", "李四"):
        anyone.on("2026-04-01").do("register_inspector", name=name)
    anyone.on("2026-04-01").open("self_check", "2026Q1")
    anyone.on("2026-04-08").report("D001", "2026Q1", "T001", "T002", name="file_self_check")
    anyone.on("2026-04-16").open("online_review", "2026Q1")
    anyone.on("2026-04-16").do("assign_reviews", period="2026Q1", reviewers="张三、李四")
    return line


def test_the_table_shows_reviewers_and_what_is_left(quarter: Mubiao, anyone: Acting) -> None:
    lines = [{"target": "T001", "outcome": "未完成", "note": "未开工"}]
    for name in ("张三", "李四"):
        anyone.on("2026-04-17").do("record_online_review", **REVIEW | {"reviewer": name}, lines=lines)
    listed = quarter.done("reviews", "--on", "2026-04-20").splitlines()
    first, _, third = [list(row) for row in read_table("\n".join(listed))][:3]
    assert first[:4] == ["T001", "目标T001", "第001厅", "50% 绿"]
    assert first[6:] == ["张三", "未完成", "张三、李四", "2026-04-17", "拟列入"]
    assert [third[0], third[3], third[6]] == ["T003", "未报", "张三"]
    assert listed[-1] == "共3项，已复核1项，待复核2项。"


def test_the_inspection_that_goes_there_and_a_change_since_are_shown(quarter: Mubiao, anyone: Acting) -> None:
    day = anyone.on("2026-04-17")
    lines = [{"target": "T001", "outcome": "未完成", "note": "未开工"}]
    for name in ("张三", "李四"):
        day.do("record_online_review", **REVIEW | {"reviewer": name}, lines=lines)
    day.do("draft_inspection", kind="专项核查", title="现场认定")
    day.do("assign_confirmation", target="T001", inspection="2026-1")
    day.report("D001", "2026Q1", "T001", name="file_self_check", progress=60)
    listed = quarter.done("reviews", "--period", "2026Q1")
    first = read_table(listed)[0]
    assert (first[7], first[10]) == ("未完成（此后有变化）", "拟列入（核查2026-1）")


def test_the_list_can_be_limited_to_one_reviewer_or_to_what_is_left(quarter: Mubiao, anyone: Acting) -> None:
    lines = [{"target": "T001", "outcome": "完成属实"}]
    anyone.on("2026-04-17").do("record_online_review", **REVIEW, lines=lines)
    assert [row["target"] for row in quarter.json("reviews", "--period", "2026Q1", "--left")] == ["T002", "T003"]
    mine = quarter.json("reviews", "--period", "2026Q1", "--reviewer", "张三")
    assert [(row["target"], row["outcome"]) for row in mine] == [("T001", "confirmed"), ("T003", None)]


def test_a_quarter_without_anything_to_review_is_reported(line: Mubiao) -> None:
    assert line.done("reviews", "--period", "2026Q1") == "2026年第一季度没有应复核的目标。\n"
    assert line.done("reviews", "--period", "2026Q1", "--left") == "2026年第一季度没有待复核的目标。\n"


def test_for_a_reviewer_without_assignment_the_assigned_ones_are_named(quarter: Mubiao) -> None:
    asked = ("reviews", "--period", "2026Q1", "--reviewer", "王五")
    assert quarter.done(*asked) == "2026年第一季度在线复核没有分派给“王五”的目标，已分派：张三、李四。\n"
    unshared = quarter.done("reviews", "--period", "2026Q2", *asked[3:])
    assert unshared == "2026年第二季度在线复核没有分派给“王五”的目标，请先分派（assign_reviews）。\n"


def test_a_work_list_is_written_for_one_reviewer_as_a_whole(quarter: Mubiao, tmp_path: Path) -> None:
    place = str(tmp_path / "复核表.xlsx")
    assert quarter.refused("reviews", "--xlsx", place) == "复核表按复核人各写一份，请写明 --reviewer。\n"
    whole = quarter.refused("reviews", "--xlsx", place, "--reviewer", "张三", "--left")
    assert whole == "复核表包含分派的全部目标，请去掉 --left。\n"
    asked = ("reviews", "--period", "2026Q1", "--xlsx", place, "--reviewer")
    assert "没有分派给“王五”的目标" in quarter.refused(*asked, "王五")
    assert quarter.done(*asked, "张三").startswith("已写入2项")


def test_with_a_work_list_json_is_still_one_document(quarter: Mubiao, tmp_path: Path) -> None:
    asked = ("--period", "2026Q1", "--reviewer", "张三", "--xlsx", str(tmp_path / "复核表.xlsx"))
    assert len(quarter.json("reviews", *asked)) == 2


def test_a_period_that_is_no_quarter_is_refused(line: Mubiao) -> None:
    assert "2026-03" in line.refused("reviews", "--period", "2026-03")


def test_a_second_has_a_sheet_with_what_waits_for_him(quarter: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    day, place = anyone.on("2026-04-17"), tmp_path / "第二人.xlsx"
    day.do("register_inspector", name="王五")
    day.do("declare_tie", inspector="王五", department="D002", reason="亲属")
    lines = [{"target": code, "outcome": "材料不足", "note": "缺照片"} for code in ("T001", "T003")]
    day.do("record_online_review", **REVIEW, lines=lines)
    asked = ("reviews", "--period", "2026Q1", "--second")
    assert [row["target"] for row in quarter.json(*asked, "王五")] == ["T001"]
    assert [row["target"] for row in quarter.json(*asked, "李四")] == ["T001", "T003"]
    assert quarter.done(*asked, "张三") == "2026年第一季度没有等“张三”确认或裁定的目标。\n"
    assert quarter.done(*asked, "李四", "--xlsx", str(place)).startswith("已写入2项")
    book = load_workbook(place)
    sheet = book.worksheets[0]
    assert [sheet["P1"].value, sheet["P2"].value] == ["已有意见", "张三：材料不足，缺照片"]
    sheet["L2"], sheet["M2"] = "材料不足", "确缺照片"
    book.save(place)
    said = quarter.done("import", "reviews", str(place), "--on", "2026-04-20")
    assert said.startswith("2026年第一季度在线复核：登记1项（材料不足1项）；还有1项待复核、1项待第二人确认。")
