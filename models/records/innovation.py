"""创新项目评选: ranks of units, applications of a year with their projects, and the result of each unit (1-2.16)."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from models.records.record import Numbered, NumberedOfYear, OfJurisdiction, Record, choice, structure
from models.records.yearly import KEY_OF_YEAR, GivenForYear
from models.rules.kinds import Management
from models.rules.score.innovation import Prize, Rank
from models.rules.score.innovation_jury import JuryRound
from models.rules.states import PROJECT, ProjectState


class Innovation(GivenForYear, table=True):
    """The `serial`th result of a unit for a year; a later one, with its reason, supersedes those before."""

    noun: ClassVar = Record("创新项目评选", KEY_OF_YEAR)

    prize: Prize = choice(Prize)
    project: str = ""
    rank: Rank | None = choice(Rank, default=None, nullable=True)
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date


class DepartmentRank(Numbered, table=True):
    """级别: the `serial`th rank of a unit, from a day on, with its paper; the newest of a day holds."""

    noun: ClassVar = Record("部门级别", ("department_id", "serial"))

    department_id: int = Field(foreign_key="department.id")
    serial: int
    rank: Rank = choice(Rank)
    since: date
    paper_number: str
    paper_date: date
    recorded_on: date


class InnovationCall(OfJurisdiction, table=True):
    """申报通知: the `serial`th days of a year's applications; the newest holds. `most` is per unit, None for any."""

    noun: ClassVar = Record("创新项目申报通知", ("year", "serial"))

    year: int
    serial: int
    opens_on: date
    closes_on: date
    most: int | None = None
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date


class InnovationProject(NumberedOfYear, table=True):
    """创新项目: number `number` of its year, with management and rank of the unit on the day of its application."""

    noun: ClassVar = Record("创新项目", ("year", "number"), between="-", states=PROJECT, updated=True)
    further: ClassVar = (
        Index(
            "innovation_project_once",
            "department_id",
            "year",
            "name",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    department_id: int = Field(foreign_key="department.id")
    name: str
    content: str
    management: Management = choice(Management)
    rank: Rank | None = choice(Rank, default=None, nullable=True)
    paper_number: str
    paper_date: date
    applied_on: date
    state: ProjectState = choice(ProjectState, default=ProjectState.APPLIED)
    withdrawn_on: date | None = None
    reason: str = ""


class Juror(OfJurisdiction, table=True):
    """评委: a person of the list of experts with his unit, from the day on which he was registered."""

    noun: ClassVar = Record("创新项目评委", ("name",), updated=True)

    name: str
    unit: str
    position: str = ""
    registered_on: date
    valid_to: date | None = None


class JurorTie(Numbered, table=True):
    """回避: the reason why a juror must not judge the projects of a unit."""

    noun: ClassVar = Record("评委回避", ("juror_id", "department_id"))

    juror_id: int = Field(foreign_key="juror.id")
    department_id: int = Field(foreign_key="department.id")
    reason: str
    declared_on: date


class InnovationRound(OfJurisdiction, table=True):
    """The `serial`th record of a round of a year: day, place, jurors, and per project votes, result and reason.

    A later one of the same stage, with its reason, supersedes those before.
    """

    noun: ClassVar = Record("创新项目评审", ("year", "stage", "serial"))

    year: int
    stage: JuryRound = choice(JuryRound)
    serial: int
    held_on: date
    place: str = ""
    jurors: list[str] = structure(default_factory=list)
    votes: dict[str, Any] = structure(default_factory=dict)
    results: dict[str, Any] = structure(default_factory=dict)
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date
