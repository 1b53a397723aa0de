"""`mubiao regulations`: the rules of the agency and the departments' use of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Acting
    from tests.deployments.conftest import Mubiao

GIVEN: dict[str, Any] = {
    "kind": "规章制度",
    "name": "目标管控办法",
    "number": "黔目标〔2026〕4号",
    "dated": "2026-02-20",
}


def test_what_is_in_force_is_listed(line: Mubiao, anyone: Acting, tmp_path: Path) -> None:
    page = tmp_path / "办法.pdf"
    page.write_bytes(b"%PDF-1.4 rules")
    anyone.on("2026-03-05").do("record_regulation", **GIVEN, valid_from="2026-03-10", evidence=str(page))
    shown = [line.done("regulations", "--on", day).splitlines()[2].split() for day in ("2026-03-05", "2026-03-10")]
    named = ["2026-1", "规章制度", "管理机构", "目标管控办法", "黔目标〔2026〕4号", "2026-03-10"]
    assert shown == [[*named, "尚未施行"], [*named, "有效"]]
    repeal = {"number": "5号", "dated": "2026-03-11", "repealed_on": "2026-03-12", "evidence": str(page)}
    anyone.on("2026-03-11").do("repeal_regulation", regulation="2026-1", **repeal)
    text = line.done("regulations", "--all", "--on", "2026-03-12")
    assert text.splitlines()[2].split()[-1] == "2026-03-12起废止"
    assert line.json("regulations", "--all")[0]["repealed_by"] == "5号"


def test_without_any_it_says_how_one_is_recorded(line: Mubiao) -> None:
    assert line.done("regulations") == "没有登记规章制度。登记：mubiao act record_regulation。\n"
