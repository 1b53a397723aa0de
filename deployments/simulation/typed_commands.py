"""How many commands the agency types in a year: an answer none, the rows of a file of one day one, others one each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.ledger.acts import Act, Role, find_act
from models.ledger.agency_sheet.kinds import SHEETS
from models.ledger.answer.taking import take_answer
from models.ledger.year_end.filing import attach_evidence
from models.rules.matter_form import ALL_FORMS
from models.statements import run

# What an office does by the sheet that came with its mail, or by a later mail.
ANSWERED = {take_answer.name, attach_evidence.name, *(name for form in ALL_FORMS.values() for name in form.acts)}
IN_SHEETS = {kind.chosen.name for kind, _ in SHEETS.values()}
BLOCKS = """
SELECT act, role, business_date, count(*) AS n FROM block WHERE role <> :system GROUP BY act, role, business_date
"""


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands of one act in a year: if each is typed, and if offices answer and rows stand in files."""

    typed: int
    left: int


def count_commands(session: Session) -> dict[str, Commands]:
    """Returns how many commands each act of people takes, the most frequent first.

    An office's own answer takes none. What can stand in a sheet, or in a list of `act --file`, takes one for each day
    on which it is done, every other act one each time.
    """
    counts: dict[str, Commands] = {}
    entered = entered_acts(session)
    rows = run(session, BLOCKS, system=Role.SYSTEM.value).all()
    for name in {row.act for row in rows}:
        typed = sum(row.n for row in rows if row.act == name)
        counts[name] = Commands(typed, count_files(name, entered.get(name, ())))
    return dict(sorted(counts.items(), key=lambda each: (-each[1].left, -each[1].typed, each[0])))


def entered_acts(session: Session) -> dict[str, list[Any]]:
    """Returns the days of each act that the agency enters: not what an office answers by itself."""
    entered: dict[str, list[Any]] = {}
    for row in run(session, BLOCKS, system=Role.SYSTEM.value):
        if row.act not in ANSWERED or row.role != Role.OFFICE:
            entered.setdefault(row.act, []).append(row)
    return entered


def count_files(name: str, rows: Iterable[Any]) -> int:
    """Returns the number of files of an act, one a day; of an act that takes no list, how often it was done."""
    days: set[date] = {row.business_date for row in rows}
    return len(days) if name in IN_SHEETS or takes_list(find_act(name)) else sum(row.n for row in rows)


def takes_list(act: Act[Any]) -> bool:
    """Returns whether `mubiao act NAME --file` takes many of an act; evidence is its own file."""
    return act.form is not None and not act.instead and "file" not in act.form.model_fields
