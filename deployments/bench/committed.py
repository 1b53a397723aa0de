"""The committed row of each figure: what a later run is compared with. `python -m deployments.bench.committed FILE`.

A figure with a bound is its ratio to it; seconds without one are told in turns of the machine's own loop, as
fast as it was then.
"""

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from deployments.bench.measurements import MEGABYTES, SECONDS, BenchFigure

ROWS = Path(__file__).parents[1] / "data" / "bench.csv"
COLUMNS = ("case", "departments", "targets", "measure", "value")
WORSE = 4 / 3
Key: TypeAlias = tuple[str, int, int, str]


def measured(figures: Sequence[BenchFigure]) -> dict[Key, float]:
    """Returns the value of each figure that can be compared with that of another machine."""
    found = {}
    for each in figures:
        how, value = _measure(each)
        if value:
            found[each.case, each.departments, each.targets, how] = value
    return found


def _measure(figure: BenchFigure) -> tuple[str, float | None]:
    if figure.ratio is not None:
        return "ratio", figure.ratio
    if figure.unit == SECONDS:
        return "turns", figure.turns
    return figure.unit, figure.value if figure.unit == MEGABYTES else None


def committed() -> dict[Key, float]:
    """Returns the committed rows."""
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return {_key(row): float(row["value"]) for row in csv.DictReader(lines)}


def _key(row: Mapping[str, str]) -> Key:
    return row["case"], int(row["departments"]), int(row["targets"]), row["measure"]


def worse(figures: Sequence[BenchFigure]) -> Iterator[str]:
    """Yield the title of each figure that is worse than its committed row by more than a third, with both values."""
    before, titles = committed(), {figure.case: figure.title for figure in figures}
    for key, value in measured(figures).items():
        if key in before and value > before[key] * WORSE:
            yield f"{titles[key[0]]}：{before[key]:.3g} → {value:.3g}"


def commit(figures: Sequence[BenchFigure]) -> None:
    """Write the rows of these figures in place of their former ones; rows of other cases and sizes stay."""
    rows = committed() | measured(figures)
    with ROWS.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((*key, f"{rows[key]:.4g}") for key in sorted(rows))


def read_figures(data: Sequence[Mapping[str, Any]]) -> list[BenchFigure]:
    """Returns the figures that `bench --json` printed."""
    return [_read(each) for each in data]


def _read(each: Mapping[str, Any]) -> BenchFigure:
    size, turn = (each["departments"], each["targets"]), each["turn_seconds"] or 0
    if each["megabytes"] is not None:
        bound = each["ratio"] and each["megabytes"] / each["ratio"]
        return BenchFigure(each["case"], each["title"], *size, each["megabytes"], bound, unit=MEGABYTES)
    unit = SECONDS if each["seconds"] is not None else ""
    return BenchFigure(
        each["case"], each["title"], *size, each["seconds"] or 0, each["bound_seconds"], unit=unit, turn=turn
    )


if __name__ == "__main__":
    commit(read_figures(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
