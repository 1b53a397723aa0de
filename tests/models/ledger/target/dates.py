"""Own dates for tests: what is on record of their duties, and how an office declares a target complete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from models.ledger.acts import Summary
    from tests.conftest import Acting

OWED = """
SELECT o.subject, w.code, o.state, x.due::text, o.opened_on::text, o.due_version FROM obligation o
    JOIN department w ON w.id = o.owed_by JOIN deadline x ON x.id = o.deadline_id
WHERE o.kind = 'target_due' ORDER BY x.due, o.subject COLLATE "C"
"""
VERDICT = (
    "SELECT state, counted_on::text, late FROM obligation WHERE kind = 'target_due' ORDER BY subject COLLATE \"C\""
)
CODES = ("T001", "T002", "T009")
OPEN = ("2026/T009", "D001", "open", "2026-06-30", "2026-06-15", 1)


def made(folder: Path, name: str = "验收单.pdf") -> str:
    """Returns the path of a file of evidence."""
    path = folder / name
    path.write_bytes(name.encode())
    return str(path)


def report(acting: Acting, period: str, *, name: str = "submit_report", done: str = "T009", **more: Any) -> Summary:
    """Report the month of D001: one target complete, the others half."""
    lines: list[dict[str, Any]] = [{"target": code, "progress": 50} for code in CODES if code != done]
    lines += [{"target": done, "progress": 100, "status": "已完成"}] if done else []
    return acting.do(name, department="D001", period=period, lines=lines, **more)


def attach(acting: Acting, period: str, file: str, target: str = "T009", leaf: str = "") -> Summary:
    """Attach evidence of a target, or of its leaf, to a report of D001."""
    about = {"target": target} | ({"indicator": leaf} if leaf else {})
    return acting.do("attach_evidence", department="D001", period=period, file=file, **about)
