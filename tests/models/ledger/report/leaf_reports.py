"""Reports by leaf for tests: a month that asks for the leaves of T001, and lines of an office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.models.ledger.target.trees import tree

if TYPE_CHECKING:
    from models.ledger.acts import Summary
    from tests.conftest import Acting

LEAVES = """
SELECT f.indicator, f.progress::float, f.status, f.remark, f.quantity::float FROM report_leaf f
WHERE f.version = :version ORDER BY f.obligation_id, f.position
"""
WHOLE = """
SELECT l.progress::float, l.status, l.remark FROM report_line l JOIN target t ON t.id = l.target_id
WHERE l.version = :version AND t.code = 'T001'
"""
OTHER = {"target": "T002", "progress": 60}


def planted(march: Acting) -> Acting:
    """T001 has the leaves 1-1 (100 km), 1-2 (a standard) and 2 (7.5 km); the check of April is open, 1 April."""
    march.take("indicators", *tree())
    later = march.on("2026-04-01")
    later.open("monthly_check", "2026-04")
    return later


def line(leaf: str, progress: Any, **more: Any) -> dict[str, Any]:
    """The line of a leaf of T001."""
    return {"target": "T001", "indicator": leaf, "progress": progress, **more}


def submit(acting: Acting, *lines: dict[str, Any], name: str = "submit_report") -> Summary:
    """Report April for D001."""
    return acting.do(name, department="D001", period="2026-04", lines=list(lines))
