"""Sample notices to an office about a visit to one of its projects (7.3)."""

from datetime import date
from typing import Any

from notifications.samples.parts import ROAD, WATER, Context, context_of


def visit_samples() -> dict[str, tuple[Context, ...]]:
    payload: dict[str, Any] = {
        "target": ROAD,
        "found_on": "2026-08-19",
        "problems": "第3标段用地批复未下达，施工停滞",
        "help": "当日协调自然资源部门，约定8月底前批复",
    }
    listed = [f"JT2026-07 {WATER}：进度滞后"]
    return {
        "field_visited": tuple(
            context_of("office", date(2026, 8, 20), **payload, pressed=pressed) for pressed in ([], listed)
        ),
    }
