"""`mubiao why --target`: what came of a target, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployments.commands.why_outcomes import format_outcomes

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

APPEAL = "负面清单条目 2026/T001/1 第1次 2026年3月10日"
WHEN = ("--target", "T001", "--on", "2026-03-12")


def test_entry_and_appeal_stand_below_the_requirements_with_what_says_more(line: Mubiao, anyone: Acting) -> None:
    march = anyone.on("2026-03-10")
    march.lists("T001", "未达目标要求", "2026-03-09")
    march.do("set_limit", target="T001", limit="2026-04-20")
    march.do("set_policy", key="appeal_answer_days", value="5", basis="5号")
    march.office("D001").do("lodge_appeal", target="T001", ground="已完工")
    text = line.done("why", *WHEN)
    entries, appeals = text.partition("\n负面清单条目：\n")[2].split("\n\n申诉：\n")
    assert entries.startswith(
        "  第1次 2026年3月10日列入（整改中，第1轮，时限2026年4月20日）：未达目标要求；经过：mubiao why "
    )
    assert appeals.startswith(f"  {APPEAL}提出（已提出），申诉理由：已完工；经过：mubiao why ")
    assert "申诉" in line.done("why", appeals.strip().rpartition(" ")[2])
    anyone.on("2026-03-11").do("refuse_appeal", target="T001", reason="与此无关")
    assert "（不予受理，2026年3月11日），申诉理由：已完工；裁定或不予受理的理由：与此无关；" in line.done("why", *WHEN)
    finding = text.partition("\n核查结果：\n")[2].splitlines()[0]
    assert (finding.startswith("  核查2026-1 2026年3月"), "未按质按量完成（已签字" in finding) == (True, True), finding


def test_a_proposed_entry_has_no_day_of_listing_and_a_ruling_is_named() -> None:
    entry = {"occurrence": 1, "state": "proposed", "listed_on": None, "found_on": "2026-03-09", "round": None}
    appeal = {"kind": "entry", "key": "2026/T001/1", "number": 1, "state": "ruled", "lodged_on": "2026-03-10"}
    lines = format_outcomes(
        {
            "findings": [],
            "entries": [entry | {"finding": "未达要求", "limit": None, "duties": []}],
            "appeals": [
                appeal
                | {
                    "ended_on": "2026-04-01",
                    "ruling": "withdrawn",
                    "ground": "已完工",
                    "reason": "属实",
                    "duties": [7, 8],
                }
            ],
        }
    )
    ruled = f"  {APPEAL}提出（已裁定，撤销，2026年4月1日），申诉理由：已完工"
    ruled += "；裁定或不予受理的理由：属实；经过：mubiao why 7、8"
    assert list(lines) == [
        "",
        "负面清单条目：",
        "  第1次 2026年3月9日发现（拟列入）：未达要求",
        "",
        "申诉：",
        ruled,
    ]
