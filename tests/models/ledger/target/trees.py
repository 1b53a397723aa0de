"""Trees of indicators for tests: rows of the sheet, and what is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from models.intake.complaints import ImportRefused

if TYPE_CHECKING:
    from tests.conftest import Acting

DRAFT = {
    "编号": "N1", "年度": "2026", "目标名称": "农村公路", "绩效要求": "建成1000公里", "数量": "1000", "单位": "公里",
    "完成时限": "2026-11-30", "责任部门": "D001",
}  # fmt: skip
NODES = """
SELECT code, parent, quantity, unit, direction, version, correction FROM indicator
ORDER BY target_id, position, version, correction
"""
DRAFTED = "SELECT code, parent, words, quantity FROM draft_indicator ORDER BY draft_id, position"


def row(code: str, parent: str = "", *, target: str = "T001", **more: str) -> dict[str, str]:
    """A row of an indicator that has indicators below it."""
    titles = ("年度", "目标编号", "指标编号", "上级指标", "指标名称", "数量", "单位", "方向", "标准", "完成时限")
    named = {"年度": "2026", "目标编号": target, "指标编号": code, "上级指标": parent, "指标名称": f"指标{code}"}
    return dict.fromkeys(titles, "") | named | more


def leaf(code: str, parent: str = "", *, target: str = "T001", **more: str) -> dict[str, str]:
    """A row of a quantitative leaf."""
    asked = {"数量": "100", "单位": "公里", "方向": "不少于", "完成时限": "2026-09-30"}
    return row(code, parent, target=target, **asked | more)


def checked(code: str, parent: str = "", *, target: str = "T001", **more: str) -> dict[str, str]:
    """A row of a qualitative leaf."""
    return row(code, parent, target=target, **{"标准": "竣工验收合格", "完成时限": "2026-10-31"} | more)


def tree(target: str = "T001") -> tuple[dict[str, str], ...]:
    """Two parts of a target; the first has two leaves."""
    return (
        row("1", target=target),
        leaf("1-1", "1", target=target),
        checked("1-2", "1", target=target),
        leaf("2", target=target, 数量="7.50"),
    )


TOLD = (
    "指标1 指标1",
    "指标1-1 指标1-1：不少于100公里，2026年9月30日",
    "指标1-2 指标1-2：竣工验收合格，2026年10月31日",
    "指标2 指标2：不少于7.5公里，2026年9月30日",
)


def counts(acting: Acting, *rows: dict[str, Any], **options: Any) -> tuple[int, int, int]:
    found = acting.take("indicators", *rows, **options).counts
    return found["new"], found["changed"], found["same"]


def complaints(acting: Acting, *rows: dict[str, Any], **options: Any) -> list[str]:
    with pytest.raises(ImportRefused) as refusal:
        acting.take("indicators", *rows, **options)
    return [f"{each.cell}：{each.message}" for each in refusal.value.complaints]
