"""可申诉: the limit for lodging counts from the day on which the office was told (4.3 a, A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Acting

GAP = {"kind": "年终复核缺项", "key": "2026/D001/T001", "ground": "该目标已并入另一目标"}


def limited(acting: Acting, days: int) -> None:
    acting.do("set_policy", key="appeal_lodging_days", value=days, basis="黔目标办〔2026〕5号")


def test_a_gap_is_contested_from_the_day_of_the_list_of_missing_items(january: Acting) -> None:
    limited(january, 3)
    january.system.do("compare_filings")
    text = january.on("2027-01-15").office("D001").refused("lodge_appeal", **GAP)
    assert text == (
        "申诉应于2027-01-14前提出（2027-01-11告知年终复核缺项，3个工作日内），2027-01-15提出已超过时限，不能提出。"
    )
    assert january.on("2027-01-14").office("D001").do("lodge_appeal", **GAP).counts["lodged"] == 1


def test_the_finding_behind_an_entry_has_the_limit_of_the_entry(contested: Acting) -> None:
    contested.office("D001").do("withdraw_appeal", target="T001", reason="改为申诉核查结果")
    limited(contested.on("2026-09-01"), 5)
    finding = {"kind": "核查结果", "key": "2026-1/T001", "ground": "另有34公里已完工"}
    text = contested.on("2026-09-23").office("D001").refused("lodge_appeal", **finding)
    assert text.startswith("申诉应于2026-09-21前提出（2026-09-15告知列入，5个工作日内）")
    assert contested.on("2026-09-21").office("D001").do("lodge_appeal", **finding).counts["lodged"] == 1
