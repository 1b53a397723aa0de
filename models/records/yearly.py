"""What a department is given for a year: the tables, and the columns that each begins with (1-2.16, 1-2.19, 1-6.1)."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, TargetTexts, choice, structure
from models.rules.score.absent import AbsentWay
from models.rules.score.component import Component
from models.rules.score.gate import GateKind
from models.rules.score.grade import UngradedReason as Why
from models.rules.score.individuals import Correction
from models.rules.states import DISCIPLINE, UNGRADED, DisciplineState, UngradedState

KEY_OF_YEAR = ("department_id", "year", "serial")


class GivenForYear(Numbered):
    """The `serial`th record of a department for a year."""

    department_id: int = Field(foreign_key="department.id")
    year: int
    serial: int


class Discipline(GivenForYear, table=True):
    """The `serial`th record of a department for a year, with its paper; withdrawn with a reason, never removed."""

    noun: ClassVar = Record("讲规矩守纪律", KEY_OF_YEAR, states=DISCIPLINE, updated=True)

    fact: str
    reduces: str
    paper_number: str
    paper_date: date
    state: DisciplineState = choice(DisciplineState, default=DisciplineState.RECORDED)
    recorded_on: date
    withdrawn_on: date | None = None
    reason: str = ""


class Exemption(Numbered, table=True):
    """The `serial`th decision about a target; the newest holds. One that takes it back has a reason and no paper."""

    noun: ClassVar = Record(
        "免予考评", ("target_id", "serial"), of_target=TargetTexts(withheld="reason", told="paper_number")
    )
    further: ClassVar = (
        CheckConstraint(
            "exempted = (body_id IS NOT NULL AND paper_number <> '' AND paper_date IS NOT NULL)", name="exemption_paper"
        ),
    )

    target_id: int = Field(foreign_key="target.id")
    serial: int
    exempted: bool
    reason: str
    body_id: int | None = Field(default=None, foreign_key="body.id")
    paper_number: str = ""
    paper_date: date | None = None
    recorded_on: date


class Individuals(GivenForYear, table=True):
    """The `serial`th numbers of a department for a year; later ones, with their reason, supersede those before."""

    noun: ClassVar = Record("个人等次人数", KEY_OF_YEAR)

    people: int
    excellent: int
    reached: int
    not_reached: int
    reason: Correction | None = choice(Correction, default=None, nullable=True)
    recorded_on: date


class ScoreException(OfJurisdiction, table=True):
    """The `serial`th decision of a year that a line before a total is ended by a paper; of all departments if empty.

    One that says which `component` this level does not have says in which `way` its weight is carried (A78). One that
    takes back the decision `lifts` has a reason and no paper.
    """

    noun: ClassVar = Record("合计例外", ("year", "serial"), between="-")
    further: ClassVar = (
        CheckConstraint(
            "(lifts IS NULL) = (body_id IS NOT NULL AND paper_number <> '' AND paper_date IS NOT NULL)",
            name="exception_paper",
        ),
    )

    year: int
    serial: int
    kind: GateKind = choice(GateKind)
    departments: list[str] = structure(default_factory=list)
    component: Component | None = choice(Component, default=None, nullable=True)
    way: AbsentWay | None = choice(AbsentWay, default=None, nullable=True)
    reason: str = ""
    lifts: int | None = None
    body_id: int | None = Field(default=None, foreign_key="body.id")
    paper_number: str = ""
    paper_date: date | None = None
    recorded_on: date


class SecondLevel(GivenForYear, table=True):
    """The `serial`th value of a department for a year; a later one, with its reason, supersedes those before."""

    noun: ClassVar = Record("二级考评", KEY_OF_YEAR)

    value: Decimal
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date


class TieDecision(OfJurisdiction, table=True):
    """The `serial`th decision of a year; `value` is the exact total of the tied, `grades` their grades by code.

    It counts while there is a tie of these departments at this total for these grades.
    """

    noun: ClassVar = Record("并列的决定", ("year", "serial"))

    year: int
    serial: int
    unit_class: str
    value: str
    grades: dict[str, Any] = structure(nullable=False)
    reason: str
    paper_number: str
    paper_date: date
    recorded_on: date


class Ungraded(GivenForYear, table=True):
    """The `serial`th record of a department for a year; one that was withdrawn, with the reason, stays."""

    noun: ClassVar = Record("不定等次", KEY_OF_YEAR, states=UNGRADED, updated=True)
    further: ClassVar = (
        Index("ungraded_once", "department_id", "year", unique=True, postgresql_where=text("state <> 'withdrawn'")),
    )

    kind: Why = choice(Why)
    reason: str
    basis: str
    paper_number: str
    paper_date: date
    state: UngradedState = choice(UngradedState, default=UngradedState.RECORDED)
    recorded_on: date
    withdrawn_on: date | None = None
    withdrawn_because: str = ""


class UnitClass(GivenForYear, table=True):
    """The `serial`th class of a department from a year on; it holds until one of a later year, or a later one of it."""

    noun: ClassVar = Record("单位类别", KEY_OF_YEAR)

    name: str
    paper_number: str
    paper_date: date
    reason: str = ""
    recorded_on: date
