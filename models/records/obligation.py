"""应办事项, the central table, with its related rows: 催办, 已阅 and the agency's 年终复核 result."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Part, Record, TargetTexts, choice, structure
from models.rules.reminders import UrgingMethod
from models.rules.states import OBLIGATION, URGING, ObligationState, UrgingState

# The lines that obligation `r` was opened with.
AT_OPENING = {"obligation_id": "r.id", "version": "0"}
# Rows `x` about an obligation whose subject is target `m`.
DUTY_OF_TARGET = """x.obligation_id IN (SELECT o.id FROM obligation o JOIN target t ON t.id = m.id AND o.subject <> ''
    AND CAST(t.year AS text) = split_part(o.subject, '/', 1) AND t.code = split_part(o.subject, '/', 2))"""


class Obligation(OfJurisdiction, table=True):
    """An obligation: its debtor, clause, deadline, state and discharge.

    `department` is the department whose duty it is and never changes; `owed_by` is the present debtor. `due_version`
    counts the due dates this row has had, so that reminders restart with each; `reminded` is the last rung notified for
    the present one, in working days from the due date. `late` is the verdict frozen at the discharge, judged by
    `counted_on`, the deciding date (A27).
    """

    noun: ClassVar = Record(
        "应办事项",
        ("kind", "period", "department_id", "subject", "round"),
        states=OBLIGATION,
        parts=(
            Part("report_line", AT_OPENING),
            Part("report_leaf", AT_OPENING),
        ),
        updated=True,
    )
    __table_args__ = (
        UniqueConstraint(
            "jurisdiction_id", "kind", "period", "department_id", "subject", "round", postgresql_nulls_not_distinct=True
        ),
        Index("obligation_open", "id", postgresql_where="state = 'open'"),
        Index("obligation_by_run", "cycle_run_id"),
    )

    kind: str
    period: str = ""
    department_id: int = Field(foreign_key="department.id")
    subject: str = ""
    round: int = 0
    cycle_run_id: int | None = Field(default=None, foreign_key="cycle_run.id")
    owed_by: int = Field(foreign_key="department.id")
    clause: str
    deadline_id: int = Field(foreign_key="deadline.id")
    due_version: int = 1
    reminded: int | None = None
    state: ObligationState = choice(ObligationState, default=ObligationState.OPEN)
    opened_on: date
    opened_late: bool = False
    counted_on: date | None = None
    late: bool | None = None


class Urging(Numbered, table=True):
    """催办: a task for the agency about one overdue obligation, with its outcome (6.2.2)."""

    noun: ClassVar = Record(
        "催办",
        ("obligation_id", "due_version", "step"),
        states=URGING,
        of_target=TargetTexts(withheld="outcome", rows=DUTY_OF_TARGET),
        updated=True,
    )
    further: ClassVar = (Index("urging_waiting", "obligation_id", postgresql_where="state = 'proposed'"),)

    obligation_id: int = Field(foreign_key="obligation.id")
    due_version: int
    step: int
    method: UrgingMethod = choice(UrgingMethod)
    state: UrgingState = choice(UrgingState, default=UrgingState.PROPOSED)
    proposed_on: date
    done_on: date | None = None
    outcome: str = ""


class Acknowledgement(Numbered, table=True):
    """已阅: the head has read the result that was sent (6.1.5, A30)."""

    noun: ClassVar = Record("已阅", ("obligation_id", "version"), updated=True)

    obligation_id: int = Field(foreign_key="obligation.id")
    version: int
    read_on: date
    read_by: str


class Reverification(Numbered, table=True):
    """年终复核 of one department: complete, or the list of what is missing (3.3).

    It refers to the overall evaluation of the year-end inspection; if there is no inspection, `uninspected` gives the
    reason. `beyond` is the reason for items that the comparison does not list.
    """

    noun: ClassVar = Record("年终复核", ("obligation_id",), updated=True)

    obligation_id: int = Field(foreign_key="obligation.id")
    complete: bool
    missing: str = ""
    recorded_on: date
    evaluation_id: int | None = Field(default=None, foreign_key="evaluation.id")
    uninspected: str = ""
    beyond: str = ""


class Deadline(OfJurisdiction, table=True):
    """A due date with its proof; `source` is the document that set the date, if one did (A29)."""

    noun: ClassVar = Record("期限", ("rule", "anchor", "n", "calendar", "suspensions", "source"), updated=True)
    __table_args__ = (
        UniqueConstraint(
            "jurisdiction_id", "rule", "anchor", "n", "calendar", "suspensions", "source", name="deadline_identity"
        ),
    )

    rule: str
    anchor: date
    n: int
    calendar: str
    suspensions: list[Any] = structure(default=[])
    source: str = ""
    due: date
    target: date
    earliest: date
    provisional: bool
    proof: dict[str, Any] = structure()
