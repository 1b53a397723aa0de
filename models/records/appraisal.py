"""年度考评: the score sheets, the objections to them, and the papers that approved or corrected them (1-8)."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from models.records.record import Numbered, OfJurisdiction, Record, choice, structure
from models.rules.score.facts import Contested
from models.rules.states import SCORE_OBJECTION, SCORE_SHEET, ScoreObjectionState, ScoreSheetState


class Appraisal(OfJurisdiction, table=True):
    """A paper of the 领导小组 about the appraisal of a year: 1 is the approval, later ones correct single sheets.

    A correction is of one department; `left_out` are entries that do not count in its sheet any more. `facts` are those
    of the agency, as they stood when the newest sheet was made.
    """

    noun: ClassVar = Record("考评审定", ("year", "serial"))

    year: int
    serial: int
    body: str
    paper_number: str
    paper_date: date
    approved_on: date
    reason: str = ""
    department_id: int | None = Field(default=None, foreign_key="department.id")
    left_out: list[Any] = structure(default=[])
    facts: dict[str, Any] = structure(default={})


class AppraisalSheet(Numbered, table=True):
    """The `version`th score sheet of a department for a year: its canonical text, which is never changed.

    `unit_class`, `place` and `grade` are those of the ranking, written by the approval. `obligation_id` is the duty to
    check the sheet. `facts` are those of the department on the day on which it was drafted or recomputed.
    """

    noun: ClassVar = Record("得分表", ("department_id", "year", "version"), states=SCORE_SHEET, updated=True)
    __tablename__ = "score_sheet"
    further: ClassVar = (
        Index(
            "score_sheet_current",
            "department_id",
            "year",
            unique=True,
            postgresql_where=text("state <> 'superseded'"),
        ),
    )

    department_id: int = Field(foreign_key="department.id")
    year: int
    version: int
    content: str
    digest: str
    total: Decimal
    facts: dict[str, Any] = structure(default={})
    unit_class: str | None = None
    place: int | None = None
    grade: str | None = None
    state: ScoreSheetState = choice(ScoreSheetState, default=ScoreSheetState.DRAFTED)
    drafted_on: date
    answered_on: date | None = None
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id")
    appraisal_id: int | None = Field(default=None, foreign_key="appraisal.id")


class ScoreObjection(Numbered, table=True):
    """The objection of a department to one line or fact of its sheet, the agency's answer, and who recomputed the line.

    `left_out` are the entries that do not count any more once it is confirmed.
    """

    noun: ClassVar = Record("得分异议", ("score_sheet_id", "component"), states=SCORE_OBJECTION, updated=True)

    score_sheet_id: int = Field(foreign_key="score_sheet.id")
    component: Contested = choice(Contested)
    reason: str
    raised_on: date
    state: ScoreObjectionState = choice(ScoreObjectionState, default=ScoreObjectionState.RAISED)
    answer: str = ""
    answered_on: date | None = None
    answered_by: str = ""
    account: str = ""
    left_out: list[Any] = structure(default=[])
    confirmed_on: date | None = None
    confirmed_by: str = ""


class AppraisalDay(OfJurisdiction, table=True):
    """What a day's run found of the appraisal of a year: the states of departments that are others than before.

    The state of a department is its newest one, None if it has no score any more. `matters` is what the agency and the
    leaders had to do on the day, in words; no row follows one that is `done`. It holds no single rating.
    """

    noun: ClassVar = Record("年度考评逐日进展", ("year", "day"))

    year: int
    day: date
    departments: dict[str, Any] = structure(nullable=False)
    matters: list[Any] = structure(nullable=False)
    lacking: int
    done: bool
