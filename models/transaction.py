"""The state of one transaction: what its act leaves for the commit, and rows that its functions read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from models.rules.workdays import WorkCalendar

KEY = "transaction"


@dataclass(frozen=True, slots=True)
class PendingBlock:
    """The header of the block that the commit appends; `content` replaces the SQL of what the block covers.

    With `any_instant` the block is sealed at `at`, not by the clock: in a rehearsal.
    """

    act_id: int
    jurisdiction_id: int
    act: str
    actor: str
    role: str
    business_date: date
    at: datetime
    request_id: str | None
    result: Mapping[str, Any]
    source: Mapping[str, Any]
    input_digest: str = ""
    known: str = ""
    entered_by: str = ""
    any_instant: bool = False
    content: str = ""


@dataclass(slots=True)
class Transaction:
    """What the functions of one transaction share: the block to append, and a cache of rows that do not change.

    `moved` is True after the first transition or seal; `entered_late` after a verdict on what was received long ago;
    `delivery_run` is the number of the delivery run that seals what this transaction changes; `sealing` is a note about
    the clock that sealed the block.
    With `clock_confirmed` the block may be sealed before the newest one, which then lies in the future.
    A transaction that `is_trial` is rolled back; outside the database it writes nothing either.
    `has_own_store` is True after the evidence folder was found to be that of the database.
    `tried` are values of settings that hold on every day in this transaction, which may only read.
    `grades` are those that the rows of a sheet were checked against, by year and day; none of its rows changes them.
    `began` are the days on which obligations began, by their id and the day of receipt, until one is reopened.
    `unmarked` is True while nothing is marked (4.7): there is nothing to read then.
    `unsaid` are names of files, by what stands for each (4.7).
    `mail` is the received mail that it is about; None before it was looked up.
    `named` is the last answer sheet that was looked up, with what its code names.
    `departments` keeps looked-up rows alive, because a session holds its objects by weak references only.
    """

    connection: Connection | None = None
    driver: Any = None
    block: PendingBlock | None = None
    moved: bool = False
    entered_late: bool = False
    is_trial: bool = False
    has_own_store: bool = False
    delivery_run: int | None = None
    sealing: str = ""
    clock_confirmed: bool = False
    home: int | None = None
    rehearsal: bool | None = None
    unmarked: bool = False
    heirs: dict[int, int] | None = None
    mail: Any = None
    named: Any = None
    departments: list[object] = field(default_factory=list)
    unsaid: dict[str, str] = field(default_factory=dict)
    tried: dict[str, Any] = field(default_factory=dict)
    grades: dict[tuple[int, date], Any] = field(default_factory=dict)
    due_dates: dict[int, date] = field(default_factory=dict)
    began: dict[tuple[int, date], date] = field(default_factory=dict)
    calendars: dict[int, WorkCalendar] = field(default_factory=dict)
    report_lines: dict[int, dict[str, Any]] = field(default_factory=dict)


def transaction(session: Session) -> Transaction:
    """Return the state of the session's transaction."""
    state: Transaction | None = session.info.get(KEY)
    if state is None:
        state = session.info[KEY] = Transaction()
    return state
