"""应办事项, the central record, with what belongs to one: 催办, 已阅 and the agency's 年终复核 result."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.records.columns import choice
from models.rules.reminders import UrgingMethod
from models.rules.states import ObligationState, UrgingState


class Obligation(SQLModel, table=True):
    """Who owes what, under which clause, by which deadline, and what discharged it.

    `department` is whose duty it is and never changes; `owed_by` is the present debtor. `due_version` counts the due
    dates this row has had, so that reminders start afresh with each; `reminded` is the last rung told of the present
    one, in working days from the due day. `late` is the verdict frozen at the discharge, judged by `counted_on`, the
    date that decides (A27).
    """

    __table_args__ = (
        UniqueConstraint(
            "jurisdiction_id", "kind", "period", "department_id", "subject", "round", postgresql_nulls_not_distinct=True
        ),
        Index("obligation_open", "id", postgresql_where="state = 'open'"),
        Index("obligation_by_run", "cycle_run_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    jurisdiction_id: int = Field(foreign_key="jurisdiction.id")
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


class Urging(SQLModel, table=True):
    """催办: a task for the agency about one overdue obligation, with its outcome (6.2.2)."""

    __table_args__ = (
        UniqueConstraint("obligation_id", "due_version", "step"),
        Index("urging_waiting", "obligation_id", postgresql_where="state = 'proposed'"),
    )

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    due_version: int
    step: int
    method: UrgingMethod = choice(UrgingMethod)
    state: UrgingState = choice(UrgingState, default=UrgingState.PROPOSED)
    proposed_on: date
    done_on: date | None = None
    outcome: str = ""


class Acknowledgement(SQLModel, table=True):
    """已阅: the head has read the result that was sent (6.1.5, A30)."""

    __table_args__ = (UniqueConstraint("obligation_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    version: int
    read_on: date
    read_by: str


class Reverification(SQLModel, table=True):
    """年终复核 of one department: complete, or what was found missing (3.3).

    It refers to the overall evaluation that the year-end inspection made, or says why nobody inspected the department.
    """

    __table_args__ = (UniqueConstraint("obligation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    complete: bool
    missing: str = ""
    recorded_on: date
    evaluation_id: int | None = Field(default=None, foreign_key="evaluation.id")
    uninspected: str = ""
