"""The examples of the acts: stories of commands, each run by a test; the reference shows the first of every act."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from models.ledger.agency_sheet.kinds import SHEETS

FILE = Path(__file__).parents[2] / "tests" / "data" / "act_examples.json"
# Commands other than `mubiao act` that do an act.
ACT_OF = {
    "mubiao import departments": "import_departments",
    "mubiao import contacts": "import_contacts",
    "mubiao import targets": "import_targets",
    "mubiao import drafts": "import_drafts",
    "mubiao import indicators": "import_indicators",
    "mubiao import reports": "import_reports",
    "mubiao import answers": "take_answer",
    "mubiao import reviews": "import_reviews",
    "mubiao import covert-results": "return_covert_results",
    "mubiao import survey-results": "return_survey_results",
    "mubiao import calendar": "import_calendar",
    "mubiao import local-calendar": "import_local_calendar",
    "mubiao secrets open": "open_secret",
    "mubiao run daily_sweep": "record_sweep",
    "mubiao run receive --json": "conclude_mail",
    "mubiao run receive": "receive_mail",
    "mubiao backup": "record_keyless_backup",
    "mubiao restore": "begin_rehearsal",
    "mubiao sample commit": "commit_sample",
    **{f"mubiao import {key}": chosen.name for key, (_, chosen) in SHEETS.items()},
}


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a story with the day on which it is given, the files that it reads, and who gives it."""

    day: str
    line: str
    files: dict[str, Any] = field(default_factory=dict)
    fill: dict[str, Any] = field(default_factory=dict)
    behind: str = ""
    operator: str = ""

    @property
    def act(self) -> str:
        """The act that it does; empty for other commands."""
        found = re.match(r"mubiao act (\w+)", self.line)
        return found[1] if found else next((act for line, act in ACT_OF.items() if self.line.startswith(line)), "")

    @property
    def words(self) -> list[str]:
        """The command without the name of the program."""
        return shlex.split(self.line)[1:]


@cache
def stories() -> dict[str, tuple[Step, ...]]:
    """Every story by its name."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return {name: tuple(_steps(steps)) for name, steps in data.items()}


def _steps(data: list[dict[str, Any]]) -> Iterator[Step]:
    day = ""
    for step in data:
        day = step.get("on", day)
        yield Step(
            day,
            step.get("do", ""),
            step.get("files", {}),
            step.get("fill", {}),
            step.get("sql", ""),
            step.get("by", ""),
        )


def example_of(act: str) -> Step:
    """The first step that does the act."""
    return next(step for steps in stories().values() for step in steps if step.act == act)
