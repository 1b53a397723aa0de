"""The input of 二级考评: the value of a department for a year, with the paper that it comes from (1-6.1, A42)."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from models.intake.evidence import Pieces
from models.intake.input import Text
from models.intake.yearly import LONGEST, OfDepartmentYear
from models.rules.score.given import read_mark


class SecondLevelGiven(OfDepartmentYear):
    """A value of 0 to 100, its paper with the file of it, and the reason if it takes the place of an earlier value."""

    value: Annotated[Decimal, BeforeValidator(read_mark)] = Field(title="二级考评得分")
    number: Text = Field(title="依据文号", max_length=LONGEST)
    dated: date = Field(title="文件日期")
    evidence: Pieces = Field(title="依据文件", min_length=1)
    reason: str = Field(default="", title="更正原因")
