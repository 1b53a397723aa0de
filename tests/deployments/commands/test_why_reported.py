"""`mubiao why` shows what was reported: a few lines in Chinese, and all of it as data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from deployments.commands.why_reported import format_reported

if TYPE_CHECKING:
    from tests.conftest import Acting, Sql
    from tests.deployments.conftest import Mubiao

LINE = {"year": 2026, "target": "T001", "name": "停车位", "progress": Decimal("40.00"), "status": None, "remark": ""}
REPORT = {"version": 2, "received_on": date(2026, 3, 5), "reported_by": "", "note": "", "lines": [LINE]}
HELD = {"held_on": date(2026, 4, 15), "recorded_on": date(2026, 4, 16), "attendees": "班子成员", "completion": "按计划"}
PARTS = {"problems": "无", "coordination": "", "measures": "加快"}


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({}, "  T001 停车位：40%"),
        ({"status": "blocked", "remark": "流标\n重招"}, "  T001 停车位：40%，受阻，流标 重招"),
        ({"progress": Decimal("37.5"), "remark": "长" * 90}, f"  T001 停车位：37.5%，{'长' * 79}…"),
        ({"quantity": Decimal("72.0")}, "  T001 停车位：40%，完成数量72"),
        (
            {"withheld": True, "progress": None, "name": "目标T001（工作秘密）"},
            "  T001 目标T001（工作秘密）：内容不在此显示",
        ),
    ],
)
def test_a_line_says_progress_status_and_remark(changed: dict[str, Any], shown: str) -> None:
    report = REPORT | {"lines": [LINE | changed]}
    assert format_reported({"report": report}) == ["", "填报：第2版，2026年3月5日收到，共1项", shown]


def test_the_leaves_of_a_target_stand_below_it() -> None:
    leaf = {"indicator": "1-1", "progress": Decimal("85.00"), "status": "done", "remark": "", "quantity": Decimal(80)}
    told = format_reported({"report": REPORT | {"lines": [LINE | {"leaves": [leaf]}]}})
    assert told[2:] == ["  T001 停车位：40%", "    指标1-1：85%，完成数量80，已完成"]


def test_of_many_lines_the_first_stand_with_the_count_of_the_others() -> None:
    told = format_reported({"report": REPORT | {"lines": [LINE] * 30, "note": "更正"}})
    assert told[1] == "填报：第2版，2026年3月5日收到，共30项，更正"
    assert told[2:] == ["  T001 停车位：40%"] * 10 + ["  其余20项未列出，全部内容加 --json 查看"]


def test_a_meeting_says_its_days_and_parts() -> None:
    assert format_reported({"meeting": {**HELD, **PARTS}}) == [
        "",
        "会议记录：2026年4月15日召开，2026年4月16日登记",
        "  参加人员：班子成员",
        "  各项目标完成情况：按计划",
        "  存在问题：无",
        "  改进措施：加快",
    ]


def test_a_review_has_four_parts() -> None:
    told = format_reported({"meeting": {**HELD, **PARTS, "coordination": "倒排工期"}})
    assert told[1].startswith("讲评记录：")
    assert [each.split("：")[0].strip() for each in told[2:]] == [
        "参加人员",
        "半年目标完成情况讲评",
        "存在问题",
        "统筹进度安排",
        "改进措施和方案",
    ]


def test_without_either_there_is_nothing() -> None:
    assert format_reported({}) == []


def test_people_read_it_below_the_history_and_programs_as_data(line: Mubiao, anyone: Acting, sql: Sql) -> None:
    number = str(sql.value("SELECT min(id) FROM obligation WHERE kind = 'monthly_check'"))
    anyone.on("2026-03-05").report("D001", "2026-03", "T001", "T002", progress=40)
    text = line.done("why", number, "--on", "2026-03-09")
    assert "\n填报：第1版，2026年3月5日收到，共2项\n  T001 目标T001：40%" in text
    assert text.index("经过：") < text.index("填报：第1版")
    report = line.json("why", number, "--on", "2026-03-09")["report"]
    assert (report["version"], report["received_on"], len(report["lines"])) == (1, "2026-03-05", 2)
