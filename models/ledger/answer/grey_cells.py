"""The grey cells of a row of an answer sheet: what a target or leaf asks, and what was last reported of it (1-2.9)."""

from typing import Any

from models.rules.chinese_dates import in_full
from models.rules.kinds import LineStatus
from models.rules.requirements import shown_value
from models.rules.target.amount import Direction
from models.rules.target.indicator import YEAR_END


def leaf_cells(line: Any) -> tuple[str, ...]:  # noqa: ANN401 - a result row
    """Return what a leaf asks; its code and words stand with the name of the target."""
    code, name, asked, quantity, until = requirement_cells(line.code, line.name, line)
    amount = f"{Direction(line.direction or Direction.NOT_LESS).label}{quantity}" if quantity else ""
    return (code, f"{name}（指标{line.leaf} {line.words}）", asked, amount, until)


def requirement_cells(code: str, name: str, row: Any) -> tuple[str, ...]:  # noqa: ANN401 - a result row
    """Return what a target or draft asks, by when."""
    quantity = "" if row.quantity is None else f"{shown_value(row.quantity)}{row.unit}"
    return (code, name, row.requirement, quantity, in_full(row.deadline) if row.deadline else YEAR_END)


def reported_cells(row: Any) -> tuple[str, str]:  # noqa: ANN401 - a result row
    """Return the progress and the state that were last reported; empty without a report."""
    progress = "" if row.progress is None else f"{row.progress.normalize():f}%"
    return progress, LineStatus(row.status).label if row.status else ""
