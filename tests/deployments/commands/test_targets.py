"""`mubiao targets`: the targets of a year in a table that fits the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.text_table import width

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

LONG = "全省农村公路新建改建和养护提升工程年度建设任务"


def test_the_targets_are_listed_with_department_and_last_report(line: Mubiao, anyone: Acting) -> None:
    lines = [{"target": "T001", "progress": 50}, {"target": "T002", "progress": "60.50"}]
    anyone.on("2026-03-05").office("D001").do("submit_report", department="D001", period="2026-03", lines=lines)
    rows = line.done("targets", "--on", "2026-03-05").splitlines()
    assert rows[0].split() == ["编号", "目标", "责任部门", "数量", "完成时限", "最近填报", "缺"]
    lacks = "绩效要求、目标类别、目标来源、完成时限"
    assert rows[2].split() == ["T001", "目标T001", "第001厅", "2026-03", "50%", lacks]
    assert rows[3].split() == ["T002", "目标T002", "第001厅", "2026-03", "60.5%", lacks]
    assert rows[-1] == "共3项。"


def test_a_long_name_is_cut_so_that_the_table_fits_the_screen(line: Mubiao, anyone: Acting) -> None:
    row = {"编号": "T010", "年度": "2026", "目标名称": LONG, "责任部门": "D001", "下达日期": "2026-02-27"}
    anyone.on("2026-02-27").take("targets", row | {"完成时限": "2026-03-31", "数量": "1200.50", "单位": "公里"})
    part = row | {"编号": "T010-1", "上级目标编号": "T010"}
    anyone.on("2026-02-27").take("targets", part)
    text = line.done("targets", "--tree", "T010", "--on", "2026-04-01")
    assert max(map(width, text.splitlines())) <= 100
    assert "1200.5公里" in text
    assert "2026-03-31（已过）" in text
    assert "\n　T010-1" in text
    assert line.json("targets", "--tree", "T010")[0]["name"] == LONG


ROAD = {
    "编号": "T010", "年度": "2026", "目标名称": "公路", "责任部门": "D001", "绩效要求": "建成1000公里",
    "数量": "500", "单位": "公里", "下达日期": "2026-02-27", "说明": "其余由市县承担",
}  # fmt: skip


def test_an_explanation_stands_next_to_the_quantity_that_the_words_contradict(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-02-27").take("targets", ROAD, ROAD | {"编号": "T011", "数量": "1000"})
    rows = {row.split()[0]: row for row in line.done("targets", "--department", "D001").splitlines()[2:-1]}
    assert "500公里（其余由市县承担）" in rows["T010"]
    assert "市县" not in rows["T011"]
    assert [row["note"] for row in line.json("targets", "--department", "D001")][2:] == ["其余由市县承担", ""]


def test_the_history_of_a_target_says_why_its_quantity_is_another(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-02-27").take("targets", ROAD)
    text = line.done("why", "--target", "T010", "--year", "2026")
    assert "日 说明：其余由市县承担\n" in text
    [note] = line.json("why", "--target", "T010", "--year", "2026")["notes"]
    assert note["note"] == "其余由市县承担"


def test_4_7_the_explanation_of_a_marked_target_is_withheld(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-02-27").take("targets", ROAD)
    anyone.do("mark_secret", target="T010", marking="工作秘密", reason="涉及未公开规划")
    assert "市县" not in line.done("targets", "--department", "D001")
    assert "市县" not in line.done("why", "--target", "T010", "--year", "2026")


def test_a_year_without_targets_says_so(line: Mubiao) -> None:
    assert line.done("targets", "--year", "2027") == "没有符合条件的2027年目标，其他年度请加 --year。\n"
    assert line.json("targets", "--year", "2027") == []
    assert [row["code"] for row in line.json("targets", "--year", "2026", "--department", "第002厅")] == ["T003"]
    assert "“第009厅”不在部门名单中" in line.refused("targets", "--department", "第009厅")
