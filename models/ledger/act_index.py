"""The index of the acts: what can be said of an act, and in which module it is, before its module is loaded.

It is generated from the acts: `python -m deployments.reference`. A test compares it with what all modules register.
"""

from collections.abc import Mapping
from csv import DictReader
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parents[1] / "data" / "acts.csv"


class IndexedAct(NamedTuple):
    """An act: its name, module, title, clause, the values of its roles, and the class of its input, if it has one."""

    name: str
    module: str
    title: str
    clause: str
    roles: str
    form: str


def _read() -> Mapping[str, IndexedAct]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: IndexedAct(**row) for row in DictReader(lines)}


ACT_INDEX = _read()


def title_of(name: str) -> str:
    """Return the title of an act; that of an unknown one is its name."""
    return ACT_INDEX[name].title if name in ACT_INDEX else name
