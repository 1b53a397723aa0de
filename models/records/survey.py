"""公众测评: the sheets handed out, their rows, and what came back in each cell (1-2.14, 1-8.3). No row is updated."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from models.records.record import Numbered, NumberedOfYear, Record, choice
from models.rules.survey import Dimension


class Survey(NumberedOfYear, table=True):
    """测评表 `number` of its year, as handed out to a third party, or kept by the agency; a later one supersedes it.

    `digest` is the SHA-256 of its content, from which the check code of each row follows.
    """

    noun: ClassVar = Record("公众测评表", ("year", "number"), between="-")

    third_party_id: int | None = Field(default=None, foreign_key="third_party.id")
    paper_number: str
    paper_date: date
    digest: str
    handed_out_on: date
    reason: str = ""


class SurveyItem(Numbered, table=True):
    """A row of a sheet: a department, by its code and name of the day, and a group of respondents."""

    noun: ClassVar = Record("公众测评表的行", ("survey_id", "position"))
    further: ClassVar = (UniqueConstraint("survey_id", "department_id", "respondents"),)

    survey_id: int = Field(foreign_key="survey.id")
    position: int
    department_id: int = Field(foreign_key="department.id")
    code: str
    name: str
    respondents: str


class SurveyReturn(Numbered, table=True):
    """The `serial`th time that a sheet came back; a later one, with its reason, supersedes those before."""

    noun: ClassVar = Record("公众测评结果", ("survey_id", "serial"))

    survey_id: int = Field(foreign_key="survey.id")
    serial: int
    returned_on: date
    reason: str = ""


class SurveyCell(Numbered, table=True):
    """How many of a group were asked about a department in one dimension, answered, and are dissatisfied."""

    noun: ClassVar = Record("公众测评人数", ("return_id", "item_id", "dimension"))
    further: ClassVar = (
        CheckConstraint("0 <= dissatisfied AND dissatisfied <= answered AND answered <= asked", name="survey_count"),
    )

    return_id: int = Field(foreign_key="survey_return.id")
    item_id: int = Field(foreign_key="survey_item.id")
    dimension: Dimension = choice(Dimension)
    asked: int
    answered: int
    dissatisfied: int
