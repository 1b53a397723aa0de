"""Published targets and results, from tests/data/published (see its PROVENANCE.md)."""

import csv
from functools import cache
from pathlib import Path

Row = dict[str, str]
FOLDER = Path(__file__).parents[3] / "data" / "published"


@cache
def published(name: str) -> list[Row]:
    """Returns the rows of a file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
