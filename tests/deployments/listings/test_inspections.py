"""`mubiao inspections`: the inspections with state and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

PLAN = {
    "purpose": "核实目标完成情况",
    "content": "对照目标绩效要求",
    "methods": "查阅资料、实地查看",
    "standard": "目标绩效要求",
    "begins_on": "2026-09-10",
    "ends_on": "2026-09-30",
    "requirements": "逐项核实",
}
FOUND = {"found": "完成", "methods": "实地查看", "found_by": "王文、李天"}


def inspect(anyone: Acting) -> None:
    for name in ("王文", "李天"):
        anyone.on("2026-09-01").do("register_inspector", name=name)
    september = anyone.on("2026-09-10")
    september.do("draft_inspection", kind="季度核查", title="第三季度核查", **PLAN)
    september.do("appoint_team", inspection="2026-1", leader="王文", members="李天")
    september.do("issue_plan", inspection="2026-1", document_number="黔目标办〔2026〕20号")
    fields = {"conclusion": "符合目标要求", "found_on": "2026-09-15", **FOUND}
    anyone.on("2026-09-15").do("record_finding", inspection="2026-1", target="T001", **fields)


def test_an_inspection_is_one_line(line: Mubiao, anyone: Acting) -> None:
    inspect(anyone)
    cells = line.done("inspections", "--year", "2026", "--on", "2026-10-01").splitlines()[2].split()
    assert cells[:4] == ["2026-1", "季度核查", "第三季度核查", "方案已下达（已过期）"]
    assert cells[4:] == ["2026-09-30", "王文", "0项，待签字1，未完成0"]
    anyone.on("2026-09-16").do("sign_off", inspection="2026-1", leader="王文")
    assert line.done("inspections").splitlines()[2].split()[-1] == "1项，未完成0"


def test_without_inspections_it_says_so(line: Mubiao) -> None:
    assert line.done("inspections", "--department", "D001") == "没有核查。\n"
    assert line.json("inspections") == []
