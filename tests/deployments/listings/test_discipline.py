"""`mubiao discipline`: every fact of a year with its paper, withdrawn ones with the reason (1-6.1, A44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import SEEN_THERE

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao


def test_facts_are_listed_by_department_with_paper_and_state(line: Mubiao, anyone: Acting) -> None:
    january = anyone.on("2027-01-20")
    paper = {"number": "黔纪通2号", "dated": "2027-01-12", "evidence": str(SEEN_THERE)}
    for code, fact in (("D002", "缺席"), ("D001", "迟报")):
        january.do("record_discipline", department=code, year=2026, fact=fact, reduces="下调一档", **paper)
    january.do("withdraw_discipline", department="D001", year=2026, serial=1, reason="不属实")
    asked = ("discipline", "--year", "2026")
    rows = [row.split() for row in line.done(*asked).splitlines()[2:4]]
    assert rows == [
        ["D001", "第001厅", "1", "迟报", "下调一档", "黔纪通2号，2027-01-12", "已撤回（2027-01-20，不属实）"],
        ["D002", "第002厅", "1", "缺席", "下调一档", "黔纪通2号，2027-01-12", "有效"],
    ]
    more = {**paper, "number": f"黔纪通〔2027〕{'1' * 60}号"}
    january.do("record_discipline", department="D002", year=2026, fact="又缺席", reduces="下调一档", **more)
    assert "…" not in line.done(*asked)  # a paper that is cut cannot be found
    january.do("withdraw_discipline", department="D002", year=2026, serial=2, reason="不属实")
    [found, _] = line.json(*asked, "--department", "第002厅")
    assert (found["code"], found["fact"], found["state"]) == ("D002", "缺席", "recorded")
    assert line.done("discipline", "--year", "2025") == "没有登记。\n"
