"""`mubiao papers`: the numbers of the agency's papers, void ones with the reason, and the gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

LETTER = {"kind": "催办函", "subject": "1"}


def test_people_read_numbers_reasons_and_gaps(line: Mubiao, anyone: Acting) -> None:
    assert line.done("papers") == "没有已编号的公文。编号：mubiao act issue_paper。\n"
    assert line.done("papers", "--gaps") == "没有空缺的文号。\n"
    for day in ("2026-04-01", "2026-04-03"):
        anyone.on(day).system.do("propose_urgings")
    friday = anyone.on("2026-04-03")
    friday.do("issue_paper", **LETTER, number="黔目标函〔2026〕3号")
    friday.do("void_number", number="黔目标函〔2026〕3号", reason="印错")
    friday.do("issue_paper", **LETTER, number="黔目标函〔2026〕4号")
    text = line.done("papers", "--year", "2026")
    assert "黔目标函〔2026〕3号  催办函" in text
    assert "已作废：印错" in text
    assert [row["void"] for row in line.json("papers")] == [True, False]
    assert line.done("papers", "--gaps").splitlines()[2:] == ["黔目标函〔2026〕1号", "黔目标函〔2026〕2号", "共2项。"]
    assert line.json("papers", "--gaps") == ["黔目标函〔2026〕1号", "黔目标函〔2026〕2号"]
    assert line.json("papers", "--gaps", "--year", "2025") == []
