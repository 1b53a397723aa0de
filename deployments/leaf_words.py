"""One line for each leaf of a target: what it asks, and by when (1-2.9)."""

from typing import Any

from models.rules.chinese_dates import in_full
from models.rules.points import in_words
from models.rules.target.amount import Direction
from models.rules.target.indicator import YEAR_END

NOT_STATED, WITHHELD = "未写明", "（已标密）"


def leaf_words(leaf: dict[str, Any]) -> str:
    """指标1-1 新建公路：不少于100公里，2026年9月30日，最近填报60% 黄; only what is asked without a tree."""
    named = f"指标{leaf['code']} {leaf['words']}" if leaf["code"] else ""
    if leaf["deadline"] is None:  # 4.7: a marked target
        return f"{named}{WITHHELD}"
    until = YEAR_END if leaf.get("by_default") else in_full(leaf["deadline"])
    return f"{named}：{_asked(leaf) or NOT_STATED}，{until}{_reported(leaf)}"


def _reported(leaf: dict[str, Any]) -> str:
    """，最近填报60% 黄（完成72公里）; empty without a report. Its colour is its own, by A22."""
    if leaf.get("progress") is None:
        return ""
    done = "" if leaf["done"] is None else f"（完成{in_words(leaf['done'])}{leaf['unit']}）"
    return f"，最近填报{in_words(leaf['progress'])}% {leaf['pace'].label}{done}"


def _asked(leaf: dict[str, Any]) -> str:
    if leaf["quantity"] is None:
        return str(leaf["standard"])
    direction = Direction(leaf["direction"]).label if leaf["direction"] else ""
    return f"{direction}{in_words(leaf['quantity'])}{leaf['unit']}{'左右' if leaf.get('about') else ''}"
