"""`mubiao targets`: the targets of a year in a table that fits the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.text_table import width
from tests.models.ledger.report.leaf_reports import OTHER, planted, submit
from tests.models.ledger.report.leaf_reports import line as of_leaf
from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

LONG = "全省农村公路新建改建和养护提升工程年度建设任务"


def test_the_targets_are_listed_with_department_and_last_report(line: Mubiao, anyone: Acting) -> None:
    lines = [{"target": "T001", "progress": 50}, {"target": "T002", "progress": "60.50"}]
    anyone.on("2026-03-05").office("D001").do("submit_report", department="D001", period="2026-03", lines=lines)
    rows = line.done("targets", "--on", "2026-03-05").splitlines()
    assert rows[0].split() == ["编号", "目标", "责任部门", "数量", "完成时限", "最近填报", "缺"]
    until, lacks = "年底（默认）", "绩效要求、目标类别、目标来源"
    assert rows[2].split() == ["T001", "目标T001", "第001厅", until, "2026-03", "50%", "绿", lacks]
    assert rows[3].split() == ["T002", "目标T002", "第001厅", until, "2026-03", "60.5%", "绿", lacks]
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


def test_a_tree_ends_with_what_its_parts_make_up_and_who_is_behind(line: Mubiao, anyone: Acting) -> None:
    row = {"年度": "2026", "目标名称": "造林", "下达日期": "2026-02-27", "单位": "亩"}
    anyone.on("2026-02-27").take("targets", row | {"编号": "T010", "数量": "900", "责任部门": "D002"})
    part = row | {"责任部门": "D001", "上级目标编号": "T010"}
    anyone.on("2026-02-27").take("targets", part | {"编号": "T010-1", "数量": "900"})
    anyone.on("2026-04-01").open("monthly_check", "2026-04")
    lines = [{"target": code, "progress": 1} for code in ("T001", "T002", "T010-1")]
    anyone.on("2026-04-02").office("D001").do("submit_report", department="D001", period="2026-04", lines=lines)
    rows = line.done("targets", "--tree", "T010", "--on", "2026-04-02").splitlines()
    assert rows[-2:] == ["“T010”900亩，分解1项合计900亩。", "落后于时间进度：“T010-1”第001厅（红）。"]
    assert rows[-5:-2] == ["共2项。", "“T010”：不少于900亩，年底（默认）。", "“T010-1”：不少于900亩，年底（默认）。"]


ROAD = {
    "编号": "T010", "年度": "2026", "目标名称": "公路", "责任部门": "D001", "绩效要求": "建成1000公里",
    "数量": "500", "单位": "公里", "下达日期": "2026-02-27", "说明": "其余由市县承担",
}  # fmt: skip


def test_an_explanation_stands_next_to_the_quantity_that_the_words_contradict(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-02-27").take("targets", ROAD, ROAD | {"编号": "T011", "数量": "1000"})
    shown = "".join(line.done("targets", "--department", "D001").split())
    first, second = shown[shown.index("T010") :].split("T011")
    assert "500公里（其余由市县承" in first
    assert "市县" not in second
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


KINDS = {"目标类别": "职能绩效目标", "目标来源": "动态目标", "绩效要求": "建成", "完成时限": "2026-12-31"}
OF_BUILDING = {"目标类别": "机关建设目标", "建设目标分类": "日常管理目标", "党建项目": "队伍建设"}


def test_the_gaps_of_the_two_roads_are_listed_and_named_by_the_import(line: Mubiao, anyone: Acting) -> None:
    usual = {"年度": "2026", "目标名称": "公路", "责任部门": "D001", "下达日期": "2026-02-27"}
    dynamic, building = usual | KINDS | {"编号": "T010"}, usual | KINDS | OF_BUILDING | {"编号": "T011"}
    anyone.on("2026-02-27").take("targets", dynamic, building | {"目标来源": ""})
    listed = {row["code"]: row for row in line.json("targets", "--incomplete", "--department", "D001")}
    assert (listed["T010"]["missing"], listed["T010"]["management"]) == (["目标来源"], "dynamic")
    assert "T011" not in listed
    rows = {row.split()[0]: row.split()[-1] for row in line.done("targets", "--incomplete").splitlines()[2:-1]}
    assert rows["T010"] == "目标来源"


def test_the_kinds_and_the_paper_of_a_target_are_shown(line: Mubiao, anyone: Acting) -> None:
    paper = {"下达文号": "黔目标〔2026〕1号", "发文日期": "2026-02-26", "管理方式": "初始目标"}
    usual = {"年度": "2026", "目标名称": "公路", "责任部门": "D001", "下达日期": "2026-02-27"}
    anyone.on("2026-02-27").take("targets", usual | OF_BUILDING | paper | {"编号": "T010"})
    text = line.done("why", "--target", "T010", "--year", "2026")
    kinds = "分类：机关建设目标，日常管理目标，队伍建设，初始目标"
    assert f"\n{kinds}；下达文号：黔目标〔2026〕1号，2026年2月26日\n" in text
    assert "\n分类：未载明；下达文号：未载明\n" in line.done("why", "--target", "T001", "--year", "2026")
    assert line.json("why", "--target", "T010", "--year", "2026")["target"]["item"] == "team"


def test_a_tree_names_what_its_leaves_ask_by_when(line: Mubiao, anyone: Acting) -> None:
    anyone.on("2026-03-05").take("indicators", *tree())
    rows = line.done("targets", "--tree", "T001", "--on", "2026-03-05").splitlines()
    assert rows[-3:] == [
        "“T001”指标1-1 指标1-1：不少于100公里，2026年9月30日。",
        "“T001”指标1-2 指标1-2：竣工验收合格，2026年10月31日。",
        "“T001”指标2 指标2：不少于7.5公里，2026年9月30日。",
    ]
    assert line.done("targets", "--tree", "T002").splitlines()[-1] == "“T002”：未写明，年底（默认）。"


def test_a_tree_shows_the_colour_of_each_leaf_that_was_reported(line: Mubiao, anyone: Acting) -> None:
    submit(
        planted(anyone.on("2026-03-05")), of_leaf("1-1", 60, quantity=60), of_leaf("1-2", 90), of_leaf("2", 4), OTHER
    )
    rows = line.done("targets", "--tree", "T001", "--on", "2026-04-10").splitlines()
    assert rows[-4:] == [
        "“T001”指标1-1 指标1-1：不少于100公里，2026年9月30日，最近填报60% 绿（完成60公里）。",
        "“T001”指标1-2 指标1-2：竣工验收合格，2026年10月31日，最近填报90% 绿。",
        "“T001”指标2 指标2：不少于7.5公里，2026年9月30日，最近填报4% 红。",
        "落后于时间进度：“T001”第001厅（红）。",
    ]
