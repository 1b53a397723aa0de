"""The sheets that the people of a simulated year write as .csv files."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path


def write_sheet(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """Write the rows under the titles of them all; what a row lacks is empty. Returns the path."""
    written = list(rows)
    titles = list(dict.fromkeys(title for row in written for title in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, titles, restval="")
        writer.writeheader()
        writer.writerows(written)
    return path
