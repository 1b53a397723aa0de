"""The input of 个人等次: numbers of people per grade, and no field that a name could stand in (1-2.19, A45)."""

from typing import Annotated

from pydantic import Field

from models.intake.input import accept_label
from models.intake.yearly import OfDepartmentYear
from models.rules.score.individuals import Correction

MOST = 100_000  # people


class IndividualsGiven(OfDepartmentYear):
    """How many people of a department were appraised, how many have which grade, and why they are entered again."""

    people: int = Field(title="参评人数", ge=1, le=MOST)
    excellent: int = Field(title="优秀人数", ge=0, le=MOST)
    reached: int = Field(title="达标人数", ge=0, le=MOST)
    not_reached: int = Field(title="不达标人数", ge=0, le=MOST)
    reason: Annotated[Correction | None, accept_label(Correction)] = Field(default=None, title="更正原因")
