"""The facts of a folder are those that were kept with the approval (1-8.2)."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256
from typing import Any

import pytest

from deployments.data.check.settled import check_facts

DAY, NAMED = "2027-03-01", ["obligation", "monthly_check|2026-03|D001||0", "月度检查"]
PROOF: dict[str, Any] = {"year": 2026, "marked": set(), "department": None}
OTHERWISE = "事实与审定的得分表所存的不同。"
NOT_KEPT = "尚未审定，考评事实没有与台账核对。"


def line(*rows: list[str], code: str = "D001") -> dict[str, Any]:
    fact = {"fact": "late", "of": None, "before": [], "left_out": 0, "rows": [*rows]}
    return {"department": code, "year": 2026, "day": DAY, "facts": [fact]}


def kept_with(told: dict[str, Any], own: dict[str, Any]) -> Any:
    """An approved sheet of D001 with its facts, and the approval with those of the agency."""
    rows: Any = defaultdict(dict)
    kept = {code: {"day": each["day"], "facts": each["facts"]} for code, each in (("D001", told), ("", own))}
    sheet = {"year": 2026, "state": "frozen", "department_id": "D001", "facts": kept["D001"]}
    rows["score_sheet"]["D001|2026|1"] = sheet
    rows["appraisal"]["2026|1"] = {"year": 2026, "serial": 1, "facts": kept[""]}
    return rows


def faults(rows: Any, *lines: dict[str, Any], codes: tuple[str, ...] = ("D001",), **more: Any) -> list[str]:
    told: list[str] = []
    found = [*check_facts(iter(lines), rows, [{"code": code} for code in codes], PROOF | more, told)]
    assert told == [NOT_KEPT] * (not rows["score_sheet"])
    return found


def test_an_approved_year_has_the_facts_that_were_kept() -> None:
    told, own = line(NAMED), line(code="")
    rows = kept_with(told, own)
    assert faults(rows, told, own) == []
    assert faults(rows, line(), own) == [f"D001：{OTHERWISE}"]
    assert faults(rows, told, own | {"day": "2027-02-28"}) == [f"管理机构：{OTHERWISE}"]
    assert faults(rows, told | {"facts": []}, own) == [f"D001：{OTHERWISE}"]


def test_a_year_that_is_not_approved_says_that_its_facts_were_not_compared() -> None:
    assert faults(defaultdict(dict), line(), line(code="")) == []


def test_a_file_that_was_marked_since_is_told_by_a_digest_of_its_key() -> None:
    file, own = ["evidence", "ab" * 32, "这份材料用于2项目标"], line(code="")
    rows, hidden = kept_with(line(file), own), ["", sha256(file[1].encode()).hexdigest()[:12], "内容不在此显示"]
    assert faults(rows, line(hidden), own) == []
    assert faults(rows, line(["", "0" * 12, "内容不在此显示"]), own) == [f"D001：{OTHERWISE}"]


@pytest.mark.parametrize(
    ("codes", "own", "is_named"),
    [
        (["D001"], None, False),
        (["D001", "D002"], None, True),
        ([], None, True),
        ([], "D001", False),
        ([], "D002", True),
    ],
)
def test_a_department_without_facts_is_named(codes: list[str], own: str | None, *, is_named: bool) -> None:
    lines = (line(), line(code="")) if own is None else (line(),)
    found = faults(defaultdict(dict), *lines, codes=tuple(codes), department=own)
    assert found == ["facts.jsonl：应有管理机构和各部门的事实，每个一行。"] * is_named
