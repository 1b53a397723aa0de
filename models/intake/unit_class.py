"""The input of 单位类别: the class of a department from a year on, with the paper that says so (1-2.19, A45)."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.evidence import Pieces
from models.intake.input import Text
from models.intake.yearly import LONGEST, OfDepartmentYear
from models.rules.score.unit_classes import read_class_name


class UnitClassGiven(OfDepartmentYear):
    """A department, its class from a year on, its paper with the file of it, and the reason of a change."""

    unit_class: Annotated[Text, BeforeValidator(read_class_name)] = Field(title="单位类别")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)
    reason: str = Field(default="", title="更正原因")
