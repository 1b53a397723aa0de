"""绩效目标 as a list: leads, last reports, what is missing, the parts of a target, and marked ones (4.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from models.database import begin
from models.ledger.target.register import Wanted, list_targets
from models.rules.errors import Refused
from tests.databases import story

if TYPE_CHECKING:
    from tests.conftest import Acting

WHOLE = {"绩效要求": "建成", "目标类别": "职能绩效目标", "目标来源": "本级目标", "完成时限": "2026-06-30"}

DAYS = ("2026-04-02", "2026-04-03", "2026-04-06")


def listed(day: str = "2026-04-10", **wanted: Any) -> dict[str, dict[str, Any]]:
    with begin() as session:
        rows = list_targets(session, date.fromisoformat(day), Wanted(**{"year": 2026} | wanted))
    return {row["code"]: row for row in rows}


@pytest.fixture
@story
def whole(march: Acting) -> Acting:
    """T011 lacks nothing and is a part of T010, with D001 cooperating; both belong to D002."""
    usual = {"年度": "2026", "责任部门": "D002", "下达日期": "2026-02-27"}
    march.take("targets", {**usual, "编号": "T010", "目标名称": "农村公路"})
    part = {**usual, **WHOLE, "编号": "T011", "目标名称": "农村公路一期", "上级目标编号": "T010", "配合部门": "D001"}
    march.take("targets", part)
    return march


@pytest.mark.usefixtures("whole")
def test_the_targets_of_a_department_are_those_it_leads_or_cooperates_in() -> None:
    assert [*listed()] == ["T001", "T002", "T003", "T010", "T011"]
    assert [*listed(department="D001")] == ["T001", "T002", "T011"]
    assert (listed()["T011"]["department"], listed()["T011"]["cooperating"]) == ("第002厅", ["第001厅"])
    assert listed(year=2025) == {}


def test_the_newest_month_reported_by_the_day_is_shown(march: Acting) -> None:
    march.on("2026-04-01").open("monthly_check", "2026-04")
    for day, period, progress in (("2026-04-03", "2026-04", 60), ("2026-04-06", "2026-03", 40)):
        lines = [{"target": "T001", "progress": progress}, {"target": "T002", "progress": 1}]
        march.on(day).office("D001").do("submit_report", department="D001", period=period, lines=lines)
    shown = {day: (listed(day)["T001"]["reported_for"], listed(day)["T001"]["progress"]) for day in DAYS}
    assert shown == {
        "2026-04-02": (None, None),
        "2026-04-03": ("2026-04", Decimal(60)),
        "2026-04-06": ("2026-04", Decimal(60)),
    }


def test_a22_what_was_reported_last_counts_in_whichever_check(march: Acting) -> None:
    march.on("2026-04-01").open("self_check", "2026Q1")
    march.on("2026-04-01").open("monthly_check", "2026-04")
    seen = []
    reports = (
        *(("2026-04-02", "2026-03", 10, "submit_report"), ("2026-04-07", "2026Q1", 90, "file_self_check")),
        *(("2026-04-08", "2026-04", 30, "submit_report"), ("2026-04-09", "2026Q1", 80, "file_self_check")),
    )
    for day, period, progress, name in reports:
        lines = [{"target": code, "progress": progress} for code in ("T001", "T002")]
        march.on(day).office("D001").do(name, department="D001", period=period, lines=lines)
        seen.append((listed(day)["T001"]["reported_for"], listed(day)["T001"]["progress"]))
    assert seen == [("2026-03", 10), ("2026Q1", 90), ("2026-04", 30), ("2026-04", 30)]


@pytest.mark.usefixtures("whole")
def test_what_a_target_lacks_is_named() -> None:
    assert listed()["T010"]["missing"] == ["绩效要求", "目标类别", "目标来源"]
    assert listed()["T011"]["missing"] == []
    assert "T011" not in listed(incomplete=True)


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize(("day", "overdue"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_target_not_reported_as_done_is_overdue_after_its_deadline(day: str, *, overdue: bool) -> None:
    assert listed(day)["T011"]["overdue"] is overdue
    assert listed(day)["T010"]["overdue"] is False


@pytest.mark.usefixtures("whole")
def test_a_tree_is_a_target_with_its_parts() -> None:
    assert {code: row["level"] for code, row in listed(tree="T010").items()} == {"T010": 0, "T011": 1}
    with pytest.raises(Refused, match="2026年目标中没有编号“T999”。其他年度请加 --year。"):
        listed(tree="T999")


@pytest.mark.usefixtures("whole")
def test_a_marked_target_is_listed_by_its_number_only(march: Acting) -> None:
    march.do("mark_secret", target="T011", marking="工作秘密", reason="未公开")
    row = listed()["T011"]
    assert row["name"] == "目标T011（工作秘密）"
    assert (row["requirement"], row["deadline"], row["quantity"]) == ("内容不在此显示", None, None)


@pytest.mark.parametrize(
    ("progress", "day", "colour"),
    [
        (50, "2026-04-01", "green"),
        (45, "2026-06-30", "yellow"),
        (24, "2026-04-10", "yellow"),
        (20, "2026-04-10", "red"),
    ],
)
def test_a22_the_pace_of_a_target_follows_its_report_and_the_day(
    march: Acting, progress: int, day: str, colour: str
) -> None:
    lines = [{"target": "T001", "progress": progress}, {"target": "T002", "progress": 1}]
    march.office("D001").do("submit_report", department="D001", period="2026-03", lines=lines)
    assert listed(day)["T001"]["pace"] == colour
    assert listed(day)["T003"]["pace"] == "grey"


def test_a22_the_agency_sets_from_where_a_target_is_yellow(march: Acting) -> None:
    lines = [{"target": "T001", "progress": 20}, {"target": "T002", "progress": 1}]
    march.office("D001").do("submit_report", department="D001", period="2026-03", lines=lines)
    assert listed("2026-04-10")["T001"]["pace"] == "red"
    march.do("set_policy", key="pace_yellow", value="70%", basis="5号")
    assert listed("2026-04-10")["T001"]["pace"] == "yellow"


def test_4_7_a_marked_target_has_no_pace(march: Acting) -> None:
    lines = [{"target": "T001", "progress": 50}, {"target": "T002", "progress": 1}]
    march.office("D001").do("submit_report", department="D001", period="2026-03", lines=lines)
    march.do("mark_secret", target="T001", marking="工作秘密", reason="涉及未公开规划")
    assert (listed()["T001"]["progress"], listed()["T001"]["pace"]) == (None, None)
    assert listed()["T002"]["pace"] == "red"


def test_a52_a_tree_says_whether_the_parts_make_up_the_whole(march: Acting) -> None:
    usual = {"年度": "2026", "责任部门": "D001", "下达日期": "2026-02-27", "目标名称": "造林"}
    march.take("targets", usual | {"编号": "T020", "数量": "3", "单位": "万亩"})
    part = usual | {"责任部门": "D002", "上级目标编号": "T020"}
    march.take("targets", part | {"编号": "T021", "数量": "1000", "单位": "公顷"})
    march.take("targets", part | {"编号": "T022", "数量": "1", "单位": "万亩"}, part | {"编号": "T023"})
    assert listed(tree="T020")["T020"]["parts"] == (
        "“T020”3万亩，分解2项合计2.5万亩，少0.5万亩；不计入合计：“T023”（没有数量）"
    )
    assert {row["parts"] for code, row in listed(tree="T020").items() if code != "T020"} == {""}
    march.take("targets", part | {"编号": "T024", "数量": "0.5", "单位": "万亩", "上级目标编号": "2026/T020"})
    assert "分解3项合计3万亩；" in listed(tree="T020")["T020"]["parts"]
    assert listed()["T020"]["parts"] == ""


def test_a_deadline_after_its_year_is_taken_over_and_named(march: Acting) -> None:
    usual = {"年度": "2026", "责任部门": "D002", "下达日期": "2026-02-27", "编号": "T009", "目标名称": "农村公路"}
    march.take("targets", {**usual, **WHOLE, "完成时限": "2027-06-30"})
    assert listed()["T009"]["missing"] == ["完成时限在本年度之后"]
    assert "完成时限在本年度之后" not in listed()["T001"]["missing"]
